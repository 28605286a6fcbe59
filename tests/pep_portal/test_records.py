"""What has changed on this record? Who reads it, how it is found, and that services sign it."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from accounts import services
from accounts.models import Invitation
from accounts.permissions import Role
from core import history
from core.models import AuditEvent
from dashboard.services import share_round
from tests.conftest import holder_of
from tests.factories.accounts import CityPostFactory, InvitationFactory, UserFactory
from tests.factories.dashboard import DraftRoundFactory, RatingRoundFactory
from tests.factories.schools import SchoolPostFactory, TrustPostFactory

pytestmark = pytest.mark.django_db

JULY = datetime.date(2026, 7, 31)


def url(kind, record):
    return reverse("record-history", args=[kind, record.pk])


def told(client, kind, record):
    page = client.get(url(kind, record)).context["page"]
    return [(change.field, change.before, change.after, change.by) for change in page]


def end(post, by):
    return services.end_post(post=post, seen=post.version, ends_on=JULY, by=by, at=timezone.now())


@pytest.fixture
def robin():
    return UserFactory(full_name="Robin Smith", email="robin@example.org")


@pytest.mark.parametrize("count", [1, 10])
def test_ten_changes_take_as_many_queries_as_one(officer, robin, django_assert_num_queries, count):
    for number in range(count):
        robin.full_name = f"Robin {number}"
        history.save(robin, by=officer.user)
    officer.get("/schools/")

    with django_assert_num_queries(5):
        response = officer.get(url("person", robin))

    # The name the account began with, its address and three yes or no besides.
    assert len(response.context["page"]) == count + 5


@pytest.mark.parametrize("count", [1, 10])
def test_an_audit_of_ten_people_takes_as_many_queries_as_of_one(
    officer, django_assert_num_queries, count
):
    for _ in range(count):
        end(CityPostFactory(role=Role.EDITOR), officer.user)
    officer.get("/audit/")

    with django_assert_num_queries(7):
        response = officer.get("/audit/")

    assert response.text.count('href="/history/city-post/') == count


@pytest.mark.parametrize(
    ("kind", "factory"),
    [
        ("city-post", CityPostFactory),
        ("school-post", SchoolPostFactory),
        ("trust-post", TrustPostFactory),
    ],
)
def test_the_end_of_a_post_is_told_in_words_with_who_set_it(officer, robin, kind, factory):
    post = end(factory(user=robin), officer.user)

    assert told(officer, kind, post)[0] == (
        "Last day",
        "not set",
        "31 July 2026",
        str(officer.user),
    )
    assert "31 July 2026" in officer.get(url(kind, post)).text


def test_an_invitation_tells_who_sent_and_who_accepted_it(officer, robin):
    officer.post(
        reverse("people:invitation-new", args=["city"]),
        {
            "email": robin.email,
            "full_name": "Robin Smith",
            "role": Role.EDITOR,
            "starts_on-day": "1",
            "starts_on-month": "9",
            "starts_on-year": "2026",
        },
    )
    invitation = Invitation.objects.get()
    services.accept(invitation=invitation, user=robin, at=invitation.invited_at)

    changes = told(officer, "invitation", invitation)

    assert (changes[0][0], changes[0][3]) == ("Accepted", "Robin Smith")
    assert ("E-mail address", "–", "robin@example.org", str(officer.user)) in changes
    assert robin.posts.get().history.get().by_name == str(officer.user)


def test_an_invitation_in_place_of_one_that_expired_withdraws_that(officer):
    old = InvitationFactory(
        invited_at=timezone.now() - datetime.timedelta(days=20), email="kim@example.org"
    )
    services.invite(
        email=old.email,
        full_name=old.full_name,
        post_kind=old.post_kind,
        role=old.role,
        scope_id=old.scope_id,
        place=old.place,
        starts_on=old.starts_on,
        ends_on=None,
        by=officer.user,
        at=timezone.now(),
    )

    field, before, _, by = told(officer, "invitation", old)[0]

    assert (field, before, by) == ("Withdrawn", "not set", str(officer.user))


def test_somebody_who_joins_writes_the_first_version_of_the_account(officer):
    invitation = InvitationFactory(full_name="Kim Jones")

    person = services.join(
        invitation=invitation, password="quiet harbour lantern", at=timezone.now()
    )

    assert told(officer, "person", person)[0][3] == "Kim Jones"


def test_a_round_tells_who_shared_it_and_what_gave_way(officer):
    old = RatingRoundFactory()
    draft = DraftRoundFactory()

    share_round(round=draft, by=officer.user)

    who = str(officer.user)
    assert told(officer, "round", draft)[0] == ("State", "draft", "shared with schools", who)
    assert told(officer, "round", old)[0] == ("State", "shared with schools", "superseded", who)


# --- Who reads it -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["person", "city-post", "invitation"])
def test_what_is_about_people_is_read_by_those_who_manage_them_and_read_the_audit(
    officer, administrator, moderator, head, stranger, client, kind
):
    post = CityPostFactory()
    record = {"person": post.user, "city-post": post, "invitation": InvitationFactory()}[kind]
    data_officer = holder_of(Role.DATA_OFFICER)

    for reader in (officer, administrator):
        assert reader.get(url(kind, record)).status_code == 200
    for other in (data_officer, moderator, head, stranger):
        assert other.get(url(kind, record)).status_code == 403
    assert client.get(url(kind, record)).status_code == 302
    assert "LA officer and administrator." in officer.get(url(kind, record)).text


def test_a_round_is_read_by_those_who_see_every_rating(officer, moderator, administrator, head):
    round_ = RatingRoundFactory()

    assert moderator.get(url("round", round_)).status_code == 200
    assert officer.get(url("round", round_)).status_code == 200
    for other in (administrator, head):
        assert other.get(url("round", round_)).status_code == 403


def test_what_is_not_there_is_not_found(officer):
    foreign = RatingRoundFactory(la_code=213)

    for address in (url("round", foreign), "/history/person/777777/", "/history/school/1/"):
        assert officer.get(address).status_code == 404


# --- How it is found --------------------------------------------------------------------


def links(client, address):
    page = BeautifulSoup(client.get(address).text, "html.parser")
    return {link["href"] for link in page.main.select("a[href^='/history/']")}


def test_a_person_leads_to_the_versions_of_the_account_and_of_each_post(officer, robin):
    held, past = CityPostFactory(user=robin), TrustPostFactory(user=robin, ends_on=JULY)

    assert links(officer, robin.get_absolute_url()) == {
        url("person", robin),
        url("city-post", held),
        url("trust-post", past),
    }


def test_an_invitation_and_a_round_lead_to_theirs(officer):
    invitation, round_ = InvitationFactory(), RatingRoundFactory()

    assert links(officer, reverse("people:invitation-list")) == {url("invitation", invitation)}
    assert links(officer, round_.get_absolute_url()) == {url("round", round_)}


def test_an_event_leads_to_the_versions_its_reader_may_read(officer, head, school, robin):
    post = end(SchoolPostFactory(user=robin, school=school), officer.user)
    share_round(round=DraftRoundFactory(pk=7), by=officer.user)

    found = links(officer, "/audit/")

    assert found == {url("school-post", post), "/history/round/7/"}
    assert links(holder_of(Role.DATA_OFFICER), "/audit/") == {"/history/round/7/"}
    assert links(head, "/audit/") == set()


def test_an_event_about_what_is_gone_leads_nowhere(officer, robin):
    end(CityPostFactory(user=robin), officer.user)
    robin.delete()

    assert AuditEvent.objects.filter(subject_type="accounts.citypost").exists()
    assert links(officer, "/audit/") == set()
