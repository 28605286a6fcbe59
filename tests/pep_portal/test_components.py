"""The staff page shows every component, and only to staff."""

import re

import pytest
from bs4 import BeautifulSoup
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
    assert all(one.get("nonce") or one["src"].startswith("/static/") for one in scripts)
    assert all(style.get("nonce") for style in page.find_all("style"))


def test_the_nonce_of_the_page_is_the_nonce_of_its_policy(officer):
    response = officer.get(reverse("component-list"))

    nonce = BeautifulSoup(response.text, "html.parser").find("style")["nonce"]
    assert f"'nonce-{nonce}'" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("who", ["moderator", "head", "chair", "trust_lead", "stranger"])
def test_the_page_is_for_officers(request, who):
    client = request.getfixturevalue(who)

    assert client.get(reverse("component-list")).status_code == 403
