"""What was done, by whom and when? Everything for those who audit, a school's for its head."""

import datetime
import re
from dataclasses import dataclass
from functools import partial
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.models import User
from accounts.permissions import GRANTS, NotPermittedError, Permission, Role, audience, can
from core.forms import DatePartsField
from core.layout import Question
from core.models import AuditEvent, AuditEventQuerySet, Refusal, RefusalQuerySet
from dashboard.exports import csv_response
from pep_portal.records import histories_of
from schools.models import School, SchoolPost

DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOST_ON_A_PAGE = 100
MOST_IN_A_FILE = 50_000
CSV_HEAD = [
    "When (UTC)",
    "Who",
    "On behalf of",
    "What was done",
    "To what",
    "Kind",
    "School",
    "URN",
    "Before",
    "After",
]
# A kind of its own in the filter, for those who read the whole audit.
REFUSED = str(Refusal._meta.verbose_name)
# Those who lead a school read what was done about it.
READ_THEIR_SCHOOLS = [role for role in Role if Permission.ACCESS_VIEW in GRANTS[role]]


@dataclass(frozen=True)
class Change:
    """One field of a thing, before and after; a dash where there was nothing."""

    field: str
    before: str
    after: str


class AuditFilterForm(forms.Form):
    """Narrows the events; every question may stay open."""

    person = forms.CharField(
        label="Person",
        help_text="Part of a name, or a whole e-mail address.",
        max_length=200,
        required=False,
    )
    school = forms.CharField(
        label="School",
        help_text="Part of a name, or a reference number (URN).",
        max_length=100,
        required=False,
    )
    kind = forms.ChoiceField(
        label="Kind of thing",
        required=False,
        error_messages={"invalid_choice": "Choose a kind from the list"},
    )
    since = DatePartsField(label="From this day", required=False)
    until = DatePartsField(label="Through this day", required=False)

    def __init__(self, *args, kinds, has_refusals, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            ("", "Everything"),
            *((kind, kind[:1].upper() + kind[1:]) for kind in kinds),
            *([(REFUSED, "Refused requests")] if has_refusals else []),
        ]

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.layout = Layout(
            "person", "school", "kind", Question("since", size="s"), Question("until", size="s")
        )
        return helper

    def clean(self):
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day must not be before the first")
        if self.asks_for_refusals and self.cleaned_data.get("school"):
            self.add_error("school", "Refused requests belong to no school: leave this open")
        return self.cleaned_data

    @property
    def asks_for_refusals(self) -> bool:
        """Whether what was refused is wanted, in place of what was done."""
        return self.cleaned_data.get("kind") == REFUSED

    @property
    def is_narrowed(self) -> bool:
        return not self.is_valid() or any(self.cleaned_data.values())

    def narrowed(self, events: AuditEventQuerySet) -> AuditEventQuerySet:
        """The events that fit all that was asked; none if something asked makes no sense."""
        if not self.is_valid():
            return events.none()
        asked = self.cleaned_data
        if asked["person"]:
            events = _of_person(events, asked["person"])
        if asked["school"]:
            events = _of_school(events, asked["school"])
        if asked["kind"]:
            events = events.filter(kind=asked["kind"])
        return events.between(
            _moment(asked["since"], datetime.time.min), _moment(asked["until"], datetime.time.max)
        )

    def refusals(self) -> RefusalQuerySet:
        """The refusals that fit; none if something asked makes no sense."""
        if not self.is_valid():
            return Refusal.objects.none()
        asked = self.cleaned_data
        refusals = Refusal.objects.between(asked["since"], asked["until"])
        if "@" in asked["person"]:
            return refusals.filter(person__email__iexact=asked["person"])
        return refusals.filter(person_name__icontains=asked["person"])


def _of_person(events: AuditEventQuerySet, words: str) -> AuditEventQuerySet:
    named = (
        Q(actor_name__icontains=words)
        | Q(on_behalf_of_name__icontains=words)
        | Q(about_name__icontains=words)
    )
    if "@" not in words:
        return events.filter(named)
    person = User.objects.filter(email__iexact=words).values_list("pk", flat=True).first()
    return events.of_person(person) if person else events.filter(named)


def _of_school(events: AuditEventQuerySet, words: str) -> AuditEventQuerySet:
    if words.isdecimal():
        # Longer than any URN is no school's, and more than some databases can compare.
        return events.filter(school_urn=int(words)) if len(words) <= 6 else events.none()
    return events.filter(school_urn__in=School.objects.filter(name__icontains=words).values("urn"))


def _moment(day: datetime.date | None, time: datetime.time) -> datetime.datetime | None:
    """A day's first or last moment in England."""
    return timezone.make_aware(datetime.datetime.combine(day, time)) if day else None


def visible_events(user: Any, *, on: datetime.date) -> AuditEventQuerySet:
    """All events for officers and administrators; for others those of schools they lead."""
    if can(user, Permission.AUDIT_VIEW):
        return AuditEvent.objects.all()
    led = SchoolPost.objects.held_on(on).filter(user=user, role__in=READ_THEIR_SCHOOLS)
    urns = list(led.values_list("school", flat=True))
    if not urns:
        raise NotPermittedError(Permission.AUDIT_VIEW)
    return AuditEvent.objects.of_schools(urns)


