"""What needs me now, for each post: its own rows, and never a way to a page that is refused."""

import datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from accounts.models import CityPost
from accounts.permissions import Role
from core import audit
from dashboard.ingest.report import REFUSED
from dashboard.models import Rating
from schools.models import Release
from tests.conftest import holder_of, signed_in
from tests.factories.accounts import CityPostFactory
from tests.factories.dashboard import DraftRoundFactory, RatingFactory, RatingRoundFactory
from tests.factories.schools import (
    DeputyFactory,
    ReleaseFactory,
    SchoolFactory,
    SchoolPostFactory,
    TrustPostFactory,
)
from tests.factories.subgroups import BoardFactory, MembershipFactory

pytestmark = pytest.mark.django_db

LANDING = reverse("landing")
TODAY = datetime.date(2026, 3, 2)
NOW = datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(hours=1)


@pytest.fixture(autouse=True)
def a_monday_in_march():
    with time_machine.travel(NOW, tick=False):
        yield


def refuse(name, *, at=NOW):
    with time_machine.travel(at, tick=False):
        audit.record(
            REFUSED,
            subject=Release(file_name=name),
            by=None,
            after={"file": name, "error": "two rows of one school"},
        )


def rows(client):
    return {row.question: row for row in client.get(LANDING).context["rows"]}


def person(role, school):
    """Somebody signed in who holds one post."""
    if role in CityPost.ROLES:
        return holder_of(role)
    if role == Role.DEPUTY:
        return signed_in(DeputyFactory(school=school).user, second_factor=False)
    if role == Role.TRUST_LEAD:
        post = TrustPostFactory(trust=school.trust)
        return signed_in(post.user, second_factor=False)
    return signed_in(SchoolPostFactory(school=school, role=role).user, second_factor=False)


EVERY_ROLE = [*CityPost.ROLES, Role.HEAD, Role.CHAIR, Role.DEPUTY, Role.TRUST_LEAD]


@pytest.fixture
def busy(trust_school):
    """A school of a trust, in a city where something of everything waits for somebody."""
    round_ = RatingRoundFactory(made_at=NOW)
    RatingFactory(round=round_, school=trust_school)
    DraftRoundFactory(academic_year=2024)
    ReleaseFactory(imported_at=LATER)
    ReleaseFactory(status=Release.Status.PROVISIONAL, academic_year=2024)
    ReleaseFactory(status=Release.Status.PROVISIONAL)
    refuse("ks4.csv")
    CityPostFactory(role=Role.EDITOR, ends_on=TODAY)
    SchoolFactory()
    return trust_school


@pytest.mark.parametrize("role", EVERY_ROLE)
def test_every_post_has_something_to_say_and_its_links_open(role, busy):
    client = person(role, busy)

    response = client.get(LANDING)

    page = BeautifulSoup(response.text, "html.parser")
    links = [link["href"] for link in page.main.select("a")]
    assert response.context["rows"] or response.context["awaited"]
    assert "no post in a school, a trust or the council" not in response.text
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


@pytest.mark.parametrize("role", [Role.BOARD_CHAIR, Role.BOARD_MEMBER])
def test_a_post_whose_room_is_not_furnished_says_what_will_come_and_where_the_public_is(role, busy):
    response = holder_of(role).get(LANDING)

    page = BeautifulSoup(response.text, "html.parser").main
    links = {link["href"] for link in page.select("a")}
    assert response.context["rows"] == []
    assert f"{role.label}." in page.text and "will appear here" in " ".join(page.text.split())
    assert {reverse("home"), reverse("schools:school-list")} <= links
    assert busy.name not in page.text


def test_whoever_sits_on_a_board_is_not_told_that_a_seat_is_to_come():
    user = CityPostFactory(role=Role.BOARD_CHAIR).user
    MembershipFactory(user=user, group=BoardFactory(), role=Role.GROUP_CHAIR)

    response = signed_in(user).get(LANDING)

    assert response.context["rows"]
    assert response.context["awaited"] == []
    assert "will appear here" not in response.text


def test_whoever_holds_two_posts_finds_the_rows_of_both(school):
    user = CityPostFactory(role=Role.MODERATOR).user
    SchoolPostFactory(user=user, school=school)
    CityPostFactory(user=user, role=Role.BOARD_MEMBER)

    response = signed_in(user).get(LANDING)

    questions = [row.question for row in response.context["rows"]]
    assert questions[0] == "Which schools need most support?"
    assert questions[-2:] == [f"How is {school} doing?", f"Who may act for me at {school}?"]
    assert [post for post, _ in response.context["awaited"]] == [Role.BOARD_MEMBER.label]
    assert "Nothing waits for you" not in response.text


# --- Rounds and data --------------------------------------------------------------------


def test_a_data_officer_is_led_to_the_draft_that_waits():
    draft = DraftRoundFactory()
    DraftRoundFactory(academic_year=2024)

    row = rows(holder_of(Role.DATA_OFFICER))["Share the ratings from the results of 2025?"]

    assert row.url == reverse("dashboard:round-share", args=[draft.pk])
    assert row.note == "1 more draft round waits."


