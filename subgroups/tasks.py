"""What groups do by the clock."""

from celery import shared_task
from django.utils import timezone

from subgroups.services import actions, escalations, meetings, minutes, reports


@shared_task
def remind():
    """Every morning: meetings that were held, what is due or overdue, agendas led by it."""
    today = timezone.localdate()
    meetings.hold(on=today)
    minutes.remind(on=today)
    actions.remind(on=today)
    reports.remind(on=today)
    escalations.put_overdue_first(on=today)
