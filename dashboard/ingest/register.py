"""Taking in the register: schools, trusts, and the links between them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
from django.db.models import Q

from dashboard.ingest import store
from dashboard.ingest.report import EXAMPLES, Difference, FileReport
from schools.models import Release, School, SchoolLink, Trust

# What the register says of a school; provenance is kept beside it.
SCHOOL_FIELDS = (
    "la_code", "la_name", "establishment_number", "name", "type_code", "type_name", "status",
    "phase", "low_age", "high_age", "opened_on", "closed_on", "trust_id", "gender",
    "religious_character", "street", "locality", "town", "postcode", "website", "telephone",
    "ward", "constituency", "easting", "northing", "capacity", "census_on",
    "number_of_pupils", "percentage_fsm",
)  # fmt: skip
TRUST_FIELDS = (
    "uid", "group_id", "name", "type_code", "companies_house_number", "opened_on", "closed_on",
)  # fmt: skip
LINK_FIELDS = ("urn", "link_urn", "link_type", "kind", "linked_on")


def known_schools() -> dict[int, int | None]:
    """Every school of the register with its authority."""
    return dict(School.objects.values_list("urn", "la_code"))


def _compare(
    difference: Difference,
    live: Sequence[Any] | None,
    new: Sequence[Any],
    fields: Sequence[str],
    who: str,
) -> bool:
    """Note what one row changes; whether it changes anything."""
    if live is None:
        difference.added += 1
        return True
    changed = [
        f"{who}, {field}: {_shown(before)} → {_shown(after)}"
        for field, before, after in zip(fields, live, new, strict=True)
        if before != after
    ]
    if changed:
        difference.changed += 1
        difference.examples += changed[: max(0, EXAMPLES - len(difference.examples))]
    return bool(changed)


def _shown(value: Any) -> str:
    return "blank" if value in (None, "") else str(value)


def load_schools(release: Release, table: pd.DataFrame, report: FileReport) -> bool:
    """Add schools and bring those known up to date; nothing is deleted.

    A school that a newer register describes keeps that description, so registers give the
    same result in any order. Whether anything changed.
    """
    live = {
        row[0]: row
        for row in School.objects.values_list("urn", *SCHOOL_FIELDS, "trust_joined_on", "row")
    }
    newer = set(
        School.objects.filter(release__as_at__gt=release.as_at or date.max).values_list(
            "urn", flat=True
        )
    )
    older = set(
        School.objects.filter(
            Q(release=None) | Q(release__as_at=None) | Q(release__as_at__lt=release.as_at)
        ).values_list("urn", flat=True)
        if release.as_at
        else []
    )
    rows, stale = [], False
    trust = 1 + SCHOOL_FIELDS.index("trust_id")
    is_changed = False
    for row, new in zip(table.index, store.rows_of(table, ("urn", *SCHOOL_FIELDS)), strict=True):
        urn = new[0]
        if urn in newer:
            continue
        before = live.get(urn)
        joined_on = before[-2] if before else None
        if before and new[trust] is None:
            # The group links know trusts that a register with the column blank does not.
            new = (*new[:trust], before[trust], *new[trust + 1 :])
        elif before and new[trust] != before[trust]:
            joined_on = None
        stale = stale or urn in older
        if _compare(report.difference, before and before[1:-2], new[1:], SCHOOL_FIELDS, str(urn)):
            is_changed = True
        rows.append((*new, joined_on, release.pk, int(row)))
    if left := len(table) - len(rows):
        report.notes.append(f"{left:,} schools are described by a newer register, which stays.")
    if not (is_changed or stale):
        return False
    _add_missing_trusts(table)
    store.upsert(
        School, ["urn"], ["urn", *SCHOOL_FIELDS, "trust_joined_on", "release_id", "row"], rows
    )
    return True


def _add_missing_trusts(table: pd.DataFrame) -> None:
    """The register names trusts by number before the file of trusts has told of them."""
    named = table[table["trust_id"].notna()].drop_duplicates("trust_id")
    known = set(Trust.objects.values_list("uid", flat=True))
    Trust.objects.bulk_create(
        Trust(uid=int(uid), name=name or f"Trust {uid}")
        for uid, name in zip(named["trust_id"], named["trust_name"], strict=True)
        if int(uid) not in known
    )


def load_trusts(release: Release, table: pd.DataFrame, report: FileReport) -> bool:
    """Add trusts and bring those known up to date."""
    live = {row[0]: row for row in Trust.objects.values_list(*TRUST_FIELDS)}
    rows = [
        new
        for new in store.rows_of(table, TRUST_FIELDS)
        if _compare(report.difference, live.get(new[0]), new, TRUST_FIELDS, f"trust {new[0]}")
    ]
    store.upsert(Trust, ["uid"], TRUST_FIELDS, rows)
    return bool(rows)


def load_group_links(release: Release, table: pd.DataFrame, report: FileReport) -> bool:
    """Say since when a school is in its trust, and its trust where the register is silent."""
    trusts = set(Trust.objects.values_list("uid", flat=True))
    new_trusts = table[~table["uid"].isin(trusts)].drop_duplicates("uid")
    store.upsert(Trust, ["uid"], TRUST_FIELDS, list(store.rows_of(new_trusts, TRUST_FIELDS)))

    live = {
        row[0]: row[1:] for row in School.objects.values_list("urn", "trust_id", "trust_joined_on")
    }
    changed = []
    for urn, uid, joined_on in store.rows_of(table, ("urn", "uid", "joined_on")):
        if urn not in live or live[urn][0] not in (None, uid):
            continue
        if _compare(report.difference, live[urn], (uid, joined_on), ("trust", "joined"), str(urn)):
            changed.append((uid, _plain(joined_on), urn))
    store.update(School, ["trust_id", "trust_joined_on"], "urn", changed)
    return bool(changed) or not new_trusts.empty


def load_links(release: Release, table: pd.DataFrame, report: FileReport) -> bool:
    """Replace what is known of the links of the schools in the file."""
    table = table.drop_duplicates(["urn", "link_urn", "link_type"])
    urns = set(table["urn"])
    live = {row[:3]: row for row in SchoolLink.objects.values_list(*LINK_FIELDS) if row[0] in urns}
    for new in store.rows_of(table, LINK_FIELDS):
        _compare(report.difference, live.pop(new[:3], None), new, LINK_FIELDS, f"link of {new[0]}")
    report.difference.removed += len(live)
    if report.difference.is_none:
        return False
    for part in store.in_parts(urns):
        SchoolLink.objects.filter(urn__in=part).delete()
    columns = {name: store.plain(table[name]) for name in LINK_FIELDS}
    store.insert(SchoolLink, {**columns, "linked_on": [_plain(day) for day in table["linked_on"]]})
    return True


def _plain(value: Any) -> Any:
    """Dates in a form that both databases take from the driver."""
    return value.isoformat() if isinstance(value, date) else value
