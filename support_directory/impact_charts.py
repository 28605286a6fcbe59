"""One school's line over the band of the schools that began where it did."""

from dataclasses import dataclass
from math import isnan

from dashboard.charts import AUTHORITY, SCHOOL, SIMILAR, Axis, Chart, Line, trend
from dashboard.measures import PERCENT, Measure
from dashboard.readings import MINUS, Figure
from schools.models import School
from support_directory.impact import Compared, Panel, band
from support_directory.impact.words import school_in_words, signed

PERCENT_AXIS = Axis(0, 100, 20, "%")
# Steps of the scale for what is no percentage: from the lowest figure shown to the highest.
STEPS = 5


@dataclass(frozen=True)
class SchoolLine:
    """A school beside its comparison: the sentence, the numbers, and the chart."""

    key: str
    school: School
    sentence: str
    change: str
    expected: str
    beyond: str
    chart: Chart


def line_of(panel: Panel, one: Compared, school: School, measure: Measure) -> SchoolLine:
    """A school over its comparison band; the figures are as published, rounded as elsewhere."""
    sentence = school_in_words(one, sign=panel.sign)
    bands = band(panel, one.matches)
    own = dict(
        zip(panel.years, panel.figures.loc[[one.school]].to_numpy(dtype=float)[0], strict=True)
    )
    lines = [
        Line(
            school.name,
            SCHOOL,
            {year: _figure(value, measure) for year, value in own.items() if not isnan(value)},
        ),
        Line("Upper quarter", SIMILAR, {y: _figure(b.high, measure) for y, b in bands.items()}),
        Line("Comparable", AUTHORITY, {y: _figure(b.middle, measure) for y, b in bands.items()}),
        Line("Lower quarter", SIMILAR, {y: _figure(b.low, measure) for y, b in bands.items()}),
    ]
    return SchoolLine(
        key=f"impact-{school.pk}-{measure.key}",
        school=school,
        sentence=sentence,
        change=signed(one.change),
        expected=signed(one.expected),
        beyond=signed(one.beyond),
        chart=trend(f"{school.name}: {measure.label}", sentence, lines, axis=_axis(lines, measure)),
    )


def _figure(value: float, measure: Measure) -> Figure:
    shown = f"{abs(value):.{measure.decimals}f}"
    sign = MINUS if value < 0 and float(shown) else ""
    return Figure(float(value), f"{sign}{shown}{measure.unit.sign}")


def _axis(lines: list[Line], measure: Measure) -> Axis:
    """Percentages on their fixed scale, anything else on one that holds what is shown."""
    if measure.unit is PERCENT:
        return PERCENT_AXIS
    values = [figure.value for line in lines for figure in line.figures.values()]
    known = [value for value in values if value is not None]
    step = max(1.0, float(round((max(known) - min(known)) / STEPS)))
    low = min(0.0, min(known)) // step * step
    return Axis(low, low + step * STEPS, step).holding(known)