def audit_list(request: HttpRequest) -> HttpResponse:
    events = visible_events(request.user, on=timezone.localdate())
    form = _form(request, events)
    form.is_valid()
    if form.asks_for_refusals:
        return _listed(request, form, form.refusals().newest_first(), list)
    rows = partial(_event_rows, reader=request.user)
    return _listed(request, form, form.narrowed(events).newest_first(), rows)


def _listed(request: HttpRequest, form: AuditFilterForm, found: Any, rows: Any) -> HttpResponse:
    """A page of events, or of refusals, beside the filter."""
    page = Paginator(found, MOST_ON_A_PAGE).get_page(request.GET.get("page"))
    readers = [Permission.AUDIT_VIEW]
    if not form.asks_for_refusals:
        readers.append(Permission.ACCESS_VIEW)
    return render(
        request,
        "pep_portal/audit_list.html",
        {
            "form": form,
            "page": page,
            "rows": rows(page),
            "query": request.GET.urlencode(),
            "is_filtered": form.is_narrowed,
            "is_of_refusals": form.asks_for_refusals,
            "audience": audience(*readers),
        },
    )


def _event_rows(page: Any, *, reader: Any) -> list[tuple[AuditEvent, str, list[Change], str]]:
    """Each event with its school, what it changed, and where the record's versions are."""
    names, histories = _names(page), histories_of(page, reader=reader)
    return [
        (
            event,
            names.get(event.school_urn, ""),
            changes(event),
            histories.get((event.subject_type, event.subject_id), ""),
        )
        for event in page
    ]


def audit_csv(request: HttpRequest) -> HttpResponse:
    events = visible_events(request.user, on=timezone.localdate())
    form = _form(request, events)
    form.is_valid()
    if form.asks_for_refusals:
        found = list(form.refusals().newest_first()[: MOST_IN_A_FILE + 1])
        rows, readers = _refusal_lines(found), audience(Permission.AUDIT_VIEW)
    else:
        found = list(form.narrowed(events).newest_first()[: MOST_IN_A_FILE + 1])
        rows = _event_lines(found)
        readers = audience(Permission.AUDIT_VIEW, Permission.ACCESS_VIEW)
    notes = [f"Who can see this: {', '.join(readers)}."]
    if len(found) > MOST_IN_A_FILE:
        notes.append(f"Only the newest {MOST_IN_A_FILE:,} events are here. Narrow the filter.")
    return csv_response("audit", CSV_HEAD, rows[:MOST_IN_A_FILE], notes)


def _event_lines(events: list[AuditEvent]) -> list[list[Any]]:
    names = _names(events)
    return [
        [
            f"{event.at.astimezone(datetime.UTC):%Y-%m-%d %H:%M:%S}",
            event.actor_name,
            event.on_behalf_of_name,
            event.action,
            event.subject_label,
            event.kind,
            names.get(event.school_urn, ""),
            event.school_urn,
            _told(event.before),
            _told(event.after),
        ]
        for event in events
    ]


def _refusal_lines(refusals: list[Refusal]) -> list[list[Any]]:
    """Refusals in the columns of events: the day, who, how often, where and what for."""
    return [
        [
            f"{each.day:%Y-%m-%d}",
            each.person_name,
            "",
            f"refused, {each.count:,} in the day",
            each.address,
            REFUSED,
            "",
            None,
            "",
            "; ".join(each.asked),
        ]
        for each in refusals
    ]


def _form(request: HttpRequest, events: AuditEventQuerySet) -> AuditFilterForm:
    kinds = events.order_by("kind").values_list("kind", flat=True).distinct()
    has_refusals = can(request.user, Permission.AUDIT_VIEW)
    return AuditFilterForm(request.GET, kinds=list(kinds), has_refusals=has_refusals)


def _names(events: Any) -> dict[int | None, str]:
    """The names of the events' schools. One query."""
    urns = {event.school_urn for event in events if event.school_urn}
    return dict(School.objects.filter(urn__in=urns).values_list("urn", "name")) if urns else {}


def changes(event: AuditEvent) -> list[Change]:
    """What an event changed, field by field."""
    before, after = event.before or {}, event.after or {}
    return [
        Change(_words(field), _read(before.get(field)), _read(after.get(field)))
        for field in dict.fromkeys([*before, *after])
    ]


def _read(value: Any) -> str:
    """A value as a page says it: days as everywhere else, while files keep 2026-08-31."""
    if not (isinstance(value, str) and DAY.fullmatch(value)):
        return _word(value)
    return f"{datetime.date.fromisoformat(value):%-d %B %Y}"


def _told(values: dict[str, Any] | None) -> str:
    return "; ".join(f"{_words(field)}: {_word(value)}" for field, value in (values or {}).items())


def _words(field: str) -> str:
    return field.replace("_", " ")


def _word(value: Any) -> str:
    if value is None or value == "":
        return "\u2013"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "\u2013"
    return str(value)
