"""Triggers that refuse to empty the audit or the access log at once, on PostgreSQL.

TRUNCATE asks no trigger on rows. SQLite has no such statement: there each row is asked.
"""

from django.db import migrations

FUNCTION = "core_keep_all"
TABLES = {"core_auditevent": "the audit", "core_accessevent": "the access log"}


def guard(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(
        f"CREATE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION '% is append-only', TG_ARGV[0]"
        " USING ERRCODE = 'integrity_constraint_violation'; END $$",
        params=None,
    )
    for table, words in TABLES.items():
        schema_editor.execute(
            f"CREATE TRIGGER {table}_keep_all BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}('{words}')"
        )


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP FUNCTION {FUNCTION}() CASCADE")


class Migration(migrations.Migration):
    dependencies = [("core", "0006_refusals")]

    operations = [migrations.RunPython(guard, unguard)]
