"""What Ofsted found in Sampleport: arranged histories, and ordinary ones for everybody else."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from dashboard.sample.standing import dice, read_table
from schools.sample import city
from schools.sample.city import SampleSchool

# The nine areas of a report card, in the order of the file, and its grades by their letter.
AREAS = [
    "Inclusion",
    "Curriculum and teaching",
    "Achievement",
    "Attendance and behaviour",
    "Personal development and wellbeing",
    "Leadership and governance",
    "Early years (where applicable)",
    "Post-16 provision (where applicable)",
]
CARD_GRADES = {
    "E": "Exceptional",
    "S": "Strong standard",
    "X": "Expected standard",
    "N": "Needs attention",
    "U": "Urgent improvement",
    "-": "Not applicable",
}
# Grades by subject came with the framework of September 2019.
SUBJECT_GRADES_FROM = date(2019, 9, 1)


@dataclass(frozen=True)
class SampleInspection:
    """One visit: what kind it was, when, of which school, and what was found."""

    line: int
    kind: str
    inspected_on: date
    published_on: date
    judgement: str
    category: str = ""
    safeguarding: str = "yes"

    @property
    def number(self):
        """Eight digits, unlike any that Ofsted gives out."""
        return f"99{self.line % 1000:03d}{self.inspected_on:%y}{self.inspected_on.month % 10}"

    @property
    def school(self) -> SampleSchool:
        """The school as it stood on the day."""
        return city.school_on(self.line, self.inspected_on)

    @property
    def overall(self):
        """Overall effectiveness, 1 to 4; there is none since September 2024."""
        return self.judgement if self.kind == "graded" else "Not judged"

    @property
    def sub_grades(self):
        """Quality of education, behaviour, personal development, leadership."""
        if self.kind == "sub":
            return self.judgement.split("/")
        if self.inspected_on < SUBJECT_GRADES_FROM:
            return ["NULL", "NULL", "NULL", self.judgement]
        easier = str(max(2, int(self.judgement) - 1)) if self.judgement != "1" else "1"
        return [self.judgement, easier, easier, self.judgement]

    @property
    def card(self):
        """Grade by area of a report card."""
        letters = self.judgement.split("/")
        return {area: CARD_GRADES[letter] for area, letter in zip(AREAS, letters, strict=True)}


def _day(text):
    return datetime.strptime(text, "%d-%m-%Y").date()  # noqa: DTZ007


@cache
def _arranged():
    histories = {}
    for row in read_table("inspections.csv"):
        # A history may be entered under the number a school had at the time.
        line = city.line_of(city.by_urn()[int(row["line"])])
        history = histories.setdefault(line, [])
        if row["kind"] != "none":
            history.append(
                SampleInspection(
                    line,
                    row["kind"],
                    _day(row["inspected"]),
                    _day(row["published"]),
                    row["judgement"],
                    row["category"],
                    row["safeguarding"] or "yes",
                )
            )
    return histories


def _ordinary(line):
    """Good, inspected about every four years, looked in on between."""
    throw = dice("inspections", line)
    grades = ["2", "2", "2" if throw.random() < 0.9 else "1"]
    starts = [date(2012, 10, 1), date(2016, 10, 1), date(2021, 10, 1)]
    history = []
    for grade, start in zip(grades, starts, strict=True):
        inspected = start + timedelta(days=throw.randrange(0, 820))
        inspected -= timedelta(days=max(0, inspected.weekday() - 3))
        history.append(_visit(line, "graded", inspected, grade))
    looked_in = history[1].inspected_on + timedelta(days=800)
    if looked_in.weekday() < 5 and looked_in < date(2020, 3, 1):
        history.insert(2, _visit(line, "ungraded", looked_in, "School remains Good"))
    if throw.random() < 0.3:
        late = date(2024, 10, 2) + timedelta(days=7 * throw.randrange(0, 36))
        if late - history[-1].inspected_on > timedelta(days=600):
            history.append(_visit(line, "ungraded", late, "Standards maintained"))
    return history


def _visit(line, kind, inspected, judgement):
    return SampleInspection(line, kind, inspected, inspected + timedelta(days=42), judgement)


@cache
def history(line):
    """A school's visits, oldest first, while it or its predecessor was open."""
    visits = _arranged().get(line)
    if visits is None:
        visits = _ordinary(line)
    return sorted(
        (visit for visit in visits if visit.school is not None), key=lambda v: v.inspected_on
    )


def known_on(line, day, *kinds):
    """Visits of these kinds whose report was out by a day, newest first."""
    return [
        visit
        for visit in reversed(history(line))
        if visit.kind in kinds and visit.published_on <= day
    ]
