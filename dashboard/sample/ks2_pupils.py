"""The pupils of one invented year group at the end of key stage 2.

Percentages by sex, disadvantage or prior attainment agree with each other and with the city's
row, because all of them are counted from the same pupils.
"""

from dataclasses import dataclass

from dashboard.sample.cells import Interval, rounded
from dashboard.sample.standing import dice, national_number, standing, turn

SPECIAL_KINDS = {"special", "special_primary"}
# Spread of pupils' progress scores by subject, which sets the width of the intervals.
SPREAD = {"reading": 5.9, "writing": 5.5, "maths": 5.2}
# What a disadvantaged pupil's chances lose, in spreads of attainment.
DISADVANTAGE = 0.6


@dataclass(slots=True)
class Pupil:
    """One child who never was."""

    is_boy: bool
    is_disadvantaged: bool
    has_eal: bool
    is_settled: bool
    prior: str
    needs: str
    rank: float
    meets: bool = False
    reading: int = 90
    maths: int = 90
    spelling: int = 90
    writing: str = "WTS"
    science: bool = False
    has_starting_point: bool = True
    scores: tuple[float, float, float] = (0.0, 0.0, 0.0)

    @property
    def excels(self):
        return self.reading >= 110 and self.maths >= 110 and self.writing == "GDS"


@dataclass(frozen=True)
class Cohort:
    """A year group with its school's progress in the three subjects."""

    pupils: list[Pupil]
    progress: dict[str, Interval]
    coverage: int
    redacted: bool = False


def cohort_of(listing, year):
    """A school's year group in a results year; the same every time it is asked for."""
    school, line = listing.school, listing.line
    throw = dice("ks2", line, year)
    arranged = turn(line, year, "cohort")
    is_special = school.kind in SPECIAL_KINDS
    size = int(arranged) if arranged else max(6, school.intake - throw.randrange(0, 4))
    pupils = [_pupil(throw, school) for _ in range(size)]
    gap = standing(line, "gap", year) or 0.0
    if is_special:
        _all_below(pupils, throw)
    elif pupils:
        target = (national_number("ks2", year, "PTRWM_EXP") + gap + throw.gauss(0, 1.2)) / 100
        met = turn(line, year, "met")
        _attain(pupils, throw, int(met) if met else round(target * size))
    coverage = int(turn(line, year, "coverage") or throw.randrange(93, 101))
    for pupil in throw.sample(pupils, k=round(size * (100 - coverage) / 100)):
        pupil.has_starting_point = False
    drawn = {
        "reading": gap * 0.22 + throw.gauss(0, 0.7),
        "writing": gap * 0.16 + throw.gauss(0, 0.9),
        "maths": gap * 0.22 + throw.gauss(0, 0.8),
    }
    progress = {}
    for subject, score in drawn.items():
        exact = turn(line, year, subject)
        if exact:
            progress[subject] = Interval.parse(exact)
        elif size:
            score = score - 7 if is_special else score
            progress[subject] = Interval.around(score, half_width(subject, size), 1)
    _spread_progress(pupils, throw, progress)
    redacted = turn(line, year, "redacted") is not None
    return Cohort(pupils, progress, coverage if size else 0, redacted)


def half_width(subject, size):
    return 1.96 * SPREAD[subject] / size**0.5


def _pupil(throw, school):
    is_disadvantaged = throw.random() * 100 < school.disadvantaged
    lacks = DISADVANTAGE if is_disadvantaged else 0.0
    needs = throw.random()
    rank = throw.gauss(0, 1) - lacks - (0.9 if needs < 0.18 else 0)
    is_boy = throw.random() < 0.51
    if not is_boy:
        rank += 0.15
    start = rank * 0.7 + throw.gauss(0, 0.7)
    return Pupil(
        is_boy=is_boy,
        is_disadvantaged=is_disadvantaged,
        has_eal=throw.random() * 100 < school.eal,
        is_settled=throw.random() < 0.92,
        prior="L" if start < -1.35 else "M" if start < 0.5 else "H",
        needs="E" if needs < 0.03 else "K" if needs < 0.18 else "",
        rank=rank,
    )


def _attain(pupils, throw, met):
    """The strongest pupils meet all three standards; most others meet one or two."""
    strongest = sorted(pupils, key=lambda pupil: -pupil.rank)
    for place, pupil in enumerate(strongest):
        pupil.meets = place < met
        passes = [pupil.meets or throw.random() < chance for chance in (0.35, 0.33, 0.3)]
        if all(passes) and not pupil.meets:
            passes[place % 3] = False
        lead = 1 - place / len(strongest)
        pupil.reading = _score(throw, passes[0], lead, 105.6)
        pupil.maths = _score(throw, passes[1], lead, 105.0)
        pupil.spelling = _score(throw, passes[1] or throw.random() < 0.25, lead, 105.6)
        pupil.writing = "WTS" if throw.random() < 0.85 else "PKS"
        if passes[2]:
            pupil.writing = "GDS" if lead > 0.75 and throw.random() < 0.7 else "EXS"
        pupil.science = pupil.meets or throw.random() < 0.55


def _score(throw, passes, lead, middle):
    if not passes:
        return max(80, min(99, round(throw.gauss(95, 3.5))))
    return max(100, min(120, round(throw.gauss(middle - 1 + 8 * lead, 3.5))))


def _all_below(pupils, throw):
    """Children who work below the standard of the tests: the published 0 % is a number."""
    for pupil in pupils:
        pupil.needs, pupil.prior, pupil.writing = "E", "L", "PKS"
        pupil.reading = pupil.maths = pupil.spelling = throw.randrange(80, 84)


def _spread_progress(pupils, throw, progress):
    """Gives pupils scores whose mean is the school's, so that groups add up to it."""
    if not pupils:
        return
    columns = []
    for subject, interval in progress.items():
        drawn = [throw.gauss(0, SPREAD[subject]) for _ in pupils]
        shift = interval.score - sum(drawn) / len(drawn)
        columns.append([rounded(score + shift, 4) for score in drawn])
    for pupil, scores in zip(pupils, zip(*columns, strict=True), strict=True):
        pupil.scores = scores
