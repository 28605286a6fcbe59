"""What a record said before: a version for each change people make, and the changes in words."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import migrations, models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from simple_history.models import HistoricalRecords

from core.models import THE_PORTAL, a_person

FIRST_KEPT = "as it stood when versions were first kept"
NOTHING = "\u2013"
NOT_SET = "not set"


class Version(models.Model):
    """Who wrote a version of a record, in whose name, in words that outlive their accounts.

    When, and the record's fields as they stood, are beside it: django-simple-history adds them.
    """

    by_name = models.CharField(max_length=200, default=THE_PORTAL)
    in_name_of = a_person("in whose name it was written, if in another's")
    in_name_of_name = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class History(HistoricalRecords):
    """Keeps a version of a record whenever a save changes a field that is not left out.

    A version goes when its record goes: that there was one stays in the audit. Whoever writes
    says so by `save`; where a library saves, it is whoever is signed in.
    """

    def __init__(self, *, leaves_out: Sequence[str] = (), inherit: bool = False):
        super().__init__(
            bases=[Version],
            cascade_delete_history=True,
            excluded_fields=[*leaves_out],
            inherit=inherit,
        )

    def get_extra_fields(self, model, fields):
        def words(version):
            when = timezone.localtime(version.history_date)
            return f"{model._meta.verbose_name} {getattr(version, key)}, {when:%-d %B %Y, %H:%M}"

        key = model._meta.pk.attname
        # The library's words for a version would ask for the record's own, and so for its person.
        return {**super().get_extra_fields(model, fields), "__str__": words}

    def get_meta_options(self, model):
        named = model._meta
        return {
            **super().get_meta_options(model),
            "verbose_name": f"version of {named.verbose_name}",
            "verbose_name_plural": f"versions of {named.verbose_name_plural}",
        }

    def post_save(self, instance, created, using=None, update_fields=None, **kwargs):
        if update_fields is None or {*update_fields} & _names_of(self.fields_included(instance)):
            super().post_save(instance, created, using=using, **kwargs)

    def create_historical_record(self, instance, history_type, using=None):
        kept = {
            field.attname: field.to_python(getattr(instance, field.attname))
            for field in self.fields_included(instance)
        }
        versions = getattr(instance, self.manager_name)
        if history_type == "~" and versions.values(*kept).first() == kept:
            return
        by, in_name_of = self.get_history_user(instance), getattr(instance, "_in_name_of", None)
        versions.model._base_manager.create(
            history_date=timezone.now(),
            history_type=history_type,
            history_user=by,
            by_name=_name(by) or THE_PORTAL,
            in_name_of=in_name_of,
            in_name_of_name=_name(in_name_of),
            **kept,
        )
        for noted in ("_history_user", "_in_name_of"):
            vars(instance).pop(noted, None)


def _names_of(fields: Iterable[Any]) -> set[str]:
    return {name for field in fields for name in (field.name, field.attname)}


def _name(person: Any) -> str:
    return str(person)[:200] if person else ""


def save(record: Any, *, by: Any, in_name_of: Any = None, **options: Any) -> Any:
    """Save a record in the name of whoever writes it; none is the portal itself."""
    attribute(record, by=by, in_name_of=in_name_of)
    record.save(**options)
    return record


def save_unkept(record: Any, **options: Any) -> None:
    """Save a record without a version: one that is undone before anybody could read it."""
    record.save_without_historical_record(**options)


def attribute(record: Any, *, by: Any, in_name_of: Any = None) -> None:
    """Say who writes the next version of a record that a library is about to save."""
    record._history_user, record._in_name_of = by, in_name_of


class UntrackedWriteError(TypeError):
    """A write in bulk leaves no version: save each record with `core.history.save`."""


class VersionedQuerySet(models.QuerySet):
    """Rows whose versions are kept, and so are not written in bulk.

    Fields that are left out of the versions may be.
    """

    def update(self, **fields):
        if {*fields} & _names_of(self.model.history.model.tracked_fields):
            raise UntrackedWriteError
        return super().update(**fields)

    def bulk_create(self, *args, **kwargs):
        raise UntrackedWriteError

    def bulk_update(self, *args, **kwargs):
        raise UntrackedWriteError


def tracked() -> list[Any]:
    """Every model whose versions are kept, the lowest room's first."""
    return [
        model
        for model in apps.get_models()
        if hasattr(model._meta, "simple_history_manager_attribute")
    ]


