"""What `npm run build` makes: small, our own, and complete."""

import re
from pathlib import Path

import brotli
import pytest

DIST = Path("static/dist")
SIXTY_KILOBYTES = 60_000


@pytest.fixture(scope="module")
def styles():
    return (DIST / "portal.css").read_text()


def test_styles_and_scripts_are_small_on_the_wire():
    sent = [brotli.compress((DIST / name).read_bytes()) for name in ("portal.css", "portal.js")]

    assert sum(map(len, sent)) < SIXTY_KILOBYTES / 2


def test_nothing_of_govuk_that_is_not_ours_to_use_is_in_the_styles(styles):
    assert "GDS Transport" not in styles
    assert "@font-face" not in styles
    assert "crest" not in styles
    assert "crown" not in styles


def test_every_picture_the_styles_point_at_is_there(styles):
    named = set(re.findall(r"url\(\"?([^)\"]+)\"?\)", styles))

    assert all((DIST / name).exists() for name in named)


def test_the_chart_library_is_apart_from_the_script_of_every_page():
    assert (DIST / "plotly-basic.min.js").exists()
    assert "plotly.js v" not in (DIST / "portal.js").read_text()


def test_each_class_of_our_own_that_a_template_uses_has_its_style(styles):
    used = {
        name
        for template in [*Path("templates").rglob("*.html"), Path("core/templatetags/ui.py")]
        for name in re.findall(r"\bpep-[a-z]+(?:__[a-z]+)?\b", template.read_text())
    }

    known = set(re.findall(r"\.(pep-[a-z_]+)", styles))
    assert used - known - UNSTYLED == set()


# Names for scripts and tests, without a look of their own.
UNSTYLED = {"pep-minutes", "pep-passkey", "pep-priority__empty"}
