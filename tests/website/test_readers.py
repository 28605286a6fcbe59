"""What readers tell us, what we tell all of them, and the plumbing behind the pages."""

import datetime
import io
import zipfile

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from accounts.permissions import Role
from core.models import AuditEvent
from tests.conftest import holder_of
from tests.factories.schools import SchoolFactory
from tests.factories.website import (
    CoursePageFactory,
    EventPageFactory,
    FeedbackFactory,
    IssueFactory,
    NewsPageFactory,
    ResourcePageFactory,
    StandardPageFactory,
    VacancyPageFactory,
)
from website.blocks import BodyBlock, ContactsBlock, VersionsBlock, leads_somewhere
from website.documents import check_document
from website.forms.editors import BannerForm
from website.links import broken_links
from website.models import Banner, ContactsPage, Feedback, ResourceFile
from website.services import readers

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(db):
    return holder_of(Role.EDITOR)


@pytest.fixture
def publisher(db):
    return holder_of(Role.ADMINISTRATOR)


@pytest.fixture
def read(monkeypatch):
    monkeypatch.setattr("core.traps.FASTEST", datetime.timedelta(0))


@pytest.mark.parametrize("name", ["schools:school-list", "strategy:overview", "bulletin-list"])
def test_search_engines_are_told_in_a_sentence_what_a_public_page_is(client, name):
    page = BeautifulSoup(client.get(reverse(name)).content, "html.parser")

    assert len(page.find("meta", attrs={"name": "description"})["content"]) > 40


@pytest.mark.parametrize("name", ["feedback", "bulletin-send-in"])
def test_a_text_box_promises_no_number_of_words(client, name):
    text = client.get(reverse(name)).text

    assert "<textarea" in text and "You can enter up to" not in text


# --- Feedback and banners -----------------------------------------------------------------


def test_what_a_reader_says_finds_an_owner_and_an_end(client, editor, read):
    url = reverse("feedback")
    form = client.get(url, {"page": "/news/"}).context["form"]
    told = {name: form[name].value() for name in ("once", "opened", "page")}

    sent = client.post(url, {**told, "wrong": "A typing error.", "email": "ada@example.org"})
    client.post(url, {**told, "wrong": "A typing error.", "email": "ada@example.org"})
    one = Feedback.objects.get()
    detail = reverse("feedback-detail", args=[one.pk])
    editor.post(detail, {"take": "yes"})
    assert editor.user.full_name in editor.get(reverse("feedback-list")).text
    empty = editor.post(detail, {"outcome": ""})
    editor.post(detail, {"outcome": "Mended."})

    one.refresh_from_db()
    assert "Thank you" in sent.text and "Say what was done" in empty.text
    assert (one.page, one.owner, one.outcome, one.email) == ("/news/", editor.user, "Mended.", "")
    assert AuditEvent.objects.filter(action="feedback dealt with").count() == 1
    editor.post(detail, {"take": "yes"})
    assert "Everything is dealt with" in editor.get(reverse("feedback-list")).text


def test_no_box_counts_up_to_the_words_on_the_button(client):
    page = BeautifulSoup(client.get(reverse("feedback")).text, "html.parser")

    assert page.main.select("textarea")
    assert not page.main.select("[data-maxlength]")
    assert "You can enter up to" not in page.main.text


# As browsers read them, all of these lead to another site.
ELSEWHERE = ["//evil.example/", "/\\evil.example/", "/\t/evil.example/", "/\n/evil.example/"]


@pytest.mark.parametrize("page", ELSEWHERE)
def test_an_address_of_elsewhere_is_not_kept_as_the_page(client, read, page):
    url = reverse("feedback")
    form = client.get(url).context["form"]
    told = {name: form[name].value() for name in ("once", "opened")}

    client.post(url, {**told, "wrong": "x", "page": page})

    assert Feedback.objects.get().page == ""


@pytest.mark.parametrize("link", ELSEWHERE)
def test_no_banner_or_link_leads_elsewhere_under_cover_of_a_page_of_the_portal(link):
    form = BannerForm({"words": "Closed", "link": link})

    assert "Begin with /, for a page of the portal" in form.errors["link"]
    with pytest.raises(ValidationError):
        leads_somewhere(link)


