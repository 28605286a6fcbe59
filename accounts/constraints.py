"""That nobody holds the same post twice on a day, as a truth of the database."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary
from django.core.exceptions import ValidationError
from django.db.backends.ddl_references import Statement, Table
from django.db.models import BaseConstraint, Func

# How the names of these constraints end: what a refusal of the database is known by.
ONCE = "held_once_on_any_day"
TRIGGER = (
    "CREATE TRIGGER %(name)s BEFORE %(event)s ON %(table)s"
    " WHEN EXISTS (SELECT 1 FROM %(table)s AS held WHERE %(same)s"
    " AND held.starts_on <= coalesce(NEW.ends_on, '9999-12-31')"
    " AND coalesce(held.ends_on, '9999-12-31') >= NEW.starts_on)"
    " BEGIN SELECT RAISE(ABORT, '%(constraint)s'); END"
)


class NoOverlap(BaseConstraint):
    """No two rows that agree in these fields share a day, `starts_on` to `ends_on`.

    PostgreSQL excludes them by an index, which takes the extension btree_gist. SQLite refuses them
    by triggers; they are made anew whenever a migration remakes the table.
    """

    default_violation_error_message = "This person holds this post on some of these days already."

    def __init__(self, *, fields: tuple[str, ...], name: str, **options: Any):
        super().__init__(name=name, **options)
        self.fields = tuple(fields)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NoOverlap) and self.deconstruct() == other.deconstruct()

    def deconstruct(self) -> Any:
        path, args, options = super().deconstruct()
        return path, args, {**options, "fields": self.fields}

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "") -> None:
        if {*self.fields, "starts_on", "ends_on"} & {*(exclude or ())}:
            return
        if instance.overlapping().exists():
            raise ValidationError(self.get_violation_error_message(), code="overlap")

    def constraint_sql(self, model: Any, schema_editor: Any) -> Any:
        if schema_editor.connection.vendor == "postgresql":
            return self._exclusion().constraint_sql(model, schema_editor)
        # Run once the table has its name; Django remakes a table for each constraint.
        schema_editor.deferred_sql += self._triggers(model, schema_editor.quote_name)
        return None

    def create_sql(self, model: Any, schema_editor: Any) -> Any:
        return self._exclusion().create_sql(model, schema_editor)

    def remove_sql(self, model: Any, schema_editor: Any) -> Any:
        return self._exclusion().remove_sql(model, schema_editor)

    def _exclusion(self) -> ExclusionConstraint:
        bounds = RangeBoundary(inclusive_lower=True, inclusive_upper=True)
        days = Func(
            "starts_on", "ends_on", bounds, function="DATERANGE", output_field=DateRangeField()
        )
        same = [(field, "=") for field in self.fields]
        return ExclusionConstraint(name=self.name, expressions=[*same, (days, "&&")])

    def _triggers(self, model: Any, quote: Any) -> list[Statement]:
        columns = [model._meta.get_field(field).column for field in self.fields]
        same = " AND ".join(f"held.{column} = NEW.{column}" for column in columns)
        key = model._meta.pk.column
        update = f"UPDATE OF {', '.join([*columns, 'starts_on', 'ends_on'])}"
        events = [
            ("insert", "INSERT", same),
            ("update", update, f"{same} AND held.{key} <> OLD.{key}"),
        ]
        return [
            Statement(
                TRIGGER,
                name=quote(f"{self.name}_{word}"),
                event=event,
                table=Table(model._meta.db_table, quote),
                same=rule,
                constraint=self.name,
            )
            for word, event, rule in events
        ]
