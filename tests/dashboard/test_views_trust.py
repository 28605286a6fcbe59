"""How are the schools of this trust doing?"""

from datetime import date

import pytest
from django.urls import reverse

from schools.models import SchoolLink, Status
from tests.conftest import signed_in
from tests.factories.dashboard import (
    BenchmarkFactory,
    DraftRoundFactory,
    ObservationFactory,
    RatingFactory,
    RatingRoundFactory,
)
from tests.factories.schools import SchoolFactory, TrustFactory, TrustPostFactory


def url(trust):
    return reverse("dashboard:trust-detail", args=[trust.pk])


@pytest.mark.parametrize("count", [1, 10])
def test_a_trust_of_ten_asks_as_many_questions_as_a_trust_of_one(django_assert_num_queries, count):
    post = TrustPostFactory()
    round_ = RatingRoundFactory()
    for school in SchoolFactory.create_batch(count, trust=post.trust):
        RatingFactory(round=round_, school=school)
        ObservationFactory(urn=school.urn)
    BenchmarkFactory()
    lead = signed_in(post.user, second_factor=False)
    lead.get(url(post.trust))

    with django_assert_num_queries(11):
        response = lead.get(url(post.trust))

    assert len(response.context["rows"]) == count


@pytest.fixture(autouse=True)
def database(db):
    """Every page here reads it."""


def test_schools_stand_side_by_side_with_their_figures_of_one_year(trust_lead, trust):
    first = SchoolFactory(trust=trust, name="Anchor Primary School")
    RatingFactory(round=RatingRoundFactory(), school=first)
    ObservationFactory(urn=first.urn, academic_year=2025, value=49)
    late = SchoolFactory(trust=trust, name="Yawl Primary School")
    ObservationFactory(urn=late.urn, academic_year=2024, value=70)
    BenchmarkFactory(academic_year=2024)
    BenchmarkFactory(academic_year=2025)

    rows = {row["school"]: row for row in trust_lead.get(url(trust)).context["rows"]}

    assert [text for _, text in rows[first]["cells"]] == ["49\u00a0%"]
    assert [text for _, text in rows[late]["cells"]] == ["\u2013"]


def test_a_converters_figures_of_the_year_are_its_predecessors(trust_lead, trust):
    old = SchoolFactory(status=Status.CLOSED, closed_on=date(2025, 3, 31))
    new = SchoolFactory(trust=trust, opened_on=date(2025, 4, 1))
    SchoolLink.objects.create(
        urn=new.urn, link_urn=old.urn, kind="predecessor", link_type="Predecessor"
    )
    ObservationFactory(urn=old.urn, academic_year=2025, value=49)
    BenchmarkFactory(academic_year=2025)

    rows = {row["school"]: row for row in trust_lead.get(url(trust)).context["rows"]}

    assert [text for _, text in rows[new]["cells"]] == ["49\u00a0%"]


def test_a_school_without_any_data_is_listed_and_breaks_nothing(trust_lead, trust, trust_school):
    page = trust_lead.get(url(trust)).content.decode()

    assert trust_school.name in page
    assert "No rating shared yet" in page


def test_a_trust_lead_sees_no_draft_and_an_officer_does(trust_lead, officer, trust, trust_school):
    RatingFactory(round=DraftRoundFactory(), school=trust_school)

    seen = [
        person.get(url(trust)).context["rows"][0]["rating"] is not None
        for person in (trust_lead, officer)
    ]

    assert seen == [False, True]


def test_closed_schools_are_not_listed(trust_lead, trust, trust_school):
    SchoolFactory(trust=trust, status=Status.CLOSED)

    rows = trust_lead.get(url(trust)).context["rows"]

    assert [row["school"] for row in rows] == [trust_school]


def test_the_lead_of_another_trust_has_no_such_page(trust_lead):
    assert trust_lead.get(url(TrustFactory())).status_code == 403


def test_a_trust_without_open_schools_says_so(officer):
    page = officer.get(url(TrustFactory())).content.decode()

    assert "no open school in this trust" in page
