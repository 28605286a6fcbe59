"""Notices through a real queue: workers send each once, and one that is killed loses none."""

import os
import signal
import socket

import psycopg
import pytest
import redis

from tests import migrated
from tests.processes import parts_of_this_run, portal, wait_until

pytestmark = pytest.mark.services

WORKER = ("celery", "--app=pep_portal", "worker", "--concurrency=2", "--loglevel=INFO")
TELL = """
from accounts.models import User
from notifications.kinds.ratings import ROUND_SHARED
from notifications.services import notify
person, _ = User.objects.get_or_create(email="person@example.org", full_name="A Person")
told = {{"year": 2025, "area": "Sampleport", "told": 1, "untold": 0}}
for _ in range(2):
    notify(kind=ROUND_SHARED, to=[person], context=told, link="/priorities/", key="{key}")
"""


@pytest.fixture(scope="module")
def installation():
    """Migrated, on the database and queue of this run; each test starts its workers."""
    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        pytest.skip("PostgreSQL and Redis are not named: `make test` runs this where they answer")
    made_from = migrated.template_on
    with parts_of_this_run("notices", template=made_from) as parts, portal(**parts) as running:
        running.manage("migrate", "--verbosity=0")
        yield running


@pytest.fixture
def silent_server():
    """A mail server that takes calls and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"smtp://127.0.0.1:{listening.getsockname()[1]}"


def asked(installation, query, *values):
    with psycopg.connect(installation.environment["DATABASE_URL"], autocommit=True) as database:
        return database.execute(query, values)


def state(installation, key):
    """State and attempts of the e-mail of one notice; no row before it is committed."""
    query = (
        "SELECT state, attempts FROM notifications_delivery AS delivery"
        " JOIN notifications_notice AS notice ON notice.id = delivery.notice_id WHERE key = %s"
    )
    return asked(installation, query, key).fetchone()


def mails(installation):
    return list((installation.folder / "var" / "mail").glob("*.log"))


def test_a_worker_sends_what_was_committed_once(installation):
    worker = installation.start(*WORKER)
    before = len(mails(installation))

    installation.manage("shell", "-c", TELL.format(key="worker"))
    wait_until(lambda: state(installation, "worker") == ("sent", 1), installation.said)
    os.killpg(worker.pid, signal.SIGTERM)
    worker.wait(timeout=20)

    assert len(mails(installation)) == before + 1


def test_a_killed_worker_leaves_its_mail_to_the_next(installation, silent_server):
    before = len(mails(installation))
    installation.environment["EMAIL_URL"] = silent_server
    worker = installation.start(*WORKER)
    installation.manage("shell", "-c", TELL.format(key="killed"))
    wait_until(lambda: state(installation, "killed") == ("waiting", 1), installation.said)
    os.killpg(worker.pid, signal.SIGKILL)
    worker.wait(timeout=20)
    left = state(installation, "killed")
    del installation.environment["EMAIL_URL"]

    installation.start(*WORKER)
    due = "UPDATE notifications_delivery SET due_at = now() - interval '1 hour'"
    asked(installation, f"{due} WHERE state = 'waiting'")
    installation.run("celery", "--app=pep_portal", "call", "notifications.tasks.send_waiting")
    wait_until(lambda: state(installation, "killed") == ("sent", 2), installation.said)

    assert left == ("waiting", 1)
    assert len(mails(installation)) == before + 1


WAIT_FOR_DIGEST = """
from accounts.models import User
from notifications.kinds import Way
from notifications.kinds.ratings import ROUND_SHARED
from notifications.services import choose_ways, notify
person, _ = User.objects.get_or_create(email="digest@example.org", full_name="A Person")
choose_ways(ways={ROUND_SHARED.key: Way.DIGEST}, by=person)
told = {"year": 2025, "area": "Sampleport", "told": 1, "untold": 0}
for number in range(3):
    notify(kind=ROUND_SHARED, to=[person], context=told, link="/priorities/", key=f"d{number}")
"""
MORNING_FOUR_TIMES = """
from notifications.tasks import send_digests
for _ in range(4):
    send_digests.delay()
"""
DIGESTS = (
    "SELECT (SELECT count(*) FROM notifications_digest),"
    " (SELECT count(*) FROM notifications_notice WHERE digest_id IS NOT NULL),"
    " (SELECT count(*) FROM notifications_delivery"
    "  WHERE digest_id IS NOT NULL AND state = 'sent')"
)


def test_workers_that_make_the_same_digest_at_once_send_one(installation):
    before = len(mails(installation))
    installation.manage("shell", "-c", WAIT_FOR_DIGEST)
    installation.manage("shell", "-c", MORNING_FOUR_TIMES)

    for _ in range(2):
        installation.start(*WORKER)
    wait_until(lambda: asked(installation, DIGESTS).fetchone()[2] > 0, installation.said)
    installation.run("celery", "--app=pep_portal", "call", "notifications.tasks.send_digests")
    wait_until(lambda: not waiting_tasks(installation), installation.said)

    assert asked(installation, DIGESTS).fetchone() == (1, 3, 1)
    assert len(mails(installation)) == before + 1


def waiting_tasks(installation):
    """How many tasks nobody has taken yet."""
    with redis.Redis.from_url(installation.environment["REDIS_URL"]) as queue:
        return queue.llen("celery")
