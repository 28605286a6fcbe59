"""The pupils of one invented year group at the end of key stage 4."""

from dataclasses import dataclass

from dashboard.sample.cells import Interval, rounded
from dashboard.sample.standing import dice, national_number, standing, turn

# Spread of pupils' Progress 8 scores, which sets the width of the intervals.
SPREAD = 1.27
INDIVIDUAL_KINDS = {"special", "special_secondary", "alternative"}
# Attainment 8 of schools that are not measured against England: special schools and
# alternative provision enter few of the eight subjects.
LOW_ATTAINMENT = {"special": 1.4, "special_secondary": 6.5, "alternative": 11.0}
# Points of grade 5 in English and maths, in per cent, for one point of Attainment 8.
BASICS_PER_POINT = 2.2


@dataclass(slots=True)
class Pupil:
    """One young person who never was."""

    is_boy: bool
    is_disadvantaged: bool
    has_eal: bool
    is_settled: bool
    prior: str
    needs: str
    rank: float
    attainment8: float = 0.0
    has_strong_basics: bool = False
    has_basics: bool = False
    enters_ebacc: bool = False
    progress8: float = 0.0


@dataclass(frozen=True)
class Cohort:
    """A year group with its school's Progress 8, None where none is measured."""

    pupils: list[Pupil]
    progress8: Interval | None


def half_width(size):
    return 1.96 * SPREAD / size**0.5


def cohort_of(listing, year):
    """A school's year group in a results year; the same every time it is asked for."""
    school, line = listing.school, listing.line
    throw = dice("ks4", line, year)
    arranged = turn(line, year, "ks4_cohort")
    size = int(arranged) if arranged else max(6, school.intake - throw.randrange(0, 12))
    pupils = [_pupil(throw, school) for _ in range(size)]
    gap = standing(line, "gap", year) or 0.0
    if school.kind in INDIVIDUAL_KINDS:
        target = LOW_ATTAINMENT[school.kind] + throw.gauss(0, 0.4)
    else:
        target = national_number("ks4", year, "ATT8SCR") + gap + throw.gauss(0, 0.5)
    _attain(pupils, throw, target, year)
    entries = turn(line, year, "ebacc_entries")
    if entries:
        for place, pupil in enumerate(sorted(pupils, key=lambda pupil: -pupil.rank)):
            pupil.enters_ebacc = place < int(entries)
    exact = turn(line, year, "progress8")
    score = gap * 0.085 + throw.gauss(0, 0.06)
    if school.kind in INDIVIDUAL_KINDS:
        score = -1.9 + throw.gauss(0, 0.2)
    progress8 = Interval.parse(exact) if exact else Interval.around(score, half_width(size), 2)
    _spread_progress(pupils, throw, progress8.score)
    return Cohort(pupils, None if school.kind == "independent" else progress8)


def _pupil(throw, school):
    is_disadvantaged = throw.random() * 100 < school.disadvantaged
    needs = throw.random()
    is_boy = school.gender != "Girls" and throw.random() < 0.51
    rank = throw.gauss(0, 1) - (0.6 if is_disadvantaged else 0) - (0.9 if needs < 0.17 else 0)
    rank += 0 if is_boy else 0.2
    start = rank * 0.7 + throw.gauss(0, 0.7)
    return Pupil(
        is_boy=is_boy,
        is_disadvantaged=is_disadvantaged,
        has_eal=throw.random() * 100 < school.eal,
        is_settled=throw.random() < 0.94,
        prior="LO" if start < -1.2 else "MID" if start < 0.4 else "HI",
        needs="E" if needs < 0.04 else "K" if needs < 0.17 else "",
        rank=rank,
    )


def _attain(pupils, throw, target, year):
    """Scores whose mean is the target; grades in English and maths go to the strongest."""
    spread = 17 if target > 20 else target / 2
    drawn = [spread * pupil.rank * 0.85 + throw.gauss(0, spread * 0.4) for pupil in pupils]
    shift = target - sum(drawn) / len(drawn)
    strongest = sorted(pupils, key=lambda pupil: -pupil.rank)
    above = target - national_number("ks4", year, "ATT8SCR")
    strong = max(0.0, 43 + BASICS_PER_POINT * above) if target > 20 else 0
    standard = max(0.0, 64 + 2 * above) if target > 20 else 0
    for place, pupil in enumerate(strongest):
        reached = 100 * (place + 0.5) / len(strongest)
        pupil.has_strong_basics = reached < strong
        pupil.has_basics = reached < standard
        pupil.enters_ebacc = target > 20 and throw.random() < (0.55 if reached < 50 else 0.22)
    for pupil, score in zip(pupils, drawn, strict=True):
        pupil.attainment8 = rounded(max(0.0, min(90.0, score + shift)), 2)


def _spread_progress(pupils, throw, mean):
    drawn = [throw.gauss(0, SPREAD) for _ in pupils]
    shift = mean - sum(drawn) / len(drawn)
    for pupil, score in zip(pupils, drawn, strict=True):
        pupil.progress8 = score + shift
