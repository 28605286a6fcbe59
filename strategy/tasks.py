"""What the strategy does by the clock."""

from celery import shared_task
from django.utils import timezone

from strategy.services import progress


@shared_task
def remind_of_updates():
    """Every morning: tell whose update is due soon or late, once of each."""
    progress.remind(on=timezone.localdate())
