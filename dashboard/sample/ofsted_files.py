"""Ofsted's management information about Sampleport, in its three shapes.

Latest and previous overall grade (to August 2024), one row an inspection (2024/25), and report
cards beside the last graded inspection (from November 2025). Windows-1252, CRLF, `NULL`.
"""

import csv
import io
from datetime import date

from dashboard.sample.cells import header
from dashboard.sample.inspections import AREAS, known_on
from schools.sample import city, register_files

SNAPSHOTS = [date(2018, 12, 31), date(2023, 12, 31)]
YEAR_TO_DATE = (date(2024, 9, 1), date(2025, 8, 31))
LATEST = date(2025, 12, 31)
PHASES = {0: "Special", 2: "Primary", 4: "Secondary", 7: "All-through"}
SUB_GRADES = [
    "Quality of education",
    "Behaviour and attitudes",
    "Personal development",
    "Effectiveness of leadership and management",
]


def slashed(day):
    return day.strftime("%d/%m/%Y") if day else "NULL"


def _identity(school):
    trust = city.trusts()[school.trust] if school.trust else None
    sponsor = None
    if school.is_sponsored:
        sponsor = city.trusts()[school.trust + register_files.SPONSOR_UID_STEP]
    phase = PHASES[school.ages.phase]
    if school.kind in {"alternative", "pru"}:
        phase = "Alternative provision"
    return {
        "URN": str(school.urn),
        "LAESTAB": str(school.laestab),
        "School name": school.name,
        "Ofsted phase": phase,
        "Type of education": register_files.TYPES[school.type_code][0],
        "School open date": slashed(school.opened_on),
        "Admissions policy": "Not applicable",
        "Sixth form": "Has a sixth form" if school.ages.high_age > 16 else "No sixth form",
        "Designated religious character": school.religion,
        "Religious ethos": "None",
        "Faith grouping": "Non-faith" if school.religion == "Does not apply" else "Christian",
        "Ofsted region": "South East",
        "Region": "South East",
        "Local authority": city.AUTHORITY_NAME,
        "Parliamentary constituency": city.CONSTITUENCY[1],
        "Postcode": register_files.address(school)["Postcode"],
        "Multi-academy trust UID": str(trust.uid) if trust else "NULL",
        "Multi-academy trust name": trust.name if trust else "NULL",
        "Academy sponsor UID": str(sponsor.uid) if sponsor else "NULL",
        "Academy sponsor name": sponsor.name if sponsor else "NULL",
        "The income deprivation affecting children index (IDACI) quintile": str(
            1 + min(4, school.disadvantaged // 11)
        ),
        "Total number of pupils": str(school.pupils_on_roll),
        "Statutory lowest age": str(school.ages.low_age),
        "Statutory highest age": str(school.ages.high_age),
    }


def _listed(day):
    """Each open school that Ofsted counts here, with its line."""
    pairs = [(line, city.school_on(line, day)) for line in city.lines()]
    return sorted(
        ((line, school) for line, school in pairs if school is not None and school.is_state_school),
        key=lambda pair: pair[1].urn,
    )


def _relation(visit, school, what):
    """The columns that say which school was inspected, as it then was."""
    then = visit.school
    return {
        f"URN at time of {what}": str(then.urn),
        f"LAESTAB at time of {what}": str(then.laestab),
        f"School name at time of {what}": then.name,
        f"School type at time of {what}": register_files.TYPES[then.type_code][0],
    }, "Yes" if then.urn == school.urn else "No"


def _graded_cells(visit, *, prefix=""):
    """Category of concern and grades by subject, in the words of the column's prefix."""
    names = ["Category of concern", *SUB_GRADES]
    if prefix:
        names = [f"{prefix}{name[0].lower()}{name[1:]}" for name in names]
    return dict(zip(names, [visit.category or "NULL", *visit.sub_grades], strict=True))


def _safeguarding(visit):
    if visit.inspected_on < date(2015, 9, 1):
        return "NULL"
    return "Yes" if visit.safeguarding == "yes" else "No"


def _stage_grades(visit, school):
    """Early years and sixth form take the overall grade where the school has them; else 9."""
    grade = visit.sub_grades[0] if visit.sub_grades[0] != "NULL" else visit.judgement
    early = grade if school.ages.low_age <= 4 else "9"
    sixth = grade if school.ages.high_age > 16 else "9"
    return early, sixth


def snapshot_rows(day):
    """Latest and previous full inspection of every open school, as known on a day."""
    rows = []
    for line, school in _listed(day):
        row = _identity(school)
        full = known_on(line, day, "graded")
        if full:
            row |= _latest_full(full[0], school)
        if len(full) > 1:
            row |= _previous_full(full[1], school)
        since = full[0].inspected_on if full else date.min
        visits = [v for v in known_on(line, day, "ungraded") if v.inspected_on > since]
        row["Number of section 8 inspections since the last full inspection"] = str(len(visits))
        if visits:
            row |= {
                "Latest section 8 inspection number since last full inspection": visits[0].number,
                "Date of latest section 8 inspection": slashed(visits[0].inspected_on),
                "Section 8 inspection publication date": slashed(visits[0].published_on),
                "Did the latest section 8 inspection convert to a full inspection?": "No",
                "Section 8 inspection overall outcome": visits[0].judgement,
            }
        rows.append(row)
    return rows


def _latest_full(visit, school):
    then, same = _relation(visit, school, "latest full inspection")
    early, sixth = _stage_grades(visit, school)
    return {
        **then,
        "Does the latest full inspection relate to the URN of the current school?": same,
        "Inspection number of latest full inspection": visit.number,
        "Inspection type": "S5 Inspection",
        "Inspection type grouping": "Schools - S5",
        "Inspection start date": slashed(visit.inspected_on),
        "Inspection end date": slashed(visit.inspected_on),
        "Publication date": slashed(visit.published_on),
        "Overall effectiveness": visit.overall,
        **_graded_cells(visit),
        "Safeguarding is effective?": _safeguarding(visit),
        "Early years provision (where applicable)": early,
        "Sixth form provision (where applicable)": sixth,
    }


def _previous_full(visit, school):
    then, same = _relation(visit, school, "previous full inspection")
    early, sixth = _stage_grades(visit, school)
    return {
        **then,
        "Does the previous full inspection relate to the URN of the current school?": same,
        "Previous full inspection number": visit.number,
        "Previous inspection start date": slashed(visit.inspected_on),
        "Previous publication date": slashed(visit.published_on),
        "Previous full inspection overall effectiveness": visit.overall,
        **_graded_cells(visit, prefix="Previous "),
        "Previous safeguarding is effective?": _safeguarding(visit),
        "Previous early years provision (where applicable)": early,
        "Previous sixth form provision (where applicable)": sixth,
    }


def year_to_date_rows():
    """One row for every inspection of 2024/25, newest first."""
    start, end = YEAR_TO_DATE
    found = [
        (line, school, visit)
        for line, school in _listed(end)
        for visit in known_on(line, date.max, "sub", "ungraded", "graded")
        if start <= visit.inspected_on <= end
    ]
    found.sort(key=lambda item: (-item[2].inspected_on.toordinal(), item[1].urn))
    return [_visit_row(*item) for item in found]


def _visit_row(line, school, visit):
    is_graded = visit.kind == "sub"
    row = {
        **_identity(school),
        "Inspection number": visit.number,
        "Inspection type": "S5 Inspection" if is_graded else "S8 Ungraded Inspection",
        "Inspection type grouping": "Graded inspection" if is_graded else "Ungraded inspection",
        "Event type grouping": "Schools - S5" if is_graded else "Schools - S8",
        "Inspection start date": slashed(visit.inspected_on),
        "Publication date": slashed(visit.published_on),
    }
    if is_graded:
        early, sixth = _stage_grades(visit, school)
        row |= {
            **_graded_cells(visit),
            "Safeguarding is effective": _safeguarding(visit),
            "Early years provision (where applicable)": early,
            "Sixth form provision (where applicable)": sixth,
        }
    else:
        row |= {
            "Did the latest ungraded inspection convert to a graded inspection?": "No",
            "Outcomes for ungraded and monitoring inspections": visit.judgement,
        }
    before = [
        other
        for other in known_on(line, visit.inspected_on, "graded", "sub")
        if other.inspected_on < visit.inspected_on
    ]
    if before:
        then, same = _relation(before[0], school, "previous inspection")
        early, sixth = _stage_grades(before[0], school)
        row |= {
            **then,
            "Does the previous inspection relate to the school in its current form?": same,
            "Previous inspection number": before[0].number,
            "Previous inspection start date": slashed(before[0].inspected_on),
            "Previous publication date": slashed(before[0].published_on),
            "Previous overall effectiveness": before[0].overall,
            **_graded_cells(before[0], prefix="Previous "),
            "Previous safeguarding is effective?": _safeguarding(before[0]),
            "Previous early years provision (where applicable)": early,
            "Previous sixth form provision (where applicable)": sixth,
        }
    return row


def latest_rows(day):
    """Report card, last graded and last ungraded inspection of every open school."""
    rows = []
    for line, school in _listed(day):
        row = _identity(school)
        row["Academy Sponsor Name"] = row["Academy sponsor name"]
        newest = None
        for card in known_on(line, day, "card")[:1]:
            newest = card
            row |= _card_cells(card, school)
        for graded in known_on(line, day, "graded", "sub")[:1]:
            newest = newest or graded
            row |= _oeif_cells(graded, school)
        for visit in known_on(line, day, "ungraded")[:1]:
            then, same = _relation(visit, school, "the ungraded inspection")
            row |= {
                **then,
                "Does the ungraded inspection relate to the URN of the current school?": same,
                "Latest ungraded inspection number": visit.number,
                "Date of latest ungraded inspection": slashed(visit.inspected_on),
                "Ungraded inspection publication date": slashed(visit.published_on),
                "Ungraded inspection overall outcome": visit.judgement,
            }
        if newest:
            row["Most recent category of concern"] = newest.category or "NULL"
        rows.append(row)
    return rows


def _card_cells(visit, school):
    then, same = _relation(visit, school, "latest full inspection")
    row = {
        **then,
        "Does the latest full inspection relate to the URN of the current school?": same,
        "Inspection number of latest full inspection": visit.number,
        "Inspection type": "S5 Inspection",
        "Inspection type grouping": "Full inspection",
        "Event type grouping": "Schools - S5",
        "Inspection start date": slashed(visit.inspected_on),
        "Publication date": slashed(visit.published_on),
        "Category of concern": visit.category or "NULL",
        "Safeguarding standards": visit.safeguarding.capitalize(),
        "Safeguarding standards - date of grade": slashed(visit.inspected_on),
    }
    for area in AREAS:
        dated = area.removesuffix(" (where applicable)")
        row[area] = visit.card[area]
        is_graded = visit.card[area] != "Not applicable"
        row[f"{dated} - date of grade"] = slashed(visit.inspected_on) if is_graded else "NULL"
    return row


def _oeif_cells(visit, school):
    what = "latest OEIF graded inspection"
    then, same = _relation(visit, school, what)
    early, sixth = _stage_grades(visit, school)
    return {
        **then,
        f"Does the {what} relate to the URN of the current school?": same,
        f"Inspection number of {what}": visit.number,
        f"Inspection type of {what}": "S5 Inspection",
        f"Inspection type grouping of {what}": "Graded inspection",
        f"Event type grouping of {what}": "Schools - S5",
        f"Inspection start date of {what}": slashed(visit.inspected_on),
        f"Publication date of {what}": slashed(visit.published_on),
        "Latest OEIF overall effectiveness": visit.overall,
        **_graded_cells(visit, prefix="Latest OEIF "),
        # Two spaces, as in the publisher's header.
        "Latest OEIF  safeguarding is effective?": _safeguarding(visit),
        "Latest OEIF early years provision (where applicable)": early,
        "Latest OEIF sixth form provision (where applicable)": sixth,
    }


def _write(path, columns, rows):
    file = io.StringIO(newline="")
    writer = csv.DictWriter(
        file, columns, restval="NULL", extrasaction="ignore", lineterminator="\r\n"
    )
    writer.writeheader()
    writer.writerows(rows)
    path.write_bytes(file.getvalue().encode("cp1252"))
    return path


def write(folder):
    """The four files, under the names that Ofsted gives them."""
    stem = "Management_information_-_state-funded_schools_-_"
    paths = [
        _write(
            folder / f"{stem}latest_inspections_as_at_{day:%d_%B_%Y}.csv",
            header("ofsted_latest_2019"),
            snapshot_rows(day),
        )
        for day in SNAPSHOTS
    ]
    paths.append(
        _write(
            folder / f"{stem}all_inspections_-_year_to_date_published_by_31_August_2025.csv",
            header("ofsted_inspections_2024-25"),
            year_to_date_rows(),
        )
    )
    paths.append(
        _write(
            folder / f"{stem}latest_inspections_as_at_{LATEST:%d_%b_%Y}.csv",
            header("ofsted_latest_2025"),
            latest_rows(LATEST),
        )
    )
    return paths
