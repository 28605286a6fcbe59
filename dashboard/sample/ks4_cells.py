"""Every figure the key stage 4 tables print about a group of pupils, by column name."""

from dashboard.sample.cells import (
    SUPPRESSED_UP_TO,
    Interval,
    number,
    percent,
    rounded,
)
from dashboard.sample.ks4_pupils import half_width

GROUPS = {
    "": lambda pupil: True,
    "_FSM6CLA1A": lambda pupil: pupil.is_disadvantaged,
    "_NFSM6CLA1A": lambda pupil: not pupil.is_disadvantaged,
    "_LO": lambda pupil: pupil.prior == "LO",
    "_MID": lambda pupil: pupil.prior == "MID",
    "_HI": lambda pupil: pupil.prior == "HI",
    "_EAL": lambda pupil: pupil.has_eal,
    "_GIRLS": lambda pupil: not pupil.is_boy,
    "_BOYS": lambda pupil: pupil.is_boy,
    "_NMOB": lambda pupil: pupil.is_settled,
}
# Share of Attainment 8 that comes from each element.
ELEMENTS = {
    "": 1.0,
    "ENG": 0.215,
    "MAT": 0.195,
    "EBAC": 0.285,
    "OPEN": 0.305,
    "OPENG": 0.2,
    "OPENNG": 0.105,
}
# Names of the share with grades 9-4 or 9-5 in English and maths, by group.
BASICS = {
    "PTL2BASICS_{}": "",
    "PTFSM6CLA1ABASICS_{}": "_FSM6CLA1A",
    "PTNOTFSM6CLA1ABASICS_{}": "_NFSM6CLA1A",
    "PTBASICSLO_{}": "_LO",
    "PTBASICSAV_{}": "_MID",
    "PTBASICSHI_{}": "_HI",
    "PBL2BASICS_{}": "_BOYS",
    "PGL2BASICS_{}": "_GIRLS",
    "PTL2BASICSEAL_{}": "_EAL",
    "PTL2BASICSNMOB_{}": "_NMOB",
}
EBACC = {
    "PTEBACC_E_PTQ_EE": ("", lambda pupil: pupil.enters_ebacc),
    "PTEBACC_94": ("", lambda pupil: pupil.enters_ebacc and pupil.has_basics),
    "PTEBACC_95": ("", lambda pupil: pupil.enters_ebacc and pupil.has_strong_basics),
    "PTEBACC_EFSM6CLA1A_PTQ_EE": ("_FSM6CLA1A", lambda pupil: pupil.enters_ebacc),
    "PTEBACC_ENFSM6CLA1A_PTQ_EE": ("_NFSM6CLA1A", lambda pupil: pupil.enters_ebacc),
    "PBEBACC_E_PTQ_EE": ("_BOYS", lambda pupil: pupil.enters_ebacc),
    "PGEBACC_E_PTQ_EE": ("_GIRLS", lambda pupil: pupil.enters_ebacc),
    "PT5EM_94": ("", lambda pupil: pupil.has_basics),
}
# One point of the EBacc average for eleven and a half of Attainment 8.
EBACC_POINTS = 1 / 11.4
BANDS = ["Well above average", "Above average", "Average", "Below average", "Well below average"]
PRIOR_GROUPS = {"_LO", "_MID", "_HI"}


def count_cells(pupils, decimals):
    """Who is in the year group: counts and shares, published for the smallest school too."""
    size = len(pupils)
    cells = {"TPUP": str(size)}
    counted = {
        "BPUP": ("PBPUP", GROUPS["_BOYS"]),
        "GPUP": ("PGPUP", GROUPS["_GIRLS"]),
        "TPRIORLO": ("PTPRIORLO", GROUPS["_LO"]),
        "TPRIORAV": ("PTPRIORAV", GROUPS["_MID"]),
        "TPRIORHI": ("PTPRIORHI", GROUPS["_HI"]),
        "TFSM6CLA1A": ("PTFSM6CLA1A", GROUPS["_FSM6CLA1A"]),
        "TNOTFSM6CLA1A": ("PTNOTFSM6CLA1A", GROUPS["_NFSM6CLA1A"]),
        "TEALGRP2": ("PTEALGRP2", GROUPS["_EAL"]),
        "TEALGRP1": ("PTEALGRP1", lambda pupil: not pupil.has_eal),
        "TEALGRP3": ("PTEALGRP3", lambda pupil: False),
        "TNMOB": ("PTNMOB", GROUPS["_NMOB"]),
        "SENE4": ("PSENE4", lambda pupil: pupil.needs == "E"),
        "SENK4": ("PSENK4", lambda pupil: pupil.needs == "K"),
        "SEN_ALL4": ("PSEN_ALL4", lambda pupil: pupil.needs != ""),
    }
    for count_column, (share_column, belongs) in counted.items():
        count = sum(map(belongs, pupils))
        cells[count_column] = str(count)
        cells[share_column] = percent(count, size, decimals)
    return cells