def test_files_that_came_after_the_ratings_are_named():
    RatingRoundFactory(made_at=NOW)
    for name, fields in {
        "later.csv": {},
        "of-england.csv": {"authorities": [850, 999]},
        "earlier.csv": {"imported_at": NOW - datetime.timedelta(days=1)},
        "elsewhere.csv": {"authorities": [850]},
        "other-year.csv": {"academic_year": 2024},
    }.items():
        ReleaseFactory(**{"file_name": name, "imported_at": LATER} | fields)

    row = rows(holder_of(Role.DATA_OFFICER))["Do the ratings of 2025 rest on the newest data?"]

    assert row.sentence.startswith("2 files of that year came in after")
    assert "later.csv" in row.sentence and "of-england.csv" in row.sentence


def test_refused_files_are_asked_after_until_they_come_in_or_two_weeks_are_over():
    refuse("waiting.csv")
    refuse("waiting.csv")
    refuse("mended.csv", at=NOW - datetime.timedelta(days=3))
    ReleaseFactory(file_name="mended.csv", imported_at=NOW - datetime.timedelta(days=1))
    refuse("again.csv")
    ReleaseFactory(file_name="again.csv", imported_at=NOW - datetime.timedelta(days=1))
    refuse("old.csv", at=NOW - datetime.timedelta(days=15))
    client = holder_of(Role.DATA_OFFICER)

    row = rows(client)["Why were files refused?"]

    assert row.sentence == "2 files could not be taken in: waiting.csv, again.csv."
    assert "two rows of one school" in client.get(row.url).text


def test_what_is_superseded_is_counted_and_what_is_not_final_named():
    ReleaseFactory(status=Release.Status.PROVISIONAL)
    ReleaseFactory()
    ReleaseFactory(status=Release.Status.REVISED, title="Absence", kind="absence")

    told = rows(holder_of(Role.DATA_OFFICER))

    assert told["What data is loaded?"].note == "1 earlier file superseded."
    assert "Absence, 2025" in told["Which figures are not final yet?"].sentence


def test_where_nothing_waits_a_data_officer_is_told_of_no_trouble():
    RatingRoundFactory(made_at=NOW)
    ReleaseFactory(imported_at=NOW - datetime.timedelta(days=1))

    assert list(rows(holder_of(Role.DATA_OFFICER))) == [
        "Which schools need most support?",
        "Which schools come next?",
        "What data is loaded?",
        "Who has support, and who has none?",
    ]


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.BROKER])
def test_who_runs_no_round_is_asked_to_share_none(role, busy):
    questions = " ".join(rows(holder_of(role)))

    assert "Share" not in questions and "newest data" not in questions


# --- Support ----------------------------------------------------------------------------


def test_a_broker_finds_how_many_schools_stand_where_support_starts(school):
    round_ = RatingRoundFactory()
    for priority in [1, 2, 2, None]:
        RatingFactory(round=round_, school=SchoolFactory(), computed_priority=priority)
    client = holder_of(Role.BROKER)

    told = rows(client)

    assert told["Which schools need most support?"].sentence.startswith("1 school is at Priority 1")
    assert told["Which schools come next?"].sentence.startswith("2 schools are at Priority 2")
    page = client.get(told["Which schools come next?"].url)
    assert "2 of 4 schools shown" in page.text


def test_the_counts_are_of_the_round_that_the_list_shows_first():
    RatingFactory(round=RatingRoundFactory(state="superseded", academic_year=2026))
    shown = RatingFactory(computed_priority=Rating.Priority.TWO, round=RatingRoundFactory()).round
    client = holder_of(Role.BROKER)

    row = rows(client)["Which schools need most support?"]

    assert row.note == f"{shown}."
    assert row.sentence.startswith("0 schools are at Priority 1")
    assert client.get(row.url).context["round"] == shown


# --- People -----------------------------------------------------------------------------


def test_an_administrator_is_led_to_the_posts_that_end_within_30_days(school):
    for days in (0, 30, 31):
        SchoolPostFactory(school=school, ends_on=TODAY + datetime.timedelta(days=days))
    client = holder_of(Role.ADMINISTRATOR)

    row = rows(client)["Whose post ends soon?"]

    assert row.sentence == "2 people hold a post that ends by 1 April 2026."
    assert len(client.get(row.url).context["rows"]) == 2


def test_an_administrator_finds_people_and_permissions_and_no_rating(busy):
    told = rows(holder_of(Role.ADMINISTRATOR))

    assert {"Who holds which post?", "Who may do what?", "What data is loaded?"} <= set(told)
    assert not [row for row in told.values() if "riority" in row.sentence + row.url]


@pytest.mark.parametrize("role", [*CityPost.ROLES])
@pytest.mark.parametrize("count", [1, 10])
def test_ten_of_everything_take_as_many_queries_as_one(
    role, count, busy, django_assert_max_num_queries
):
    for number in range(count - 1):
        DraftRoundFactory(academic_year=2010 + number)
        ReleaseFactory(imported_at=LATER)
        refuse(f"{number}.csv")
        CityPostFactory(role=Role.BROKER, ends_on=TODAY)
    client = holder_of(role)
    client.get(LANDING)

    with django_assert_max_num_queries(QUERIES[role]):
        client.get(LANDING)


QUERIES = {
    Role.OFFICER: 22,
    Role.DATA_OFFICER: 17,
    Role.MODERATOR: 16,
    Role.BROKER: 17,
    # One of them asks for a seat on a board, which tells what is still to come.
    Role.BOARD_CHAIR: 14,
    Role.BOARD_MEMBER: 13,
    Role.EDITOR: 15,
    Role.ADMINISTRATOR: 21,
}
