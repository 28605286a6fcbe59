"""`make test`: the suite on SQLite always, and again on PostgreSQL, Redis and Celery.

What is here decides what runs, and the first lines say so. `TEST_DATABASE_URL` and
`TEST_REDIS_URL` name servers elsewhere; otherwise those of this machine are asked, and
started if they are installed but asleep.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import redis

from tests.processes import free_port, of_server

POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"
REDIS = "redis://127.0.0.1:6379/10"
ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    with ExitStack() as stack:
        browser = browser_found()
        database = database_url()
        broker = stack.enter_context(redis_url())
        say("Browser journeys: " + (f"yes, {browser}" if browser else NO_BROWSER))
        say("SQLite, everything embedded: yes")
        say(f"PostgreSQL, Redis, gunicorn, Celery worker and beat: {words(database, broker)}")
        if not browser and os.environ.get("CI"):
            return 1
        codes = [suite("SQLite", browser)]
        if database and broker:
            # A name of our own, so that two runs on one server do not meet.
            own = of_server(database, f"pep_{os.getpid()}")
            parts = {"DATABASE_URL": own, "REDIS_URL": broker}
            codes.append(suite("PostgreSQL, Redis and Celery", browser, *ONCE, **parts))
    return max(codes)


# What is drawn, and who may open it, is asked once: it does not hang on the database, and asked
# twice it would take the suite past twenty minutes. What is written, counted and found is asked of
# both, and so are the ways that go by mail and worker.
ONCE = [
    "--ignore=tests/test_urls.py",
    "--ignore=tests/test_security.py",
    "--ignore=tests/accounts/test_permissions.py",
    "--ignore=tests/journeys/test_pages.py",
    "--ignore=tests/journeys/test_roles.py",
    "--ignore=tests/journeys/test_passkeys.py",
    "--ignore=tests/journeys/test_ways.py",
    "--ignore=tests/journeys/test_enhancements.py",
    "--ignore=tests/journeys/test_website.py",
    "--ignore=tests/journeys/test_groups.py",
    "--ignore=tests/dashboard/test_sample_city.py",
    "--ignore=tests/website/test_editor_door.py",
    "--ignore-glob=tests/*/test_views*.py",
    "--ignore-glob=tests/*/test_*pages.py",
    "--ignore-glob=tests/*/test_landing*.py",
]


NO_BROWSER = "no. Install Debian's package chromium, or name one in PEP_CHROMIUM"


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def words(database: str | None, broker: str | None) -> str:
    missing = []
    if not database:
        missing.append("PostgreSQL does not answer (TEST_DATABASE_URL names another)")
    if not broker:
        missing.append("Redis does not answer (TEST_REDIS_URL names another)")
    return f"no, {'; '.join(missing)}" if missing else "yes"


def suite(parts_in_words: str, browser: str | None, *left_out: str, **parts: str) -> int:
    """One run of pytest, with the parts named in its environment and no others."""
    say(f"\n=== The suite on {parts_in_words} ===")
    bare = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    command = [sys.executable, "-m", "pytest", "--numprocesses=2"]
    if not browser:
        command += ["-m", "not journey"]
    command += [*left_out, *sys.argv[1:]]
    return subprocess.run(command, cwd=ROOT, env=bare | parts).returncode


def browser_found() -> str | None:
    """Chromium, installed from Debian's packages where this user may do that."""
    if found := os.environ.get("PEP_CHROMIUM") or shutil.which("chromium"):
        return found
    if shutil.which("apt-get") and os.geteuid() == 0:
        say("Installing Chromium from Debian's packages ...")
        quiet = {
            "stdout": subprocess.DEVNULL,
            "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        }
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        subprocess.run(
            ["apt-get", "install", "-qq", "--no-install-recommends", "chromium"], **quiet
        )
    return shutil.which("chromium")


def database_url() -> str | None:
    """A PostgreSQL server on which databases can be made, or None."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        return url
    if not postgres_answers() and (control := shutil.which("pg_ctlcluster")):
        for version in sorted(Path("/etc/postgresql").glob("*"), reverse=True)[:1]:
            start = [control, "--skip-systemctl-redirect", version.name, "main", "start"]
            subprocess.run(start, capture_output=True)
            wait_until(postgres_answers)
    return POSTGRES if postgres_answers() else None


def postgres_answers() -> bool:
    try:
        psycopg.connect(POSTGRES, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def redis_url() -> Iterator[str | None]:
    """A Redis named for tests, or started for them, or the last six of the usual one.

    The tests empty six in a row, so one that holds anything already is somebody's.
    """
    if url := os.environ.get("TEST_REDIS_URL"):
        yield url
        return
    if not (server := shutil.which("redis-server")):
        yield REDIS if redis_answers(REDIS) and all_empty(REDIS) else None
        return
    port = free_port()
    command = [
        server,
        "--bind",
        "127.0.0.1",
        "--port",
        str(port),
        "--save",
        "",
        "--appendonly",
        "no",
    ]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        url = f"redis://127.0.0.1:{port}/0"
        yield url if wait_until(lambda: redis_answers(url)) else None
    finally:
        process.terminate()
        process.wait()


def redis_answers(url: str) -> bool:
    try:
        return bool(redis.Redis.from_url(url).ping())
    except redis.ConnectionError:
        return False


def all_empty(url: str) -> bool:
    numbers = (10, 11, 12, 13, 14, 15)
    return not any(redis.Redis.from_url(of_server(url, str(n))).dbsize() for n in numbers)


def wait_until(question, seconds: float = 10) -> bool:
    """Ask until the answer is yes, or the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if question():
            return True
        time.sleep(0.1)
    return False


if __name__ == "__main__":
    sys.exit(main())