@pytest.mark.parametrize("count", [1, 10])
def test_the_queue_takes_as_many_queries_however_long(editor, count, django_assert_num_queries):
    FeedbackFactory.create_batch(count)
    url = reverse("feedback-list")
    editor.get(url)

    with django_assert_num_queries(4):
        assert len(editor.get(url).context["open"]) == count


def test_a_banner_shows_between_its_moments_alone(client, publisher):
    url = reverse("banner-list")
    now = timezone.localtime()
    told = {"words": "Closed on Friday", "link": "/news/"}

    wrong = publisher.post(url, {**told, "starts_at": "x", "ends_at": "y"})
    late = {"starts_at": "2026-01-02 09:00", "ends_at": "2026-01-01 09:00"}
    turned = publisher.post(url, {**told, **late, "link": "//evil.example"})
    publisher.post(
        url,
        {
            **told,
            "starts_at": (now - datetime.timedelta(hours=1)).strftime("%Y-%m-%d %H:%M"),
            "ends_at": (now + datetime.timedelta(days=1)).strftime("%Y-%m-%d %H:%M"),
        },
    )

    assert "Enter a day and a time" in wrong.text
    assert "It must end after it starts" in turned.text and "Begin with /" in turned.text
    assert "Closed on Friday" in client.get("/?fresh").text
    # Also on pages of other rooms, on private ones, and where nothing is.
    for page in (
        client.get(reverse("schools:school-list")),
        client.get(reverse("account_login")),
        publisher.get(reverse("landing")),
        client.get("/nothing-here/"),
    ):
        assert "Closed on Friday" in page.text
    Banner.objects.update(
        starts_at=now - datetime.timedelta(days=3), ends_at=now - datetime.timedelta(days=1)
    )
    assert not Banner.objects.shown(now).exists()


def test_a_banner_costs_a_page_no_query(publisher, django_assert_num_queries):
    url = reverse("landing")
    publisher.get(url)
    with CaptureQueriesContext(connection) as asked:
        publisher.get(url)
    before, now = len(asked), timezone.now()
    for words in ("Closed on Friday", "Closed on Monday"):
        readers.announce(
            banner=Banner(words=words, starts_at=now, ends_at=now + datetime.timedelta(days=1)),
            by=publisher.user,
        )
    publisher.get(url)

    with django_assert_num_queries(before):
        page = publisher.get(url)

    assert "Closed on Friday" in page.text and "Closed on Monday" in page.text


def test_a_banner_is_taken_down(client, publisher):
    now = timezone.now()
    banner = Banner.objects.create(
        words="Closed", starts_at=now, ends_at=now + datetime.timedelta(days=1)
    )

    publisher.post(reverse("banner-remove", args=[banner.pk]))

    assert not Banner.objects.exists() and "Closed" not in client.get("/").text


# --- Events, training, vacancies ----------------------------------------------------------


def test_events_can_be_put_into_a_calendar(client):
    event = EventPageFactory(title="Breakfast; with, signs", access_notes="Level entrance.")
    EventPageFactory(title="Draft", live=False)

    told = Calendar.from_ical(client.get(reverse("events-ics")).content)
    one = Calendar.from_ical(client.get(reverse("event-ics", args=[event.pk])).content)

    assert [entry["summary"] for entry in told.walk("VEVENT")] == ["Breakfast; with, signs"]
    assert one.walk("VEVENT")[0].decoded("dtstart") == event.starts_at.replace(microsecond=0)
    assert "Level entrance." in client.get(event.get_url()).text


def test_a_course_lists_its_sessions_to_come_and_training_its_courses(client):
    course = CoursePageFactory(title="Leading a subject", slug="leading")
    past = timezone.now() - datetime.timedelta(days=9)
    EventPageFactory(parent=course, title="Session 2")
    EventPageFactory(parent=course, title="Session 1", starts_at=past)

    page = client.get("/training/leading/")

    assert [one.title for one in page.context["sessions"]] == ["Session 2"]
    assert "1 session to come" in client.get("/training/").text
    assert "Session 2" in client.get("/events/").text


