"""What the support directory does by the clock."""

from celery import shared_task
from django.utils import timezone

from support_directory.services import (
    contacts,
    deployments,
    designations,
    entries,
    evaluations,
    imports,
    reminders,
    reviews,
    visits,
)


@shared_task
def remind_of_deployments():
    """Every morning: records and reviews that are due, evaluations not answered, what is adrift."""
    now = timezone.now()
    today = timezone.localdate(now)
    visits.remind(on=today)
    reviews.remind(on=today)
    evaluations.remind(on=today, at=now)
    evaluations.let_go(at=now)
    contacts.let_go(at=now)
    deployments.watch(on=today)


@shared_task
def remind_of_confirmations():
    """Every morning: ask after entries nobody has confirmed, and hide those asked after twice."""
    reminders.remind(on=timezone.localdate(), at=timezone.now())


@shared_task
def remind_of_reviews():
    """Every morning: tell whose designation is reviewed soon, and mark those due."""
    designations.remind_of_reviews(on=timezone.localdate(), at=timezone.now())


@shared_task
def follow_schools():
    """Every night: take entries of closed schools along to the schools that followed."""
    entries.follow_schools(on=timezone.localdate(), at=timezone.now())


@shared_task
def let_go_of_spreadsheets():
    """Every night: discard spreadsheets of entries that nobody has decided on for a month."""
    imports.let_go(at=timezone.now())
