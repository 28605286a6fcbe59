"""Who exists in Sampleport: its schools, open and closed, their histories and their trusts."""

import csv
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent

AUTHORITY_NAME = "Sampleport"
# Nine characters that look like the codes of the Office for National Statistics and are not.
AUTHORITY_GSS_CODE = "E99999999"
CONSTITUENCY = ("E99999998", "Sampleport")
# The day the sample register describes; the last autumn in which it had all 140 columns.
REGISTER_DAY = date(2025, 9, 15)


@dataclass(frozen=True)
class Kind:
    """What a sort of school teaches: the register's phase code and the statutory ages."""

    phase: int
    low_age: int
    high_age: int

    @property
    def year_groups(self):
        return self.high_age - self.low_age


KINDS = {
    "infant": Kind(2, 4, 7),
    "first": Kind(2, 4, 9),
    "junior": Kind(2, 7, 11),
    "primary": Kind(2, 4, 11),
    "secondary": Kind(4, 11, 16),
    "all_through": Kind(7, 4, 16),
    "utc": Kind(4, 14, 19),
    "studio": Kind(4, 14, 19),
    # The register gives special schools, alternative provision and independents no phase.
    "special": Kind(0, 2, 19),
    "special_primary": Kind(0, 4, 11),
    "special_secondary": Kind(0, 11, 19),
    "alternative": Kind(0, 11, 16),
    "pru": Kind(0, 5, 16),
    "independent": Kind(0, 3, 18),
    "sixteen_plus": Kind(6, 16, 18),
}
INDIVIDUAL = {"special", "special_primary", "special_secondary", "alternative", "pru"}
NOT_STATE_SCHOOLS = {"independent", "sixteen_plus"}


@dataclass(frozen=True)
class SampleTrust:
    """A trust, or the sponsor that the register lists beside it, by group UID."""

    uid: int
    group_id: str
    name: str
    type_code: int
    company: str
    opened_on: date
    closed_on: date | None


@dataclass(frozen=True)
class SampleSchool:
    """An establishment of Sampleport under one reference number, open or closed."""

    urn: int
    establishment_number: int
    name: str
    kind: str
    type_code: int
    opened_on: date | None
    closed_on: date | None
    became: int | None
    how: str
    trust: int | None
    joined_on: date | None
    is_sponsored: bool
    intake: int
    disadvantaged: int
    eal: int
    religion: str
    gender: str
    ward: str

    @property
    def ages(self):
        return KINDS[self.kind]

    @property
    def laestab(self):
        return 9_990_000 + self.establishment_number

    @property
    def pupils_on_roll(self):
        """Full year groups but for a few empty places, the same few every time."""
        return self.intake * self.ages.year_groups - self.urn % 13

    @property
    def is_state_school(self):
        return self.kind not in NOT_STATE_SCHOOLS

    def open_on(self, day):
        return (self.opened_on is None or self.opened_on <= day) and (
            self.closed_on is None or day <= self.closed_on
        )


def _day(text):
    return datetime.strptime(text, "%d-%m-%Y").date() if text else None  # noqa: DTZ007


def _rows(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def schools():
    """Every establishment, in the order of its reference number."""
    return [
        SampleSchool(
            urn=int(row["urn"]),
            establishment_number=int(row["estab"]),
            name=row["name"],
            kind=row["kind"],
            type_code=int(row["type"]),
            opened_on=_day(row["opened"]),
            closed_on=_day(row["closed"]),
            became=int(row["became"]) if row["became"] else None,
            how=row["how"],
            trust=int(row["trust"]) if row["trust"] else None,
            joined_on=_day(row["joined"]),
            is_sponsored=row["sponsored"] == "yes",
            intake=int(row["intake"]),
            disadvantaged=int(row["disadvantaged"] or 0),
            eal=int(row["eal"] or 0),
            religion=row["religion"] or "Does not apply",
            gender=row["gender"] or "Mixed",
            ward=row["ward"],
        )
        for row in _rows("schools.csv")
    ]


@cache
def trusts():
    """Every trust and sponsor by group UID."""
    return {
        int(row["uid"]): SampleTrust(
            uid=int(row["uid"]),
            group_id=row["group_id"],
            name=row["name"],
            type_code=int(row["type"]),
            company=row["company"],
            opened_on=_day(row["opened"]),
            closed_on=_day(row["closed"]),
        )
        for row in _rows("trusts.csv")
    }


@cache
def by_urn():
    return {school.urn: school for school in schools()}


def line_of(school):
    """The reference number under which one school stands today, through its conversions.

    An amalgamation ends a line: the new school is another school.
    """
    while school.how == "converted":
        school = by_urn()[school.became]
    return school.urn


@cache
def lines():
    """Each school's reference numbers, first to last, by the number it has today."""
    found = {}
    for school in schools():
        found.setdefault(line_of(school), []).append(school)
    return {
        line: sorted(members, key=lambda school: school.opened_on or date.min)
        for line, members in sorted(found.items())
    }


def school_on(line, day):
    """Under which number a school stood on a day, or None where it was not open."""
    return next((school for school in lines()[line] if school.open_on(day)), None)
