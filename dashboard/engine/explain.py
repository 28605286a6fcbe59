"""The explanation of one school's rating: every figure, every step, every reason, in words.

What is made here is what the page shows, what `rate --json` prints and what a round keeps.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard.engine.assemble import Reading
from dashboard.engine.bands import PRIORITY
from dashboard.engine.inspections import Inspection
from dashboard.engine.method import COLUMN, KEYS, PARTS_OF_B, Indicator, shown_key
from dashboard.engine.nearest import Change, nearest_changes
from dashboard.engine.points import Floats, half_up, wilson_high, wilson_low
from dashboard.engine.rating import INSUFFICIENT, Ratings
from dashboard.engine.sensitivity import OnePupil, one_pupil
from dashboard.measures import MEASURES, SMALL_CODES

# A number for each school, None where it has none.
Numbers = list[float | None]

# Why a figure is missing, by the code that stands in its place.
CODES = {
    "SUPP": "withheld by the publisher because so few pupils are covered",
    "c": "withheld by the publisher to protect pupils",
    "LOWCOV": "withheld by the publisher because it covers less than half of the pupils",
    "NE": "no pupils were entered",
    "NP": "not published by the publisher for this school",
    "NA": "not available or not applicable, says the publisher",
    "NEW": "a new school, for which the publisher gives no figure",
    "RE": "withdrawn by the publisher as unreliable",
    "DNS": "the school sent the publisher no data",
    "z": "not applicable, says the publisher",
    "x": "not available, says the publisher",
    ":": "not available, says the publisher",
    "u": "too unreliable to publish, says the publisher",
    "group of 5 or fewer": "not shown for groups of five or fewer pupils",
}


NOTHING = np.array(None, dtype=object)


@dataclass(frozen=True)
class Explainer:
    """Explains any school of a round; what all schools share is computed once."""

    ratings: Ratings
    changes: list[Change | None]
    pupils: list[tuple[OnePupil, dict[str, Numbers]]]
    schools: list[dict[str, Any]]
    lines: dict[str, dict[str, Any]]
    told: dict[str, dict[str, Numbers]]
    result: dict[str, Numbers]
    shares: dict[str, dict[str, Numbers]]
    fired: dict[int, list[str]]

    @classmethod
    def of(cls, ratings: Ratings) -> "Explainer":
        fired: dict[int, list[str]] = defaultdict(list)
        for key, applies in ratings.fired.items():
            for number in np.flatnonzero(applies):
                fired[int(number)].append(key)
        return cls(
            ratings=ratings,
            changes=nearest_changes(ratings),
            pupils=[(test, _told_of_pupils(test)) for test in one_pupil(ratings)],
            schools=_lines_of(ratings.inputs.schools),
            lines={
                **{key: _described(one) for key, one in ratings.method.indicators.items()},
                **{key: _described(reading.indicator) for key, reading in ratings.readings.items()},
            },
            told={key: _told_of(reading) for key, reading in ratings.readings.items()},
            result={
                "score": _plain(ratings.score),
                "band": _plain(ratings.band),
                "priority": _plain(ratings.priority),
            },
            shares={
                key: {
                    "points": _plain(ratings.points[:, column]),
                    "weight": _plain(ratings.weights[:, column]),
                    "contribution": _plain(ratings.contributions[:, column]),
                }
                for key, column in COLUMN.items()
            }
            | {
                key: {"points": _plain(ratings.part_points[:, place])}
                for place, key in enumerate(PARTS_OF_B)
            },
            fired=fired,
        )

    def explain(self, number: int) -> dict[str, Any]:
        """The whole explanation of one school, ready for JSON. See `docs/method.md`."""
        ratings = self.ratings
        school = self.schools[number]
        status = ratings.status[number]
        is_scored = school["status"] == ""
        triggers = self._triggers(number)
        return {
            "urn": int(school["urn"]),
            "urn_in_file": _whole(school["urn_in_file"]),
            "current_urn": _whole(school["current_urn"]),
            "name": school["name"],
            "phase": school["phase"],
            "status": status,
            "status_reason": school["status_reason"] or self._status_reason(number),
            "score": self.result["score"][number] if is_scored else None,
            "score_band": _whole(self.result["band"][number]),
            "triggers": [trigger["key"] for trigger in triggers],
            "trigger_details": triggers,
            "computed_priority": _whole(self.result["priority"][number]) if is_scored else None,
            "coverage": int(ratings.coverage[number]) if is_scored else 0,
            "flags": self._flags(number),
            "indicators": self._indicators(number) if is_scored else [],
            "nearest": self._nearest(number, triggers) if is_scored else None,
            "one_pupil": self._one_pupil(number) if is_scored else None,
        }

    # --- Indicators ---------------------------------------------------------------------

    def _indicators(self, number: int) -> list[dict[str, Any]]:
        """Those with a weight in this school's row of the method, present or not."""
        kinds = {"B": self._mean, "H": self._inspection}
        return [
            kinds[key](number) if key in kinds else self._figure(number, key)
            for key in self._keys_in_row(number)
        ]

    def _keys_in_row(self, number: int) -> list[str]:
        """The indicators that the method weighs for a school of this kind, in its order."""
        school = self.schools[number]
        weights = self.ratings.method.weights
        wanted: set[str] = set()
        if school["has_primary"]:
            wanted |= {*weights["infant" if school["is_infant"] else "primary"]}
        if school["has_secondary"]:
            wanted |= {*weights["secondary_no_progress" if school["is_utc"] else "secondary"]}
        return [key for key in KEYS if key in wanted]

    def _figure(self, number: int, key: str) -> dict[str, Any]:
        """One indicator, or one subject of B, as a line of the explanation."""
        reading, told = self.ratings.readings[key], self.told[key]
        value, sources = told["value"][number], self._sources(reading, number)
        is_there = value is not None
        return {
            **self.lines[key],
            "parts": [],
            "value": value,
            "england": told["england"][number],
            "gap": told["gap"][number] if is_there else None,
            "ci_low": told["ci_low"][number] if is_there else None,
            "ci_high": told["ci_high"][number] if is_there else None,
            "cohort": _whole(told["cohort"][number]),
            "points": self.shares[key]["points"][number] if is_there else None,
            "year": self.ratings.inputs.year,
            "years": self._years(reading, number) if is_there else [],
            "reason": "" if is_there else self._reason(reading, number),
            "source_urns": sources,
            "note": self._note(reading, number, sources) if is_there else "",
            **({} if key in PARTS_OF_B else self._share(number, key)),
        }

    def _mean(self, number: int) -> dict[str, Any]:
        """B: the mean of its subjects, which stand inside it."""
        ratings = self.ratings
        parts = [self._figure(number, key) for key in PARTS_OF_B]
        there = [part for part in parts if part["value"] is not None]
        return {
            **self.lines["B"],
            "value": None,
            "england": 0.0,
            "gap": None,
            "ci_low": None,
            "ci_high": None,
            "cohort": max((part["cohort"] or 0 for part in parts), default=0) or None,
            "points": self.shares["B"]["points"][number],
            "year": ratings.inputs.year,
            "years": [ratings.inputs.year] if there else [],
            "reason": "" if there else parts[0]["reason"],
            "source_urns": there[0]["source_urns"] if there else [],
            "note": "mean of the points of its subjects" if there else "",
            "parts": parts,
            **self._share(number, "B"),
        }

    def _inspection(self, number: int) -> dict[str, Any]:
        """H: the latest graded inspection, in the words of its framework."""
        ratings = self.ratings
        latest = self._latest_inspection(number)
        points = self.shares["H"]["points"][number]
        present = latest is not None and points is not None
        old = bool(ratings.is_old[number])
        return {
            **self.lines["H"],
            "parts": [],
            "value": latest.words if present and latest else None,
            "england": None,
            "gap": None,
            "ci_low": None,
            "ci_high": None,
            "cohort": None,
            "points": points if present else None,
            "year": latest.on.year if latest and latest.on else ratings.inputs.year,
            "years": [],
            "reason": "" if present else "no graded inspection published by the cut-off",
            "source_urns": [latest.urn] if latest else [],
            "note": "old inspection: it counts half" if old and present else "",
            "inspected_on": latest.on.isoformat() if latest and latest.on else None,
            **self._share(number, "H"),
        }

    def _share(self, number: int, key: str) -> dict[str, Any]:
        share = self.shares[key]
        return {"weight": share["weight"][number], "contribution": share["contribution"][number]}

    def _sources(self, reading: Reading, number: int) -> list[int]:
        """Under which numbers the figures stand in the files, the newest year's first."""
        if reading.year_urns is None:
            urn = self.told[reading.indicator.key]["urn"][number]
            return [] if urn is None else [int(urn)]
        known = reading.year_urns[number]
        return [int(urn) for urn in dict.fromkeys(known[~np.isnan(known)].tolist())]

    @staticmethod
    def _years(reading: Reading, number: int) -> list[int]:
        if reading.has_year is None:
            return list(reading.years)
        return sorted(
            year for year, has in zip(reading.years, reading.has_year[number], strict=True) if has
        )

    def _reason(self, reading: Reading, number: int) -> str:
        """Why an indicator is absent, in words."""
        ratings = self.ratings
        indicator, inputs = reading.indicator, ratings.inputs
        school = self.schools[number]
        if indicator.key == "D1" and school["is_utc"]:
            return "Progress 8 is left out for university technical colleges and studio schools"
        if reason := inputs.unpublished.get((indicator.measure, inputs.year)):
            return reason
        if reading.dropped is not None and reading.dropped[number]:
            return "too few pupils in the cohort for a figure to mean much"
        if words := CODES.get(str(reading.code[number])):
            return words
        if np.isnan(reading.england[number]) and indicator.pooled_years == 1:
            return "no national figure to compare with in the files loaded"
        if _publication(indicator.measure) in inputs.listed.get(number, ()):
            return "left blank in the publisher's file"
        return "the school is not listed in the files loaded for this year"

    def _note(self, reading: Reading, number: int, sources: list[int]) -> str:
        """What a reader must know of a figure that is present."""
        told = self.told[reading.indicator.key]
        cohort, code = told["cohort"][number], reading.code[number]
        notes = [
            f"results of predecessor (URN {urn})"
            for urn in sources
            if urn != self.schools[number]["urn"]
        ]
        if cohort is not None and cohort <= self.ratings.method.cohorts["small_at_most"]:
            notes.append(f"small cohort of {int(cohort)}: chance may explain much of the gap")
        if code in SMALL_CODES:
            notes.append("published as less than 0.5 %, counted as 0.25")
        if reading.indicator.group == "disadvantaged":
            shift = float(reading.shift[number])
            notes.append(
                "compared with other pupils nationally; disadvantaged pupils nationally are"
                f" {abs(shift):g} {'below' if shift < 0 else 'above'} them"
            )
        return "; ".join(notes)

    # --- Triggers, flags, status --------------------------------------------------------

    def _triggers(self, number: int) -> list[dict[str, Any]]:
        method = self.ratings.method
        return [
            {
                "key": key,
                "name": method.triggers[key]["name"],
                "at_least": method.triggers[key]["at_least"],
                "because": self._because(key, number),
            }
            for key in self.fired.get(number, ())
        ]

    def _because(self, key: str, number: int) -> str:
        """The figures or grades behind a trigger."""
        ratings, inputs = self.ratings, self.ratings.inputs
        year = inputs.year
        latest = self._latest_inspection(number)
        if latest and key == "stuck_school":
            before = inputs.inspections[number][1]
            return f"{_dated(latest)}, and before that {_dated(before)}"
        if latest and key in ("serious_inspection", "requires_improvement"):
            return _dated(latest)
        if key == "persistent_absence":
            now = ratings.readings["F2"]
            return (
                f"{now.value[number]:g} % in {year}, {now.gap[number]:.2f} times the national rate;"
                f" {inputs.take('persistent_absence', year - 1)[number]:g} % the year before"
            )
        if key == "falling_attainment":
            measure = self._main_measure(number)
            fall = [f"{inputs.take(measure, year - back)[number]:g}" for back in (2, 1, 0)]
            return f"{', '.join(fall[:2])} and {fall[2]} in {year - 2}, {year - 1} and {year}"
        score = inputs.take("progress8", year)[number]
        if not np.isnan(score):
            return f"Progress 8 of {score:g} in {year}, significantly below the line"
        subjects = [
            f"{part.removeprefix('B_')} {ratings.readings[part].value[number]:g}"
            for part in PARTS_OF_B
            if not np.isnan(ratings.readings[part].value[number])
        ]
        attained = inputs.take("rwm_expected", year)[number]
        return f"{attained:g} % at the expected standard; progress in {', '.join(subjects)}"

    def _main_measure(self, number: int) -> str:
        value = self.ratings.inputs.take("rwm_expected", self.ratings.inputs.year)[number]
        return "attainment8" if np.isnan(value) else "rwm_expected"

    def _latest_inspection(self, number: int) -> Inspection | None:
        inspections = self.ratings.inputs.inspections.get(number)
        return inspections[0] if inspections else None

    def _flags(self, number: int) -> list[str]:
        """What does not count but should be known."""
        school = self.schools[number]
        flags = list(school["flags"])
        if school["status"] == "" and school["is_new"]:
            flags.append("New school: fewer than two years of results.")
        if self.ratings.is_old[number]:
            flags.append("The latest graded inspection is more than five years old.")
        return flags

    def _status_reason(self, number: int) -> str:
        status, covered = self.ratings.status[number], self.ratings.coverage[number]
        school = self.schools[number]
        if status == INSUFFICIENT and school["is_infant"] and not self._latest_inspection(number):
            return (
                "Infant and first schools have no published results, so a rating needs an"
                " inspection, and none was published by the cut-off."
            )
        if status == INSUFFICIENT:
            return f"Only {covered:.0f} % of the method's weight has published figures."
        if status == "limited" and covered >= self.ratings.method.coverage["sufficient"]:
            return "The school has fewer than two years of results."
        if status == "limited":
            return f"Only {covered:.0f} % of the method's weight has published figures."
        return ""

    # --- What would change it -----------------------------------------------------------

    def _nearest(self, number: int, triggers: list[dict[str, Any]]) -> dict[str, Any] | None:
        change = self.changes[number]
        if change is None:
            return None
        indicator = self.ratings.method.indicators[change.key]
        direction = "higher" if change.amount > 0 else "lower"
        unit = {"percent": " percentage points", "rate": " percentage points"}.get(
            indicator.unit, " points"
        )
        after = most_serious_words(change.band, triggers)
        return {
            "key": shown_key(change.key),
            "label": indicator.label,
            "from": change.before,
            "to": change.after,
            "change": change.amount,
            "score": change.score,
            "priority": change.band,
            "sentence": (
                f"If {indicator.short} were {abs(change.amount):g}{unit} {direction}"
                f" ({change.before:g} to {change.after:g}), the score would be {change.score:.1f}:"
                f" {after}."
            ),
        }

    def _one_pupil(self, number: int) -> dict[str, Any]:
        """One pupil fewer and more, for each attainment measure the school has."""
        tests = [
            {
                "key": shown_key(test.key),
                "label": self.ratings.method.indicators[test.key].label,
                "cohort": int(told["cohort"][number] or 0),
                "holds": bool(test.holds[number]),
                "fewer": _pupil(told, "fewer", number),
                "more": _pupil(told, "more", number),
            }
            for test, told in self.pupils
            if told["fewer value"][number] is not None and told["cohort"][number] is not None
        ]
        return {"holds": all(test["holds"] for test in tests), "tests": tests}


