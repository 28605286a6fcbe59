"""The portal as separate processes: what a browser, a load or a queue is tried against."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from pep_portal.demo import OPTIONS

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Portal:
    """One installation: its environment, its folder and whichever processes were started."""

    def __init__(self, folder: Path, **environment: str):
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        inherited = ("PATH", "HOME", "LANG", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
        self.environment = {
            **{name: os.environ[name] for name in inherited if name in os.environ},
            "PEP_VAR": str(folder / "var"),
            "SECRET_KEY": secrets.token_urlsafe(50),
            "SITE_URL": self.address,
            "DJANGO_SETTINGS_MODULE": "pep_portal.settings",
            **environment,
        }
        self.processes: list[subprocess.Popen] = []

    def manage(self, *arguments: str) -> str:
        """What `manage.py` prints; its errors are shown where it fails."""
        return self.run("python", "manage.py", *arguments)

    def run(self, *command: str) -> str:
        """A program of the virtual environment, to its end."""
        done = subprocess.run(
            [str(BIN / command[0]), *command[1:]],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=600,
        )
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def prepare(self) -> None:
        self.manage("migrate", "--verbosity=0")
        self.manage("createcachetable")
        self.manage("collectstatic", "--no-input", "--verbosity=0")

    def start(self, *command: str) -> subprocess.Popen:
        """A process of the virtual environment in a group of its own, its words in a file."""
        log = (self.folder / f"{len(self.processes)}-{command[0]}.log").open("w")
        process = subprocess.Popen(
            [str(BIN / command[0]), *command[1:]],
            cwd=ROOT,
            env=self.environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        log.close()
        self.processes.append(process)
        return process

    def serve(self) -> None:
        """Web requests, until `healthz` answers."""
        self.start("gunicorn", "pep_portal.wsgi", f"--bind=127.0.0.1:{self.port}", *OPTIONS)
        wait_until(lambda: self.get("/healthz")[0] == 200, self.said)

    def get(self, path: str) -> tuple[int, bytes]:
        try:
            with urllib.request.urlopen(f"{self.address}{path}", timeout=10) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except OSError:
            return 0, b""

    def said(self) -> str:
        """The last words of every process, for the message of a test that fails."""
        logs = sorted(self.folder.glob("*.log"))
        return "\n".join(f"--- {log.name}\n{log.read_text()[-8000:]}" for log in logs)

    def stop(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(timeout=15)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def wait_until(question, said=lambda: "", seconds: float = 60) -> None:
    """Ask until the answer is yes; fail with the processes' own words after a while."""
    end = time.monotonic() + seconds
    while not question():
        assert time.monotonic() < end, f"No answer after {seconds} s.\n{said()}"
        time.sleep(0.1)


@contextmanager
def portal(**environment: str) -> Iterator[Portal]:
    """An installation in a folder of its own, stopped and removed at the end."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="pep-portal-"))
        installation = Portal(Path(folder), **environment)
        stack.callback(installation.stop)
        yield installation


# Counted from the one this run was given; tests/settings.py has the first ones of each worker.
REDIS_DATABASES = {"journeys": 3, "services": 4, "notices": 5}


@contextmanager
def parts_of_this_run(name: str, *, template=None) -> Iterator[dict[str, str]]:
    """The database and queue this run of the suite is on, the database a fresh one.

    `template` names the database that a server makes it from; by default it is empty.
    """
    with ExitStack() as stack:
        parts = {}
        if server := os.environ.get("DATABASE_URL"):
            parts["DATABASE_URL"] = stack.enter_context(fresh_database(server, name, template))
        if broker := os.environ.get("REDIS_URL"):
            first = int(urlsplit(broker).path.strip("/") or 0)
            parts["REDIS_URL"] = of_server(broker, str(first + REDIS_DATABASES[name]))
        yield parts


@contextmanager
def fresh_database(server: str, name: str, template=None) -> Iterator[str]:
    """A database of our own on a PostgreSQL server, dropped at the end."""
    name = f"pep_{name}_{os.getpid()}"
    server = of_server(server, "postgres")
    with psycopg.connect(server, autocommit=True) as connection:
        made_from = template(connection) if template else "template1"
        make = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(make.format(sql.Identifier(name), sql.Identifier(made_from)))
    try:
        yield of_server(server, name)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            connection.execute(drop)


def of_server(url: str, database: str) -> str:
    """The address of another database on the same server."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))
