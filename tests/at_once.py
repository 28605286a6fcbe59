"""Several people at once, as processes of their own that share what a test has committed."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]


def at_once(module, *people, folder):
    """Run a module once for each list of arguments, all at the same time.

    Gives what each wrote, line by line, and the address of the database they wrote to.
    """
    url = _url_of_test_database(folder)
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "pep_portal.settings",
        "DATABASE_URL": url,
        "PEP_VAR": str(folder),
        "SECRET_KEY": settings.SECRET_KEY,
        "PYTHONPATH": str(ROOT),
    }
    running = [
        subprocess.Popen(
            [sys.executable, "-m", module, *map(str, arguments)],
            env=environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for arguments in people
    ]
    told = [process.communicate(timeout=120) for process in running]
    assert not any(process.returncode for process in running), told
    return [out.splitlines() for out, _ in told], url


def rows(url, statement):
    """What a statement finds where the processes wrote."""
    if url.startswith("sqlite"):
        with sqlite3.connect(url.removeprefix("sqlite:///")) as copy:
            return copy.execute(statement).fetchall()
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def _url_of_test_database(folder):
    """Where another process finds what this test has committed."""
    if connection.vendor == "sqlite":
        # In memory, so the processes get a file that it is copied into.
        path = folder / "pep.sqlite3"
        with sqlite3.connect(path) as copy:
            connection.connection.backup(copy)
        return f"sqlite:///{path}"
    told = connection.settings_dict
    who = f"{told['USER']}:{told['PASSWORD']}@" if told["USER"] else ""
    return f"postgres://{who}{told['HOST']}:{told['PORT'] or 5432}/{told['NAME']}"
