"""The kinds of file that are read, each known by its header."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from dashboard.published import absence, ks2, ks4, lait, neighbours, ofsted, ofsted_layouts
from schools.sources import gias
from schools.sources.sheets import Header, Sheet

DFE = "Department for Education"
OFSTED = "Ofsted"


@dataclass(frozen=True)
class Kind:
    """One publication: how its header is known, who publishes it, and what reads it.

    `named` is what its files are called, for a file whose header does not bear out its name.
    """

    key: str
    title: str
    publisher: str
    recognised: Callable[[set[str]], bool]
    read: Callable[[Sheet], Any]
    has_year: bool = False
    family: str = ""
    named: str = ""


def _has(*signs: str) -> Callable[[set[str]], bool]:
    return lambda columns: set(signs) <= columns


def _is_ks2(columns: set[str]) -> bool:
    """Any two of its own headline columns: a file that lost one is still meant to be it."""
    own = {"TELIG", "PTRWM_EXP", "READPROG", "MATPROG", "PTREAD_EXP", "TPUPYEAR"}
    return len(own & columns) >= 2 and bool({"RECTYPE", "URN"} & columns)


def _is_ks4(columns: set[str]) -> bool:
    own = {"TPUP", "ATT8SCR", "P8MEA", "PTL2BASICS_95", "PTEBACC_E_PTQ_EE"}
    return len(own & columns) >= 2 and bool({"RECTYPE", "URN"} & columns)


def _is_absence(columns: set[str]) -> bool:
    return {"LA", "ESTAB", "URN"} <= columns and bool(
        {"PERCTOT", "PPERSABS10", "PPERSABS15"} & columns
    )


KINDS = [
    Kind(
        "register",
        "the register",
        gias.PUBLISHER,
        lambda columns: columns >= gias.REGISTER,
        gias.read_register,
        named=r"^(england_)?edubase",
    ),
    Kind(
        "trusts",
        "trusts in the register",
        gias.PUBLISHER,
        lambda columns: columns >= gias.TRUSTS and "URN" not in columns,
        gias.read_trusts,
        named="^allgroupsdata",
    ),
    Kind(
        "group_links",
        "schools of trusts in the register",
        gias.PUBLISHER,
        lambda columns: columns >= gias.GROUP_LINKS,
        gias.read_group_links,
        named="^alllinksdata|^grouplinks",
    ),
    Kind(
        "links",
        "links between schools in the register",
        gias.PUBLISHER,
        lambda columns: columns >= gias.LINKS,
        gias.read_links,
        named="^links_edubase",
    ),
    Kind(
        "ks2",
        "key stage 2 performance tables",
        DFE,
        _is_ks2,
        ks2.read,
        has_year=True,
        family="ks2_attainment",
        named="ks2(provisional|revised|final)",
    ),
    Kind(
        "ks4",
        "key stage 4 performance tables",
        DFE,
        _is_ks4,
        ks4.read,
        has_year=True,
        family="ks4_attainment",
        named="ks4(provisional|revised|final)",
    ),
    Kind(
        "absence",
        "absence in the performance tables",
        DFE,
        _is_absence,
        absence.read,
        has_year=True,
        named=r"_abs(\.|$)",
    ),
    Kind(
        "ofsted",
        "latest inspections of state-funded schools",
        OFSTED,
        ofsted_layouts.is_latest,
        ofsted.read,
    ),
    Kind(
        "ofsted_year",
        "inspections of a year",
        OFSTED,
        ofsted_layouts.is_year,
        ofsted.read,
    ),
    # The dictionary first: it says which end of a measure is the good one.
    Kind(
        "lait_dictionary",
        "the dictionary of the Local Authority Interactive Tool",
        DFE,
        _has(lait.D_CODE, lait.D_POLARITY),
        lait.read_dictionary,
        named="^lait_data_dictionary",
    ),
    Kind(
        "lait",
        "authorities in the Local Authority Interactive Tool",
        DFE,
        _has(lait.MEASURE, lait.YEARS, lait.VALUES),
        lait.read,
        named="^bds_long",
    ),
    Kind(
        "neighbours",
        "statistical neighbours of authorities",
        DFE,
        _has(neighbours.AUTHORITY, "SN1", "SNP"),
        neighbours.read,
    ),
]
BY_KEY = {kind.key: kind for kind in KINDS}

# Known, and read in a later version or not at all.
NOT_READ_YET = {
    "census by school": _has("URN", "SCHOOLTYPE", "NOR"),
    "destinations after key stage 4": _has("RECTYPE", "COHORT", "OVERALL_DEST"),
    "16 to 18 performance tables": _has("RECTYPE", "URN", "TPUP1618"),
    "a tidy file of Explore Education Statistics": _has("TIME_PERIOD", "GEOGRAPHIC_LEVEL"),
    "the description of a tidy file": _has("COL_NAME", "COL_TYPE", "LABEL"),
    "descriptions of columns": _has("COLUMN", "FIELD NAME"),
    "descriptions of columns of key stage 2": _has("COLUMN", "FIELDNAME"),
    "descriptions of columns of key stage 4": _has("COLUMN", "METAFILE HEADING"),
    "names of authorities and regions": _has("LEA", "LA NAME", "REGION"),
    "codes of authorities": _has("NEW_LA_CODE", "LA_NAME", "OLD_LA_CODE"),
    "types of establishment": _has("TYPE-OF-ESTABLISHMENT-CODE"),
    "list of schools of the performance tables": _has("URN", "LAESTAB", "SCHNAME", "MINORGROUP"),
    "performance of trusts": _has("TRUST_NAME", "TRUST_UID"),
    "an Ofsted layout that is not read yet": _has("URN", "OFSTED PHASE"),
}


def recognise(candidates: Iterable[Header]) -> tuple[Kind, Header] | None:
    """The kind of a file and its header, which may stand below titles."""
    for header in candidates:
        for kind in KINDS:
            if kind.recognised(set(header.columns)):
                return kind, header
    return None


def known_but_not_read(candidates: Iterable[Header]) -> str:
    """What a file is that is not read, in words; blank for a header nobody knows."""
    for header in candidates:
        for name, is_it in NOT_READ_YET.items():
            if is_it(set(header.columns)):
                return name
    return ""


def claimed_by_name(name: str) -> str:
    """What a file's name says it is; its header then has to bear it out."""
    for kind in KINDS:
        if kind.named and re.search(kind.named, name.lower()):
            return kind.title
    return ""
