"""What was done, by whom and when? The page, its filter, its file, and who reads whose events."""

import csv
import datetime
import io

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.urls import reverse

from core import audit, refusals
from tests.factories.accounts import UserFactory
from tests.factories.schools import ReleaseFactory, SchoolFactory, SchoolPostFactory

pytestmark = pytest.mark.django_db

URL = reverse("audit-list")
FILE = reverse("audit-csv")


@pytest.fixture
def robin():
    return UserFactory(full_name="Robin Smith", email="robin@example.org")


def event(action, by=None, subject=None, **more):
    return audit.record(action, subject=subject or ReleaseFactory(), by=by, **more)


def actions(client, url=URL, **asked):
    return [row[0].action for row in client.get(url, asked).context["rows"]]


def lines(response):
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("count", [1, 10])
def test_the_page_asks_as_many_questions_of_ten_events_as_of_one(
    officer, robin, school, django_assert_num_queries, count
):
    for number in range(count):
        event(f"deed {number}", robin, SchoolFactory() if number else school)
    officer.get(URL)

    with django_assert_num_queries(7):
        response = officer.get(URL)

    assert len(response.context["rows"]) == count


def test_an_officer_reads_everything_newest_first(officer, robin, school):
    event("first", robin)
    event("second", robin, school)

    assert actions(officer) == ["second", "first"]


def test_a_head_reads_what_was_done_about_the_own_school_alone(head, robin, school):
    event("city-wide", robin)
    event("elsewhere", robin, SchoolFactory())
    event("here", robin, school)

    assert actions(head) == ["here"]
    assert actions(head, person="robin@example.org") == ["here"]
    assert actions(head, school=str(SchoolFactory().urn)) == []
    assert [line[3] for line in lines(head.get(FILE))[1:2]] == ["here"]


def test_a_head_is_not_told_what_kinds_of_things_others_did(head, robin, school):
    event("city-wide", robin)

    page = head.get(URL)

    assert "Release" not in page.text


@pytest.mark.parametrize("person", ["moderator", "trust_lead", "stranger"])
def test_nobody_else_reads_any_of_it(request, person):
    client = request.getfixturevalue(person)

    assert (client.get(URL).status_code, client.get(FILE).status_code) == (403, 403)


@pytest.mark.parametrize("words", ["robin", "Robin Smith", "ROBIN@example.org"])
def test_the_events_of_a_person_are_found_by_name_or_address(officer, robin, school, words):
    post = SchoolPostFactory(user=robin, school=school)
    event("did", robin)
    event("suffered", UserFactory(), post)
    event("in their name", UserFactory(), on_behalf_of=robin)
    event("another's", UserFactory())

    assert set(actions(officer, person=words)) == {"did", "suffered", "in their name"}


def test_an_address_that_nobody_has_finds_nothing(officer, robin):
    event("did", robin)

    assert actions(officer, person="nobody@example.org") == []


@pytest.mark.parametrize("by", ["urn", "name"])
def test_the_events_of_a_school_are_found(officer, robin, school, by):
    event("here", robin, school)
    event("elsewhere", robin, SchoolFactory())

    words = {"urn": str(school.urn), "name": "wharf lane jun"}[by]

    assert actions(officer, school=words) == ["here"]


def test_a_number_longer_than_any_urn_finds_nothing(officer, robin, school):
    event("here", robin, school)

    assert actions(officer, school="9" * 30) == []


def test_the_events_of_a_kind_are_found(officer, robin, school):
    event("of a school", robin, school)
    event("of a file", robin)

    assert actions(officer, kind="school") == ["of a school"]


def test_days_are_days_in_england(officer, robin):
    with time_machine.travel("2026-06-30T22:59:00Z", tick=False):
        event("last minute of June in England", robin)
    with time_machine.travel("2026-06-30T23:00:00Z", tick=False):
        event("first minute of July in England", robin)

    june = {"until-day": "30", "until-month": "6", "until-year": "2026"}
    july = {"since-day": "1", "since-month": "7", "since-year": "2026"}

    assert actions(officer, **june) == ["last minute of June in England"]
    assert actions(officer, **july) == ["first minute of July in England"]


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"since-day": "31", "since-month": "2", "since-year": "2026"}, "Enter a real date"),
        (
            {
                "since-day": "2",
                "since-month": "2",
                "since-year": "2026",
                "until-day": "1",
                "until-month": "2",
                "until-year": "2026",
            },
            "The last day must not be before the first",
        ),
        ({"kind": "no such kind"}, "Choose a kind from the list"),
    ],
)
def test_a_question_that_makes_no_sense_is_named_and_finds_nothing(officer, robin, asked, words):
    event("did", robin)

    response = officer.get(URL, asked)

    assert words in response.text
    assert response.context["rows"] == []


def test_what_changed_is_told_field_by_field(officer, robin, school):
    event(
        "post ended",
        robin,
        SchoolPostFactory(school=school),
        before={"ends_on": None},
        after={"ends_on": "2026-08-31", "is_final": True},
    )

    text = " ".join(BeautifulSoup(officer.get(URL).text, "html.parser").main.text.split())

    assert "Ends on: –, now 31 August 2026" in text
    assert "Is final: –, now yes" in text


