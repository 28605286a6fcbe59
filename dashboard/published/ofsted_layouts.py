"""Where each inspection stands in a row of Ofsted's files, by record shape.

The same column name can mean another inspection in another year's file: "latest full
inspection" is the last one with an overall grade in 2019 to 2023, and the report card from
November 2025 on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from schools.sources.sheets import normalised

SUB_AREAS = (
    "Quality of education",
    "Behaviour and attitudes",
    "Personal development",
    "Effectiveness of leadership and management",
    "Early years provision",
    "Sixth form provision",
)
CARD_AREAS = (
    "Inclusion",
    "Curriculum and teaching",
    "Achievement",
    "Attendance and behaviour",
    "Personal development and wellbeing",
    "Early years",
    "Post-16 provision",
    "Leadership and governance",
)
WHERE_APPLICABLE = " (where applicable)"


@dataclass(frozen=True)
class Place:
    """Where one inspection stands in a row: the columns of its parts, by their names."""

    position: str
    number: Sequence[str] = ()
    event: Sequence[str] = ()
    inspected_on: Sequence[str] = ()
    published_on: Sequence[str] = ()
    urn: Sequence[str] = ()
    overall: Sequence[str] = ()
    concern: Sequence[str] = ()
    safeguarding: Sequence[str] = ()
    outcome: Sequence[str] = ()
    areas: Mapping[str, str] = field(default_factory=dict)
    is_card: bool = False


def _areas(before: str) -> dict[str, str]:
    """Columns of the judgements, by area; `before` is what stands before each name.

    Capitals do not matter: columns are found by their names in capitals.
    """
    return {
        area: before + area + (WHERE_APPLICABLE if area.endswith("provision") else "")
        for area in SUB_AREAS
    }


def _graded(position: str, before: str = "", words: Sequence[str] = ("graded", "full")) -> Place:
    """A graded inspection; its wording changed from full to graded in 2023/24."""
    is_previous = position == "previous"
    which = "previous" if is_previous else "latest"
    return Place(
        position,
        number=[
            *(f"Inspection number of {which} {word} inspection" for word in words),
            *(f"Previous {word} inspection number" for word in words if is_previous),
            *(["Previous inspection number"] if is_previous else ["Inspection number"]),
        ],
        event=[] if is_previous else ["Inspection type"],
        inspected_on=[f"{before}inspection start date"],
        published_on=[f"{before}publication date"],
        urn=[
            *(f"URN at time of {which} {word} inspection" for word in words),
            f"URN at time of {which} inspection",
        ],
        overall=[
            *(f"Previous {word} inspection overall effectiveness" for word in words if is_previous),
            f"{before}overall effectiveness",
        ],
        concern=[f"{before}category of concern"],
        safeguarding=[f"{before}safeguarding is effective?",
                      f"{before}safeguarding is effective"],
        outcome=[] if is_previous else ["Outcomes for ungraded and monitoring inspections",
                                        "Outcomes for legacy monitoring inspections"],
        areas=_areas(before),
    )  # fmt: skip


CARD = Place(
    "latest",
    number=["Inspection number of latest full inspection", "Inspection number"],
    event=["Inspection type"],
    inspected_on=["Inspection start date"],
    published_on=["Publication date"],
    urn=["URN at time of latest full inspection"],
    concern=["Category of concern"],
    safeguarding=["Safeguarding standards"],
    outcome=["Outcomes for legacy monitoring inspections"],
    areas={
        area: area + (WHERE_APPLICABLE if area in ("Early years", "Post-16 provision") else "")
        for area in CARD_AREAS
    },
    is_card=True,
)
OEIF = Place(
    "oeif",
    number=["Inspection number of latest OEIF graded inspection"],
    event=["Inspection type of latest OEIF graded inspection"],
    inspected_on=["Inspection start date of latest OEIF graded inspection"],
    published_on=["Publication date of latest OEIF graded inspection"],
    urn=["URN at time of latest OEIF graded inspection"],
    overall=["Latest OEIF overall effectiveness"],
    concern=["Latest OEIF category of concern"],
    safeguarding=["Latest OEIF safeguarding is effective?"],
    areas=_areas("Latest OEIF "),
)
UNGRADED = Place(
    "ungraded",
    number=[
        "Latest ungraded inspection number",
        "Latest ungraded inspection number since last graded inspection",
        "Latest section 8 inspection number since last full inspection",
    ],
    inspected_on=["Date of latest ungraded inspection", "Date of latest section 8 inspection"],
    published_on=[
        "Ungraded inspection publication date",
        "Section 8 inspection publication date",
    ],
    urn=["URN at time of the ungraded inspection", "URN at time of the section 8 inspection"],
    outcome=["Ungraded inspection overall outcome", "Section 8 inspection overall outcome"],
)

LATEST_GRADED = _graded("latest")
PREVIOUS_GRADED = _graded("previous", "Previous ")


def _columns(columns: set[str], *names: str) -> bool:
    return {normalised(name) for name in names} <= columns


def is_latest(columns: set[str]) -> bool:
    """One row a school: report cards, or the latest graded inspection and the one before."""
    return _columns(columns, "URN", "Ofsted phase") and (
        _columns(columns, "Latest OEIF overall effectiveness")
        or (
            _columns(columns, "Overall effectiveness", "Local authority")
            and (
                _columns(columns, "URN at time of latest full inspection")
                or _columns(columns, "URN at time of latest graded inspection")
            )
        )
    )


def is_year(columns: set[str]) -> bool:
    """One row an inspection, of 2024/25 (four judgements) or from November 2025 (cards)."""
    return (
        _columns(columns, "URN", "Ofsted phase", "Inspection number", "Inspection start date")
        and (
            _columns(columns, "Quality of education", "Previous overall effectiveness")
            or _columns(columns, "Safeguarding standards", "Leadership and governance")
        )
        and not _columns(columns, "Overall effectiveness")
    )
