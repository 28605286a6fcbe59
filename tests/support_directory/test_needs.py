"""What a school is weak in, by its rating, and whom matching chooses among."""

import datetime

import pytest

from schools.models import Phase
from strategy.models.progress import Term
from support_directory.candidates import candidates_on
from support_directory.models import Deployment, Designation, Stage
from support_directory.needs import ALSO, FITTING, need_for, needs_of, needs_seen_by, stages_of
from support_directory.specialisms import BY_CODE
from tests.factories.dashboard import DraftRoundFactory, RatingFactory
from tests.factories.schools import SchoolFactory, TrustFactory
from tests.factories.support_directory import (
    CapacityFactory,
    DeploymentFactory,
    DesignationFactory,
    EntryFactory,
    OfferFactory,
)

AUTUMN = datetime.date(2026, 11, 20)

pytestmark = pytest.mark.django_db


def test_every_code_of_the_tables_is_a_specialism():
    codes = {code for row in [*FITTING.values(), *ALSO.values()] for code in row}

    assert codes <= {*BY_CODE}


def test_the_weak_indicators_of_a_rating_are_its_needs_what_adds_most_first(school):
    rating = RatingFactory(school=school)

    needs = needs_of(rating, school)

    assert [(need.indicator, need.label) for need in needs] == [
        ("A1", "Reading, writing and maths at the expected standard"),
        ("F2", "Persistent absence"),
        ("H", "Latest inspection"),
    ]
    assert [fit.key for fit in needs[0].fits][:2] == ["english", "maths"]
    assert [need.phases for need in needs] == [{"primary"}, {"primary"}, {"primary"}]


def test_progress_asks_for_specialists_of_its_weakest_subject_first(school):
    rating = RatingFactory(school=school)
    parts = [
        {"measure": "reading_progress", "points": 1},
        {"measure": "writing_progress", "points": 0},
        {"measure": "maths_progress", "points": 3},
    ]
    told = rating.explanation["indicators"][0]
    told |= {"key": "B", "measure": "", "parts": parts}
    # Three years together name the same measure: it is said once.
    rating.explanation["indicators"] = [told, dict(told, points=1)]

    [need] = needs_of(rating, school)

    assert [fit.key for fit in need.fits] == ["maths", "english", "assessment", "phonics"]


def test_a_school_without_a_rating_to_be_seen_has_no_needs(head, officer, stranger, school):
    RatingFactory(school=school, round=DraftRoundFactory())

    seen = [bool(needs_seen_by(one.user, school)) for one in (officer, head, stranger)]
    RatingFactory(school=school)
    later = [bool(needs_seen_by(one.user, school)) for one in (officer, head, stranger)]

    assert (seen, later) == ([True, False, False], [True, True, False])


def test_a_need_knows_the_kind_of_school_it_is_of():
    academy = need_for(SchoolFactory(trust=TrustFactory()), codes=["maths"])
    maintained = need_for(SchoolFactory())

    assert (academy.sector, maintained.sector) == ("academy", "maintained")
    assert maintained.fits == ()


@pytest.mark.parametrize(
    ("phase", "stages"),
    [
        (Phase.PRIMARY, {"primary"}),
        (Phase.ALL_THROUGH, {"primary", "secondary"}),
        (Phase.NURSERY, {"early_years"}),
    ],
)
def test_early_years_alone_make_no_helper_of_a_whole_school(phase, stages):
    assert stages_of(SchoolFactory(phase=phase)) == stages


# --- Whom matching chooses among --------------------------------------------------------


def test_a_candidate_is_an_entry_with_its_days_of_the_term_and_what_it_carries():
    home = SchoolFactory(trust=TrustFactory(), easting=464_000, northing=100_000)
    entry = EntryFactory(school=home, specialisms=["english", "phonics"], sector="academy")
    CapacityFactory(entry=entry, days="6.0")
    CapacityFactory(entry=entry, term=Term.SPRING, days="9.0")
    DeploymentFactory(entry=entry, days_planned="2.5")
    DeploymentFactory(entry=entry, days_planned="1.0", term=Term.SPRING)
    DeploymentFactory(entry=entry, days_planned="1.0", state=Deployment.State.DECLINED)

    [one] = candidates_on(AUTUMN)

    assert (one.entry, one.home, one.trust) == (entry.pk, home.pk, home.trust_id)
    assert (one.specialisms, one.phases) == ({"english", "phonics"}, {Stage.PRIMARY})
    assert (one.offered, one.booked, one.left, one.running) == (6, 2.5, 3.5, 2)
    assert (one.sectors, one.easting, one.is_paused) == ({"academy"}, 464_000, False)


def test_a_person_who_offered_no_days_has_none_and_an_offer_has_no_limit():
    person, offer = EntryFactory(), OfferFactory()

    left = {one.entry: one.left for one in candidates_on(AUTUMN)}

    assert left == {person.pk: 0, offer.pk: None}


def test_only_what_is_listed_can_be_suggested():
    EntryFactory(state="draft")
    EntryFactory(state="hidden", hidden_because="unconfirmed")

    assert candidates_on(AUTUMN) == []


def test_whoever_is_paused_in_every_title_is_paused():
    paused, both = EntryFactory(), EntryFactory()
    DesignationFactory(entry=paused, state=Designation.State.PAUSED)
    DesignationFactory(entry=both, state=Designation.State.PAUSED)
    DesignationFactory(entry=both, type="lle")

    assert {one.entry for one in candidates_on(AUTUMN) if one.is_paused} == {paused.pk}


@pytest.mark.parametrize("count", [1, 10])
def test_the_whole_directory_is_read_in_three_queries(django_assert_num_queries, count):
    for entry in EntryFactory.create_batch(count, specialisms=["maths"]):
        DeploymentFactory(entry=entry)

    with django_assert_num_queries(3):
        assert len(candidates_on(AUTUMN)) == count
