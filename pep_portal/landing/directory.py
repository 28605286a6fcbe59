"""Entries of the support directory that a person keeps, and designations that wait."""

from django.urls import reverse

from accounts.permissions import Permission, can
from pep_portal.landing.row import Row
from support_directory.models import Designation, Entry
from support_directory.services.reminders import FIRST

State = Designation.State


def directory_rows(user, *, on):
    """One query for whoever keeps no entry and decides on no designation; two for others."""
    rows = [entry_row(entry, on=on) for entry in Entry.objects.kept_by(user, on).in_order()]
    if can(user, Permission.DESIGNATION_DECIDE):
        waiting = Designation.objects.filter(
            state__in=[State.REFERRED, State.PANEL, State.APPEALED, State.REVIEW_DUE]
        ).count()
        if waiting:
            rows.append(designations_row(waiting))
    return rows


def entry_row(entry, *, on):
    """An entry its reader keeps: what is wrong with it, or how it stands."""
    confirmed = entry.last_confirmed_on
    if entry.state == Entry.State.HIDDEN:
        sentence = f"It is hidden: {entry.get_hidden_because_display()}."
    elif entry.state == Entry.State.DRAFT:
        sentence = "It is a draft that nobody else sees yet."
    elif confirmed and on - confirmed >= FIRST:
        sentence = f"Last confirmed on {confirmed:%-d %B %Y}: confirm it, or it hides itself."
    else:
        sentence = f"Confirmed on {confirmed:%-d %B %Y}. Keep what it says and its days up to date."
    return Row(
        question="Is my entry in the directory right?",
        url=entry.get_absolute_url(),
        sentence=sentence,
        note=entry.name,
    )


def designations_row(waiting):
    words = "1 designation waits" if waiting == 1 else f"{waiting} designations wait"
    return Row(
        question="Which designation waits?",
        url=reverse("support_directory:designation-list"),
        sentence=f"{words} for a panel, a decision or a review.",
    )
