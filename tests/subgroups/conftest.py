"""A board, one of its groups, and a client of everybody who sits on it; the 14th of April 2026."""

import datetime
import re

import pytest
import time_machine

from accounts.permissions import Role
from tests.conftest import signed_in
from tests.factories.subgroups import BoardFactory, GroupFactory, MeetingFactory, MembershipFactory

NOW = datetime.datetime(2026, 4, 14, 10, 0, tzinfo=datetime.UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def in_april():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def board(db):
    return BoardFactory(slug="strategic-board", name="Strategic Board", code="STB")


@pytest.fixture
def group(board):
    return GroupFactory(slug="inclusion", name="Inclusion Group", code="INC", parent=board)


@pytest.fixture
def meeting(group):
    """The third of March: its agenda is out, nothing is written."""
    return MeetingFactory(group=group, number=3)


def sitting(group, role, **fields):
    """A client of somebody who sits on a group."""
    seat = MembershipFactory(group=group, role=role, **fields)
    client = signed_in(seat.user, second_factor=False)
    client.seat = seat
    return client


@pytest.fixture
def chair(group):
    return sitting(group, Role.GROUP_CHAIR, post="Head of a harbour school")


@pytest.fixture
def clerk(group):
    return sitting(group, Role.GROUP_CLERK, post="Harbour office")


@pytest.fixture
def member(group):
    return sitting(group, Role.GROUP_MEMBER)


@pytest.fixture
def observer(group):
    return sitting(group, Role.GROUP_OBSERVER)


@pytest.fixture
def board_chair(board):
    return sitting(board, Role.GROUP_CHAIR)


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
