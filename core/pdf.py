"""A page as a tagged PDF, made from its HTML alone: no network, and fonts of its own.

A machine may have no font at all, hence the two in `core/fonts`. A character that they lack is
drawn in a font of the machine, where it has one.
"""

import base64
import hashlib
from functools import cache
from pathlib import Path

from django.core.cache import caches

FONTS = Path(__file__).parent / "fonts"
FAMILY = "Portal Sans"
WEIGHTS = {"normal": "DejaVuSans.ttf", "bold": "DejaVuSans-Bold.ttf"}
KEPT_FOR = 24 * 60 * 60


class NotPossibleError(Exception):
    """This machine cannot make PDFs; the words say what it lacks."""


def pdf_of(html: str) -> bytes:
    """The PDF of a whole HTML document, kept by its very text for a day.

    Its language, title and headings become those of the PDF.
    """
    key = f"pdf-{hashlib.sha256(html.encode()).hexdigest()}"
    made = caches["default"].get(key)
    if made is None:
        made = _drawn(html)
        caches["default"].set(key, made, KEPT_FOR)
    return made


def _drawn(html: str) -> bytes:
    # Here and not above: it takes a second and 50 MB, which few processes need, and it fails
    # where Pango is not installed, which must keep nobody from the pages.
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher
    except OSError as error:
        raise NotPossibleError(
            "This server cannot make PDFs: the library Pango is not installed on it."
        ) from error

    fonts = FontConfiguration()
    inside = URLFetcher(allowed_protocols=["data"], fail_on_errors=True)
    sheet = CSS(string=font_faces(), font_config=fonts, url_fetcher=inside)
    document = HTML(string=html, url_fetcher=inside)
    return document.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_variant="pdf/ua-1")


@cache
def font_faces() -> str:
    """The style sheet that brings the fonts with it."""
    faces = [
        f"@font-face {{ font-family: '{FAMILY}'; font-weight: {weight};"
        f" src: url(data:font/ttf;base64,{_in_letters(FONTS / file)}) }}"
        for weight, file in WEIGHTS.items()
    ]
    return "\n".join([*faces, f"html {{ font-family: '{FAMILY}', sans-serif }}"])


def _in_letters(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()
