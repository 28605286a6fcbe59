"""Sampleport's register, links and trusts, as Get Information about Schools writes them.

Windows-1252, CRLF, text quoted, numbers bare, dates as dd-mm-yyyy, sorted by reference number.
"""

import csv
import io
from pathlib import Path

from schools.sample import city

HEADER = (Path(__file__).parent / "headers" / "edubasealldata_140.txt").read_text().strip()
COLUMNS = HEADER.split(",")
# The register leaves these without quotation marks; everything else has them, blank or not.
BARE_COLUMNS = {
    "URN",
    "StatutoryLowAge",
    "StatutoryHighAge",
    "SchoolCapacity",
    "UKPRN",
    "Easting",
    "Northing",
    "UPRN",
}
LINK_COLUMNS = ["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"]
GROUP_COLUMNS = [
    "Group UID",
    "Group ID",
    "Group Name",
    "Companies House Number",
    "Group Type (code)",
    "Group Type",
    "Closed Date",
    "Open date",
    "Incorporated on (open date)",
    "Group Status (code)",
    "Group Status",
    "Group Street",
    "Group Locality",
    "Group Address 3",
    "Group Town",
    "Group County",
    "Group Postcode",
    "Head of Group Title",
    "Head of Group First Name",
    "Head of Group Last Name",
    "UKPRN",
]
MEMBER_COLUMNS = [
    "URN",
    *GROUP_COLUMNS[:11],
    "Joined date",
    "EstablishmentName",
    "TypeOfEstablishment (code)",
    "TypeOfEstablishment (name)",
    "PhaseOfEducation (code)",
    "PhaseOfEducation (name)",
    "LA (code)",
    "LA (name)",
]

# The register's own codes and words: type, its group, and the code of that group.
TYPES = {
    1: ("Community school", "Local authority maintained schools", 4),
    2: ("Voluntary aided school", "Local authority maintained schools", 4),
    3: ("Voluntary controlled school", "Local authority maintained schools", 4),
    5: ("Foundation school", "Local authority maintained schools", 4),
    7: ("Community special school", "Special schools", 5),
    11: ("Other independent school", "Independent schools", 3),
    14: ("Pupil referral unit", "Local authority maintained schools", 4),
    18: ("Further education", "Colleges", 1),
    28: ("Academy sponsor led", "Academies", 10),
    34: ("Academy converter", "Academies", 10),
    35: ("Free schools", "Free Schools", 11),
    36: ("Free schools special", "Free Schools", 11),
    40: ("University technical college", "Free Schools", 11),
    41: ("Studio schools", "Free Schools", 11),
    42: ("Academy alternative provision converter", "Academies", 10),
    44: ("Academy special converter", "Academies", 10),
}
PHASES = {0: "Not applicable", 2: "Primary", 4: "Secondary", 6: "16 plus", 7: "All-through"}
GROUP_TYPES = {5: "School sponsor", 6: "Multi-academy trust", 10: "Single-academy trust"}
STATUSES = {1: "Open", 2: "Closed", 4: "Proposed to open"}
RELIGIONS = {"Does not apply": "00", "Church of England": "02", "Roman Catholic": "03"}
GENDERS = {"Girls": 2, "Mixed": 3}
# Trust flag of the register by group type: 3 multi-academy, 5 single-academy trust.
TRUST_FLAGS = {
    6: ("3", "Supported by a multi-academy trust"),
    10: ("5", "Supported by a single-academy trust"),
}
SPONSOR_UID_STEP = 10


def dashed(day):
    return day.strftime("%d-%m-%Y") if day else ""


def status_of(school, day=city.REGISTER_DAY):
    """Establishment status code on the day of the register."""
    if school.opened_on and school.opened_on > day:
        return 4
    return 1 if school.open_on(day) else 2


def address(school):
    """An address that cannot exist: no postcode area is called ZZ."""
    serial = school.urn - 900_000
    first_word = school.name.split()[0]
    return {
        "Street": f"{serial} {first_word} Street",
        "Locality": school.ward,
        "Town": city.AUTHORITY_NAME,
        "Postcode": f"ZZ{1 + serial % 9} {1 + serial // 26 % 9}{'ABDEFGHJLN'[serial % 10]}Z",
        # The range that the regulator keeps free for drama.
        "TelephoneNum": f"01632960{serial:03d}",
    }


