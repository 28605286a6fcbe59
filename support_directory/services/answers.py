"""What becomes of a request as whoever was asked for it says yes or no."""

from datetime import datetime

from django.utils import timezone

from accounts.models import User
from core import audit
from support_directory import request_notices
from support_directory.models import Deployment, SupportRequest

State = SupportRequest.State


def follow(deployment: Deployment, *, by: User | None, at: datetime) -> None:
    """Take a request where a move of its deployment leads it; the caller holds a transaction.

    Once an agreement is signed the request is answered. Where nobody asked is left, a broker
    looks for somebody again.
    """
    if deployment.request_id is None:
        return
    request = SupportRequest.objects.select_for_update(of=("self",)).get(pk=deployment.request_id)
    if deployment.state == Deployment.State.AGREED and request.can_become(State.ANSWERED):
        _move(request, State.ANSWERED, by=by)
        request_notices.tell_that_answered(request, on=timezone.localdate(at), by=by)
    elif (
        deployment.state in Deployment.FREE
        and request.state == State.OFFERED
        and not request.deployments.holding_days().exists()
    ):
        _move(request, State.SHORTLISTED, by=by)


def _move(request, state, *, by):
    before = request.get_state_display()
    request.state = state
    request.save(update_fields=["state"])
    audit.record(
        "request for support moved",
        subject=request,
        by=by,
        before={"state": before},
        after={"state": request.get_state_display()},
    )
