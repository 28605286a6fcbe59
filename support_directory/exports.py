"""The directory to take away, in the columns that an import takes."""

from datetime import date
from functools import partial
from typing import Any

from dashboard import exports
from strategy.models.progress import Term
from support_directory.models import Capacity, Entry
from support_directory.spreadsheets import COLUMNS

HEAD = [*COLUMNS, "In the directory", "Quality assured on"]
NOTES = [
    "Contacts and costs are for members of the partnership. Do not publish this file.",
    "Take out the last two columns to take the file in again.",
]


def csv_response(entries: Any, *, academic_year: int, on: date) -> Any:
    return _made(exports.csv_response, entries, academic_year, on)


def xlsx_response(entries: Any, *, academic_year: int, on: date) -> Any:
    return _made(partial(exports.xlsx_response, sheet="Directory"), entries, academic_year, on)


def _made(make: Any, entries: Any, academic_year: int, on: date) -> Any:
    entries = list(entries)
    days: dict[tuple[int, str], Any] = {
        (entry, term): offered
        for entry, term, offered in Capacity.objects.filter(
            academic_year=academic_year, entry__in=entries
        ).values_list("entry", "term", "days")
    }
    years = f"Days are those offered in {academic_year - 1}/{academic_year % 100:02}."
    rows = [_row(entry, days) for entry in entries]
    return make(f"directory-{on:%Y-%m-%d}", HEAD, rows, [*NOTES, years])


def _row(entry: Entry, days: dict[tuple[int, str], Any]) -> list[Any]:
    return [
        entry.reference,
        entry.get_type_display(),
        entry.name,
        entry.headline,
        entry.summary,
        entry.email,
        entry.school_id,
        entry.trust_id,
        entry.organisation,
        entry.get_organisation_kind_display(),
        "; ".join(entry.specialism_labels),
        "; ".join(stage.label for stage in entry.stages),
        entry.get_sector_display(),
        entry.evidence,
        entry.cost,
        entry.day_rate,
        entry.travel,
        f"{entry.last_confirmed_on:%d/%m/%Y}" if entry.last_confirmed_on else "",
        *(days.get((entry.pk, term)) for term in Term),
        entry.get_state_display(),
        f"{entry.quality_assured_on:%d/%m/%Y}" if entry.quality_assured_on else "",
    ]