def forget(person: Any, *, absent: str) -> None:
    """Put other words in place of a person's name wherever a version says who wrote it."""
    for model in tracked():
        versions = model.history.model._base_manager
        versions.filter(history_user=person).update(by_name=absent)
        versions.filter(in_name_of=person).update(in_name_of_name=absent)


def let_go(*, before: datetime) -> int:
    """Delete every version that had been written over by a moment; gives how many.

    What a record said at that moment, and since, stays.
    """
    gone = 0
    for model in tracked():
        key = model._meta.pk.attname
        versions = model.history.model._base_manager.filter(history_date__lt=before)
        later = versions.filter(**{key: OuterRef(key)}, history_id__gt=OuterRef("history_id"))
        gone += versions.filter(Exists(later)).delete()[0]
    return gone


def begin(app: str, name: str) -> migrations.RunPython:
    """For the migration that makes the table: every record there is has a first version."""

    def first_versions(apps, schema_editor):
        versions = apps.get_model(app, f"Historical{name}")
        kept = {field.attname for field in versions._meta.fields}
        records = apps.get_model(app, name)
        fields = [each.attname for each in records._meta.fields if each.attname in kept]
        versions._base_manager.bulk_create(
            [
                versions(
                    history_date=timezone.now(),
                    history_type="+",
                    history_change_reason=FIRST_KEPT,
                    **record,
                )
                for record in records._base_manager.values(*fields)
            ],
            batch_size=500,
        )

    return migrations.RunPython(first_versions, migrations.RunPython.noop)


# --- In words ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Change:
    """One field of a record: what it said before and says now, who changed it, and when."""

    field: str
    before: str
    after: str
    by: str
    at: datetime
    note: str = ""


def changes(versions: Iterable[Any], *, leaves_out: Iterable[str] = ()) -> list[Change]:
    """What changed from version to version of one record, given and told newest first.

    Whatever the record began with counts as changed, but for what was left blank. A query for
    each kind of thing the fields point at.
    """
    versions = list(versions)
    if not versions:
        return []
    fields = [
        field
        for field in versions[0].tracked_fields
        if not field.primary_key and field.name not in leaves_out
    ]
    words = {field.name: _words_for(field, versions) for field in fields}
    told = []
    for version, earlier in zip(versions, [*versions[1:], None], strict=True):
        for field in fields:
            now = getattr(version, field.attname)
            before = getattr(earlier, field.attname) if earlier else None
            if now == before or (earlier is None and now in (None, "")):
                continue
            said = words[field.name]
            told.append(_change(field, said(before) if earlier else NOTHING, said(now), version))
    return told


def _change(field: Any, before: str, after: str, version: Any) -> Change:
    by = version.by_name
    if version.in_name_of_name:
        by += f", on behalf of {version.in_name_of_name}"
    return Change(
        field=field.verbose_name[:1].upper() + field.verbose_name[1:],
        before=before,
        after=after,
        by=by,
        at=version.history_date,
        note=version.history_change_reason or "",
    )


def _words_for(field: Any, versions: list[Any]) -> Callable[[Any], str]:
    """How the values of a field are said: of what it points at, by name."""
    if not field.is_relation:
        choices = dict(field.flatchoices)
        return lambda value: str(choices[value]) if value in choices else _word(value)
    keys = {getattr(version, field.attname) for version in versions} - {None}
    named = field.related_model._base_manager.select_related().in_bulk(keys)
    kind = field.related_model._meta.verbose_name
    gone = f"{kind[:1].upper()}{kind[1:]} {{}}, no longer kept"
    return lambda key: (
        NOT_SET if key is None else str(named[key]) if key in named else gone.format(key)
    )


def _word(value: Any) -> str:
    if value is None or value == "":
        return NOT_SET
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%-d %B %Y, %H:%M}"
    if isinstance(value, date):
        return f"{value:%-d %B %Y}"
    return str(value)