def test_the_file_holds_what_the_page_shows(officer, robin, school):
    event("here", robin, school, after={"rows": 3, "years": [2024, 2025]})
    event("elsewhere", robin)

    head, row, _, note = lines(officer.get(FILE, {"school": str(school.urn)}))

    told = dict(zip(head, row, strict=True))
    assert (told["Who"], told["What was done"], told["URN"]) == (
        "Robin Smith",
        "here",
        str(school.urn),
    )
    assert told["School"] == school.name
    assert told["After"] == "rows: 3; years: 2024, 2025"
    assert note[0].startswith("Who can see this: LA officer")


def test_a_file_too_long_says_that_it_was_cut(officer, robin, monkeypatch):
    monkeypatch.setattr("pep_portal.audit.MOST_IN_A_FILE", 1)
    event("first", robin)
    event("second", robin)

    rows = lines(officer.get(FILE))

    assert [row[3] for row in rows[1:2]] == ["second"]
    assert rows[-1] == ["Only the newest 1 events are here. Narrow the filter."]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_name_that_looks_like_a_formula_is_text_in_the_file(officer, start):
    name = f'{start}HYPERLINK("http://example.org")'
    event("did", UserFactory(full_name=name))

    assert lines(officer.get(FILE))[1][1] == f"'{name}"


def test_an_event_is_printed_and_never_run(officer):
    event("did", UserFactory(full_name="<script>alert(1)</script>"))

    assert "<script>alert(1)" not in officer.get(URL).text


def test_a_long_list_is_read_in_pages(officer, robin, monkeypatch):
    monkeypatch.setattr("pep_portal.audit.MOST_ON_A_PAGE", 1)
    event("first", robin)
    event("second", robin)

    assert actions(officer, page="2", person="robin") == ["first"]


def test_before_anything_is_done_the_page_says_so(officer):
    assert "Nothing has been written down yet" in officer.get(URL).text
    assert "Nothing fits" in officer.get(URL, {"person": "robin"}).text


# --- What was refused -------------------------------------------------------------------

REFUSED = {"kind": "refused request"}
MONDAY = datetime.date(2026, 3, 2)


def refused(person, *, on=MONDAY, times=1):
    for _ in range(times):
        refusals.note(asked="read what was done", address="/audit/", by=person, on=on)


def refusals_in(response):
    return [(str(row.person), row.count) for row in response.context["rows"]]


@pytest.mark.parametrize("count", [1, 10])
def test_refusals_take_as_many_questions_for_ten_people_as_for_one(
    officer, django_assert_num_queries, count
):
    for _ in range(count):
        refused(UserFactory())
    officer.get(URL)

    with django_assert_num_queries(6):
        response = officer.get(URL, REFUSED)

    assert len(response.context["rows"]) == count


@pytest.mark.parametrize("person", ["officer", "administrator"])
def test_who_was_refused_how_often_stands_newest_day_first(request, robin, person):
    client = request.getfixturevalue(person)
    refused(robin, times=3)
    refused(UserFactory(full_name="Kim Jones"), on=MONDAY + datetime.timedelta(days=1))

    response = client.get(URL, REFUSED)

    assert refusals_in(response) == [("Kim Jones", 1), ("Robin Smith", 3)]
    assert "Read what was done" in response.text and "2 March 2026" in response.text


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"person": "robin"}, ["Robin Smith"]),
        ({"person": "ROBIN@example.org"}, ["Robin Smith"]),
        ({"person": "nobody@example.org"}, []),
        ({"since-day": "3", "since-month": "3", "since-year": "2026"}, ["Kim Jones"]),
        ({"until-day": "2", "until-month": "3", "until-year": "2026"}, ["Robin Smith"]),
    ],
)
def test_refusals_are_narrowed_by_person_and_day(officer, robin, asked, found):
    refused(robin)
    refused(UserFactory(full_name="Kim Jones"), on=MONDAY + datetime.timedelta(days=1))

    response = officer.get(URL, {**REFUSED, **asked})

    assert [name for name, _ in refusals_in(response)] == found


def test_refusals_of_a_school_make_no_sense_and_that_is_said(officer, robin):
    refused(robin)

    response = officer.get(URL, {**REFUSED, "school": "Wharf"})

    assert "Refused requests belong to no school" in response.text
    assert refusals_in(response) == []


def test_a_head_is_told_of_no_refusal(head, robin):
    refused(robin)

    response = head.get(URL, REFUSED)

    assert "Choose a kind from the list" in response.text
    assert "Robin Smith" not in response.text
    assert "Robin Smith" not in head.get(FILE, REFUSED).text


def test_the_file_of_refusals_holds_what_the_page_shows(officer, robin):
    refused(robin, times=2)

    head, row, _, note = lines(officer.get(FILE, REFUSED))

    told = dict(zip(head, row, strict=True))
    assert (told["When (UTC)"], told["Who"]) == ("2026-03-02", "Robin Smith")
    assert told["What was done"] == "refused, 2 in the day"
    assert (told["To what"], told["After"]) == ("/audit/", "read what was done")
    assert note == ["Who can see this: LA officer, LA data officer, Administrator."]
