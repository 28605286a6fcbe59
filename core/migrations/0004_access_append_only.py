"""Triggers that refuse every change of the access log, and its deletion within a year.

One change is let through: a number in place of a deleted person's name, and the empty key that
deleting the account leaves.
"""

from django.db import migrations

TABLE = "core_accessevent"
FIXED = ["id", "at", "hour", "post", "page", "scope", "number"]
SAYS = "the access log is append-only"


def allowed(same):
    conditions = [f"NEW.{column} {same} OLD.{column}" for column in FIXED]
    conditions += [
        f"(NEW.person_id {same} OLD.person_id OR NEW.person_id IS NULL)",
        "(NEW.person_name = OLD.person_name OR (OLD.person_id IS NOT NULL"
        " AND NEW.person_name = 'Deleted person ' || OLD.person_id))",
    ]
    return " AND ".join(conditions)


def sqlite():
    refuse = f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    keys = ["person_id", "page", "scope", "number", "hour"]
    same_key = " AND ".join(f"{key} = NEW.{key}" for key in keys)
    return [
        f"CREATE TRIGGER {TABLE}_keep_change BEFORE UPDATE ON {TABLE}"
        f" WHEN NOT ({allowed('IS')}) {refuse}",
        f"CREATE TRIGGER {TABLE}_keep_delete BEFORE DELETE ON {TABLE}"
        f" WHEN OLD.at > datetime('now', '-1 year') {refuse}",
        # INSERT OR REPLACE takes a row away without asking the trigger on deletion.
        f"CREATE TRIGGER {TABLE}_keep_replace BEFORE INSERT ON {TABLE}"
        f" WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id OR ({same_key}))"
        " BEGIN SELECT RAISE(IGNORE); END",
    ]


def postgresql():
    return [
        f"CREATE FUNCTION {TABLE}_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF TG_OP = 'UPDATE' THEN IF {allowed('IS NOT DISTINCT FROM')} THEN RETURN NEW; END IF;"
        " ELSIF OLD.at <= now() - interval '1 year' THEN RETURN OLD; END IF;"
        f" RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation';"
        " END $$",
        f"CREATE TRIGGER {TABLE}_keep BEFORE UPDATE OR DELETE ON {TABLE}"
        f" FOR EACH ROW EXECUTE FUNCTION {TABLE}_keep()",
    ]


def guard(apps, schema_editor):
    for statement in {"sqlite": sqlite, "postgresql": postgresql}[schema_editor.connection.vendor]():
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP FUNCTION {TABLE}_keep() CASCADE")
        return
    for what in ("change", "delete", "replace"):
        schema_editor.execute(f"DROP TRIGGER {TABLE}_keep_{what}")


class Migration(migrations.Migration):
    dependencies = [("core", "0003_access_event")]

    operations = [migrations.RunPython(guard, unguard)]
