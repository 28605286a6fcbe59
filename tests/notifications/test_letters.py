"""A notice in words: one template, two forms, and never more than the kind may be told."""

import re

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.core.signing import BadSignature
from hypothesis import given
from hypothesis import strategies as st

from notifications.kinds import KINDS
from notifications.kinds.ratings import RATING_SHARED, ROUND_SHARED
from notifications.letters import letter_of, read_token, unsubscribe_token, written
from notifications.models import Notice
from notifications.templatetags.letter import one_line
from tests.notifications.letters import EXAMPLES, words_of

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def a_letter(kind, **told):
    """The letter of a notice that is stored nowhere."""
    notice = Notice(pk=5, user_id=7, kind=kind.key, context=EXAMPLES[kind.key] | told)
    return letter_of(notice)


@every_kind
def test_plain_text_and_html_say_the_same(kind):
    letter = a_letter(kind)

    assert words_of(letter.html) == re.sub(r"\s+", " ", letter.text).strip()


@every_kind
def test_a_letter_uses_everything_its_kind_may_be_told(kind):
    told = {name: f"told-{name}" for name in kind.says}

    letter = written(kind, told)

    said = f"{letter.subject} {letter.text}"
    assert [name for name in kind.says if f"told-{name}" not in said] == []


@every_kind
def test_a_letter_says_why_it_comes_and_where_to_choose(kind):
    text = a_letter(kind).text

    assert f"You get this because {kind.why}." in text
    assert f"{settings.SITE_URL}/notices/preferences/" in text


@every_kind
def test_a_letter_has_a_link_to_its_notice(kind):
    assert f"{settings.SITE_URL}/notices/5/" in a_letter(kind).text


@every_kind
def test_a_letter_offers_to_stop_where_its_kind_can_be_stopped(kind):
    assert ("/notices/unsubscribe/" in a_letter(kind).text) == kind.can_be_switched_off


@every_kind
def test_a_kind_may_be_told_nothing_it_does_not_declare(kind):
    with pytest.raises(KeyError, match="may not be told priority"):
        written(kind, EXAMPLES[kind.key] | {"priority": 1})


def test_a_name_is_written_as_it_is_and_never_becomes_markup():
    letter = a_letter(RATING_SHARED, school='<b>"Wharf"</b> & [x](http://x.example)')

    assert '<b>"Wharf"</b> & [x](http://x.example)' in letter.text
    page = BeautifulSoup(letter.html, "html.parser")
    assert page.find("b") is None
    assert {a["href"].split("/notices/")[0] for a in page.find_all("a")} == {settings.SITE_URL}


@given(st.text())
def test_a_line_holds_nothing_that_could_end_a_header(words):
    line = one_line(words)

    assert line.isprintable()
    assert len(line.splitlines()) <= 1


def test_a_long_name_does_not_make_a_subject_too_long_to_keep():
    assert len(a_letter(RATING_SHARED, school="x" * 400).subject) == 200


def test_a_token_names_one_person_and_one_kind():
    assert read_token(unsubscribe_token(7, ROUND_SHARED)) == (7, ROUND_SHARED)


@pytest.mark.parametrize(
    "token",
    [
        "",
        "unknown",
        f"8{unsubscribe_token(7, ROUND_SHARED)[1:]}",
        unsubscribe_token(7, RATING_SHARED),
    ],
    ids=["empty", "unknown", "of another person", "of a kind that is always sent"],
)
def test_an_altered_token_is_refused(token):
    with pytest.raises(BadSignature):
        read_token(token)
