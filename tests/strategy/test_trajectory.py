"""Where a target stands: the path, the verdict and its sentence, by hand and for any figures."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.engine.standing import Polarity, Rank
from strategy.trajectory import (
    Aim,
    Kind,
    Verdict,
    Year,
    assess,
    is_within,
    ordinal,
    passes,
    reaches,
)

RISE = Aim(Kind.REACH, Polarity.HIGH, 0, 2016, 2020, goal=64, sign="\u00a0%")
FALL = Aim(Kind.REACH, Polarity.LOW, 1, 2016, 2020, goal=4, sign="\u00a0%")
HALF = Aim(Kind.WITHIN, Polarity.HIGH, 0, 2016, 2018, quarters=2, sign="\u00a0%")
BETTER = Aim(Kind.BETTER, Polarity.LOW, 2, 2016, 2018, sign="\u00a0%")
GAP = Aim(Kind.HALVE, Polarity.HIGH, 0, 2016, 2018, against="other pupils")
GAIN = Aim(Kind.GAIN, Polarity.HIGH, 1, 2017, 2019, goal=5, sign="\u00a0%")


def figures(**values):
    """`figures(y2016=48)`: a year for each, None for one that was not published."""
    return {int(name[1:]): Year(value) for name, value in values.items()}


def sentence(aim, years, newest):
    return assess(aim, years, newest).sentence.replace("\u00a0", " ")


# --- Until the due year -----------------------------------------------------------------


def test_the_path_is_a_straight_line_from_the_baseline_to_the_target():
    course = assess(RISE, figures(y2016=48), 2016)

    assert course.path == {2016: 48, 2017: 52, 2018: 56, 2019: 60, 2020: 64}


def test_on_track_names_the_figure_its_year_and_what_the_path_needs():
    assert sentence(RISE, figures(y2016=48, y2017=53), 2017) == (
        "On track: 53 % in 2017; the path needs 52 %."
    )


def test_a_figure_short_of_the_path_is_off_track():
    assert sentence(RISE, figures(y2016=48, y2017=51), 2017) == (
        "Off track: 51 % in 2017; the path needs 52 %."
    )


def test_where_lower_is_better_the_path_falls_and_says_so():
    assert sentence(FALL, figures(y2016=6, y2017=5.5), 2017) == (
        "On track: 5.5 % in 2017; the path needs 5.5 % or lower."
    )
    assert assess(FALL, figures(y2016=6, y2017=5.6), 2017).verdict == Verdict.OFF_TRACK


def test_one_year_of_waiting_is_usual_and_the_verdict_says_of_which_year_it_is():
    course = assess(RISE, figures(y2016=48, y2017=53, y2018=None), 2018)

    assert (course.verdict, course.year) == (Verdict.ON_TRACK, 2017)


def test_a_measure_that_stopped_being_published_keeps_its_target_and_says_since_when():
    aim = replace(RISE, due_year=2030)

    course = assess(aim, figures(y2016=48, y2023=60), 2025)

    assert course.verdict == Verdict.UNKNOWN
    assert course.sentence == "Cannot be told: nothing has been published since 2023."
    assert course.why == "nothing has been published since 2023"


def test_without_any_figure_or_any_newer_one_nothing_can_be_told():
    assert sentence(replace(RISE, baseline=48), {}, 2017) == (
        "Cannot be told: nothing has been published."
    )
    assert sentence(RISE, figures(y2016=48), 2017) == (
        "Cannot be told: nothing newer than the baseline of 2016 has been published."
    )


def test_a_baseline_that_was_not_published_says_why():
    years = {2016: Year(None, "not published for any authority"), 2017: Year(50)}

    assert sentence(RISE, years, 2017) == (
        "Cannot be told: there is no baseline of 2016 (not published for any authority)."
    )
    aim = replace(RISE, without_baseline="the tests were new")
    assert sentence(aim, figures(y2016=48, y2017=50), 2017) == (
        "Cannot be told: there is no baseline of 2016 (the tests were new)."
    )


def test_the_plans_own_baseline_stands_even_where_the_figure_was_revised():
    course = assess(replace(RISE, baseline=44), figures(y2016=48, y2017=49), 2017)

    assert (course.baseline, course.path[2017]) == (44, 49)


def test_a_measure_of_no_direction_has_no_verdict():
    course = assess(replace(RISE, polarity=Polarity.NONE), figures(y2016=48, y2017=50), 2017)

    assert course.verdict == Verdict.UNKNOWN
    assert "does not say whether higher or lower is better" in course.sentence


# --- From the due year on ---------------------------------------------------------------


def test_the_verdict_is_that_of_the_due_year_and_later_years_do_not_change_it():
    years = figures(y2016=48, y2020=64, y2021=40)

    course = assess(RISE, years, 2021)

    assert course.is_final
    assert course.sentence.replace("\u00a0", " ") == "Met: 64 % in 2020; the target was 64 %."
    assert sentence(RISE, figures(y2016=48, y2020=63), 2020) == (
        "Missed: 63 % in 2020; the target was 64 %."
    )


def test_a_due_year_without_a_figure_is_said_and_neither_met_nor_missed():
    years = {2016: Year(48), 2019: Year(70), 2020: Year(None, "not published for any authority")}

    assert sentence(RISE, years, 2025) == (
        "Cannot be told: nothing was published for 2020, the year it was due"
        " (not published for any authority)."
    )
    assert "nothing was published for 2020, the year it was due." in sentence(
        RISE, figures(y2016=48), 2025
    )


def test_reaching_a_figure_needs_no_baseline_once_it_is_due():
    aim = replace(RISE, without_baseline="the tests were new")

    assert assess(aim, figures(y2020=64), 2020).verdict == Verdict.MET


def test_figures_are_judged_as_they_are_shown():
    course = assess(RISE, figures(y2016=48, y2020=63.5), 2020)

    assert (course.verdict, course.latest) == (Verdict.MET, 64)


# --- Within the best half or quarter of authorities -------------------------------------


def ranked(value, place, of=151, bar=None, sharing=1):
    return Year(value, rank=Rank(place, of, sharing), bar=bar)


def test_a_place_among_authorities_is_judged_by_the_rank_said_beside_it():
    years = {2016: ranked(48, 120, bar=52), 2018: ranked(56, 141, bar=65)}

    assert sentence(HALF, years, 2018) == (
        "Missed: 141st of 151 authorities in 2018, with 56 %; the top half ends at the 75th."
    )
    years[2018] = ranked(65, 75, bar=65, sharing=3)
    assert sentence(HALF, years, 2018) == (
        "Met: joint 75th of 151 authorities in 2018, with 65 %; the top half ends at the 75th."
    )


def test_figures_alike_only_by_rounding_are_said_to_be():
    years = {2016: ranked(48, 120, bar=52), 2018: ranked(64.6, 80, bar=65.4)}

    assert sentence(HALF, years, 2018).endswith(
        "whose figure looks the same only because both are rounded."
    )


def test_a_rank_has_no_path_of_its_own_it_runs_to_each_years_own_authorities():
    aim = replace(HALF, due_year=2020)
    years = {
        2016: ranked(40, 120, bar=60),
        2017: ranked(50, 110, bar=64),
        2018: Year(None, "not published"),
    }

    course = assess(aim, years, 2018)

    # 40 to 64 in four years; 2018 on takes the newest authorities there are.
    assert course.path == {2016: 40, 2017: 46, 2018: 52, 2019: 58, 2020: 64}
    assert course.sentence.replace("\u00a0", " ") == (
        "On track: 50 % in 2017; the path to the top half needs 46 %."
    )


def test_years_between_in_which_no_authority_was_published_are_gaps_in_the_path():
    aim = replace(HALF, due_year=2020)
    years = {2016: ranked(40, 120, bar=60), 2017: Year(), 2018: ranked(50, 110, bar=64)}

    assert assess(aim, years, 2018).path[2017] is None


def test_whoever_was_within_at_the_start_needs_only_to_stay():
    aim = replace(HALF, due_year=2020)
    years = {2016: ranked(70, 20, bar=60), 2017: ranked(64, 75, bar=64)}

    course = assess(aim, years, 2017)

    assert (course.verdict, course.needed) == (Verdict.ON_TRACK, 64)


def test_without_other_authorities_there_is_no_rank_and_that_is_said():
    due, before = figures(y2016=48, y2018=56), replace(HALF, due_year=2020)

    assert "no rank is to be had" in sentence(HALF, due, 2018)
    assert sentence(HALF, due, 2018).startswith("Cannot be told: 56 % in 2018, but")
    assert "no rank is to be had" in sentence(before, figures(y2016=48, y2017=50), 2017)


# --- Better than another ----------------------------------------------------------------


def test_better_means_better_not_level():
    level = {2016: Year(5, against=4.5), 2018: Year(4.81, against=4.81)}
    below = {2016: Year(5, against=4.5), 2018: Year(4.8, against=4.81)}

    assert sentence(BETTER, level, 2018) == (
        "Missed: 4.81 % in 2018; England had 4.81 %, and lower is better."
    )
    assert assess(BETTER, below, 2018).verdict == Verdict.MET


def test_the_path_to_anothers_figure_follows_that_figure():
    aim = replace(BETTER, due_year=2020)
    years = {2016: Year(6, against=5), 2017: Year(5.7, against=4.8)}

    assert sentence(aim, years, 2017) == (
        "On track: 5.70 % in 2017; the path to the figure of England needs 5.70 % or lower."
    )


def test_whoever_was_better_must_stay_better_than_level():
    aim = replace(BETTER, due_year=2020)
    years = {2016: Year(4, against=5), 2017: Year(4.8, against=4.8)}

    assert sentence(aim, years, 2017) == (
        "Off track: 4.80 % in 2017; the path to the figure of England needs better than 4.80 %."
    )


def test_a_comparison_without_the_others_figure_cannot_be_told():
    years = {2016: Year(6, against=5), 2018: Year(4)}

    assert sentence(BETTER, years, 2018) == (
        "Cannot be told: nothing was published for England in 2018."
    )
    years = {2016: Year(6), 2017: Year(4)}
    assert sentence(BETTER, years, 2017) == (
        "Cannot be told: nothing was published for England in 2017."
    )


# --- Gaps and gains ---------------------------------------------------------------------


def test_a_gap_is_the_difference_of_the_figures_as_shown_and_half_of_it_is_the_target():
    years = {2016: Year(36, against=57), 2018: Year(43, against=66)}

    course = assess(GAP, years, 2018)

    assert (course.baseline, course.latest) == (21, 23)
    assert course.sentence == (
        "Missed: a gap of 23 points in 2018; the target was 10.5 points or fewer,"
        " half the gap of 2016."
    )
    years[2018] = Year(56, against=66)
    assert assess(GAP, years, 2018).verdict == Verdict.MET


def test_the_path_of_a_gap_closes_by_equal_steps():
    years = {2016: Year(36, against=57), 2017: Year(45, against=64)}

    assert sentence(GAP, years, 2017) == (
        "Off track: a gap of 19 points in 2017; the path needs 15.7 points or fewer."
    )


def test_a_gap_where_lower_is_better_is_counted_the_other_way():
    aim = replace(GAP, polarity=Polarity.LOW)
    years = {2016: Year(20, against=10), 2018: Year(14, against=9)}

    assert assess(aim, years, 2018).figures == {2016: 10, 2018: 5}


@pytest.mark.parametrize(
    ("value", "words"), [(66, "no gap in 2018"), (68, "2 points ahead of other pupils in 2018")]
)
def test_a_gap_that_closed_or_turned_is_said_in_words(value, words):
    years = {2016: Year(36, against=57), 2018: Year(value, against=66)}

    assert words in sentence(GAP, years, 2018)


def test_where_there_was_no_gap_there_is_nothing_to_halve():
    years = {2016: Year(57, against=57), 2018: Year(60, against=57)}

    assert sentence(GAP, years, 2018) == (
        "Cannot be told: in 2016 there was no gap to other pupils to halve."
    )


def test_one_half_of_a_gap_without_the_other_is_no_gap():
    years = {2016: Year(36, against=57), 2018: Year(43)}

    assert assess(GAP, years, 2018).figures[2018] is None
    assert "nothing was published for 2018" in sentence(GAP, years, 2018)


def test_a_gain_is_counted_from_the_baseline():
    years = figures(y2017=91.4, y2019=92)

    assert sentence(GAIN, years, 2019) == (
        "Missed: 92.0 % in 2019; the target was 96.4 %, 5.0 points above the 91.4 % of 2017."
    )
    down = replace(GAIN, polarity=Polarity.LOW, goal=1)
    assert sentence(down, figures(y2017=6, y2019=5), 2019) == (
        "Met: 5.0 % in 2019; the target was 5.0 % or lower, 1.0 points below the 6.0 % of 2017."
    )


def test_a_gain_or_a_gap_without_a_baseline_cannot_be_told_even_when_due():
    assert "there is no baseline of 2017" in sentence(GAIN, figures(y2019=92), 2019)
    assert assess(replace(RISE, goal=None), figures(y2016=48, y2020=50), 2020).sentence == (
        "Cannot be told: the figure to reach is not known."
    )
    assert assess(replace(GAIN, goal=None), figures(y2017=48, y2018=50), 2018).verdict == (
        Verdict.UNKNOWN
    )


def test_negative_figures_carry_a_true_minus_sign():
    aim = Aim(Kind.REACH, Polarity.HIGH, 2, 2016, 2018, goal=0)

    assert sentence(aim, figures(y2016=-0.17, y2018=-0.34), 2018) == (
        "Missed: \u22120.34 in 2018; the target was 0.00."
    )


def test_ordinals():
    assert [ordinal(n) for n in (1, 2, 3, 4, 11, 12, 13, 21, 111, 122)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "111th", "122nd",
    ]  # fmt: skip


# --- What must hold for any figures -----------------------------------------------------

tenths = st.integers(-1000, 1000).map(lambda number: number / 10)
polarities = st.sampled_from([Polarity.HIGH, Polarity.LOW])


maybe_tenths = st.none() | tenths
ranks = st.tuples(st.integers(1, 152), st.integers(4, 152)).map(
    lambda pair: Rank(min(pair), max(pair), 1)
)
published = st.dictionaries(
    st.integers(2015, 2021),
    st.builds(Year, maybe_tenths, st.just(""), maybe_tenths, st.none() | ranks, maybe_tenths),
)


@st.composite
def targets(draw, kinds=tuple(Kind)):
    """A target and what was published of it, any year or part of one missing."""
    kind = draw(st.sampled_from(kinds))
    aim = Aim(
        kind,
        draw(polarities),
        1,
        2016,
        draw(st.integers(2017, 2020)),
        baseline=None if kind is Kind.HALVE else draw(maybe_tenths),
        goal=draw(st.integers(1, 300)) / 10 if kind is Kind.GAIN else draw(tenths),
        quarters=draw(st.sampled_from([1, 2])),
    )
    return aim, draw(published), draw(st.integers(2016, 2022))


def flipped(value):
    return None if value is None else -value


@given(targets())
def test_the_verdict_follows_from_the_rounded_figures_alone(target):
    aim, years, newest = target
    course = assess(aim, years, newest)
    if course.verdict is Verdict.UNKNOWN:
        return

    if aim.kind is Kind.WITHIN and course.is_final:
        assert (course.verdict is Verdict.MET) is is_within(years[course.year].rank, aim.quarters)
        return
    good = course.verdict in (Verdict.MET, Verdict.ON_TRACK)
    against = years[course.year].against
    if aim.kind is Kind.BETTER and against is not None:
        other = Decimal(repr(against)).quantize(Decimal("0.1"))
        if course.is_final or course.needed == other:
            assert good is passes(aim, course.latest, other)
            return
    if course.is_final:
        goal = {
            Kind.REACH: lambda: Decimal(repr(aim.goal)),
            Kind.GAIN: lambda: (
                course.baseline + Decimal(repr(aim.goal)) * (-1 if aim.is_lower_better else 1)
            ),
            Kind.HALVE: lambda: course.baseline / 2,
        }[aim.kind]()
        assert good is reaches(aim, course.latest, goal)
    else:
        assert good is reaches(aim, course.latest, course.needed)


@given(targets())
def test_missing_never_becomes_nought(target):
    aim, years, newest = target
    course = assess(aim, years, newest)

    for year, figure in course.figures.items():
        known = years[year]
        parts = [known.value] + ([known.against] if aim.kind is Kind.HALVE else [])
        assert (figure is None) is (None in parts)
    if course.year is not None:
        assert years[course.year].value is not None
    assert (course.latest is None) is (course.verdict is Verdict.UNKNOWN)


@given(targets((Kind.REACH, Kind.GAIN, Kind.HALVE)))
def test_the_path_runs_from_the_baseline_to_the_target_and_never_turns(target):
    aim, years, newest = target
    course = assess(aim, years, newest)
    if course.baseline is None:
        assert course.path == {}
        return

    path = list(course.path.values())
    goal = {
        Kind.REACH: lambda: Decimal(repr(aim.goal)),
        Kind.GAIN: lambda: (
            course.baseline + Decimal(repr(aim.goal)) * (-1 if aim.is_lower_better else 1)
        ),
        Kind.HALVE: lambda: course.baseline / 2,
    }[aim.kind]()
    assert (path[0], path[-1]) == (course.baseline, goal)
    assert path in (sorted(path), sorted(path, reverse=True))


@given(targets())
def test_turning_the_polarity_and_every_figure_over_keeps_the_verdict(target):
    aim, years, newest = target
    other = Polarity.LOW if aim.polarity is Polarity.HIGH else Polarity.HIGH
    goal = aim.goal if aim.kind is Kind.GAIN else flipped(aim.goal)
    mirrored = replace(aim, polarity=other, goal=goal, baseline=flipped(aim.baseline))
    mirror = {
        year: replace(
            known,
            value=flipped(known.value),
            against=flipped(known.against),
            bar=flipped(known.bar),
        )
        for year, known in years.items()
    }

    assert assess(mirrored, mirror, newest).verdict == assess(aim, years, newest).verdict
