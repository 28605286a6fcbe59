"""The national register, Get Information about Schools: establishments, their links, trusts.

Read by name of column: the register had 133 columns in 2019/20, 140 in 2024 and 135 in 2026.
Names of heads, proprietors and heads of groups are never read.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from schools.models import Phase, SchoolLink, Status
from schools.sources.names import as_written
from schools.sources.sheets import ReadError, Sheet, normalised, text, whole_numbers

PUBLISHER = "Department for Education, Get Information about Schools"

REGISTER = {"URN", "LA (CODE)", "ESTABLISHMENTNAME", "ESTABLISHMENTSTATUS (CODE)"}
LINKS = {"URN", "LINKURN", "LINKTYPE"}
TRUSTS = {"GROUP UID", "GROUP NAME", "GROUP TYPE (CODE)", "GROUP STATUS (CODE)"}
GROUP_LINKS = {"URN", "GROUP UID", "GROUP TYPE (CODE)", "JOINED DATE"}

NUMBERS = {
    "LA (CODE)": "la_code",
    "EstablishmentNumber": "establishment_number",
    "TypeOfEstablishment (code)": "type_code",
    "EstablishmentStatus (code)": "status",
    "PhaseOfEducation (code)": "phase",
    "StatutoryLowAge": "low_age",
    "StatutoryHighAge": "high_age",
    "Trusts (code)": "trust_id",
    "Easting": "easting",
    "Northing": "northing",
    "SchoolCapacity": "capacity",
    "NumberOfPupils": "number_of_pupils",
}
DATES = {"OpenDate": "opened_on", "CloseDate": "closed_on", "CensusDate": "census_on"}
# Longest text the portal keeps of each; a web address longer than that is not one.
TEXTS = {
    "LA (name)": ("la_name", 100),
    "EstablishmentName": ("name", 200),
    "TypeOfEstablishment (name)": ("type_name", 100),
    "Gender (name)": ("gender", 20),
    "ReligiousCharacter (name)": ("religious_character", 60),
    "Street": ("street", 200),
    "Locality": ("locality", 200),
    "Town": ("town", 100),
    "Postcode": ("postcode", 10),
    "SchoolWebsite": ("website", 255),
    "TelephoneNum": ("telephone", 30),
    "AdministrativeWard (name)": ("ward", 100),
    "ParliamentaryConstituency (name)": ("constituency", 100),
}
# Multi-academy and single-academy trusts. A sponsored school has a second row for its
# sponsor (5), and federations (1) and children's centres (8, 9) are no trusts.
TRUST_TYPES = (6, 10)
IN_ERROR = "CREATED_IN_ERROR"
ZERO_MEANS_NONE = ("la_code", "easting", "northing")
DATE = re.compile(r"(\d{2})[-/](\d{2})[-/](\d{4})")
ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def dates(cells: "pd.Series[str]", *, column: str) -> "pd.Series[Any]":
    """Dates as the register writes them, 01-09-2013 or 01/09/2013, None where blank."""
    codes, unique = pd.factorize(text(cells).to_numpy())
    found: list[date | None] = []
    for place, cell in enumerate(unique):
        try:
            found.append(date_of(cell))
        except ValueError:
            row = cells.index[np.flatnonzero(codes == place)[0]]
            raise ReadError(
                f"“{cell}” is not a date.",
                row=int(row),
                column=column,
                remedy="Dates are written as 01-09-2013: correct the cell.",
            ) from None
    return pd.Series(pd.Index(found, dtype=object).take(codes), index=cells.index, dtype=object)


def date_of(cell: str) -> date | None:
    """One date; raises ValueError where there is something else."""
    if not cell:
        return None
    if match := DATE.fullmatch(cell.split(" ")[0]):
        return date(int(match[3]), int(match[2]), int(match[1]))
    if match := ISO_DATE.fullmatch(cell.split(" ")[0]):
        return date(int(match[1]), int(match[2]), int(match[3]))
    raise ValueError(cell)


def _cells(sheet: Sheet, names: Sequence[str]) -> pd.DataFrame:
    return sheet.cells([normalised(name) for name in names if sheet.has(normalised(name))])


def _numbers(cells: pd.DataFrame, name: str) -> "pd.Series[int]":
    column = normalised(name)
    if column not in cells:
        return pd.Series(pd.NA, index=cells.index, dtype="Int64")
    # A spreadsheet turns 851 beside a blank cell into 851.0; the number is the same.
    return whole_numbers(cells[column], column=name)


def _once(urns: "pd.Series[int]") -> None:
    missing = urns.isna() | (urns == 0)
    if missing.any():
        raise ReadError(
            "the row has no reference number.", row=int(urns.index[missing][0]), column="URN"
        )
    twice = urns.duplicated()
    if twice.any():
        urn = urns[twice].iloc[0]
        rows = ", ".join(str(row) for row in urns.index[urns == urn])
        raise ReadError(
            f"URN {urn} has more than one row (rows {rows}).",
            row=int(urns.index[twice][0]),
            column="URN",
            remedy="Remove the row that does not belong, or take the file again.",
        )


def read_register(sheet: Sheet) -> pd.DataFrame:
    """One row per establishment, open or closed, in the portal's own words."""
    cells = _cells(sheet, ["URN", "PercentageFSM", "Trusts (name)", *NUMBERS, *DATES, *TEXTS])
    urns = _numbers(cells, "URN")
    _once(urns)
    table = pd.DataFrame({"urn": urns.astype("int64")})
    for name, field in NUMBERS.items():
        table[field] = _numbers(cells, name)
    for name, field in DATES.items():
        column = normalised(name)
        table[field] = dates(cells[column], column=name) if column in cells else None
    for name, (field, longest) in TEXTS.items():
        column = normalised(name)
        table[field] = text(cells[column]).str.slice(0, longest) if column in cells else ""
    trusts = normalised("Trusts (name)")
    table["trust_name"] = text(cells[trusts]).map(as_written) if trusts in cells else ""
    table["percentage_fsm"] = _percentages(cells)

    for field in ZERO_MEANS_NONE:
        table[field] = table[field].where(table[field] != 0)
    table["phase"] = table["phase"].fillna(Phase.NOT_APPLICABLE)
    closed = pd.Series([day is not None for day in table["closed_on"]], index=table.index)
    stated = table["status"].notna()
    table["status"] = table["status"].where(
        stated, closed.map({True: Status.CLOSED, False: Status.OPEN})
    )
    for field, known in (("status", Status), ("phase", Phase)):
        strange = ~table[field].isin(known.values)
        if strange.any():
            raise ReadError(
                f"“{table[field][strange].iloc[0]}” is no {field} the register explains.",
                row=int(table.index[strange][0]),
                column={v: k for k, v in NUMBERS.items()}[field],
                remedy="Take the file from the publisher again.",
            )
    return _dated(table)


