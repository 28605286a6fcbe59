"""Sharing a round tells the leaders of its schools, and tells them no rating."""

import datetime
import re
from decimal import Decimal

import pytest
from django.core import mail
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.permissions import Role
from dashboard import services
from dashboard.models import Rating
from dashboard.notices import tell_of_round
from notifications.kinds.ratings import RATING_SHARED, ROUND_SHARED, TRUST_RATINGS_SHARED
from notifications.letters import letter_of
from notifications.models import Notice
from tests.factories.accounts import CityPostFactory
from tests.factories.dashboard import DraftRoundFactory, RatingFactory, RatingRoundFactory
from tests.factories.schools import SchoolFactory, SchoolPostFactory, TrustPostFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 3, 2)
OF_ROUNDS = {RATING_SHARED.key, TRUST_RATINGS_SHARED.key, ROUND_SHARED.key}


def told(kind=RATING_SHARED):
    """Who has a notice of a kind, and of which school."""
    return set(Notice.objects.filter(kind=kind.key).values_list("user", "about_school_urn"))


def test_head_and_chair_are_told_of_each_school_of_the_round(school, trust_school):
    head = SchoolPostFactory(school=school).user
    chair = SchoolPostFactory(school=school, role=Role.CHAIR).user
    SchoolPostFactory()
    round_ = DraftRoundFactory()
    for each in (school, trust_school):
        RatingFactory(round=round_, school=each)

    services.share_round(round=round_, by=CityPostFactory().user)

    assert told() == {
        (head.pk, school.urn),
        (chair.pk, school.urn),
    }


def round_of(*schools, **fields):
    round_ = RatingRoundFactory(**fields)
    for school in schools:
        RatingFactory(round=round_, school=school)
    return round_


def test_a_trust_lead_of_twenty_schools_gets_one_mail_that_names_them(
    trust, django_capture_on_commit_callbacks
):
    lead = TrustPostFactory(trust=trust).user
    schools = SchoolFactory.create_batch(20, trust=trust)
    SchoolFactory(trust=trust, name="Not rated in this round")
    round_ = round_of(*schools, SchoolFactory())

    with django_capture_on_commit_callbacks(execute=True):
        tell_of_round(round_, on=TODAY)
        tell_of_round(round_, on=TODAY)

    [message] = mail.outbox
    assert message.to == [lead.email]
    assert [line for line in message.body.splitlines() if line.startswith("Wharf Lane")] == sorted(
        school.name for school in schools
    )
    assert "20 schools" in message.subject and "Not rated" not in message.body
    assert lead.notices.get().link == f"/trusts/{trust.uid}/"


def test_a_lead_of_two_trusts_is_told_of_each(trust_school):
    lead = TrustPostFactory(trust=trust_school.trust).user
    other = SchoolFactory(trust=TrustPostFactory(user=lead).trust)

    tell_of_round(round_of(trust_school, other), on=TODAY)

    assert {notice.context["schools"] for notice in lead.notices.all()} == {
        trust_school.name,
        other.name,
    }


def test_a_trust_lead_who_heads_a_school_hears_of_each_school_once(trust, trust_school):
    second = SchoolFactory(trust=trust)
    lead = TrustPostFactory(trust=trust).user
    SchoolPostFactory(user=lead, school=trust_school)
    other_lead = TrustPostFactory(trust=trust).user

    tell_of_round(round_of(trust_school, second), on=TODAY)

    assert {notice.kind: notice.context for notice in lead.notices.all()} == {
        RATING_SHARED.key: {"school": trust_school.name, "year": 2025},
        TRUST_RATINGS_SHARED.key: {
            "trust": trust.name,
            "year": 2025,
            "count": 1,
            "schools": second.name,
        },
    }
    assert other_lead.notices.get().context["count"] == 2


def test_a_trust_lead_who_heads_its_only_school_gets_one_notice(trust_school):
    lead = TrustPostFactory(trust=trust_school.trust).user
    SchoolPostFactory(user=lead, school=trust_school)

    tell_of_round(round_of(trust_school), on=TODAY)

    assert lead.notices.get().kind == RATING_SHARED.key


def test_a_school_whose_trust_lead_is_told_does_not_count_as_untold(school, trust_school):
    TrustPostFactory(trust=trust_school.trust)
    moderator = CityPostFactory(role=Role.MODERATOR).user

    tell_of_round(round_of(school, trust_school), on=TODAY)

    context = moderator.notices.get().context
    assert (context["told"], context["untold"]) == (1, 1)


