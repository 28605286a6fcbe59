"""Progress that is owed."""

from django.urls import reverse

from accounts.permissions import Permission, can
from pep_portal.landing.row import Row
from strategy.models import Objective, ProgressUpdate


def progress_rows(user, *, on):
    """Updates to report, late ones first; those that wait for a signature; an officer's overview.

    One query for whoever neither leads an objective nor signs, two for others.
    """
    led = set(Objective.objects.reported_by(user).values_list("pk", flat=True))
    signs = can(user, Permission.PROGRESS_SIGN_OFF)
    if not led and not signs:
        return []
    owed = list(ProgressUpdate.objects.visible_to(user).owed(on).for_list())
    to_report = sorted(
        (update for update in owed if update.is_with_its_lead),
        key=lambda update: (update.request.due_on, update.objective.number),
    )
    rows = [update_row(update, on=on) for update in to_report if update.objective_id in led]
    waiting = [
        update
        for update in owed
        if not update.is_with_its_lead and update.submitted_by_id != user.pk
    ]
    if signs and waiting:
        rows.append(waiting_row(waiting))
    if can(user, Permission.STRATEGY_DRAFT):
        rows.append(due_row(to_report, on=on))
    return rows


def update_row(update, *, on):
    """One update that its reader has to report."""
    due = f"{update.request.due_on:%-d %B %Y}"
    if update.state == ProgressUpdate.State.RETURNED:
        sentence = "It came back with a question."
    elif update.request.is_late(on):
        sentence = f"Late: it was due on {due}."
    else:
        sentence = f"It is due on {due}."
    return Row(
        question=f"How is {update.objective} going?",
        url=reverse("strategy:update-edit", args=[update.pk]),
        sentence=sentence,
        note=f"{update.request}, {update.request.edition}.",
    )


def waiting_row(updates):
    count = len(updates)
    if count == 1:
        return Row(
            question=f"Sign off the progress of {updates[0].objective}?",
            url=updates[0].get_absolute_url(),
            sentence="It waits for a second person.",
        )
    return Row(
        question="Which progress waits for a second person?",
        url=reverse("strategy:update-list"),
        sentence=f"{count} updates wait to be signed off.",
    )


def due_row(updates, *, on):
    """How many updates of the city are owed, for whoever asks for them."""
    late = sum(update.request.is_late(on) for update in updates)
    counts = [(late, "late"), (len(updates) - late, "due")]
    words = " and ".join(f"{count} {word}" for count, word in counts if count)
    return Row(
        question="Which progress is due?",
        url=reverse("strategy:update-list"),
        sentence=f"{words[:1].upper()}{words[1:]}." if words else "Nothing is due at present.",
    )