def _dated(table: pd.DataFrame) -> pd.DataFrame:
    """A few entries close before they open: the register's slip, so the opening is left out."""
    slips = [
        opened is not None and closed is not None and closed < opened
        for opened, closed in zip(table["opened_on"], table["closed_on"], strict=True)
    ]
    table["opened_on"] = table["opened_on"].where(~pd.Series(slips, index=table.index), None)
    return table


def _percentages(cells: pd.DataFrame) -> "pd.Series[float]":
    column = normalised("PercentageFSM")
    if column not in cells:
        return pd.Series(np.nan, index=cells.index)
    values = text(cells[column]).str.rstrip("%")
    numbers = pd.to_numeric(values.where(values != "", None), errors="coerce")
    wrong = (values != "") & ~numbers.between(0, 100)
    if wrong.any():
        raise ReadError(
            f"“{values[wrong].iloc[0]}” is not a percentage.",
            row=int(values.index[wrong][0]),
            column="PercentageFSM",
        )
    return numbers


def read_links(sheet: Sheet) -> pd.DataFrame:
    """Which establishment followed which; every pair normally stands there twice."""
    cells = _cells(sheet, ["URN", "LinkURN", "LinkType", "LinkEstablishedDate"])
    table = pd.DataFrame(
        {
            "urn": _numbers(cells, "URN"),
            "link_urn": _numbers(cells, "LinkURN"),
            "link_type": text(cells["LINKTYPE"]).str.slice(0, 60),
        }
    )
    incomplete = table["urn"].isna() | table["link_urn"].isna()
    if incomplete.any():
        raise ReadError(
            "a link needs two reference numbers.",
            row=int(table.index[incomplete][0]),
            column="LinkURN",
        )
    table["kind"] = table["link_type"].map(kind_of_link)
    established = normalised("LinkEstablishedDate")
    table["linked_on"] = (
        dates(cells[established], column="LinkEstablishedDate") if established in cells else None
    )
    return table.astype({"urn": "int64", "link_urn": "int64"})


