"""The staff page shows every component, and only to staff."""

import base64
import hashlib
import re

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.urls import reverse

from core.templatetags import ui
from pep_portal.components import EXAMPLES

# Drawn by every page or every form.
SEEN_ANYWHERE = {"skip_link", "error_summary"}


@pytest.fixture
def page(officer):
    return BeautifulSoup(officer.get(reverse("component-list")).text, "html.parser")


def test_every_component_has_its_example():
    called = set(re.findall(r"{% (\w+)", " ".join(example.call for example in EXAMPLES)))

    assert set(ui.register.tags) - called == SEEN_ANYWHERE


def test_the_page_prints_the_call_of_each_example(page):
    assert [code.text for code in page.select("pre code")] == [each.call for each in EXAMPLES]


def test_no_two_parts_of_the_page_share_an_id(page):
    ids = [element["id"] for element in page.find_all(id=True)]

    assert sorted(ids) == sorted(set(ids))


def test_whatever_describes_or_labels_is_there(page):
    for name in ["aria-describedby", "aria-labelledby", "aria-controls", "for"]:
        for element in page.find_all(attrs={name: True}):
            values = element[name] if isinstance(element[name], list) else element[name].split()
            assert all(page.find(id=value) for value in values), element


def test_nothing_on_the_page_would_be_blocked_by_the_policy(page):
    scripts = [one for one in page.find_all("script") if one.get("type") != "application/json"]

    assert not page.find_all(style=True)
    assert not [name for one in page.find_all() for name in one.attrs if name.startswith("on")]
    inline = [one for one in scripts if not one.get("src", "").startswith("/static/")]
    assert [quoted_hash(one.string) for one in inline] == [settings.FIRST_SCRIPT]
    styles = page.find_all("style")
    assert [quoted_hash(one.string or "") for one in styles] == [settings.EMPTY_STYLE]


def quoted_hash(words):
    """What a policy calls a piece of a page by."""
    told = hashlib.sha256(words.encode()).digest()
    return f"'sha256-{base64.b64encode(told).decode()}'"


@pytest.mark.parametrize("who", ["moderator", "head", "chair", "trust_lead", "stranger"])
def test_the_page_is_for_officers(request, who):
    client = request.getfixturevalue(who)

    assert client.get(reverse("component-list")).status_code == 403
