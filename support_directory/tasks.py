"""What the support directory does by the clock."""

from celery import shared_task
from django.utils import timezone

from support_directory.services import deployments, evaluations, reviews, visits


@shared_task
def remind_of_deployments():
    """Every morning: records and reviews that are due, evaluations not answered, what is adrift."""
    now = timezone.now()
    today = timezone.localdate(now)
    visits.remind(on=today)
    reviews.remind(on=today)
    evaluations.remind(on=today, at=now)
    deployments.watch(on=today)
