"""Whom a request for support is told to; never a rating, for mail is read by others."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from accounts.models import CityPost, User
from accounts.permissions import GRANTS, Permission
from notifications.kinds import Kind
from notifications.kinds.requests import (
    SUPPORT_ANSWERED,
    SUPPORT_ASKED,
    SUPPORT_ENDED,
    SUPPORT_SHORTLISTED,
)
from notifications.services import notify
from schools.leaders import leaders_of
from schools.models import School
from support_directory.models import SupportRequest


def brokers(*, on: date):
    """Those whose post lets them find somebody for a request."""
    roles = [role for role, may in GRANTS.items() if Permission.SUPPORT_BROKER in may]
    posts = CityPost.objects.held_on(on).filter(role__in=roles)
    return User.objects.filter(pk__in=posts.values("user"), is_active=True)


def tell_brokers(request: SupportRequest, *, on: date, by: User) -> None:
    _tell(
        SUPPORT_ASKED,
        brokers(on=on).exclude(pk=by.pk),
        request,
        due=f"{request.shortlist_due_on:%-d %B %Y}",
    )


def tell_that_shortlisted(request: SupportRequest, *, on: date, by: Any) -> None:
    _tell(SUPPORT_SHORTLISTED, _concerned(request, on, by), request)


def tell_that_answered(request: SupportRequest, *, on: date, by: Any) -> None:
    _tell(SUPPORT_ANSWERED, _concerned(request, on, by), request)


def tell_that_ended(request: SupportRequest, *, on: date, by: User) -> None:
    """Both sides: whoever looks for somebody need not any more."""
    people = {*brokers(on=on), *_concerned(request, on, by)} - {by}
    _tell(SUPPORT_ENDED, people, request, state=request.get_state_display())


def _concerned(request: SupportRequest, on: date, by: Any) -> list[User]:
    """Who leads the school on the day, and whoever asked, if they still see the request."""
    leaders = leaders_of(School.objects.filter(pk=request.school_id), on=on)
    people = leaders.get(request.school_id, [])
    asked = request.requested_by
    still = asked is not None and (
        SupportRequest.objects.visible_to(asked).filter(pk=request.pk).exists()
    )
    people = [*people, asked] if still and asked not in people else people
    return [person for person in people if person != by]


def _tell(kind: Kind, to: Iterable[User], request: SupportRequest, **more: str) -> None:
    notify(
        kind=kind,
        to=to,
        context={"school": request.school.name, **more},
        link=request.get_absolute_url(),
        key=f"{kind.key} {request.pk}",
        about_school_urn=request.school_id,
    )
