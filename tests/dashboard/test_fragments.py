"""What a process remembers of a page, and when it forgets."""

import pytest

from dashboard.fragments import kept
from tests.factories.schools import ReleaseFactory

pytestmark = pytest.mark.django_db


def test_a_part_is_made_once_while_the_files_stay_the_same():
    first = kept("overview 1", lambda: "first")

    assert (first, kept("overview 1", lambda: "second")) == ("first", "first")


def test_another_part_is_another():
    kept("overview 1", lambda: "one")

    assert kept("overview 2", lambda: "two") == "two"


def test_a_file_taken_in_makes_every_part_anew():
    kept("overview 1", lambda: "before")
    ReleaseFactory()

    assert kept("overview 1", lambda: "after") == "after"


def test_a_file_put_back_makes_every_part_anew():
    ReleaseFactory()
    release = ReleaseFactory()
    kept("overview 1", lambda: "before")
    release.delete()

    assert kept("overview 1", lambda: "after") == "after"


def test_what_a_reader_typed_may_be_in_a_name():
    assert kept("list 1 q=é" + "x" * 500, lambda: "made") == "made"
