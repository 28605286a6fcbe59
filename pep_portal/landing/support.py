"""Requests for support: those that wait for a broker, and what a school has asked for."""

from django.urls import reverse

from accounts.permissions import Permission, can
from pep_portal.landing.row import Row
from support_directory.models import SupportRequest


def queue_rows(user, *, on):
    """The brokers' queue, and how many of it are late. One query, none for others."""
    if not can(user, Permission.SUPPORT_BROKER):
        return []
    opened = _open(user)
    return [queue_row(opened, on=on)] if opened else []


def asked_rows(user):
    """What somebody who is no broker has asked for. One query."""
    if can(user, Permission.SUPPORT_BROKER):
        return []
    opened = _open(user)
    return [asked_row(opened)] if opened else []


def _open(user):
    return list(SupportRequest.objects.visible_to(user).open().only(*OF_REQUEST))


OF_REQUEST = ("state", "shortlist_due_on", "contact_due_on", "contacted_on")


def queue_row(opened, *, on):
    late = sum(each.is_late(on) for each in opened)
    waiting = sum(each.waits for each in opened)
    if late:
        sentence = f"{_counted(late)} past the promised day."
    else:
        sentence = f"{waiting} {'waits' if waiting == 1 else 'wait'} for a shortlist."
    return Row(
        question="Which schools wait for support?",
        url=reverse("support_directory:request-list"),
        sentence=sentence,
        note=f"{_counted(len(opened))} open in all.",
    )


def _counted(count):
    return f"{count} {'request is' if count == 1 else 'requests are'}"


def asked_row(opened):
    count = len(opened)
    suggested = sum(not each.waits for each in opened)
    return Row(
        question="What support have we asked for?",
        url=reverse("support_directory:request-list"),
        sentence=f"{_counted(count)} open.",
        note=(
            f"People are suggested for {suggested}."
            if suggested
            else "A broker is looking for people."
        ),
    )
