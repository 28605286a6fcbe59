"""An estimate in sentences that say what the numbers beside them say."""

import pytest

from support_directory.impact import Compared, Estimate, Interval, Span, Verdict
from support_directory.impact.words import (
    moved,
    placebo_in_words,
    points,
    regression_in_words,
    rounded,
    school_in_words,
    signed,
    verdict_in_words,
)


def compared(change, *moves):
    return Compared(Span(1, 2024, 2025), 50, 50 + change, tuple(range(len(moves))), moves)


def told(verdict, *, interval=None, placebo=None, count=9, too_early=()):
    one = compared(6, 2, 4, 4, 6)
    return Estimate(verdict, (one,) * count, too_early, (), interval, placebo)


def plain(words):
    return words.replace("\u00a0", " ").replace("\u2212", "-")


BETTER = Interval(2.04, 0.4, 3.68, 9)


@pytest.mark.parametrize(
    ("estimate", "says"),
    [
        (
            told(Verdict.BETTER, interval=BETTER),
            "Supported schools did better. The 9 supported schools improved 2 points more than"
            " comparable schools without support. The effect lies between +0.4 and +3.7 points,"
            " which leaves no room for none.",
        ),
        (
            told(Verdict.WORSE, interval=Interval(-2, -3, -1, 9)),
            "Supported schools did worse. The 9 supported schools improved 2 points less",
        ),
        (
            told(Verdict.NONE_SEEN, interval=Interval(1, -1.26, 3.26, 9)),
            "No effect is seen. The 9 supported schools improved 1 point more than comparable"
            " schools without support, but with so few schools and figures that swing so much"
            " anything between -1.3 and +3.3 points may be chance.",
        ),
        (
            told(Verdict.DRIFTING, interval=BETTER, placebo=BETTER),
            "No effect can be claimed. The 9 supported schools improved 2 points more than"
            " comparable schools without support, but they were moving apart from those schools"
            " before support began.",
        ),
        (
            told(Verdict.NONE_SEEN, interval=Interval(0.4, -1, 1.8, 9)),
            "No effect is seen. The 9 supported schools improved 0.4 points more than",
        ),
        (
            told(Verdict.NONE_SEEN, interval=Interval(0.0, -1, 1, 9)),
            "No effect is seen. The 9 supported schools improved 0 points more than",
        ),
        (told(Verdict.TOO_FEW, count=1), "Too few schools to say: 1 school can be compared"),
        (told(Verdict.TOO_FEW, count=4), "Too few schools to say: 4 schools can be compared"),
        (told(Verdict.TOO_EARLY, count=0, too_early=(1,)), "It is too early to say"),
    ],
)
def test_the_verdict_is_said_plainly(estimate, says):
    assert plain(verdict_in_words(estimate)).startswith(says)


def test_what_would_have_been_anyway_is_a_figure():
    said = plain(regression_in_words(told(Verdict.BETTER, interval=BETTER)))

    assert said == (
        "Supported schools rose by 6 points. Schools of the same phase that began with the same"
        " results and had no support rose by 4 points by themselves: low results tend to be"
        " followed by higher ones, and high by lower (regression to the mean), and times change"
        " for all. Only the difference can be due to support."
    )
    assert regression_in_words(told(Verdict.TOO_FEW, count=0)) == ""


@pytest.mark.parametrize(
    ("placebo", "says"),
    [
        (
            None,
            "Whether these schools were moving apart from others before support cannot be checked:"
            " fewer than 5 have results of enough earlier years.",
        ),
        (
            Interval(0.2, -1, 1.4, 8),
            "The same reckoning on two years before support, when there was none, gives +0.2 points"
            " (between -1.0 and +1.4, 8 schools): about nothing, as it should be.",
        ),
        (
            Interval(2, 1, 3, 8),
            "The same reckoning on two years before support, when there was none, gives +2.0 points"
            " (between +1.0 and +3.0, 8 schools): a difference that support cannot have made.",
        ),
    ],
)
def test_the_check_on_earlier_years_says_how_it_came_out(placebo, says):
    assert says == plain(placebo_in_words(told(Verdict.BETTER, interval=BETTER, placebo=placebo)))


def test_without_an_effect_there_is_nothing_to_check():
    assert placebo_in_words(told(Verdict.TOO_FEW, count=4)) == ""


@pytest.mark.parametrize(
    ("change", "sign", "place"),
    [
        (7, 1, "That is better than three quarters of them."),
        (5.5, 1, "That is better than three quarters of them."),
        (5, 1, "That is within the middle half of them."),
        (4, 1, "That is within the middle half of them."),
        (3, 1, "That is within the middle half of them."),
        (2.5, 1, "That is less good than three quarters of them."),
        (7, -1, "That is less good than three quarters of them."),
        (1, -1, "That is better than three quarters of them."),
        (4, -1, "That is within the middle half of them."),
    ],
)
def test_a_single_school_is_placed_among_its_comparison(change, sign, place):
    said = plain(school_in_words(compared(change, 2, 3, 4, 5, 6), sign=sign))

    assert said.startswith(f"From 2024 to 2025 it rose by {change} point")
    assert said.endswith(f"5 comparable schools rose by 4 points by themselves. {place}")


def test_numbers_are_rounded_once_and_signed():
    assert [plain(signed(value)) for value in (0.04, -0.04, 1.25, -2)] == [
        "0.0", "0.0", "+1.2", "-2.0",
    ]  # fmt: skip
    assert plain(points(-1)) == "1 point"
    # No minus is left of what rounds to nothing.
    assert str(rounded(-0.01)) == "0.0"
    assert [plain(moved(value)) for value in (0.01, 1.5, -1)] == [
        "did not move",
        "rose by 1.5 points",
        "fell by 1 point",
    ]
