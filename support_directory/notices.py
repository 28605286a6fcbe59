"""Whom the support directory tells what."""

from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from accounts.models import CityPost, User
from accounts.permissions import GRANTS, Permission
from notifications.kinds.directory import (
    DESIGNATION_STEP,
    DESIGNATION_WAITS,
    ENTRIES_CONFIRM,
    ENTRY_CONFIRM,
    ENTRY_HIDDEN,
    REFERENCE_ASKED,
    REVIEW_COMING,
)
from notifications.kinds.kind import Kind
from notifications.services import notify
from schools.models import SchoolPost
from support_directory.models import Designation, Entry

State = Designation.State
# What the partnership itself has to take further.
FOR_THE_PARTNERSHIP = (State.REFERRED, State.APPEALED, State.DESIGNATED, State.REVIEW_DUE)


def keepers_of(entry: Entry, *, on: date) -> list[User]:
    """Who keeps an entry on a day and can be told."""
    held = entry.posts.held_on(on).filter(user__is_active=True)
    return [post.user for post in held.select_related("user")]


def holders_of(permission: Permission, *, on: date):
    """Those with an open account whose post across the city lets them do something."""
    roles = [role for role, may in GRANTS.items() if permission in may]
    posts = CityPost.objects.held_on(on).filter(role__in=roles)
    return User.objects.filter(pk__in=posts.values("user"), is_active=True)


def tell_to_confirm(entry: Entry, *, hides_on: date, on: date, time: str) -> None:
    """Ask for a confirmation: `time` says whether it is the first or the second time."""
    context = {
        "entry": str(entry),
        "confirmed": f"{entry.last_confirmed_on:%-d %B %Y}",
        "hides": f"{hides_on:%-d %B %Y}",
    }
    _tell_of_entry(ENTRY_CONFIRM, entry, context, on=on, key=key_of(entry, time))


def tell_of_unkept(count: int, *, on: date) -> None:
    """Say how many entries that nobody keeps run out; once a week."""
    year, week, _ = on.isocalendar()
    notify(
        kind=ENTRIES_CONFIRM,
        to=holders_of(Permission.DIRECTORY_KEEP, on=on),
        context={"count": count},
        link=f"{reverse('support_directory:entry-list')}?stale=on",
        key=f"{ENTRIES_CONFIRM.key} {year}-{week:02}",
    )


def tell_that_hidden(entry: Entry, *, on: date) -> None:
    context = {"entry": str(entry), "confirmed": f"{entry.last_confirmed_on:%-d %B %Y}"}
    _tell_of_entry(ENTRY_HIDDEN, entry, context, on=on, key=key_of(entry, "hidden"))


def key_of(entry: Entry, time: str) -> str:
    """What names a reminder: an entry, the confirmation it rests on, and which time it is."""
    return f"entry_confirm {entry.pk} {entry.last_confirmed_on} {time}"


def _tell_of_entry(kind: Kind, entry: Entry, context: dict, *, on: date, key: str) -> None:
    to = keepers_of(entry, on=on)
    notify(kind=kind, to=to, context=context, link=entry.get_absolute_url(), key=key)


def tell_heads_of_reference(designation: Designation, *, on: date, by: User) -> None:
    school = designation.entry.school_id
    leading = SchoolPost.objects.leading(on).filter(school=school).select_related("user")
    to = [post.user for post in leading if post.user_id != by.pk]
    _tell(REFERENCE_ASKED, to, designation, key="reference")


def tell_of_step(designation: Designation, *, on: date, by: User | None) -> None:
    """Tell whose designation it is and who applied, and those who have to take it further."""
    people = {designation.entry.owner, designation.applied_by} - {None, by}
    step = designation.steps.latest("pk").pk
    told = {"state": designation.get_state_display()}
    _tell(DESIGNATION_STEP, people, designation, key=f"step {step}", **told)
    if designation.state in FOR_THE_PARTNERSHIP:
        to = [
            user
            for user in holders_of(Permission.DESIGNATION_DECIDE, on=on)
            if user not in people and user != by
        ]
        _tell(DESIGNATION_WAITS, to, designation, key=f"waits {step}", **told)


def tell_of_review(designation: Designation, *, on: date) -> None:
    owner = designation.entry.owner
    due = designation.review_due_on
    _tell(
        REVIEW_COMING,
        [owner] if owner else [],
        designation,
        key=f"review {due}",
        due=f"{due:%-d %B %Y}",
    )


def _tell(
    kind: Kind, to: Iterable[User], designation: Designation, *, key: str, **context: str
) -> None:
    notify(
        kind=kind,
        to=to,
        context={
            "entry": str(designation.entry),
            "title": designation.get_type_display(),
            **context,
        },
        link=reverse("support_directory:designation-detail", args=[designation.pk]),
        key=f"{kind.key} {designation.pk} {key}",
    )
