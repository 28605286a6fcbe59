"""Pages as the public gets them, and what their authors are kept from."""

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from accounts.permissions import Role
from tests.conftest import holder_of
from tests.factories.website import PictureFactory, StandardPageFactory
from website.blocks import FEATURES, BodyBlock, FrontBlock, leads_somewhere
from website.models import HomePage, StandardPage

pytestmark = pytest.mark.django_db


def link(text="More", page=None, address=""):
    return {"text": text, "page": page and page.pk, "address": address}


def body_of(*blocks, block=BodyBlock):
    """A checked body, from `(kind, value)` as the database keeps it."""
    stream = block()
    raw = [{"type": kind, "value": value} for kind, value in blocks]
    return stream.clean(stream.to_python(raw))


# --- The home page ----------------------------------------------------------------------


def test_the_home_page_says_what_the_partnership_is_and_leads_on(client):
    page = client.get("/")

    assert "<h1" in page.text and "Portsmouth Education Partnership" in page.text
    assert "work together" in page.context["page"].introduction
    for name in ("schools:school-list", "landing"):
        assert f'href="{reverse(name)}"' in page.text


def test_the_home_page_shows_what_editors_put_there(client):
    home = HomePage.objects.get()
    home.introduction = "Altogether new words."
    home.body = body_of(
        ("heading", "What is new"),
        (
            "news",
            {
                "title": "Term begins",
                "on": "2026-09-02",
                "text": "Schools open.",
                "links": [link("Find yours", address="/schools/")],
            },
        ),
        block=FrontBlock,
    )
    home.save_revision().publish()

    text = client.get("/").text

    assert "Altogether new words." in text
    assert '<time datetime="2026-09-02">2 September 2026</time>' in text
    assert 'href="/schools/">Find yours</a>' in text


# --- Pages in sections ------------------------------------------------------------------


@pytest.fixture
def section():
    """About us, with two pages, one of which has a page of its own."""
    about = StandardPageFactory(title="About us", slug="about-us")
    board = StandardPageFactory(title="The board", slug="board", parent=about)
    StandardPageFactory(title="Its members", slug="members", parent=board)
    StandardPageFactory(title="Our schools", slug="our-schools", parent=about)
    StandardPageFactory(title="Not yet", slug="not-yet", parent=about, live=False)
    return about


def test_a_page_names_those_of_its_section_and_marks_itself(client, section):
    page = client.get("/about-us/board/")

    assert [(text, depth, here) for text, _, depth, here in page.context["section"]] == [
        ("About us", 0, False),
        ("The board", 1, True),
        ("Its members", 2, False),
        ("Our schools", 1, False),
    ]
    assert [text for text, _ in page.context["crumbs"]] == [
        "Portsmouth Education Partnership",
        "About us",
        "The board",
    ]
    assert page.text.count('aria-current="page"') == 2


def test_a_page_alone_has_no_list_of_its_section(client):
    StandardPageFactory(slug="alone")

    assert "In this section" not in client.get("/alone/").text


@pytest.mark.parametrize("count", [1, 10])
def test_a_page_in_a_section_takes_as_many_queries_however_long_the_list(
    client, count, django_assert_num_queries
):
    about = StandardPageFactory(slug="about-us")
    pages = [StandardPageFactory(parent=about) for _ in range(count)]
    about.body = body_of(
        (
            "links",
            {
                "title": "More",
                "links": [link(page=page) for page in pages],
            },
        )
    )
    about.save_revision().publish()
    client.get("/about-us/")

    # With a word that no page answers to, for a page kept whole takes none.
    with django_assert_num_queries(8):
        response = client.get("/about-us/?fresh")

    assert len(response.context["section"]) == count + 1


# --- Markup -----------------------------------------------------------------------------


def test_every_block_prints_its_markup(client):
    picture = PictureFactory()
    page = StandardPageFactory(slug="about-us", live=False)
    page.body = body_of(
        ("heading", "First & foremost"),
        ("subheading", "Below it"),
        ("text", "<p>Some <b>bold</b> words.</p><ul><li>One</li></ul>"),
        ("picture", {"picture": picture.pk, "alternative": "A harbour", "caption": "Ours"}),
        ("links", {"title": "Elsewhere", "links": [link("A site", address="https://example.org")]}),
    )
    page.save_revision().publish()

    text = client.get("/about-us/").text

    assert "First &amp; foremost</h2>" in text and "Below it</h3>" in text
    assert "<b>bold</b>" in text and "<li>One</li>" in text
    assert 'alt="A harbour"' in text and "<figcaption" in text
    assert 'href="https://example.org">A site</a>' in text
    assert text.count("<h1") == 1


def test_a_link_to_a_page_that_is_not_public_is_left_out(client):
    draft = StandardPageFactory(live=False, slug="draft")
    page = StandardPageFactory(slug="about-us", live=False)
    page.body = body_of(
        ("links", {"title": "More", "links": [link("Draft", page=draft), link(address="/x/")]})
    )
    page.save_revision().publish()

    text = client.get("/about-us/").text

    assert "/draft/" not in text and 'href="/x/"' in text


def test_a_summary_for_search_engines_is_told_where_there_is_one(client):
    StandardPageFactory(slug="about-us", search_description="Who we are.")
    StandardPageFactory(slug="other")
    StandardPageFactory(slug="bare", introduction="")

    assert '<meta name="description" content="Who we are.">' in client.get("/about-us/").text
    assert 'content="What this page is about."' in client.get("/other/").text
    assert 'name="description"' not in client.get("/bare/").text


