"""What groups do by the clock."""

from celery import shared_task
from django.utils import timezone

from subgroups.services import actions, meetings, minutes, reports


@shared_task
def remind():
    """Every morning: meetings that were held, minutes and reports due, actions overdue."""
    today = timezone.localdate()
    meetings.hold(on=today)
    minutes.remind(on=today)
    actions.remind(on=today)
    reports.remind(on=today)
