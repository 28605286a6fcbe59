"""Two clerks who save at once, as processes of their own: no edit lost, no number used twice."""

import pytest

from tests.at_once import at_once, rows
from tests.factories.accounts import UserFactory
from tests.factories.subgroups import GroupFactory, ItemFactory, MeetingFactory

TIMES = 8


@pytest.fixture
def in_april():
    """The processes read the real clock."""


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_lose_no_action_and_use_no_number_twice(tmp_path):
    meeting = MeetingFactory(group=GroupFactory(code="INC"), number=3)
    ItemFactory(meeting=meeting)
    names = ("robin", "sandy")
    for name in names:
        UserFactory(email=f"{name}@example.org")

    told, url = at_once(
        "tests.subgroups.at_once", *[(meeting.pk, name, TIMES) for name in names], folder=tmp_path
    )

    versions = sorted(int(line) for lines in told for line in lines)
    assert versions == list(range(1, 2 * TIMES + 1))
    texts, numbers = zip(*rows(url, "SELECT text, number FROM subgroups_action"), strict=True)
    assert sorted(texts) == sorted(f"{who} {n}" for who in names for n in range(TIMES))
    assert sorted(numbers) == list(range(1, 2 * TIMES + 1))