def attainment_cells(pupils, decimals, others_nationally):
    """Attainment 8, English and maths, EBacc: of all pupils and of each group."""
    cells = {}
    groups = {suffix: list(filter(belongs, pupils)) for suffix, belongs in GROUPS.items()}
    for suffix, group in groups.items():
        names = [f"ATT8SCR{element}{suffix}" for element in ELEMENTS]
        if not group:
            cells |= dict.fromkeys([*names, f"EBACCAPS{suffix}"], "NE")
        elif len(group) <= SUPPRESSED_UP_TO:
            cells |= dict.fromkeys([*names, f"EBACCAPS{suffix}"], "SUPP")
        else:
            total = sum(pupil.attainment8 for pupil in group)
            for element, share in ELEMENTS.items():
                cells[f"ATT8SCR{element}{suffix}"] = number(total * share / len(group), 1)
                if suffix == "":
                    cells[f"TOTATT8{element}"] = number(total * share, 1)
            cells[f"EBACCAPS{suffix}"] = number(total / len(group) * EBACC_POINTS, 2)
    for grades in ("94", "95"):
        for name, suffix in BASICS.items():
            has_grades = _has_basics if grades == "94" else _has_strong_basics
            cells[name.format(grades)] = _share(groups[suffix], has_grades, decimals)
    for name, (suffix, has_it) in EBACC.items():
        cells[name] = _share(groups[suffix], has_it, decimals)
    cells["TEBACC_E_PTQ_EE"] = str(sum(pupil.enters_ebacc for pupil in pupils))
    disadvantaged = cells["ATT8SCR_FSM6CLA1A"]
    if disadvantaged[0].isdigit():
        disadvantaged = number(float(disadvantaged) - float(others_nationally), 1)
    cells["DIFFN_ATT8"] = disadvantaged
    return cells


def _has_basics(pupil):
    return pupil.has_basics


def _has_strong_basics(pupil):
    return pupil.has_strong_basics


def _share(group, has_it, decimals):
    if not group:
        return "NE"
    if len(group) <= SUPPRESSED_UP_TO:
        return "SUPP"
    count = sum(map(has_it, group))
    # More than nothing, and less than half of one per cent.
    return "SP" if 0 < count / len(group) < 0.005 else percent(count, len(group), decimals)


def progress_cells(pupils, progress8, *, band_in_words):
    """Progress 8 with its interval, of all pupils and of each group."""
    cells = {"P8MEACOV": f"{round(96 - len(pupils) % 4)}%"}
    for suffix, belongs in GROUPS.items():
        group = list(filter(belongs, pupils))
        names = _progress_names(suffix)
        if not group or len(group) <= SUPPRESSED_UP_TO:
            cells |= dict.fromkeys(names, "SUPP" if group else "NE")
            continue
        interval = progress8 if suffix == "" else None
        if interval is None:
            mean = sum(pupil.progress8 for pupil in group) / len(group)
            interval = Interval.around(mean, half_width(len(group)), 2)
        bounds = (interval.score, interval.low, interval.high)
        scores = [number(score, 2) for score in bounds]
        cells |= dict(zip(names, [str(len(group)), "0", *scores, *scores], strict=True))
    overall = cells["P8MEA"]
    cells["P8_BANDING"] = overall
    if _is_number(overall):
        band = progress8.band(0.5, -0.5)
        cells["P8_BANDING"] = BANDS[band - 1] if band_in_words else str(band)
    cells["DIFFN_P8MEA"] = cells["P8MEA_FSM6CLA1A"]
    return cells


def _progress_names(suffix):
    return [
        f"P8PUP{suffix}",
        f"TP8ADJ{suffix}",
        f"P8MEA{suffix}",
        f"P8CILOW{suffix}",
        f"P8CIUPP{suffix}",
        f"P8MEA{suffix}_ORIG",
        f"P8CILOW{suffix}_ORIG",
        f"P8CIUPP{suffix}_ORIG",
    ]


def not_published_cells():
    """Progress 8 where the department publishes none: 2025, and independent schools always."""
    names = [name for suffix in GROUPS for name in _progress_names(suffix)]
    names += ["P8MEACOV", "P8_BANDING", "DIFFN_P8MEA"]
    return dict.fromkeys(names, "NP")


def without_prior_attainment(cells):
    """Takes back what cannot be known of pupils who never sat key stage 2."""
    names = [name for name in cells if any(name.endswith(group) for group in PRIOR_GROUPS)]
    names += [f"{part}PRIOR{level}" for part in ("T", "PT") for level in ("LO", "AV", "HI")]
    names += [f"PTBASICS{level}_{g}" for level in ("LO", "AV", "HI") for g in ("94", "95")]
    return cells | dict.fromkeys(names, "NP")


def _is_number(text):
    return text.lstrip("-").replace(".", "", 1).isdigit()


def mean(scores):
    return rounded(sum(scores) / len(scores), 2)
