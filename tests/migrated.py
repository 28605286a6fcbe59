"""A database as the migrations leave it, made once and copied by every later run.

The migrations of the portal and of what it stands on take half a minute. The copy is known by
their text, so whoever changes one, or installs another release, begins anew.
"""

import hashlib
import os
import shutil
import sqlite3
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.utils import ProgrammingError

FOLDER = Path(__file__).resolve().parent.parent / "var" / "tests"
PREFIX = "pep_migrated_"
# So that two branches do not take each other's away.
KEPT = 3
OLDER = (
    "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
    f" ORDER BY oid DESC OFFSET {KEPT - 1}"
)


def key():
    """Changes with any migration of any app."""
    told = hashlib.sha256(django.__version__.encode())
    for app in apps.get_app_configs():
        for file in sorted(Path(app.path, "migrations").glob("*.py")):
            told.update(f"{app.label} {file.name}".encode())
            told.update(file.read_bytes())
    return told.hexdigest()[:16]


def make_test_database():
    """Django's test database, migrated or copied; what it was called before is handed back."""
    creation, before = connection.creation, settings.DATABASES["default"]["NAME"]
    copy = Sqlite(key()) if connection.vendor == "sqlite" else Postgres(key())
    found = copy.prepare()
    name = creation._get_test_db_name()
    creation._create_test_db(verbosity=0, autoclobber=True)
    connection.close()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
    if found:
        copy.restore()
    else:
        call_command("migrate", verbosity=0, run_syncdb=True)
        copy.keep(name)
    call_command("createcachetable")
    return before


def database_for(portal):
    """Spare an installation of its own what the migrations take, if they ran here before."""
    file = Sqlite(key()).file
    if "DATABASE_URL" not in portal.environment and file.exists():
        there = Path(portal.environment["PEP_VAR"])
        there.mkdir(exist_ok=True)
        shutil.copy(file, there / "pep.sqlite3")


def template_on(server):
    """The migrated database on a PostgreSQL server, or the empty one that all are made from."""
    name = Postgres(key()).name
    found = server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    return name if found else "template1"


class Sqlite:
    """A file beside the demo's, copied into memory."""

    def __init__(self, key):
        self.file = FOLDER / f"{PREFIX}{key}.sqlite3"

    def prepare(self):
        return self.file.exists()

    def restore(self):
        connection.ensure_connection()
        with sqlite3.connect(f"file:{self.file}?mode=ro", uri=True) as kept:
            kept.backup(connection.connection)
        kept.close()

    def keep(self, name):
        """Whole or not at all: two workers may write at once."""
        FOLDER.mkdir(parents=True, exist_ok=True)
        found = FOLDER.glob(f"{PREFIX}*.sqlite3")
        for older in sorted(found, key=lambda file: file.stat().st_mtime)[: 1 - KEPT]:
            older.unlink(missing_ok=True)
        partial = self.file.with_suffix(f".{os.getpid()}")
        with sqlite3.connect(partial) as kept:
            connection.connection.backup(kept)
        kept.close()
        partial.replace(self.file)


class Postgres:
    """A database on the same server, which new ones are made from."""

    def __init__(self, key):
        self.name = f"{PREFIX}{key}"

    def prepare(self):
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.name])
            found = bool(cursor.fetchone())
        if found:
            connection.settings_dict["TEST"]["TEMPLATE"] = self.name
        return found

    def restore(self):
        """It was made from the copy."""

    def keep(self, name):
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(OLDER, [PREFIX])
            for (older,) in cursor.fetchall():
                cursor.execute(f'DROP DATABASE IF EXISTS "{older}"')
            try:
                cursor.execute(f'CREATE DATABASE "{self.name}" TEMPLATE "{name}"')
            except ProgrammingError:
                # Another worker was faster.
                return
