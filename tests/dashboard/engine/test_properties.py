"""What must hold for every school there could be."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.engine.comparators import similar
from tests.dashboard.engine.rounds import METHOD, explain, figure, graded, inputs, line, school

ANYTHING = settings(max_examples=60, deadline=None)

percents = st.integers(0, 100)
cohorts = st.integers(1, 200)
progress = st.integers(-120, 120).map(lambda tenths: tenths / 10)
rates = st.integers(0, 400).map(lambda tenths: tenths / 10)


def maybe(strategy):
    return st.none() | strategy


@st.composite
def primaries(draw):
    """A primary school with any of its figures missing."""
    figures = []
    for year in (2017, 2018, 2019):
        value = draw(maybe(percents))
        if value is not None:
            figures.append(figure("rwm_expected", value, year=year, cohort=draw(cohorts)))
    for subject in ("reading", "writing", "maths"):
        score, half = draw(maybe(progress)), draw(st.integers(1, 50)) / 10
        if score is not None:
            figures.append(
                figure(f"{subject}_progress", score, low=score - half, high=score + half)
            )
    group = draw(maybe(percents))
    if group is not None:
        figures.append(figure("rwm_expected", group, group="disadvantaged", cohort=draw(cohorts)))
    for measure in ("overall_absence", "persistent_absence"):
        rate = draw(maybe(rates))
        if rate is not None:
            figures.append(figure(measure, rate, cohort=None))
    grade = draw(maybe(st.integers(1, 4)))
    return school(*figures, inspections=[graded(grade)] if grade else [])


@ANYTHING
@given(primaries())
def test_contributions_add_up_to_the_score_as_shown(told):
    explained = explain(told)

    total = sum(round(item["contribution"] * 10) for item in explained["indicators"])
    assert total == round((explained["score"] or 0) * 10)


@ANYTHING
@given(primaries())
def test_weights_add_up_and_each_contribution_is_points_times_weight(told):
    explained = explain(told)

    there = [item for item in explained["indicators"] if item["points"] is not None]
    if there:
        assert sum(item["weight"] for item in there) == pytest.approx(100, abs=0.01)
    for item in there:
        assert item["contribution"] == pytest.approx(
            item["points"] * item["weight"] / 4, abs=0.1001
        )


@ANYTHING
@given(primaries())
def test_nothing_missing_becomes_a_number(told):
    explained = explain(told)
    published = {(one["measure"], one["pupil_group"]) for one in told["figures"]}

    for item in explained["indicators"]:
        lines = item["parts"] or [item]
        for one in lines:
            if one["key"] == "H":
                continue
            if (one["measure"], one["pupil_group"]) not in published:
                assert one["value"] is None and one["points"] is None
            if one["value"] is None:
                assert one["reason"]
                assert one["points"] is None


def moved(told, key, after):
    """The same school with one indicator's figure changed to what the sentence says."""
    measure = METHOD.indicators[key].measure
    figures = [dict(one) for one in told["figures"]]
    for one in figures:
        if one["measure"] == measure and one["pupil_group"] == "all":
            shift = after - one["value"]
            one["value"] = after
            for end in ("ci_low", "ci_high"):
                one[end] = None if one[end] is None else one[end] + shift
    return told | {"figures": figures}


@ANYTHING
@given(primaries())
def test_the_nearest_change_applied_alters_the_band(told):
    """Progress and absence each stand alone, so the changed figures can be rated anew."""
    explained = explain(told)
    nearest = explained["nearest"]
    if nearest is None or not nearest["key"].startswith(("B_", "F")):
        return

    again = explain(moved(told, nearest["key"], nearest["to"]))

    assert again["score_band"] == nearest["priority"] != explained["score_band"]
    assert again["score"] == nearest["score"]


@ANYTHING
@given(primaries())
def test_the_nearest_change_of_attainment_gives_the_points_the_table_gives(told):
    """A1 and A2 share figures, so the change is checked against the table by itself."""
    explained = explain(told)
    nearest = explained["nearest"]
    if nearest is None or not nearest["key"].startswith("A"):
        return
    item = line(explained, nearest["key"])

    gap = round(nearest["to"] - item["england"], 1)
    points = (gap < 0) + (gap <= -5) + (gap <= -10) + (gap <= -15)
    if (item["cohort"] or 99) > 20:
        score = (
            sum(
                (points if one["key"] == nearest["key"] else one["points"] or 0) * one["weight"]
                for one in explained["indicators"]
            )
            / 4
        )
        assert nearest["score"] == pytest.approx(score, abs=0.051)
    assert nearest["priority"] != explained["score_band"]


@ANYTHING
@given(primaries())
def test_the_priority_is_the_most_serious_of_score_and_triggers(told):
    explained = explain(told)

    demanded = [item["at_least"] for item in explained["trigger_details"]]
    candidates = [one for one in (explained["score_band"], *demanded) if one]
    assert explained["computed_priority"] == (min(candidates) if candidates else None)


@ANYTHING
@given(primaries(), st.lists(primaries(), max_size=3))
def test_other_schools_in_the_round_change_nothing(told, others):
    alone = explain(told)

    among = explain(told, *others) if others else explain(told)
    first = among[0] if others else among

    assert first == alone


def test_one_pupil_of_twenty_moves_five_points():
    """65 % of 20; one fewer is 60, from no points to two: 2 x 15 and 2 x 10 of 400."""
    told = explain(school(figure("rwm_expected", 65, cohort=20), inspections=[graded(2)]))

    test = told["one_pupil"]["tests"][0]
    assert (test["cohort"], test["fewer"]["value"], test["more"]["value"]) == (20, 60.0, 70.0)
    assert test["fewer"]["score"] == 25.0
    assert test["more"]["score"] == 0.0
    assert told["one_pupil"]["holds"]


def test_one_pupil_can_tip_a_borderline_school():
    """Without the inspection attainment is all there is, so two points make 50.0."""
    told = explain(
        school(
            figure("rwm_expected", 65, cohort=20),
            figure("reading_progress", 0.0, low=-1, high=1),
        )
    )

    test = told["one_pupil"]["tests"][0]
    assert test["fewer"]["score"] == pytest.approx(2 * 25 / 55 / 4 * 100, abs=0.05)
    assert test["holds"] is (test["fewer"]["priority"] == told["score_band"])


def test_rating_does_not_depend_on_the_order_of_figures():
    told = school(
        figure("rwm_expected", 50),
        figure("overall_absence", 5.0),
        figure("rwm_expected", 60, year=2018),
    )
    other = told | {"figures": told["figures"][::-1]}

    assert explain(told) == explain(other)


def test_similar_schools_are_of_the_phase_and_never_the_school_itself():
    frame = inputs(*[school() for _ in range(6)]).schools.set_index("urn")[["phase"]]
    frame["roll"] = [200, 210, 900, 205, 200, math.nan]
    frame["disadvantaged"] = [30, 31, 36, 30.5, 30, 30]
    frame.loc[900005, "phase"] = "secondary"

    assert similar(frame, 900001, 10) == [900004, 900002, 900003]
    assert similar(frame, 900006, 10) == []
    assert similar(frame, 123456, 10) == []
