"""Tagged PDFs, made with no network and on a machine without a font."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from weasyprint.urls import FatalURLFetchingError

from core import pdf
from core.pdf import NotPossibleError, pdf_of

ROOT = Path(pdf.__file__).parents[1]
PAGE = """<!DOCTYPE html><html lang="en-GB"><head><title>How far have we come?</title></head>
<body><h1>Autumn term</h1><h2>Objectives</h2><p>Żaneta – “54 %”</p>
<table><caption>In short</caption><thead><tr><th scope="col">Objective</th></tr></thead>
<tbody><tr><td>Green</td></tr></tbody></table></body></html>"""


@pytest.fixture
def made(db):
    with pikepdf.open(io.BytesIO(pdf_of(PAGE))) as document:
        yield document


def tags(node):
    """Every tag of a structure tree, from the top down."""
    if not isinstance(node, pikepdf.Dictionary):
        return
    if "/S" in node:
        yield str(node.S)
    below = node.get("/K", [])
    for each in below if isinstance(below, pikepdf.Array) else [below]:
        yield from tags(each)


def test_a_pdf_is_tagged_and_says_its_language_and_title(made):
    assert made.Root.MarkInfo.Marked
    assert str(made.Root.Lang) == "en-GB"
    assert str(made.docinfo.Title) == "How far have we come?"
    assert made.Root.ViewerPreferences.DisplayDocTitle
    with made.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"


def test_headings_and_tables_stay_what_they_are(made):
    found = list(tags(made.Root.StructTreeRoot))

    assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD"} <= set(found)
    assert found.index("/H1") < found.index("/H2")


def test_the_fonts_are_inside(made):
    fonts = [font for page in made.pages for font in page.Resources.Font.values()]
    embedded = [
        below.FontDescriptor
        for font in fonts
        for below in font.DescendantFonts
        if {"/FontFile2", "/FontFile3"} & set(below.FontDescriptor.keys())
    ]

    assert fonts
    assert len(embedded) == len(fonts)


def test_the_same_page_is_drawn_once(db, monkeypatch):
    first = pdf_of(PAGE)
    monkeypatch.setattr(pdf, "_drawn", lambda html: pytest.fail("drawn again"))

    assert pdf_of(PAGE) == first


def test_nothing_is_fetched(db):
    page = PAGE.replace("<h2>", '<img alt="" src="http://127.0.0.1:9/mark.png"><h2>')

    with pytest.raises(FatalURLFetchingError, match=r"mark\.png"):
        pdf_of(page)


def test_a_server_without_pango_says_so(db, monkeypatch):
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    monkeypatch.setattr("builtins.__import__", _without_pango(__import__))

    with pytest.raises(NotPossibleError, match="Pango is not installed"):
        pdf_of(PAGE.replace("Autumn", "Spring"))


def _without_pango(really):
    def importing(name, *args, **kwargs):
        if name == "weasyprint":
            raise OSError("cannot load library 'libpango-1.0-0'")
        return really(name, *args, **kwargs)

    return importing


DRAWN_ALONE = """
import sys
from core import pdf
sys.stdout.buffer.write(pdf._drawn(sys.stdin.buffer.read().decode()))
"""


def test_a_machine_without_any_font_draws_the_words_all_the_same(tmp_path):
    bare = tmp_path / "fonts.conf"
    bare.write_text(f"<fontconfig><cachedir>{tmp_path}</cachedir></fontconfig>")

    drawn = subprocess.run(
        [sys.executable, "-c", DRAWN_ALONE],
        input=PAGE.encode(),
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, "FONTCONFIG_FILE": str(bare)},
        check=True,
    )

    with pikepdf.open(io.BytesIO(drawn.stdout)) as document:
        names = {
            str(font.BaseFont) for page in document.pages for font in page.Resources.Font.values()
        }
        widths = [
            below.W
            for page in document.pages
            for font in page.Resources.Font.values()
            for below in font.DescendantFonts
        ]
    assert names
    assert all("DejaVu" in name or "Portal" in name for name in names)
    assert all(len(each) for each in widths)
