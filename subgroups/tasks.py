"""What groups do by the clock."""

from celery import shared_task
from django.utils import timezone

from subgroups.services import actions, escalations, groups, meetings, minutes, reports


@shared_task
def remind():
    """Every morning: meetings that were held, what is due or overdue, agendas led by it."""
    today = timezone.localdate()
    meetings.hold(on=today)
    minutes.remind(on=today)
    actions.remind(on=today)
    reports.remind(on=today)
    escalations.put_overdue_first(on=today)


@shared_task
def leave_networks():
    """After midnight: who took a seat and holds no post any more sits there no longer."""
    now = timezone.now()
    groups.leave_without_a_post(on=timezone.localdate(now), at=now)