def test_who_left_who_comes_later_and_who_has_no_account_are_not_told(school):
    SchoolPostFactory(school=school, ends_on=datetime.date(2026, 3, 1))
    SchoolPostFactory(school=school, starts_on=datetime.date(2026, 3, 3))
    SchoolPostFactory(school=school, user__is_active=False)
    last_day = SchoolPostFactory(school=school, ends_on=TODAY).user
    round_ = RatingRoundFactory()
    RatingFactory(round=round_, school=school)

    tell_of_round(round_, on=TODAY)

    assert told() == {(last_day.pk, school.urn)}


def test_head_and_chair_in_one_person_is_told_once(school):
    head = SchoolPostFactory(school=school).user
    SchoolPostFactory(school=school, user=head, role=Role.CHAIR)
    round_ = RatingRoundFactory()
    RatingFactory(round=round_, school=school)

    tell_of_round(round_, on=TODAY)
    tell_of_round(round_, on=TODAY)

    assert Notice.objects.filter(user=head).count() == 1


def test_those_who_see_every_rating_are_told_how_many_schools_have_nobody(school, trust_school):
    SchoolPostFactory(school=school)
    officer = CityPostFactory().user
    moderator = CityPostFactory(role=Role.MODERATOR).user
    CityPostFactory(role=Role.EDITOR)
    round_ = RatingRoundFactory(shared_by=officer)
    for each in (school, trust_school):
        RatingFactory(round=round_, school=each)

    tell_of_round(round_, on=TODAY)

    notice = Notice.objects.get(kind=ROUND_SHARED.key)
    assert notice.user == moderator
    assert notice.context == {"year": 2025, "area": "Sampleport", "told": 1, "untold": 1}


def test_a_shared_round_goes_out_by_e_mail_after_the_commit(
    school, django_capture_on_commit_callbacks
):
    head = SchoolPostFactory(school=school).user
    round_ = DraftRoundFactory()
    RatingFactory(round=round_, school=school)

    with django_capture_on_commit_callbacks(execute=True):
        services.share_round(round=round_, by=CityPostFactory().user)

    assert [message.to for message in mail.outbox] == [[head.email]]
    assert f"/notices/{head.notices.get().pk}/" in mail.outbox[0].body


def test_the_notice_leads_to_the_rating(head, school):
    round_ = RatingRoundFactory()
    RatingFactory(round=round_, school=school)
    tell_of_round(round_, on=TODAY)

    page = head.get(head.user.notices.get().get_absolute_url(), follow=True)

    assert page.status_code == 200
    assert page.redirect_chain == [(f"/schools/{school.urn}/rating/", 302)]


ratings = st.fixed_dictionaries(
    {
        "computed_priority": st.sampled_from([*Rating.Priority, None]),
        "status": st.sampled_from(Rating.Status),
        "score": st.one_of(st.none(), st.decimals(0, 100, places=1)),
    }
)


def written_of(school, **rating):
    """Every letter about a round in which the school is rated so, less its own addresses."""
    Notice.objects.all().delete()
    round_ = RatingRoundFactory()
    RatingFactory(round=round_, school=school, explanation={}, reasons=[], **rating)
    tell_of_round(round_, on=TODAY)
    letters = [letter_of(notice) for notice in Notice.objects.order_by("kind", "user")]
    said = "\n".join(f"{letter.subject}\n{letter.text}\n{letter.html}" for letter in letters)
    return re.sub(r"/notices/\S*", "", said)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rating=ratings)
def test_no_mail_changes_with_the_rating_it_is_about(trust_school, rating):
    """What is the same whatever the rating is cannot tell the rating."""
    school = trust_school
    if not school.posts.exists():
        SchoolPostFactory(school=school)
        CityPostFactory(role=Role.MODERATOR)
        TrustPostFactory(trust=school.trust)
    plain = {"computed_priority": None, "score": None, "status": Rating.Status.NOT_RATED}

    assert written_of(school, **rating) == written_of(school, **plain)


@pytest.mark.parametrize("priority", Rating.Priority)
def test_no_mail_or_notice_names_a_level_of_support_or_a_score(trust_school, priority):
    school = trust_school
    SchoolPostFactory(school=school)
    TrustPostFactory(trust=school.trust)
    CityPostFactory(role=Role.MODERATOR)

    said = written_of(school, computed_priority=priority, score=Decimal("82.5")).lower()

    assert {notice.kind for notice in Notice.objects.all()} == OF_ROUNDS
    assert not [
        words
        for words in ("priority", "82.5", "level of support", "targeted", "universal", "score")
        if words in said
    ]