def test_a_vacancy_goes_by_itself_and_is_said_to_be_gone(client):
    school = SchoolFactory(town="Sampleport")
    VacancyPageFactory(title="Teacher", slug="teacher", school=school)
    VacancyPageFactory(
        title="Caretaker",
        slug="caretaker",
        closes_on=timezone.localdate() - datetime.timedelta(days=1),
    )

    listed, open_, closed = (
        client.get(f"/vacancies/{path}") for path in ("", "teacher/", "caretaker/")
    )

    assert "Teacher" in listed.text and "Caretaker" not in listed.text
    assert "JobPosting" in open_.text and school.name in open_.text
    assert closed.status_code == 410 and "Applications have closed" in closed.text
    assert "JobPosting" not in closed.text


@pytest.mark.parametrize("count", [1, 10])
@pytest.mark.parametrize(
    ("path", "factory", "queries"),
    [
        ("/events/", EventPageFactory, 8),
        ("/vacancies/", VacancyPageFactory, 7),
        ("/resources/", ResourcePageFactory, 7),
        ("/training/", CoursePageFactory, 8),
    ],
)
def test_every_list_takes_as_many_queries_however_long(
    client, count, path, factory, queries, django_assert_num_queries
):
    factory.create_batch(count)
    client.get(f"{path}?warm")

    with django_assert_num_queries(queries):
        assert client.get(f"{path}?fresh").status_code == 200


# --- Resources ----------------------------------------------------------------------------


def office(kind="word/document.xml", *more):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        for name in (kind, *more):
            archive.writestr(name, "x")
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.docx", office()), ("a.csv", b"a,b\n1,2\n"), ("a.ods", office("content.xml"))],
)
def test_a_file_that_is_what_its_name_says_is_taken(name, data):
    check_document(ContentFile(data, name=name))


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.docx", b"MZ\x90", "not what its name says"),
        ("a.docx", office("xl/workbook.xml"), "not what its name says"),
        ("a.docx", office("word/document.xml", "word/vbaProject.bin"), "macros"),
        ("a.pdf", b"<html>", "not a PDF"),
        ("a.csv", b"<script>alert(1)</script>", "not a table"),
        ("a.csv", b"\xff\xfe\x00", "UTF-8"),
        ("a.exe", b"MZ", "not taken"),
        ("a.svg", b"<svg onload='x()'/>", "not taken"),
    ],
)
def test_a_file_that_is_not_is_refused(name, data, words):
    with pytest.raises(ValidationError, match=words):
        check_document(ContentFile(data, name=name))


def test_a_file_too_large_or_that_unfolds_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr("website.documents.LARGEST_UNFOLDED", 0)
    with pytest.raises(ValidationError, match="unfolds"):
        check_document(ContentFile(office(), name="a.docx"))
    monkeypatch.setattr("website.documents.LARGEST", 1)
    with pytest.raises(ValidationError, match="larger"):
        check_document(ContentFile(office(), name="a.docx"))


def test_a_version_is_given_to_save_while_its_page_is_public(client):
    file = ResourceFile(title="Questions")
    file.file.save("q.csv", ContentFile(b"a,b\n"), save=False)
    file.file_size = 4
    file.save()
    page = ResourcePageFactory(title="Ten questions")
    raw = [{"type": "version", "value": {"file": file.pk, "label": "V2", "on": "2026-11-01"}}]
    page.versions = VersionsBlock().to_python(raw)
    page.save_revision().publish()
    url = reverse("resource-file", args=[page.pk, 1])

    shown, given_ = client.get(page.get_url()), client.get(url)
    saved = given_.getvalue()

    assert saved == b"a,b\n"
    assert "(CSV, 4\u00a0bytes)" in shown.text
    assert "attachment" in given_["Content-Disposition"]
    assert "ten-questions-v2.csv" in given_["Content-Disposition"]
    assert client.get(reverse("resource-file", args=[page.pk, 2])).status_code == 404
    page.unpublish()
    assert client.get(url).status_code == 404


# --- Blocks -------------------------------------------------------------------------------


def printed(client, *blocks, block=BodyBlock, page=None):
    page = page or StandardPageFactory(slug="about-us")
    stream = block()
    raw = [{"type": kind, "value": value} for kind, value in blocks]
    page.body = stream.clean(stream.to_python(raw))
    page.save_revision().publish()
    return BeautifulSoup(client.get(page.get_url()).content, "html.parser")