def most_serious_words(band: int, triggers: list[dict[str, Any]]) -> str:
    """A priority in words, and which trigger would hold it where it is."""
    held = [trigger for trigger in triggers if trigger["at_least"] < band]
    if not held:
        return PRIORITY[band]
    strongest = min(held, key=lambda trigger: trigger["at_least"])
    return (
        f"{PRIORITY[band]} by the score, though “{strongest['name']}” alone would keep"
        f" it at Priority {strongest['at_least']}"
    )


def _described(indicator: Indicator) -> dict[str, Any]:
    """What a line says of its indicator, whichever the school."""
    return {
        "key": shown_key(indicator.key),
        "label": indicator.label,
        "short": indicator.short,
        "measure": indicator.measure,
        "pupil_group": indicator.group,
        "unit": indicator.unit,
        "decimals": indicator.decimals,
    }


def _told_of(reading: Reading) -> dict[str, Numbers]:
    """One indicator's figures as plain numbers, with the interval that is shown."""
    low, high = reading.ci_low, reading.ci_high
    if reading.indicator.unit == "percent":
        # Percentages are published without an interval; Wilson's is worked out from the cohort.
        low = half_up(wilson_low(reading.value, reading.cohort), 1)
        high = half_up(wilson_high(reading.value, reading.cohort), 1)
    return {
        "value": _plain(reading.shown),
        "england": _plain(reading.england_shown),
        "gap": _plain(reading.gap),
        "ci_low": _plain(low),
        "ci_high": _plain(high),
        "cohort": _plain(reading.cohort),
        "urn": _plain(reading.urn),
    }


