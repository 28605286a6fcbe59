"""What readers tell us, who takes it, and what was done about it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.services import RefusedError
from core import audit
from website import public_cache
from website.models import Banner, Feedback


@transaction.atomic
def tell(*, feedback: Feedback, at: datetime) -> Feedback:
    """Take what a reader says of a page; the same form sent twice counts once."""
    sent_already = Feedback.objects.filter(once=feedback.once).first()
    if sent_already:
        return sent_already
    feedback.made_at = at
    feedback.save()
    return feedback


@transaction.atomic
def take(*, feedback: Feedback, by: Any) -> Feedback:
    """Make somebody the one who deals with it."""
    now = Feedback.objects.select_for_update(of=("self",)).get(pk=feedback.pk)
    if now.done_at:
        raise RefusedError("Somebody has dealt with this already.")
    now.owner = by
    now.save(update_fields=["owner"])
    audit.record("feedback taken", subject=now, by=by)
    return now


@transaction.atomic
def close(*, feedback: Feedback, outcome: str, by: Any, at: datetime) -> Feedback:
    """Say what was done; the reader's address is not kept any longer."""
    now = Feedback.objects.select_for_update(of=("self",)).get(pk=feedback.pk)
    if now.done_at:
        return now
    now.owner, now.done_at, now.outcome, now.email = now.owner or by, at, outcome, ""
    now.save(update_fields=["owner", "done_at", "outcome", "email"])
    audit.record("feedback dealt with", subject=now, by=by)
    return now


@transaction.atomic
def announce(*, banner: Banner, by: Any) -> Banner:
    """Show a message on every page of the portal between its moments."""
    banner.save()
    audit.record("banner saved", subject=banner, by=by)
    public_cache.changed()
    return banner


@transaction.atomic
def take_down(*, banner: Banner, by: Any) -> None:
    audit.record("banner taken down", subject=banner, by=by)
    banner.delete()
    public_cache.changed()
