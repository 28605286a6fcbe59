"""A highlight report that drafts itself: from actions, measures, escalations, and other rooms.

A room above this one adds what it knows of a group's work in `AppConfig.ready`:

    WORK.append(deployments_of)    # (group, first day, last day) -> lines
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.services import day
from strategy.models.progress import Term
from strategy.targets import measures_of
from strategy.terms import BEGINS, SchoolTerm
from subgroups.models import Action, Escalation, Group, HighlightReport

# What rooms above say of support and budget: lines for a group, from one day to another.
WORK: list[Callable[[Group, date, date], list[str]]] = []


@dataclass(frozen=True)
class Draft:
    """The parts of a report as the portal would write them."""

    done: str
    measures: str
    work: str
    risks: str
    asks: str
    next_term: str

    def parts(self) -> dict[str, str]:
        return {part: getattr(self, part) for part in HighlightReport.PARTS}


def days_of(term: SchoolTerm) -> tuple[date, date]:
    """The first and the last day of a term, its holidays included."""
    return _first(term), _first(term.later(1)) - timedelta(days=1)


def _first(term):
    year = term.academic_year - (term.term == Term.AUTUMN)
    return date(year, BEGINS[Term(term.term)], 1)


def draft_of(group: Group, term: SchoolTerm, *, on: date) -> Draft:
    """What can be said of a group's term without anybody writing it.

    Reports become public, so nothing exempt, confidential or naming a school is taken up.
    """
    first, last = days_of(term)
    actions = list(
        group.actions.filter(item__is_exempt=False, school=None)
        .select_related("meeting__group", "owner")
        .late_first()
    )
    finished = [
        action
        for action in actions
        if action.state == Action.State.DONE and first <= action.closed_on <= last
    ]
    overdue = [action for action in actions if action.is_overdue(on)]
    ahead = [action for action in actions if action.is_open and not action.is_overdue(on)]
    held = group.meetings.not_cancelled().filter(day__gte=first, day__lte=min(last, on))
    met = held.count()
    asked = group.escalations.running().filter(is_confidential=False).order_by("raised_on")
    return Draft(
        done=_lines(
            [
                f"The group met {_times(met)} and finished {_counted(len(finished), 'action')}.",
                *(f"- {action.text} ({action.reference})" for action in finished),
            ]
        ),
        measures=_lines(_measures(group)),
        work=_lines([f"- {line}" for room in WORK for line in room(group, first, last)]),
        risks=_lines(
            [
                f"- {action.text} ({action.reference}): overdue since {day(action.due_on)}"
                for action in overdue
            ]
        ),
        asks=_lines(
            [
                f"- {one.title} ({one.reference}): {Escalation.Ask(one.ask).label.lower()},"
                f" {one.get_state_display()}"
                for one in asked
            ]
        ),
        next_term=_lines(
            [
                f"- {action.text} ({action.reference}), due {day(action.due_on)}"
                for action in ahead[:10]
            ]
        ),
    )


def _measures(group):
    """How the targets of the group's objectives stand, by what is published."""
    objectives = list(group.objectives.select_related("edition").order_by("number"))
    lines = []
    for readings in measures_of(objectives).values():
        for measure in readings:
            for reading in measure.readings:
                sentence = reading.course.sentence
                lines.append(f"- {reading.target.title}: {reading.verdict}. {sentence}")
    return lines


def _lines(lines):
    return "\n".join(lines)


def _times(count):
    return {0: "not at all", 1: "once", 2: "twice"}.get(count, f"{count} times")


def _counted(count, word):
    return f"{count} {word}" if count == 1 else f"{count or 'no'} {word}s"