# --- What authors are kept from ---------------------------------------------------------


def test_no_level_of_headings_is_left_out():
    with pytest.raises(ValidationError) as refused:
        body_of(("text", "<p>First</p>"), ("subheading", "Too deep"))
    assert "Put a heading above it first" in str(refused.value.block_errors[1])

    for first in (
        ("heading", "Above"),
        ("links", {"title": "Above", "links": [link(address="/x/")]}),
    ):
        assert len(body_of(first, ("subheading", "Below"))) == 2


def test_a_picture_needs_words_for_those_who_do_not_see_it():
    with pytest.raises(ValidationError):
        body_of(("picture", {"picture": PictureFactory().pk, "alternative": "", "caption": ""}))


def test_a_link_leads_to_a_page_or_to_an_address_never_both_or_none():
    page = HomePage.objects.get()

    for wrong in (link(), link(page=page, address="/x/")):
        with pytest.raises(ValidationError):
            body_of(("links", {"title": "More", "links": [wrong]}))


@pytest.mark.parametrize("address", ["/schools/", "https://example.org/page"])
def test_an_address_of_the_portal_or_a_secure_one_is_taken(address):
    leads_somewhere(address)


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "http://example.org", "//example.org", "/\\example.org", "data:x", "x"],
)
def test_any_other_address_is_refused(address):
    with pytest.raises(ValidationError, match="Begin with https"):
        leads_somewhere(address)


def form(**fields):
    """What an editor's form sends."""
    return nested_form_data(
        {
            "title": "Schools",
            "slug": "schools",
            "introduction": "",
            "search_description": "",
            "body": streamfield([("text", rich_text("<p>Words</p>"))]),
            "go_live_at": "",
            "expire_at": "",
            **fields,
        }
    )


def written(client, parent=None, **fields):
    parent = parent or HomePage.objects.get()
    url = reverse("wagtailadmin_pages:add", args=["website", "standardpage", parent.pk])
    return client.post(url, form(**fields))


@pytest.mark.parametrize("slug", ["schools", "cms", "my", "account"])
def test_no_page_takes_an_address_that_the_portal_hides(slug):
    editor = holder_of(Role.EDITOR)

    response = written(editor, slug=slug)

    assert f"The portal has a part at /{slug}/ already." in response.text
    assert not StandardPage.objects.exists()
    page = StandardPageFactory(slug="about-us")
    copied = editor.post(
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {"new_title": "x", "new_slug": slug, "new_parent_page": HomePage.objects.get().pk},
    )
    assert "already. Choose another word." in copied.text
    assert StandardPage.objects.count() == 1


def test_below_another_page_such_a_word_is_free():
    about = StandardPageFactory(slug="about-us")

    written(holder_of(Role.EDITOR), parent=about, slug="schools")

    assert StandardPage.objects.filter(slug="schools").exists()


def test_scripts_in_a_text_are_dropped_and_words_escaped(client):
    editor = holder_of(Role.EDITOR)
    hostile = '<p onclick="x()">Hi <script>alert(1)</script><a href="javascript:x()">there</a></p>'

    written(
        editor,
        title="<b>Bold</b>",
        slug="odd",
        body=streamfield([("text", rich_text(hostile, features=FEATURES))]),
    )
    StandardPage.objects.get(slug="odd").get_latest_revision().publish()

    text = client.get("/odd/").text
    assert "there" in text
    assert "<script>alert" not in text and "javascript:" not in text and "onclick" not in text
    assert "<b>Bold</b>" not in text


# --- Who else may keep it ---------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/about-us/"])
def test_a_visitors_page_holds_nothing_personal_and_says_that_it_varies(client, stranger, path):
    StandardPageFactory(slug="about-us")

    public, own = client.get(path), stranger.get(path)

    assert not public.cookies
    assert "Cookie" in public["Vary"]
    assert stranger.user.full_name not in public.text
    assert stranger.user.full_name in own.text
    assert own["Cache-Control"] == "private, no-store"
    assert "unsafe" not in public["Content-Security-Policy"]


def test_a_preview_is_framed_by_the_editor_alone_and_kept_by_nobody():
    editor = holder_of(Role.EDITOR)
    page = StandardPageFactory(slug="about-us", live=False)
    page.save_revision()
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    editor.post(url, form(title="Not saved yet", slug="about-us"))

    shown = editor.get(url)
    draft = editor.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))

    for response in (shown, draft):
        policy = response["Content-Security-Policy"]
        assert response.status_code == 200
        assert "frame-ancestors 'self'" in policy and "unsafe-inline" not in policy
        assert response["Cache-Control"] == "private, no-store"
    assert "Not saved yet" in shown.text
    assert shown["X-Frame-Options"] == "SAMEORIGIN"
    assert Client().get(reverse("wagtailadmin_pages:view_draft", args=[page.pk])).status_code == 302


@pytest.mark.parametrize("path", ["/about-us", "/nothing-here/", "/about-us/nothing/"])
def test_an_address_without_a_page_leads_on_or_is_not_found(client, path):
    StandardPageFactory(slug="about-us")

    last = client.get(path, follow=True)

    assert last.status_code == (200 if path == "/about-us" else 404)
