"""Pictures: what is taken in, what of it is kept, and how it goes out."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.permissions import Role
from tests.conftest import holder_of
from tests.factories.website import PictureFactory, drawn, public_picture
from website.models import Picture

pytestmark = pytest.mark.django_db

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)" width="9" height="9"/>'


def sent(name, content, kind="image/png"):
    editor = holder_of(Role.EDITOR)
    file = SimpleUploadedFile(name, content, content_type=kind)
    return editor.post(reverse("wagtailimages:add"), {"title": "Harbour", "file": file})


def kept_file():
    with Picture.objects.get().file.open() as file:
        return file.read()


@pytest.mark.parametrize(
    ("name", "kind"), [("a.png", "PNG"), ("a.jpg", "JPEG"), ("a.jpeg", "JPEG"), ("a.webp", "WEBP")]
)
def test_a_picture_is_taken_in(name, kind):
    sent(name, drawn(kind))

    picture = Picture.objects.get()
    assert (picture.width, picture.height) == (60, 40)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.svg", SVG),
        ("a.png", SVG),
        ("a.png", drawn("GIF")),
        ("a.gif", drawn("GIF")),
        ("a.png", b"<html><script>alert(1)</script>"),
        ("a.png", drawn()[:50]),
        ("a.jpg", drawn("JPEG", size=(200, 200))[:900]),
        ("a.html", drawn()),
        ("a.png", b""),
    ],
)
def test_anything_else_is_refused(name, content):
    response = sent(name, content)

    assert response.status_code == 200
    assert not Picture.objects.exists()


def test_a_picture_too_heavy_or_with_too_many_points_is_refused(settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 100
    sent("a.png", drawn(size=(300, 300)))
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 10_000_000
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 1000
    sent("a.png", drawn(size=(300, 300)))

    assert not Picture.objects.exists()


def test_where_and_by_whom_a_photograph_was_taken_is_not_kept():
    told = Image.Exif()
    told[0x010F] = "A camera of Robin's"
    told[0x8825] = {1: "N", 2: (50.0, 47.0, 0.0)}
    hidden = b"<script>after the picture</script>"

    sent("a.jpg", drawn("JPEG", exif=told) + hidden, "image/jpeg")

    kept = kept_file()
    assert b"Robin" not in kept and hidden not in kept
    assert not Image.open(BytesIO(kept)).getexif()


def test_a_picture_on_its_side_is_set_upright():
    told = Image.Exif()
    told[0x0112] = 6

    sent("a.jpg", drawn("JPEG", exif=told), "image/jpeg")

    picture = Picture.objects.get()
    assert (picture.width, picture.height) == (40, 60)


def test_the_words_of_a_picture_change_without_its_file():
    editor = holder_of(Role.EDITOR)
    picture = PictureFactory()
    before = picture.file.name

    editor.post(reverse("wagtailimages:edit", args=[picture.pk]), {"title": "The harbour"})

    picture.refresh_from_db()
    assert (picture.title, picture.file.name) == ("The harbour", before)


def test_several_pictures_at_once_are_held_to_the_same(client):
    editor = holder_of(Role.EDITOR)
    told = Image.Exif()
    told[0x010F] = "A camera of Robin's"
    url = reverse("wagtailimages:add_multiple")

    for name, content in (("a.svg", SVG), ("a.jpg", drawn("JPEG", exif=told))):
        file = SimpleUploadedFile(name, content)
        editor.post(
            url, {"title": "x", "files[]": file}, headers={"x-requested-with": "XMLHttpRequest"}
        )

    assert b"Robin" not in kept_file()


# --- Going out --------------------------------------------------------------------------


def test_a_picture_cut_to_size_goes_to_anybody_and_stays_a_picture():
    url = PictureFactory().get_rendition("width-30").url

    response = Client().get(url)

    assert url.startswith("/media/pictures/") and url.count("/") == 3
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in response["Content-Security-Policy"].split("; ")
    assert response["Cache-Control"].startswith("public, max-age=31536000")
    assert not response.cookies
    assert Image.open(BytesIO(response.content)).width == 30


def test_what_is_no_picture_or_not_there_is_not_served(officer):
    public_picture("harbour-777.png")

    for name in (
        "nothing.png",
        "harbour-777.html",
        "..%2Fpep.sqlite3",
        "%2e%2e%2fsecret-key",
        "x%00.png",
        "..",
    ):
        assert officer.get(f"/media/pictures/{name}").status_code in (400, 404), name


def test_the_pictures_sent_in_are_served_to_nobody(officer):
    picture = PictureFactory()

    for path in (f"/media/pictures/{picture.file.name}", f"/media/{picture.file.name}"):
        assert officer.get(path, follow=True).status_code == 404
    assert Client().post(picture.get_rendition("width-30").url).status_code == 405
