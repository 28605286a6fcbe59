"""What waits for a second reader, since when, and by which day somebody should have read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from wagtail.models import Page, TaskState

from support_directory import working_days

# Whoever wrote a page should hear within three working days, as `docs/editors.md` promises.
WORKING_DAYS = 3


@dataclass(frozen=True)
class Waiting:
    """A page in review: who submitted it, when, and by which day it should be read."""

    title: str
    url: str
    by: Any
    since: date
    due_on: date

    def is_late(self, on: date) -> bool:
        return self.due_on < on


def due_on(state: TaskState) -> date:
    """Three working days after it was submitted, or the day it is to come out if that is sooner."""
    submitted = timezone.localdate(state.started_at)
    due = working_days.after(submitted, WORKING_DAYS)
    if goes_live := parse_datetime(state.revision.content.get("go_live_at") or ""):
        due = min(due, max(timezone.localdate(goes_live), submitted))
    return due


def in_review(states: QuerySet[TaskState]) -> list[Waiting]:
    """What these reviews are of, the most urgent first. Two queries."""
    found = list(states.select_related("workflow_state__requested_by", "revision"))
    pages = Page.objects.in_bulk([int(state.workflow_state.object_id) for state in found])
    told = [
        Waiting(
            title=page.draft_title,
            url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            by=state.workflow_state.requested_by,
            since=timezone.localdate(state.started_at),
            due_on=due_on(state),
        )
        for state in found
        if (page := pages.get(int(state.workflow_state.object_id)))
    ]
    return sorted(told, key=lambda one: (one.due_on, one.since, one.title))


def late(waiting: Iterable[Waiting], on: date) -> list[Waiting]:
    return [one for one in waiting if one.is_late(on)]
