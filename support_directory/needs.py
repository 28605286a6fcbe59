"""What a school is weak in, told by its rating, and which specialisms would help with it.

Whoever hands a rating to this module has let its reader in to that rating: `needs_seen_by` asks
for them, and everything else here is given ratings that were asked for so.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from dashboard.models import Rating
from schools.models import School
from support_directory import specialisms
from support_directory.matching import Fit, Need
from support_directory.models import Entry, Stage

# From this many concern points of four an indicator is a weakness, as the method words it.
WEAK = 2

# What helps with an indicator, what fits best first: by its measure and the pupils it is about.
FITTING: dict[tuple[str, str], tuple[str, ...]] = {
    ("rwm_expected", "all"): ("english", "maths", "curriculum", "assessment", "phonics"),
    ("rwm_expected", "disadvantaged"): ("gap", "english", "maths", "assessment"),
    ("reading_progress", "all"): ("english", "phonics", "assessment"),
    ("writing_progress", "all"): ("english", "assessment"),
    ("maths_progress", "all"): ("maths", "assessment"),
    ("attainment8", "all"): ("curriculum", "english", "maths", "science", "assessment"),
    ("attainment8", "disadvantaged"): ("gap", "curriculum", "english", "maths"),
    ("english_maths_5", "all"): ("english", "maths", "curriculum"),
    ("progress8", "all"): ("curriculum", "assessment", "english", "maths", "science"),
    ("overall_absence", "all"): ("attendance", "behaviour"),
    ("persistent_absence", "all"): ("attendance", "behaviour"),
    ("suspension_rate", "all"): ("behaviour", "sen", "pshe"),
    ("inspection", "all"): ("curriculum", "cpd", "assessment", "behaviour"),
}
# The stage a measure is taken at; others are about the whole school.
STAGES = {
    "rwm_expected": Stage.PRIMARY,
    "reading_progress": Stage.PRIMARY,
    "writing_progress": Stage.PRIMARY,
    "maths_progress": Stage.PRIMARY,
    "attainment8": Stage.SECONDARY,
    "english_maths_5": Stage.SECONDARY,
    "progress8": Stage.SECONDARY,
}
# What a request that came from an indicator may be helped with beside its own specialism.
ALSO = {
    "A1": FITTING["rwm_expected", "all"],
    "A2": FITTING["rwm_expected", "all"],
    "B": ("english", "maths", "assessment", "phonics"),
    "C1": FITTING["attainment8", "all"],
    "C2": FITTING["english_maths_5", "all"],
    "D1": FITTING["progress8", "all"],
    "E1": FITTING["rwm_expected", "disadvantaged"],
    "F1": FITTING["overall_absence", "all"],
    "F2": FITTING["persistent_absence", "all"],
    "G1": FITTING["suspension_rate", "all"],
    "H": FITTING["inspection", "all"],
}


def needs_seen_by(user: Any, school: School) -> list[Need]:
    """What a school is weak in by the newest of its ratings that a person may see."""
    rating = Rating.objects.visible_to(user).of_school(school.urn).newest_first().first()
    return needs_of(rating, school) if rating else []


def needs_of(rating: Rating, school: School) -> list[Need]:
    """The weak indicators of a rating, what adds most to its score first.

    A measure is named once: three years together say again what its latest year said.
    """
    weak = [one for one in rating.explanation["indicators"] if (one["points"] or 0) >= WEAK]
    weak.sort(key=lambda one: -(one.get("contribution") or 0))
    named: dict[tuple[str, str], Mapping[str, Any]] = {}
    for one in weak:
        named.setdefault((_measure(one), one["pupil_group"]), one)
    return [
        need_for(
            school,
            indicator=one["key"],
            label=one["label"],
            codes=_codes(one),
            stage=STAGES.get(_measures(one)[0]) if _measures(one) else None,
        )
        for one in named.values()
        if _codes(one)
    ]


def need_for(
    school: School,
    *,
    indicator: str = "",
    label: str = "",
    codes: Iterable[str] = (),
    stage: str | None = None,
    own_trust: bool = False,
) -> Need:
    """A need of a school as matching takes it."""
    return Need(
        urn=school.urn,
        phases=frozenset([stage]) if stage else stages_of(school),
        trust=school.trust_id,
        indicator=indicator,
        label=label,
        fits=tuple(Fit(code, specialisms.BY_CODE[code].label) for code in codes),
        sector=sector_of(school),
        easting=school.easting,
        northing=school.northing,
        own_trust=own_trust,
    )


def stages_of(school: School) -> frozenset[str]:
    """The stages somebody has to know who helps a school as a whole.

    Early years alone do not make a helper of a school that has older pupils.
    """
    stages = Stage.of_school(school)
    return frozenset(str(stage) for stage in (stages - {Stage.EARLY_YEARS} or stages))


def sector_of(school: School) -> str:
    academy = school.trust_id is not None
    return str(Entry.Sector.ACADEMY if academy else Entry.Sector.MAINTAINED)


def _measure(one: Mapping[str, Any]) -> str:
    return one.get("measure") or one["key"]


def _measures(one: Mapping[str, Any]) -> list[str]:
    """What an indicator is measured by: itself, or its weak parts with the weakest first."""
    if not one["parts"]:
        return [one.get("measure") or ("inspection" if one["key"] == "H" else "")]
    parts = [part for part in one["parts"] if part["points"]]
    parts.sort(key=lambda part: -part["points"])
    return [part["measure"] for part in parts]


def _codes(one: Mapping[str, Any]) -> tuple[str, ...]:
    """The specialisms that help with an indicator: those of its parts in turn."""
    rows = [FITTING.get((measure, one["pupil_group"]), ()) for measure in _measures(one)]
    longest = max(map(len, rows), default=0)
    in_turn = [row[place] for place in range(longest) for row in rows if place < len(row)]
    return tuple(dict.fromkeys(in_turn))