def test_tables_languages_schools_and_contacts_print_accessible_markup(client):
    school = SchoolFactory(name="Old name")
    shown = printed(
        client,
        ("table", {"caption": "Terms", "rows": "Term|Begins\nAutumn|2 September\n"}),
        ("language", {"language": "ur", "text": "<p>x</p>"}),
        ("schools", {"title": "Schools", "schools": [str(school.urn)]}),
    )

    assert shown.find("caption").text == "Terms"
    assert [th["scope"] for th in shown.select("table th")] == ["col", "col", "row"]
    assert (shown.find(lang="ur")["dir"]) == "rtl"
    assert shown.find("a", string="Old name")
    school.name = "New name"
    school.save()
    assert "New name" in client.get("/about-us/?fresh").text
    contact = {
        "title": "Help",
        "who": "The team",
        "email": "a@example.org",
        "telephone": "",
        "hours": "",
    }
    told = printed(
        client, ("contact", contact), block=ContactsBlock, page=ContactsPage.objects.get()
    )
    assert told.find("a", href="mailto:a@example.org")


@pytest.mark.parametrize(
    "block",
    [
        ("table", {"caption": "x", "rows": "One row alone"}),
        ("table", {"caption": "x", "rows": "a|b\nc"}),
        ("table", {"caption": "", "rows": "a|b\nc|d"}),
        ("schools", {"title": "x", "schools": ["12"]}),
        ("figure", {"measure": "nothing-loaded"}),
    ],
)
def test_a_block_that_nobody_could_read_is_refused(block):
    stream = BodyBlock()

    with pytest.raises(ValidationError):
        stream.clean(stream.to_python([{"type": block[0], "value": block[1]}]))


# --- Plumbing -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/services/school-improvement/", "/strategy/"),
        ("/services/curriculum/", "/resources/?topic=curriculum"),
        ("/services/school-library/", "/search/?q=school+library"),
        ("/category/leadership-recruitment-retention/page/4", "/news/?topic=leadership"),
        ("/news/page/7/", "/news/?page=7"),
    ],
)
def test_old_addresses_lead_on(client, old, new):
    assert client.get(old).url == new


def test_the_sitemap_names_public_pages_alone(client):
    NewsPageFactory(slug="out")
    NewsPageFactory(slug="draft", live=False)
    IssueFactory(state="draft")
    school = SchoolFactory()

    told = client.get("/sitemap.xml").text

    assert "/news/out/" in told and "/news/draft/" not in told
    assert school.get_absolute_url() in told and "/bulletin/2026" not in told
    assert "/sitemap.xml" in client.get("/robots.txt").text
    assert "Expires: " in client.get("/.well-known/security.txt").text


@pytest.mark.parametrize("name", ["accessibility", "privacy", "cookies", "data-and-api"])
def test_the_statements_are_there_and_linked_from_every_page(client, name):
    assert f'href="/{name}/"' in client.get("/").text
    assert client.get(f"/{name}/").status_code == 200


def test_a_page_that_is_not_there_offers_to_search(client):
    page = client.get("/no-such-page/")

    assert page.status_code == 404 and 'action="/search/"' in page.text


def test_links_that_lead_nowhere_are_reported(editor):
    gone = StandardPageFactory(slug="gone", live=False)
    page = StandardPageFactory(title="Full of links", slug="links")
    links = [
        {"text": "Draft", "page": gone.pk, "address": ""},
        {"text": "Unknown", "page": None, "address": "/nothing-at-all/"},
        {"text": "Part", "page": None, "address": "/schools/?q=x"},
        {"text": "Page", "page": None, "address": "/links/"},
        {"text": "Odd", "page": None, "address": "/nothing.php"},
        {"text": "Elsewhere", "page": None, "address": "https://example.org/"},
    ]
    stream = BodyBlock()
    page.body = stream.to_python(
        [
            {"type": "links", "value": {"title": "Links", "links": links}},
            {"type": "schools", "value": {"title": "Schools", "schools": ["123456"]}},
        ]
    )
    page.save_revision().publish()

    assert [one.words for one in broken_links()] == ["Draft", "Unknown", "Odd", "123456"]
    assert "Full of links" in editor.get(reverse("broken-link-list")).text
