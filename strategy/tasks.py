"""What the strategy does by the clock."""

from celery import shared_task
from django.utils import timezone

from accounts.models import User
from accounts.posts import holders
from strategy.services import consultations, progress


@shared_task
def remind_of_updates():
    """Every morning: tell whose update is due soon or late, once of each."""
    progress.remind(on=timezone.localdate())


@shared_task
def tell_of_consultations():
    """Every morning: tell the members of a consultation that has opened, once."""
    today = timezone.localdate()
    members = User.objects.filter(holders(on=today), is_active=True)
    consultations.tell_of_opened(on=today, members=members, at=timezone.now())


@shared_task
def let_go_of_respondents():
    """Every night: forget who answered a consultation that closed long ago."""
    consultations.let_go(at=timezone.now())