def _told_of_pupils(test: OnePupil) -> dict[str, Numbers]:
    """One measure with a pupil fewer and a pupil more, as plain numbers."""
    told = {"cohort": _plain(test.cohort)}
    for name, (value, score, band) in (("fewer", test.fewer), ("more", test.more)):
        told[f"{name} value"] = _plain(half_up(value, 1))
        told[f"{name} score"] = _plain(score)
        told[f"{name} band"] = _plain(band)
    return told


def _pupil(told: dict[str, Numbers], name: str, number: int) -> dict[str, Any]:
    return {
        "value": told[f"{name} value"][number],
        "score": told[f"{name} score"][number],
        "priority": _whole(told[f"{name} band"][number]),
    }


def _publication(measure: str) -> str:
    """Which of the year's files should list a school that has this measure."""
    return MEASURES[measure].kind if measure in MEASURES else ""


def _dated(inspection: Inspection) -> str:
    """The outcome and when: "requires improvement in March 2019"."""
    if inspection.category_of_concern:
        words = f"{inspection.words} (category of concern {inspection.category_of_concern})"
    else:
        words = inspection.words
    return f"{words}, {inspection.on:%B %Y}" if inspection.on else f"{words} (date not published)"


def _lines_of(table: pd.DataFrame) -> list[dict[str, Any]]:
    """A table's lines by column; pandas' own way looks at the type of every cell again."""
    names = table.columns.tolist()
    columns = [table[name].tolist() for name in names]
    return [dict(zip(names, line, strict=True)) for line in zip(*columns, strict=True)]


def _plain(numbers: Floats) -> Numbers:
    """An array as a list that JSON can hold: None for NaN, no more digits than mean anything."""
    rounded = np.round(numbers, 4)
    told: Numbers = np.where(np.isnan(rounded), NOTHING, rounded).tolist()
    return told


def _whole(value: float | None) -> int | None:
    return None if value is None or value != value else int(value)
