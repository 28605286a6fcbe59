"""What is done about who leads a school."""

from datetime import date, datetime

from django.db import transaction

from accounts.models import Invitation
from accounts.permissions import Role
from accounts.services import RefusedError, day, end_post, invite
from schools.models import School, SchoolPost


@transaction.atomic
def change_head(
    *,
    school: School,
    leaves: SchoolPost | None,
    seen: str,
    last_day: date | None,
    full_name: str,
    email: str,
    starts_on: date,
    by,
    at: datetime,
) -> Invitation:
    """End the post of the head who leaves, if one does, and invite the next: both or neither."""
    if leaves is not None and last_day is not None:
        end_post(post=leaves, seen=seen, ends_on=last_day, by=by, at=at)
    return invite(
        email=email,
        full_name=full_name,
        post_kind=SchoolPost.KIND,
        role=Role.HEAD,
        scope_id=school.urn,
        place=str(school),
        starts_on=starts_on,
        ends_on=None,
        by=by,
        at=at,
    )


def delegate(
    *, head: SchoolPost, full_name: str, email: str, ends_on: date, on: date, at: datetime
) -> Invitation:
    """Invite a member of staff to act for the head until a day, the head's own last at most."""
    if head.ends_on and ends_on > head.ends_on:
        raise RefusedError(f"Your own post ends on {day(head.ends_on)}. Choose that day at most.")
    return invite(
        email=email,
        full_name=full_name,
        post_kind=SchoolPost.KIND,
        role=Role.DEPUTY,
        scope_id=head.school_id,
        place=str(head.school),
        starts_on=on,
        ends_on=ends_on,
        by=head.user,
        at=at,
    )
