"""A highlight report that drafts itself: from actions, measures, support, budget, escalations."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from accounts.services import day
from core.disclosure import FEWEST
from strategy.models.progress import Term
from strategy.targets import measures_of
from strategy.terms import BEGINS, SchoolTerm
from subgroups.models import Action, Escalation, Group, HighlightReport
from support_directory.invoicing import in_days, in_pounds
from support_directory.ledger import work_of
from support_directory.models import Deployment, Visit


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
        work=_lines(_support(group, first, last)),
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
                lines.append(f"- {reading.target.title}: {reading.verdict}. {reading.words}")
    return lines


def _support(group, first, last):
    """The support given for what the group works on, and what it cost.

    Nothing is said of fewer than five deployments or schools, and none says as little as four: so
    few could tell which schools are helped.
    """
    served = Deployment.objects.filter(
        Q(strategy_objective__in=group.objectives.all()) | Q(group_actions__group=group)
    )
    visits = Visit.objects.recorded().filter(
        deployment__in=served.values("pk"), held_on__gte=first, held_on__lte=last
    )
    work = work_of(visits.select_related("deployment"))
    if min(work.deployments, work.schools) < FEWEST:
        return []
    return [
        f"- {work.deployments} deployments gave {work.schools} schools {in_days(work.days)} of"
        f" support for the group’s objectives and actions.",
        f"- These days cost {in_pounds(work.cost)}, whoever pays.",
    ]


def _lines(lines):
    return "\n".join(lines)


def _times(count):
    return {0: "not at all", 1: "once", 2: "twice"}.get(count, f"{count} times")


def _counted(count, word):
    return f"{count} {word}" if count == 1 else f"{count or 'no'} {word}s"
