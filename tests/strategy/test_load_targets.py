"""A data file of success measures: checked whole, loaded once, deleting nothing."""

import pytest
from django.core.management import CommandError, call_command

from core.models import AuditEvent
from strategy.models import Edition, SuccessMeasure, Target
from strategy.plan_files import UnreadableError
from strategy.services.targets import Loaded, load_targets
from tests.factories.strategy import (
    DraftEditionFactory,
    ObjectiveFactory,
    TargetFactory,
)

WHOLE = """
edition = "harbour"

[[measure]]
objective = "SO1"
number = 1
words = "Fair winds for reading."
note = "The tests are new."

[[measure.target]]
title = "Expected standard"
measure = "KS2RWM_Expected_STD"
population = "all pupils"
kind = "within"
part = "half"
baseline_year = 2016
due_year = 2018

[[measure.target]]
title = "Gap"
measure = "DAP_NEW_KS2_RWM"
population = "disadvantaged pupils"
kind = "halve"
comparator = "pupils"
against = "NonDAP_NEW_KS2_RWM"
against_words = "other pupils"
baseline_year = 2016
baseline_value = 21.5
due_year = 2018
"""

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    edition = DraftEditionFactory(slug="harbour")
    ObjectiveFactory(edition=edition, number=1)
    return edition


@pytest.fixture
def load(tmp_path):
    def load(text, *changes):
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        path = tmp_path / "targets.toml"
        path.write_text(text, encoding="utf-8")
        return load_targets(path, by=None)

    return load


def faults(load, *changes):
    with pytest.raises(UnreadableError) as refused:
        load(WHOLE, *changes)
    assert not SuccessMeasure.objects.exists()
    return refused.value.faults


def test_a_file_enters_its_measures_and_targets_and_is_written_down(draft, load):
    assert load(WHOLE) == Loaded(measures=1, targets=2)

    within, halve = Target.objects.in_order()
    assert (within.kind, within.part, within.value) == ("within", Target.Part.HALF, None)
    assert (halve.baseline_value, halve.against_words) == (21.5, "other pupils")
    assert within.success_measure.note == "The tests are new."
    event = AuditEvent.objects.get(action="targets loaded")
    assert event.after == {"file": "targets.toml", "measures": 1, "targets": 2}


def test_a_second_time_changes_nothing_and_is_not_written_down(draft, load):
    load(WHOLE)

    assert load(WHOLE).is_nothing
    assert AuditEvent.objects.filter(action="targets loaded").count() == 1


def test_a_draft_takes_the_words_and_figures_of_the_file(draft, load):
    load(WHOLE)

    assert load(WHOLE, ("21.5", "22"), ("Fair winds", "Good winds")) == Loaded(1, 1)
    assert Target.objects.get(kind="halve").baseline_value == 22
    assert SuccessMeasure.objects.get().words == "Good winds for reading."


def test_what_is_published_keeps_its_words_but_may_be_given_a_note(draft, load):
    load(WHOLE)
    Edition.objects.filter(pk=draft.pk).update(state=Edition.State.CONSULTATION)

    with pytest.raises(UnreadableError) as refused:
        load(WHOLE, ("21.5", "22"), ("Fair winds", "Good winds"))
    first, second = refused.value.faults
    assert first.startswith("targets.toml: measure 1: words differs from what is published.")
    assert second.startswith("targets.toml: measure 1, target 2: baseline_value differs")

    assert load(WHOLE, ("The tests are new.", "The tests were new.")) == Loaded(measures=1)


def test_nothing_that_the_file_does_not_name_is_touched(draft, load):
    other = TargetFactory(success_measure__objective=draft.objectives.get(), number=7)

    load(WHOLE)

    assert Target.objects.filter(pk=other.pk).exists()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (('"harbour"', '"nowhere"'), "edition: there is no edition with the address “nowhere”."),
        (('"SO1"', '"SO9"'), "measure 1, objective: the edition has no “SO9”. It has SO1."),
        (("number = 1", "number = 0"), "measure 1, number: give a whole number from 1."),
        (("number = 1", 'number = "one"'), "measure 1, number: give a whole number from 1."),
        (('part = "half"', 'part = "third"'), "target 1, part: write “half” or “quarter”."),
        (('part = "half"\n', ""), "target 1, part: To be within the best half or quarter of"),
        (('kind = "halve"', 'kind = "double"'), "target 2, kind: Value 'double' is not a valid"),
        (("due_year = 2018", "due_year = 2015"), "due_year: The year it is due comes after"),
        (("due_year = 2018", 'due_year = "2018"'), "due_year: '2018' is not a whole number."),
        (("= 21.5", "= nan"), "target 2, baseline_value: nan is not a number."),
        (("= 21.5", "= true"), "target 2, baseline_value: True is not a number."),
        (('words = "Fair winds for reading."', ""), "measure 1, words: This field cannot be blank"),
        (("note =", "notes ="), "measure 1: “notes” is no field of it."),
        (("title = ", "titel = "), "measure 1, target 1: “titel” is no field of it."),
        (("[[measure.target]]\n", ""), "is no TOML file"),
    ],
)
def test_a_fault_names_file_entry_and_field_and_nothing_is_stored(draft, load, change, fault):
    told = "\n".join(faults(load, change))

    assert fault in told
    assert "targets.toml" in told


def test_a_measure_or_target_that_is_no_table_and_a_number_given_twice_are_said(draft, load):
    told = faults(load, ("[[measure.target]]", "[[measure.goal]]"))
    assert told == ["targets.toml: measure 1: “goal” is no field of it."]
    with pytest.raises(UnreadableError, match=r"measure: write each under a line"):
        load('edition = "harbour"\nmeasure = "one"')
    twice = '[[measure]]\nobjective = "SO1"\nnumber = 1\nwords = "Again."\n'
    with pytest.raises(UnreadableError, match="SO1 has a measure 1 already"):
        load(f"{WHOLE}\n{twice}")


def test_the_command_says_what_it_did_and_what_is_wrong(draft, tmp_path, capsys):
    path = tmp_path / "targets.toml"
    path.write_text(WHOLE, encoding="utf-8")

    call_command("load_targets", path)
    call_command("load_targets", path)
    told = capsys.readouterr().out
    assert "1 success measure and 2 targets made or changed" in told
    assert "loaded already; nothing changed" in told

    path.write_text("edition = 'nowhere'", encoding="utf-8")
    with pytest.raises(CommandError, match="there is no edition with the address “nowhere”"):
        call_command("load_targets", path)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_targets", tmp_path / "none.toml")