def register_cells(school):
    """One establishment's filled cells, by column."""
    type_name, group_name, group_code = TYPES[school.type_code]
    status = status_of(school)
    boys = 0 if school.gender == "Girls" else round(school.pupils_on_roll * 0.51)
    cells = {
        "URN": str(school.urn),
        "LA (code)": "999",
        "LA (name)": city.AUTHORITY_NAME,
        "EstablishmentNumber": str(school.establishment_number),
        "EstablishmentName": school.name,
        "TypeOfEstablishment (code)": f"{school.type_code:02d}",
        "TypeOfEstablishment (name)": type_name,
        "EstablishmentTypeGroup (code)": str(group_code),
        "EstablishmentTypeGroup (name)": group_name,
        "EstablishmentStatus (code)": str(status),
        "EstablishmentStatus (name)": STATUSES[status],
        "OpenDate": dashed(school.opened_on),
        "CloseDate": dashed(school.closed_on),
        "PhaseOfEducation (code)": str(school.ages.phase),
        "PhaseOfEducation (name)": PHASES[school.ages.phase],
        "StatutoryLowAge": str(school.ages.low_age),
        "StatutoryHighAge": str(school.ages.high_age),
        "Gender (code)": str(GENDERS[school.gender]),
        "Gender (name)": school.gender,
        "ReligiousCharacter (code)": RELIGIONS[school.religion],
        "ReligiousCharacter (name)": school.religion,
        "SchoolCapacity": str(school.intake * school.ages.year_groups),
        "LastChangedDate": dashed(city.REGISTER_DAY),
        "GOR (code)": "J",
        "GOR (name)": "South East",
        "DistrictAdministrative (code)": city.AUTHORITY_GSS_CODE,
        "DistrictAdministrative (name)": city.AUTHORITY_NAME,
        "AdministrativeWard (name)": school.ward,
        "ParliamentaryConstituency (code)": city.CONSTITUENCY[0],
        "ParliamentaryConstituency (name)": city.CONSTITUENCY[1],
        "GSSLACode (name)": city.AUTHORITY_GSS_CODE,
        "Country (name)": "England",
    }
    cells |= address(school)
    if status == 1:
        eligible = round(school.pupils_on_roll * school.disadvantaged * 0.85 / 100)
        cells |= {
            "CensusDate": "16-01-2025",
            "NumberOfPupils": str(school.pupils_on_roll),
            "NumberOfBoys": str(boys),
            "NumberOfGirls": str(school.pupils_on_roll - boys),
            "PercentageFSM": f"{100 * eligible / school.pupils_on_roll:.1f}",
            "FSM": str(eligible),
        }
    if school.trust and status != 2:
        trust = city.trusts()[school.trust]
        flag, words = TRUST_FLAGS[trust.type_code]
        cells |= {
            "TrustSchoolFlag (code)": flag,
            "TrustSchoolFlag (name)": words,
            "Trusts (code)": str(trust.uid),
            "Trusts (name)": trust.name,
        }
        if school.is_sponsored:
            cells |= {
                "SchoolSponsorFlag (name)": "Linked to a sponsor",
                "SchoolSponsors (name)": city.trusts()[trust.uid + SPONSOR_UID_STEP].name,
            }
    return cells


def _quoted(cell, *, bare):
    return cell if bare else '"' + cell.replace('"', '""') + '"'


def register_text():
    lines = [",".join(_quoted(name, bare=False) for name in COLUMNS)]
    for school in city.schools():
        cells = register_cells(school)
        lines.append(
            ",".join(_quoted(cells.get(name, ""), bare=name in BARE_COLUMNS) for name in COLUMNS)
        )
    return "\r\n".join([*lines, ""])


def links_text():
    """Each pair twice, once from either end, as the publisher writes it."""
    pairs = []
    for old in city.schools():
        if not old.became:
            continue
        new = city.by_urn()[old.became]
        ending = " - amalgamated" if old.how == "amalgamated" else ""
        pairs.append((new.urn, old.urn, old.name, f"Predecessor{ending}", new.opened_on))
        pairs.append((old.urn, new.urn, new.name, f"Successor{ending}", new.opened_on))
    lines = [",".join(f'"{name}"' for name in LINK_COLUMNS)]
    lines += [
        f'{urn},{link},"{name}","{kind}","{dashed(day)}"'
        for urn, link, name, kind, day in sorted(pairs)
    ]
    return "\r\n".join(lines)


def _group_cells(trust):
    is_open = trust.closed_on is None
    return {
        "Group UID": trust.uid,
        "Group ID": trust.group_id,
        "Group Name": trust.name,
        "Companies House Number": trust.company,
        "Group Type (code)": trust.type_code,
        "Group Type": GROUP_TYPES[trust.type_code],
        "Closed Date": dashed(trust.closed_on),
        "Open date": "" if trust.company else dashed(trust.opened_on),
        "Incorporated on (open date)": dashed(trust.opened_on) if trust.company else "",
        "Group Status (code)": "OPEN" if is_open else "CLOSED",
        "Group Status": "Open" if is_open else "Closed",
    }


def _table(columns, rows):
    file = io.StringIO(newline="")
    writer = csv.DictWriter(file, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue()


def groups_text():
    rows = [
        {**_group_cells(trust), "Group Town": city.AUTHORITY_NAME, "Group County": "Not recorded"}
        for trust in city.trusts().values()
    ]
    return _table(GROUP_COLUMNS, rows)


def members_text():
    """Which school belongs to which group; a sponsored school stands there twice."""
    rows = []
    for school in city.schools():
        if not school.trust or status_of(school) == 2:
            continue
        uids = [school.trust]
        if school.is_sponsored:
            uids.append(school.trust + SPONSOR_UID_STEP)
        rows += [
            {
                "URN": school.urn,
                **_group_cells(city.trusts()[uid]),
                "Joined date": dashed(school.joined_on),
                "EstablishmentName": school.name,
                "TypeOfEstablishment (code)": school.type_code,
                "TypeOfEstablishment (name)": TYPES[school.type_code][0],
                "PhaseOfEducation (code)": school.ages.phase,
                "PhaseOfEducation (name)": PHASES[school.ages.phase],
                "LA (code)": 999,
                "LA (name)": city.AUTHORITY_NAME,
            }
            for uid in uids
        ]
    return _table(MEMBER_COLUMNS, rows)


def write(folder):
    """The four files of the register, in a folder called `register`."""
    folder = Path(folder) / "register"
    folder.mkdir(parents=True, exist_ok=True)
    stamp = f"{city.REGISTER_DAY:%Y%m%d}"
    texts = {
        f"edubasealldata{stamp}.csv": register_text(),
        f"links_edubasealldata{stamp}.csv": links_text(),
        "allgroupsdata.csv": groups_text(),
        "alllinksdata.csv": members_text(),
    }
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode("cp1252"))
    return [folder / name for name in texts]
