"""The sample groups, their people, and a term of meetings, minutes, escalations and reports."""

import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from django.db import transaction

from accounts.models import User
from dashboard.sample import people
from strategy.models import Objective
from subgroups.models import Group, Meeting, Membership
from subgroups.sample import term
from subgroups.services import groups

FILE = Path(__file__).with_name("groups.toml")
EDITION = "pulling-together-2017-20"


def load(*, on: date, by: User, log: Callable[[str], None]) -> int:
    """Enter groups where there are none, and a term of their work; how many things were made."""
    sample = tomllib.loads(FILE.read_text())
    if Group.objects.filter(code=sample["group"][0]["code"]).exists():
        return 0
    with transaction.atomic():
        made = {group["code"]: _start(group, by=by) for group in sample["group"]}
        for group in sample["group"]:
            _hang(made[group["code"]], group, made, on=on, by=by)
        term.write(made, sample["said"], on=on, by=by)
    log(f"Groups: {len(made)}, with {Meeting.objects.count()} meetings")
    return len(made)


def _start(told: dict[str, Any], *, by: User) -> Group:
    earlier = told.get("earlier")
    group = Group(
        code=told["code"],
        slug=earlier["slug"] if earlier else told["slug"],
        name=earlier["name"] if earlier else told["name"],
        kind=told["kind"],
        remit=told["remit"],
        responsibilities=told.get("responsibilities", "").strip(),
        contact_email="pep@sample.pep.example",
        quorum=told.get("quorum"),
        starts_on=told["starts_on"],
    )
    objectives = Objective.objects.filter(edition__slug=EDITION, code__in=told["objectives"])
    groups.start_group(group=group, objectives=objectives, by=by)
    if earlier:
        group = groups.rename(
            group=group,
            name=told["name"],
            slug=told["slug"],
            starts_on=earlier["until"],
            on=earlier["until"],
            by=by,
        )
    return group


def _hang(group, told, made, *, on, by):
    """Whom a group reports to, who sits on it, what it may do, and where it went."""
    if "parent" in told or group.kind == Group.Kind.GROUP:
        group.parent = made[told.get("parent", "STB")]
        groups.change_group(group=group, objectives=list(group.objectives.all()), by=by)
    for mailbox, role, post, representing in told["seats"]:
        groups.add_member(
            seat=Membership(
                user=person(mailbox, on=on),
                group=group,
                role=role,
                post=post,
                representing=representing,
                starts_on=people.STARTED_ON,
            ),
            by=by,
            may_give=Membership.ROLES,
        )
    if not group.is_network:
        groups.adopt_terms(
            group=group,
            text=TERMS.format(name=group.name, remit=group.remit),
            adopted_on=told["starts_on"],
            adopted_by_body="Strategic Board",
            by=by,
            at=at(on),
        )
    if "into" in told:
        groups.end_group(
            group=group, ends_on=told["ends_on"], into=made[told["into"]], by=by, at=at(on)
        )


TERMS = """## What it is for

{remit}

## How it works

- {name} meets twice a term at least, and its minutes are published once they are approved.
- Whoever has an interest in an item says so, and takes no part in deciding it.
- What it cannot solve alone it escalates."""


def person(mailbox: str, *, on: date) -> User:
    """A sample person by the name of the mailbox; the account is made where it is missing."""
    return people.make(next(one for one in people.PEOPLE if one.mailbox == mailbox), on=on)


def at(day: date, hour: int = 9) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=UTC)
