"""The processes of docker-compose.yml, started by hand against this machine's parts."""

import datetime
import json
import os
import signal
from pathlib import Path

import psycopg
import pytest
import yaml

from tests import migrated
from tests.processes import ROOT, parts_of_this_run, portal, wait_until

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def command_of(service):
    return COMPOSE["services"][service]["command"]


@pytest.mark.parametrize("service", ["migrate", "web", "worker", "beat"])
def test_a_process_reads_the_environment_and_nothing_else(service):
    given = COMPOSE["services"][service]["environment"]

    assert {"SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS", "DATABASE_URL", "REDIS_URL"} <= set(given)


def test_a_missing_variable_names_its_remedy():
    needed = ["SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS", "EMAIL_URL"]
    given = COMPOSE["services"]["web"]["environment"]

    assert all(given[name].startswith(f"${{{name}:?Set {name}") for name in needed)


@pytest.fixture(scope="module")
def service():
    """Migrated, then web, worker and beat by their very commands, on a free port."""
    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        pytest.skip("PostgreSQL and Redis are not named: `make test` runs this where they answer")
    made_from = migrated.template_on
    with parts_of_this_run("services", template=made_from) as parts, portal(**parts) as running:
        running.manage(*command_of("migrate")[2:])
        running.manage("collectstatic", "--no-input", "--verbosity=0")
        for name in ("web", "worker", "beat"):
            bind = f"--bind=127.0.0.1:{running.port}"
            running.start(
                *[bind if word.startswith("--bind=") else word for word in command_of(name)]
            )
        wait_until(lambda: running.get("/readyz")[0] == 200, running.said)
        yield running


@pytest.mark.services
def test_the_service_is_ready_and_names_its_parts(service):
    status, body = service.get("/readyz")

    assert status == 200
    assert json.loads(body) == {"ready": True, "database": "ok", "cache": "ok", "queue": "ok"}


@pytest.mark.services
def test_a_task_goes_through_the_queue_to_the_worker(service):
    with psycopg.connect(service.environment["DATABASE_URL"], autocommit=True) as database:
        database.execute(
            "INSERT INTO django_session VALUES ('ended', '', %s)",
            [datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)],
        )

        service.run("celery", "--app=pep_portal", "call", "accounts.tasks.forget_ended_sessions")

        wait_until(
            lambda: database.execute("SELECT count(*) FROM django_session").fetchone() == (0,),
            service.said,
        )


@pytest.mark.services
def test_beat_keeps_its_timetable_in_the_database(service):
    with psycopg.connect(service.environment["DATABASE_URL"]) as database:
        query = "SELECT count(*) FROM django_celery_beat_periodictask WHERE task = %s"

        def planned():
            row = database.execute(query, ["accounts.tasks.forget_ended_sessions"]).fetchone()
            database.rollback()
            return row == (1,)

        wait_until(planned, service.said)


PUBLISHED = ROOT.parent / "shared" / "published-data" / "ks2" / "2018-19" / "england_ks2final.csv"


@pytest.mark.services
@pytest.mark.skipif(not PUBLISHED.exists(), reason="../shared/published-data is not here")
def test_a_worker_killed_midway_leaves_nothing_half_done_and_its_task_is_done_again(service):
    worker = service.processes[1]
    with psycopg.connect(service.environment["DATABASE_URL"], autocommit=True) as database:

        def count(table):
            return database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]

        def is_writing():
            return database.execute(WRITING).fetchone() != (0,)

        arguments = json.dumps({"paths": [str(PUBLISHED)]})
        task = "dashboard.tasks.ingest_files"
        service.run("celery", "--app=pep_portal", "call", task, f"--kwargs={arguments}")
        wait_until(is_writing, service.said)
        for child in children(worker.pid):
            os.kill(child, signal.SIGKILL)
        after_the_kill = count("dashboard_observation"), count("schools_release")
        wait_until(lambda: count("schools_release") == 1, service.said, seconds=120)

        assert after_the_kill == (0, 0)
        assert count("dashboard_observation") > 100_000


# Another session holds a transaction that has changed something.
WRITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND backend_xid IS NOT NULL AND pid <> pg_backend_pid()
"""


def children(pid):
    """The processes a worker does its tasks in."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
