"""Who could help: what keeps somebody out, what speaks for somebody, and that it adds up."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support_directory.matching import (
    Bar,
    Candidate,
    Fit,
    Need,
    Pool,
    Why,
    bars_of,
    is_barred,
    match,
    who_could_help,
)

ENGLISH, MATHS, PHONICS, CPD = (
    Fit("english", "English"),
    Fit("maths", "Maths"),
    Fit("phonics", "Phonics"),
    Fit("cpd", "Leadership of CPD"),
)
NEED = Need(
    urn=1,
    phases=frozenset({"primary"}),
    trust=7,
    indicator="A1",
    label="Reading, writing and maths",
    fits=(ENGLISH, MATHS, PHONICS, CPD),
    sector="academy",
    easting=464_000,
    northing=100_000,
)
ANN = Candidate(
    entry=1,
    name="Ann",
    is_person=True,
    specialisms=frozenset({"english"}),
    phases=frozenset({"primary"}),
    home=2,
    trust=8,
    offered=5,
    easting=464_000,
    northing=101_000,
)
OFFER = Candidate(
    entry=50,
    name="Reading for all",
    is_person=False,
    specialisms=frozenset({"english"}),
    phases=frozenset({"primary", "secondary"}),
)


def matched(*candidates, need=NEED):
    return match(need, Pool(candidates))


def reason(why, *, need=NEED, of=ANN, **fields):
    """One reason for Ann, changed as said: its words and points."""
    [suggestion] = matched(replace(of, **fields), need=need).people
    [found] = [one for one in suggestion.reasons if one.why == why]
    return found.words, found.points


def test_every_reason_for_somebody_is_said_with_its_points():
    [ann] = matched(ANN).people

    assert [(one.why, one.words, one.points) for one in ann.reasons] == [
        (Why.SPECIALISM, "Specialism: English", 35),
        (Why.PHASE, "Works in this phase", 10),
        (Why.DAYS, "5 days left this term", 15),
        (Why.TRUST, "From another trust", 10),
        (Why.LOAD, "No deployment at present", 15),
        (Why.FEEDBACK, "No feedback yet", 5),
        (Why.DISTANCE, "1.0 km away", 5),
    ]
    assert ann.score == 95


@pytest.mark.parametrize(
    ("specialisms", "told"),
    [
        ({"english"}, ("Specialism: English", 35)),
        ({"phonics", "maths"}, ("Specialism: Maths", 25)),
        ({"phonics"}, ("Specialism: Phonics", 15)),
        ({"cpd"}, ("Specialism: Leadership of CPD", 15)),
    ],
)
def test_what_fits_the_indicator_best_counts_most(specialisms, told):
    assert reason(Why.SPECIALISM, specialisms=frozenset(specialisms)) == told


def test_whoever_has_no_fitting_specialism_is_neither_suggested_nor_excluded():
    found = matched(replace(ANN, specialisms=frozenset({"drama"})))

    assert (found.people, found.offers, found.exclusions) == ((), (), ())


@pytest.mark.parametrize(
    ("offered", "booked", "told"),
    [
        (1, 0, ("1 day left this term", 3)),
        (2.5, 1, ("1.5 days left this term", 3)),
        (6, 2, ("4 days left this term", 12)),
        (5, 0, ("5 days left this term", 15)),
        (12, 2, ("10 days left this term", 15)),
        (None, 9, ("No limit of days", 15)),
    ],
)
def test_days_left_count_up_to_five(offered, booked, told):
    assert reason(Why.DAYS, offered=offered, booked=booked) == told


@pytest.mark.parametrize(
    ("trust", "of_school", "own_trust", "told"),
    [
        (8, 7, False, ("From another trust", 10)),
        (8, None, False, ("From outside the school", 10)),
        (None, 7, False, ("From outside the school’s trust", 10)),
        (None, None, False, ("From outside the school", 10)),
        (7, 7, True, ("From the school’s own trust, as asked for", 0)),
    ],
)
def test_help_from_another_trust_counts(trust, of_school, own_trust, told):
    need = replace(NEED, trust=of_school, own_trust=own_trust)

    assert reason(Why.TRUST, need=need, trust=trust) == told


@pytest.mark.parametrize(
    ("running", "told"),
    [
        (0, ("No deployment at present", 15)),
        (1, ("Runs 1 deployment", 9)),
        (2, ("Runs 2 deployments", 3)),
    ],
)
def test_load_is_spread(running, told):
    assert reason(Why.LOAD, running=running) == told


def test_an_offer_may_run_in_many_schools_and_never_loses_points_below_nought():
    [offer] = matched(replace(OFFER, running=9)).offers

    assert [(one.words, one.points) for one in offer.reasons if one.why == Why.LOAD] == [
        ("Runs 9 deployments", 0)
    ]


@pytest.mark.parametrize(
    ("mean", "answers", "told"),
    [
        (None, 0, ("No feedback yet", 5)),
        (4, 0, ("No feedback yet", 5)),
        (None, 4, ("No feedback yet", 5)),
        (4, 2, ("Too little feedback to go by", 5)),
        (4, 3, ("Found useful: 4.0 of 4 by 3 schools", 10)),
        (3.4, 8, ("Found useful: 3.4 of 4 by 8 schools", 8)),
        (1, 3, ("Found useful: 1.0 of 4 by 3 schools", 0)),
    ],
)
def test_feedback_counts_once_there_is_enough_of_it(mean, answers, told):
    assert reason(Why.FEEDBACK, feedback=mean, answers=answers) == told


@pytest.mark.parametrize(
    ("east", "north", "told"),
    [
        (464_000, 100_000, ("0.0 km away", 5)),
        (464_000, 101_999, ("2.0 km away", 5)),
        (467_000, 104_000, ("5.0 km away", 3)),
        (464_000, 150_000, ("50.0 km away", 0)),
        (None, 100_000, ("Distance not known", 0)),
        (464_000, None, ("Distance not known", 0)),
    ],
)
def test_who_is_near_comes_before_who_is_far(east, north, told):
    assert reason(Why.DISTANCE, easting=east, northing=north) == told


@pytest.mark.parametrize("field", ["easting", "northing"])
def test_the_distance_of_a_school_without_a_place_is_not_guessed(field):
    need = replace(NEED, **{field: None})

    assert reason(Why.DISTANCE, need=need) == ("Distance not known", 0)


def test_one_of_two_phases_counts_half():
    both = replace(NEED, phases=frozenset({"primary", "secondary"}))

    assert reason(Why.PHASE, need=both) == ("Works in one phase of this school", 5)
    assert reason(Why.PHASE, need=both, phases=both.phases) == ("Works in this phase", 10)


@pytest.mark.parametrize(
    ("fields", "bar", "words"),
    [
        ({"is_paused": True}, Bar.PAUSED, "Paused at present"),
        ({"home": 1}, Bar.OWN_SCHOOL, "Works at this school"),
        ({"trust": 7}, Bar.OWN_TRUST, "Works in the school’s own trust"),
        (
            {"conflicts": frozenset({1})},
            Bar.CONFLICT,
            "Has declared a conflict of interest",
        ),
        ({"phases": frozenset({"secondary"})}, Bar.PHASE, "Does not work in this phase"),
        (
            {"sectors": frozenset({"maintained"})},
            Bar.SECTOR,
            "Does not work with this kind of school",
        ),
        ({"booked": 5}, Bar.NO_DAYS, "No days left this term"),
        ({"booked": 8}, Bar.NO_DAYS, "No days left this term"),
        ({"offered": 0}, Bar.NO_DAYS, "No days left this term"),
        ({"running": 3}, Bar.TOO_MUCH, "Runs 3 deployments"),
    ],
)
def test_whoever_cannot_help_is_shown_with_the_reason(fields, bar, words):
    ann = replace(ANN, **fields)

    found = matched(ann)

    assert found.people == ()
    [out] = found.exclusions
    assert (out.bars, out.words) == (((bar, words),), words)
    assert out.is_final == (bar in (Bar.PAUSED, Bar.NO_DAYS, Bar.OWN_SCHOOL))
    assert is_barred(NEED, ann)


def test_every_reason_against_somebody_is_said():
    [out] = matched(replace(ANN, home=1, booked=5)).exclusions

    assert out.words == "Works at this school; No days left this term"


@pytest.mark.parametrize(
    ("fields", "need"),
    [
        ({"sectors": frozenset({"academy"})}, NEED),
        ({"sectors": frozenset({"maintained"})}, replace(NEED, sector="")),
        ({"trust": None}, replace(NEED, trust=None)),
        ({"trust": 7}, replace(NEED, own_trust=True)),
        ({"conflicts": frozenset({2})}, NEED),
    ],
)
def test_nothing_else_keeps_somebody_out(fields, need):
    assert len(matched(replace(ANN, **fields), need=need).people) == 1
    assert not is_barred(need, replace(ANN, **fields))


def test_people_and_offers_are_told_apart():
    found = matched(OFFER, ANN)

    assert [one.candidate for one in found.people] == [ANN]
    assert [one.candidate for one in found.offers] == [OFFER]


def test_the_best_comes_first():
    far = replace(ANN, entry=2, northing=140_000)
    fourth_choice = replace(ANN, entry=3, specialisms=frozenset({"cpd"}))
    best = replace(ANN, entry=4, name="Zoe", feedback=4, answers=9)
    found = matched(far, fourth_choice, best)

    assert [(one.candidate.entry, one.score) for one in found.people] == [
        (4, 100),
        (2, 90),
        (3, 75),
    ]
    assert found.need == NEED


def test_a_tie_goes_to_whoever_carries_fewest_then_to_the_first_by_name():
    # A deployment costs as much as two days: all have the same score.
    busy = replace(ANN, entry=2, name="Aaron", running=1)
    free = replace(ANN, entry=3, name="Zoe", offered=3)
    other = replace(free, entry=5, name="Yan")
    again = replace(other, entry=4)

    found = matched(busy, other, free, again)

    assert [one.candidate.entry for one in found.people] == [4, 5, 3, 2]
    assert [one.score for one in found.people] == [89, 89, 89, 89]


def test_exclusions_come_by_name():
    out = [
        replace(ANN, entry=entry, name=name, booked=5)
        for entry, name in [(9, "Zoe"), (4, "Bea"), (3, "Bea")]
    ]

    assert [one.candidate.entry for one in matched(*out).exclusions] == [3, 4, 9]


def test_helpers_of_several_needs_are_counted_once():
    needs = [NEED, replace(NEED, indicator="B", fits=(MATHS, ENGLISH))]
    pool = Pool([ANN, OFFER, replace(ANN, entry=2, booked=5)])

    assert who_could_help(needs, pool) == (1, 1)
    assert who_could_help([], pool) == (0, 0)


# --- Whatever the directory -------------------------------------------------------------

FEW = settings(max_examples=30)
keys = st.frozensets(st.sampled_from([fit.key for fit in NEED.fits] + ["drama"]), max_size=3)
candidates = st.lists(
    st.builds(
        Candidate,
        entry=st.integers(1, 99),
        name=st.sampled_from(["Ann", "Ben", "Cy"]),
        is_person=st.booleans(),
        specialisms=keys,
        phases=st.frozensets(st.sampled_from(["primary", "secondary"])),
        home=st.none() | st.integers(1, 3),
        trust=st.none() | st.integers(7, 9),
        sectors=st.frozensets(st.sampled_from(["academy", "maintained"])),
        offered=st.none() | st.integers(0, 8),
        booked=st.integers(0, 9),
        running=st.integers(0, 4),
        conflicts=st.frozensets(st.integers(1, 3)),
        is_paused=st.booleans(),
        feedback=st.none() | st.floats(1, 4),
        answers=st.integers(0, 5),
        easting=st.none() | st.integers(460_000, 470_000),
        northing=st.none() | st.integers(100_000, 110_000),
    ),
    max_size=12,
    unique_by=lambda one: one.entry,
)
needs = st.builds(
    replace,
    st.just(NEED),
    trust=st.none() | st.integers(7, 9),
    own_trust=st.booleans(),
    phases=st.frozensets(st.sampled_from(["primary", "secondary"]), min_size=1),
)


def suggested(found):
    return [*found.people, *found.offers]


@FEW
@given(needs, candidates)
def test_nobody_without_a_day_left_is_ever_suggested(need, directory):
    for one in suggested(matched(*directory, need=need)):
        assert one.candidate.offered is None or one.candidate.offered > one.candidate.booked


@FEW
@given(needs, candidates)
def test_nobody_of_the_own_school_or_unasked_of_the_own_trust_is_ever_suggested(need, directory):
    for one in suggested(matched(*directory, need=need)):
        assert one.candidate.home != need.urn
        assert need.own_trust or need.trust is None or one.candidate.trust != need.trust


@FEW
@given(needs, candidates)
def test_points_are_whole_and_never_more_than_a_hundred(need, directory):
    for one in suggested(matched(*directory, need=need)):
        assert all(type(each.points) is int and each.points >= 0 for each in one.reasons)
        assert [each.why for each in one.reasons] == [*Why]
        assert one.score == sum(each.points for each in one.reasons) <= 100


@FEW
@given(needs, candidates)
def test_everybody_who_fits_is_suggested_or_excluded_and_nobody_twice(need, directory):
    found = matched(*directory, need=need)

    told = [one.candidate.entry for one in [*suggested(found), *found.exclusions]]
    fitting = {one.entry for one in directory if one.specialisms & {fit.key for fit in need.fits}}
    assert len(told) == len(set(told))
    assert set(told) == fitting
    assert all(bool(bars_of(need, one)) == is_barred(need, one) for one in directory)
    assert who_could_help([need], Pool(directory)) == (len(found.people), len(found.offers))


@FEW
@given(needs, candidates, st.randoms())
def test_the_order_of_the_directory_changes_nothing(need, directory, chance):
    shuffled = [*directory]
    chance.shuffle(shuffled)

    assert matched(*shuffled, need=need) == matched(*directory, need=need)


@FEW
@given(needs, candidates, candidates)
def test_others_in_the_directory_change_nothing_for_somebody(need, directory, others):
    known = {one.entry for one in directory}
    more = [one for one in others if one.entry not in known]

    alone = matched(*directory, need=need)
    together = matched(*directory, *more, need=need)

    assert alone.people == tuple(one for one in together.people if one.candidate.entry in known)
    assert alone.offers == tuple(one for one in together.offers if one.candidate.entry in known)
    assert alone.exclusions == tuple(
        one for one in together.exclusions if one.candidate.entry in known
    )
