"""Triggers that refuse every change of the audit, whoever asks for it and in whatever way.

One change is let through: a number in place of a deleted person's name, and the empty key that
deleting the account leaves. A later migration that remakes the table on SQLite drops its triggers
and must make them again; `tests/core/test_audit.py` notices.
"""

from django.db import migrations

TABLE = "core_auditevent"
FIXED = ["id", "at", "action", "kind", "subject_type", "subject_id", "school_urn"]
PEOPLE = ["actor", "on_behalf_of", "about"]
ABSENT = "'Deleted person ' || OLD.{person}_id"
SAYS = "the audit is append-only"


def allowed(same):
    """The condition of a change that may pass; `same` compares two values, empty ones too."""

    def is_same(column):
        return f"NEW.{column} {same} OLD.{column}"

    conditions = [is_same(column) for column in FIXED]
    for person in PEOPLE:
        absent = ABSENT.format(person=person)
        conditions += [
            f"({is_same(f'{person}_id')} OR NEW.{person}_id IS NULL)",
            f"({is_same(f'{person}_name')}"
            f" OR (OLD.{person}_id IS NOT NULL AND NEW.{person}_name = {absent}))",
        ]
    absent = ABSENT.format(person="about")
    conditions += [
        f"({is_same('subject_label')} OR (OLD.about_id IS NOT NULL AND"
        f" NEW.subject_label = replace(OLD.subject_label, OLD.about_name, {absent})))",
        f"({is_same('before')} OR (OLD.about_id IS NOT NULL AND NEW.before IS NULL))",
        f"({is_same('after')} OR (OLD.about_id IS NOT NULL AND NEW.after IS NULL))",
    ]
    return " AND ".join(conditions)


def sqlite():
    refuse = f"BEGIN SELECT RAISE(ABORT, '{SAYS}'); END"
    return [
        f"CREATE TRIGGER {TABLE}_keep_change BEFORE UPDATE ON {TABLE}"
        f" WHEN NOT ({allowed('IS')}) {refuse}",
        f"CREATE TRIGGER {TABLE}_keep_delete BEFORE DELETE ON {TABLE} {refuse}",
        # INSERT OR REPLACE takes a row away without asking the trigger on deletion.
        f"CREATE TRIGGER {TABLE}_keep_replace BEFORE INSERT ON {TABLE}"
        f" WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id) {refuse}",
    ]


def postgresql():
    return [
        f"CREATE FUNCTION {TABLE}_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF TG_OP = 'UPDATE' THEN IF {allowed('IS NOT DISTINCT FROM')} THEN RETURN NEW; END IF;"
        f" END IF; RAISE EXCEPTION '{SAYS}' USING ERRCODE = 'integrity_constraint_violation';"
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
    dependencies = [("core", "0001_audit_event")]

    operations = [migrations.RunPython(guard, unguard)]
