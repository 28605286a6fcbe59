"""Two clerks who save at once, as processes of their own: no edit lost, no number used twice."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.factories.accounts import UserFactory
from tests.factories.subgroups import GroupFactory, ItemFactory, MeetingFactory

ROOT = Path(__file__).resolve().parents[2]
TIMES = 8


@pytest.fixture
def in_april():
    """The processes read the real clock."""


def url_of_test_database(folder):
    """Where another process finds what this test has committed."""
    if connection.vendor == "sqlite":
        # In memory, so the process gets a file that it is copied into.
        path = folder / "pep.sqlite3"
        with sqlite3.connect(path) as copy:
            connection.connection.backup(copy)
        return f"sqlite:///{path}"
    told = connection.settings_dict
    who = f"{told['USER']}:{told['PASSWORD']}@" if told["USER"] else ""
    return f"postgres://{who}{told['HOST']}:{told['PORT'] or 5432}/{told['NAME']}"


@pytest.mark.django_db(transaction=True)
def test_two_clerks_at_once_lose_no_action_and_use_no_number_twice(tmp_path):
    meeting = MeetingFactory(group=GroupFactory(code="INC"), number=3)
    ItemFactory(meeting=meeting)
    for name in ("robin", "sandy"):
        UserFactory(email=f"{name}@example.org")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "pep_portal.settings",
        "DATABASE_URL": url_of_test_database(tmp_path),
        "PEP_VAR": str(tmp_path),
        "SECRET_KEY": settings.SECRET_KEY,
        "PYTHONPATH": str(ROOT),
    }

    running = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.subgroups.at_once", str(meeting.pk), name, str(TIMES)],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("robin", "sandy")
    ]
    told = [process.communicate(timeout=120) for process in running]

    assert [process.returncode for process in running] == [0, 0], told
    versions = sorted(int(line) for out, _ in told for line in out.split())
    assert versions == list(range(1, 2 * TIMES + 1))
    texts, numbers = kept(environment["DATABASE_URL"], meeting)
    assert sorted(texts) == sorted(f"{who} {n}" for who in ("robin", "sandy") for n in range(TIMES))
    assert sorted(numbers) == list(range(1, 2 * TIMES + 1))


def kept(url, meeting):
    """The actions in the database that the processes wrote to."""
    if not url.startswith("sqlite"):
        actions = list(meeting.actions.values_list("text", "number"))
        return [text for text, _ in actions], [number for _, number in actions]
    with sqlite3.connect(url.removeprefix("sqlite:///")) as copy:
        rows = copy.execute("SELECT text, number FROM subgroups_action").fetchall()
    return [text for text, _ in rows], [number for _, number in rows]
