"""Entering an edition by its data file: whole or not at all, as often as one likes."""

import datetime

import pytest
from django.core.management import CommandError, call_command

from core.models import AuditEvent
from strategy.models import Correction, Edition, LeadBody, Milestone, Objective, StrategicAction
from strategy.plan_files import UnreadableError, read
from strategy.sample.load import load
from strategy.services.loading import load_plan
from tests.strategy.test_plan_files import WHOLE

PLAN = "harbour-plan"
DRAFT = WHOLE.replace('continues = ["older-plan/P1"]\n', "")
PUBLISHED = DRAFT.replace(
    'title = "H', 'state = "published"\npublished_on = 2024-09-01\ntitle = "H', 1
)


@pytest.fixture
def load_text(tmp_path, db):
    def load_it(text):
        path = tmp_path / "plan.toml"
        path.write_text(text)
        return load_plan(plan=read(path), by=None)

    return load_it


def everything():
    return [
        list(model.objects.order_by("pk").values())
        for model in (Edition, Objective, StrategicAction, Milestone, LeadBody)
    ]


def test_loading_twice_changes_nothing(load_text):
    first = load_text(DRAFT)
    before = everything()
    second = load_text(DRAFT)

    assert (first.made, first.is_nothing) == (7, False)
    assert second.is_nothing
    assert everything() == before
    assert AuditEvent.objects.filter(action="edition loaded from a file").count() == 1


def test_a_draft_follows_its_file_and_loses_nothing(load_text):
    load_text(DRAFT)
    Objective.objects.get().priorities.create(number=9, text="Typed in the portal.")

    loading = load_text(
        DRAFT.replace("Fair winds", "Fairer winds")
        .replace("Lend a reading", "Lend each school a reading")
        .replace("Ten schools", "Twenty schools")
        .replace("Reading aloud", "Reading aloud daily")
    )

    objective = Objective.objects.get()
    assert (loading.made, loading.changed) == (0, 4)
    assert objective.short_name == "Fairer winds"
    assert {priority.text for priority in objective.priorities.all()} == {
        "Reading aloud daily",
        "Typed in the portal.",
    }
    assert Milestone.objects.get().text == "Twenty schools have asked"


def test_objectives_of_a_draft_change_places(load_text):
    second = DRAFT[DRAFT.index("[[objective]]") :].replace('"SO1"', '"SO2"')
    head, first = DRAFT[: DRAFT.index("[[objective]]")], DRAFT[DRAFT.index("[[objective]]") :]
    load_text(head + first + second)
    Objective.objects.create(
        edition=Edition.objects.get(), code="SO3", number=3, short_name="Typed", text="Typed."
    )

    load_text(head + second + first)

    assert list(Objective.objects.in_order().values_list("code", flat=True)) == [
        "SO2",
        "SO1",
        "SO3",
    ]


def test_published_text_stays_whatever_the_file_says(load_text):
    load_text(PUBLISHED)
    before = everything()

    with pytest.raises(UnreadableError) as refused:
        load_text(
            PUBLISHED.replace("Fair winds", "Foul winds").replace(
                "[[objective.documents]]",
                '[[objective.actions]]\nnumber = "1.2"\ntext = "More."\nowner = "All"\n'
                "[[objective.documents]]",
            )
            + DRAFT[DRAFT.index("[[objective]]") :].replace('"SO1"', '"SO2"')
        )

    assert refused.value.faults == [
        f"{PLAN}: {words}. Published text changes by a new edition or a correction."
        for words in (
            "objective SO1: short name differs from what is published",
            "objective SO1, action 1.2 is not in what is published",
            "objective SO2 is not in what is published",
        )
    ]
    assert everything() == before


def test_a_published_edition_takes_new_leads_and_documents(load_text):
    load_text(PUBLISHED)

    loading = load_text(
        PUBLISHED.replace(
            "starts_on = 2024-09-01\n\n[[objective.actions]]",
            "starts_on = 2024-09-01\nends_on = 2025-08-31\n\n[[objective.leads]]\n"
            'body = "Pier Board"\nstarts_on = 2025-09-01\n\n[[objective.actions]]',
        )
        + '\n[[objective.documents]]\nkind = "news"\ntitle = "A reading week"\n'
    )

    assert (loading.made, loading.changed) == (2, 1)
    assert LeadBody.objects.get(body="Harbour Board").ends_on == datetime.date(2025, 8, 31)


def test_what_was_reported_or_corrected_since_outlives_the_file(load_text):
    load_text(PUBLISHED)
    StrategicAction.objects.update(status=StrategicAction.Status.DONE)
    Milestone.objects.update(met_on=None)
    objective = Objective.objects.get()
    Correction.objects.create(
        objective=objective,
        short_name=objective.short_name,
        text=objective.text,
        reason="A slip of the pen.",
        made_at=datetime.datetime(2025, 1, 1, tzinfo=datetime.UTC),
    )
    Objective.objects.update(short_name="Fairer winds")

    assert load_text(PUBLISHED).is_nothing
    assert StrategicAction.objects.get().status == StrategicAction.Status.DONE
    assert Milestone.objects.get().met_on is None
    assert Objective.objects.get().short_name == "Fairer winds"


def test_an_objective_that_continues_an_unknown_one_is_refused(load_text):
    with pytest.raises(UnreadableError, match="continues older-plan/P1, unknown"):
        load_text(WHOLE)

    assert not Edition.objects.exists()


def test_an_objective_continues_one_that_is_there(load_text):
    load_text(DRAFT.replace('"harbour-plan"', '"older-plan"').replace('"SO1"', '"P1"'))
    load_text(WHOLE)

    assert Objective.objects.get(code="SO1").continues.get().code == "P1"
    assert load_text(WHOLE).is_nothing


def test_the_command_says_what_it_did_and_what_to_mend(tmp_path, db, capsys):
    path = tmp_path / "plan.toml"
    path.write_text(DRAFT)
    broken = tmp_path / "broken.toml"
    broken.write_text("[edition]")

    call_command("load_strategy", path, check=True)
    call_command("load_strategy", path)
    call_command("load_strategy", path)
    assert capsys.readouterr().out.splitlines() == [
        f"{PLAN}: 1 objectives, no fault",
        f"{PLAN}: 7 entries made, 0 changed.",
        f"{PLAN}: loaded already; nothing changed.",
    ]
    with pytest.raises(CommandError, match=r"broken.toml, edition: “title” is missing"):
        call_command("load_strategy", path, broken)
    path.write_text(WHOLE.replace('"harbour-plan"', '"another"'))
    with pytest.raises(CommandError, match="another was not changed"):
        call_command("load_strategy", path)


def test_the_sample_has_the_strategy_and_the_plan_it_continues(db):
    on = datetime.date(2026, 1, 15)

    assert load(on=on, by=None, log=lambda line: None) > 0
    assert load(on=on, by=None, log=lambda line: None) == 0
    strategy = Edition.objects.get(slug="pulling-together-2017-20")
    assert strategy.state == Edition.State.PUBLISHED
    assert strategy.objectives.get(code="SO3").continues.count() == 4
    assert Edition.objects.get(slug="action-plan-2016").state == Edition.State.ARCHIVED