def kind_of_link(link_type: str) -> str:
    """Predecessor, successor, or neither; what follows the dash says how (merged, split)."""
    first = link_type.split(" ")[0].lower()
    known = {"predecessor": SchoolLink.Kind.PREDECESSOR, "successor": SchoolLink.Kind.SUCCESSOR}
    return str(known.get(first, SchoolLink.Kind.OTHER))


def _trusts_in(sheet: Sheet, names: Sequence[str]) -> pd.DataFrame:
    """The rows of multi-academy and single-academy trusts."""
    cells = _cells(sheet, ["Group Type (code)", "Group Type", "Group Status (code)", *names])
    codes = whole_numbers(cells["GROUP TYPE (CODE)"], column="Group Type (code)")
    in_error = (
        text(cells["GROUP STATUS (CODE)"]) == IN_ERROR
        if "GROUP STATUS (CODE)" in cells
        else pd.Series(False, index=cells.index)
    )
    return cells.assign(type_code=codes)[codes.isin(TRUST_TYPES) & ~in_error]


def _trust_fields(cells: pd.DataFrame) -> pd.DataFrame:
    """What both files of groups say of a trust."""
    table = pd.DataFrame({"uid": _numbers(cells, "Group UID"), "type_code": cells["type_code"]})
    if table["uid"].isna().any():
        raise ReadError(
            "a trust has no group UID.",
            row=int(table.index[table["uid"].isna()][0]),
            column="Group UID",
        )
    for name, field, longest in (
        ("Group ID", "group_id", 20),
        ("Group Name", "name", 200),
        ("Companies House Number", "companies_house_number", 20),
    ):
        column = normalised(name)
        table[field] = text(cells[column]).str.slice(0, longest) if column in cells else ""
    table["name"] = table["name"].map(as_written)
    table["companies_house_number"] = table["companies_house_number"].str.removesuffix(".0")
    # Trusts carry the day of incorporation where groups of other types carry an open date.
    opened = pd.Series(None, index=cells.index, dtype=object)
    for name in ("Open date", "Incorporated on (open date)"):
        if (column := normalised(name)) in cells:
            opened = opened.where(opened.notna(), dates(cells[column], column=name))
    table["opened_on"] = opened
    closed = normalised("Closed Date")
    table["closed_on"] = dates(cells[closed], column="Closed Date") if closed in cells else None
    return table.astype({"uid": "int64", "type_code": "int64"})


_TRUST_COLUMNS = [
    "Group UID", "Group ID", "Group Name", "Companies House Number", "Open date",
    "Incorporated on (open date)", "Closed Date",
]  # fmt: skip


def read_trusts(sheet: Sheet) -> pd.DataFrame:
    """One row per trust."""
    table = _trust_fields(_trusts_in(sheet, _TRUST_COLUMNS))
    twice = table["uid"].duplicated()
    if twice.any():
        raise ReadError(
            f"group UID {table['uid'][twice].iloc[0]} has more than one row.",
            row=int(table.index[twice][0]),
            column="Group UID",
        )
    return table


def read_group_links(sheet: Sheet) -> pd.DataFrame:
    """Which school is in which trust, and since when; a school's newest trust alone."""
    cells = _trusts_in(sheet, ["URN", "Joined date", *_TRUST_COLUMNS])
    table = _trust_fields(cells)
    table["urn"] = _numbers(cells, "URN")
    table["joined_on"] = dates(cells["JOINED DATE"], column="Joined date")
    if table["urn"].isna().any():
        raise ReadError(
            "the row has no reference number.",
            row=int(table.index[table["urn"].isna()][0]),
            column="URN",
        )
    ordered = table.assign(since=[day or date.min for day in table["joined_on"]]).sort_values(
        ["urn", "since", "uid"]
    )
    newest = ordered.drop_duplicates("urn", keep="last").drop(columns="since")
    return newest.astype({"urn": "int64"})
