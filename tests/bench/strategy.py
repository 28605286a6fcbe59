"""A strategy of full size beside the sample's: its pages for anybody, and their queries.

Ten objectives, each with eight priorities of ten actions, four years of termly updates and
targets on published measures. Prints JSON.
"""

import json
import sys

import django

django.setup()

from datetime import UTC, date, datetime  # noqa: E402

from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from dashboard.models import AuthorityMeasure  # noqa: E402
from strategy.models import (  # noqa: E402
    Edition,
    LeadBody,
    Milestone,
    Objective,
    Priority,
    ProgressUpdate,
    StrategicAction,
    SuccessMeasure,
    Target,
    UpdateRequest,
)

OBJECTIVES, PRIORITIES, ACTIONS, TARGETS = 10, 8, 10, 3
TERMS = [(year, term) for year in range(2023, 2027) for term in "123"]


def main():
    edition = make()
    first = [edition.slug, "SO1"]
    pages = {
        "the strategy": reverse("strategy:overview"),
        "an objective": reverse("strategy:objective-detail", args=first),
        "a success measure": reverse("strategy:measure-detail", args=[*first, 1]),
    }
    data = {"the strategy as JSON": reverse("strategy:edition-json", args=[edition.slug])}
    return {
        "pages": pages,
        "queries": {name: queries(path) for name, path in {**pages, **data}.items()},
    }


def queries(path):
    """Queries of a visitor's page while the published figures behind its targets are remembered.

    They are gathered anew, in five more queries, once a file is taken in.
    """
    visitor = Client()
    assert visitor.get(path).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        visitor.get(path)
    return len(asked)


def make():
    """The newest edition in force; made once."""
    edition, is_new = Edition.objects.get_or_create(
        slug="full-size",
        defaults={
            "title": "A strategy of full size",
            "starts_on": date(2026, 9, 1),
            "ends_on": date(2030, 8, 31),
            "state": Edition.State.PUBLISHED,
            "approved_on": date(2026, 7, 1),
            "published_on": date(2026, 9, 1),
        },
    )
    if is_new:
        fill(edition)
    return edition


def fill(edition):
    objectives = Objective.objects.bulk_create(
        Objective(
            edition=edition,
            code=f"SO{number}",
            number=number,
            short_name=f"Fair winds for every school {number}",
            text="Making sure that every child in the city has the wind behind them.",
        )
        for number in range(1, OBJECTIVES + 1)
    )
    LeadBody.objects.bulk_create(
        LeadBody(objective=one, body="Harbour Board", post="its chair", starts_on=edition.starts_on)
        for one in objectives
    )
    priorities = Priority.objects.bulk_create(
        Priority(objective=one, number=number, text=f"What matters most, the {number}th of eight.")
        for one in objectives
        for number in range(1, PRIORITIES + 1)
    )
    actions = StrategicAction.objects.bulk_create(
        StrategicAction(
            objective=priority.objective,
            priority=priority,
            number=f"{priority.number}.{number}",
            position=priority.number * 100 + number,
            text=f"Lend a reading lead to every school that asks, in its {number}th form.",
            owner="Head of school improvement",
            due_on=date(2027, number, 1),
        )
        for priority in priorities
        for number in range(1, ACTIONS + 1)
    )
    Milestone.objects.bulk_create(
        Milestone(action=action, position=position, text=f"{10 * position} schools have asked.")
        for action in actions
        for position in (1, 2)
    )
    for year, term in TERMS:
        request = UpdateRequest.objects.create(
            edition=edition,
            academic_year=year,
            term=term,
            due_on=date(year, 1, 20),
            closes_on=date(year, 1, 31),
            asked_at=datetime(year, 1, 5, tzinfo=UTC),
        )
        ProgressUpdate.objects.bulk_create(
            ProgressUpdate(
                request=request,
                objective=one,
                state=ProgressUpdate.State.SIGNED_OFF,
                rag=ProgressUpdate.Rag.AMBER,
                direction=ProgressUpdate.Direction.BETTER,
                reason="Six of ten schools have a reading lead, and the others have been asked.",
                submitted_at=datetime(year, 1, 18, tzinfo=UTC),
                signed_off_at=datetime(year, 1, 19, tzinfo=UTC),
            )
            for one in objectives
        )
    aim_at_what_is_published(objectives)


def aim_at_what_is_published(objectives):
    codes = list(AuthorityMeasure.objects.order_by("code").values_list("code", flat=True))
    measures = SuccessMeasure.objects.bulk_create(
        SuccessMeasure(objective=one, number=number, words=f"Better than before, the {number}th.")
        for one in objectives
        for number in (1, 2)
    )
    Target.objects.bulk_create(
        Target(
            success_measure=measure,
            number=number,
            title=f"A figure to reach, the {number}th",
            measure=codes[(place + number) % len(codes)],
            population="all pupils",
            kind=Target.Kind.WITHIN,
            part=Target.Part.HALF,
            baseline_year=2018,
            due_year=2028,
        )
        for place, measure in enumerate(measures)
        for number in range(1, TARGETS + 1)
    )


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()))
