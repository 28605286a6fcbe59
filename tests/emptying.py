"""How a test that commits is cleared away, though the audit lets nobody empty it."""

from contextlib import contextmanager

from django.db import connection, transaction
from django.test import TransactionTestCase

KEEPERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND instr(name, '_keep_')"


@contextmanager
def append_only_put_aside():
    """The triggers of audit and access log stand aside until the end of one transaction.

    On PostgreSQL by a setting that only a superuser may change, and that ends with the
    transaction; on SQLite, where there is none, they are dropped and made again.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
            return
        keepers = cursor.execute(KEEPERS).fetchall()
        for name, _ in keepers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _, made_by in keepers:
            cursor.execute(made_by)


def let_tests_be_cleared_away():
    """Have Django's own flush after such a test run while the triggers stand aside."""
    flush = TransactionTestCase._fixture_teardown

    def teardown(case):
        with append_only_put_aside():
            flush(case)

    TransactionTestCase._fixture_teardown = teardown
