"""Every figure the key stage 2 tables print about a group of pupils, by column name."""

from dashboard.sample.cells import SUPPRESSED_UP_TO, Interval, number, percent
from dashboard.sample.ks2_pupils import half_width

GROUPS = {
    "": lambda pupil: True,
    "_B": lambda pupil: pupil.is_boy,
    "_G": lambda pupil: not pupil.is_boy,
    "_L": lambda pupil: pupil.prior == "L",
    "_M": lambda pupil: pupil.prior == "M",
    "_H": lambda pupil: pupil.prior == "H",
    "_FSM6CLA1A": lambda pupil: pupil.is_disadvantaged,
    "_NOTFSM6CLA1A": lambda pupil: not pupil.is_disadvantaged,
    "_EAL": lambda pupil: pupil.has_eal,
    "_MOBN": lambda pupil: pupil.is_settled,
}
SHARES = {
    "PTRWM_EXP": lambda pupil: pupil.meets,
    "PTRWM_HIGH": lambda pupil: pupil.excels,
    "PTREAD_EXP": lambda pupil: pupil.reading >= 100,
    "PTREAD_HIGH": lambda pupil: pupil.reading >= 110,
    "PTREAD_AT": lambda pupil: False,
    "PTGPS_EXP": lambda pupil: pupil.spelling >= 100,
    "PTGPS_HIGH": lambda pupil: pupil.spelling >= 110,
    "PTGPS_AT": lambda pupil: False,
    "PTMAT_EXP": lambda pupil: pupil.maths >= 100,
    "PTMAT_HIGH": lambda pupil: pupil.maths >= 110,
    "PTMAT_AT": lambda pupil: False,
    "PTWRITTA_EXP": lambda pupil: pupil.writing in {"EXS", "GDS"},
    "PTWRITTA_HIGH": lambda pupil: pupil.writing == "GDS",
    "PTWRITTA_WTS": lambda pupil: pupil.writing == "WTS",
    "PTWRITTA_AD": lambda pupil: False,
    "PTSCITA_EXP": lambda pupil: pupil.science,
    "PTSCITA_AD": lambda pupil: False,
    "PTREADTA_EXP": lambda pupil: pupil.reading >= 98,
    "PTREADTA_AD": lambda pupil: False,
    "PTMATTA_EXP": lambda pupil: pupil.maths >= 98,
    "PTMATTA_AD": lambda pupil: False,
}
AVERAGES = {
    "READ_AVERAGE": lambda pupil: pupil.reading,
    "MAT_AVERAGE": lambda pupil: pupil.maths,
    "GPS_AVERAGE": lambda pupil: pupil.spelling,
}
PROGRESS = {"READPROG": "reading", "WRITPROG": "writing", "MATPROG": "maths"}
COVERAGE = {"READPROG": "READCOV", "WRITPROG": "WRITCOV", "MATPROG": "MATCOV"}
# Baselines were missing for the two year groups that were seven in 2020 and 2021.
YEARS_WITH_PROGRESS = {2016, 2017, 2018, 2023}
# Below half of the pupils covered, progress is not shown.
LOWEST_COVERAGE = 50


def count_cells(pupils):
    """Who is in the year group: counts and shares, published for the smallest school too."""
    size = len(pupils)
    cells = {"TPUPYEAR": str(size), "TELIG": str(size)}
    counted = {
        "BELIG": ("PBELIG", GROUPS["_B"]),
        "GELIG": ("PGELIG", GROUPS["_G"]),
        "TKS1GROUP_L": ("PTKS1GROUP_L", GROUPS["_L"]),
        "TKS1GROUP_M": ("PTKS1GROUP_M", GROUPS["_M"]),
        "TKS1GROUP_H": ("PTKS1GROUP_H", GROUPS["_H"]),
        "TKS1GROUP_NA": ("PTKS1GROUP_NA", lambda pupil: not pupil.has_starting_point),
        "TFSM6CLA1A": ("PTFSM6CLA1A", GROUPS["_FSM6CLA1A"]),
        "TNOTFSM6CLA1A": ("PTNOTFSM6CLA1A", GROUPS["_NOTFSM6CLA1A"]),
        "TEALGRP2": ("PTEALGRP2", GROUPS["_EAL"]),
        "TEALGRP1": ("PTEALGRP1", lambda pupil: not pupil.has_eal),
        "TEALGRP3": ("PTEALGRP3", lambda pupil: False),
        "TMOBN": ("PTMOBN", GROUPS["_MOBN"]),
        "TSENELE": ("PSENELE", lambda pupil: pupil.needs == "E"),
        "TSENELK": ("PSENELK", lambda pupil: pupil.needs == "K"),
        "TSENELEK": ("PSENELEK", lambda pupil: pupil.needs != ""),
    }
    for count_column, (share_column, belongs) in counted.items():
        count = sum(map(belongs, pupils))
        cells[count_column] = str(count)
        cells[share_column] = percent(count, size) if size else ""
    if size:
        levels = {"L": 10.5, "M": 15.4, "H": 18.6}
        cells["TKS1AVERAGE"] = number(sum(levels[p.prior] for p in pupils) / size, 1)
    return cells


def attainment_cells(pupils, others_nationally):
    """Shares and mean scores of all pupils and of each group, small groups suppressed."""
    cells = {}
    for suffix, belongs in GROUPS.items():
        group = [pupil for pupil in pupils if belongs(pupil)]
        if 0 < len(group) <= SUPPRESSED_UP_TO:
            cells |= {column + suffix: "SUPP" for column in [*SHARES, *AVERAGES]}
        elif group:
            for column, counts in SHARES.items():
                cells[column + suffix] = percent(sum(map(counts, group)), len(group))
            for column, score in AVERAGES.items():
                cells[column + suffix] = number(sum(map(score, group)) / len(group))
    for column, name in (("DIFFN_RWM_EXP", "PTRWM_EXP"), ("DIFFN_RWM_HIGH", "PTRWM_HIGH")):
        share = cells.get(f"{name}_FSM6CLA1A", "")
        if share.endswith("%"):
            others = int(others_nationally[f"{name}_NOTFSM6CLA1A"].rstrip("%"))
            share = str(int(share.rstrip("%")) - others)
        cells[column] = share
    return cells


def progress_cells(pupils, progress, coverage, *, padded):
    """Progress with intervals, of all pupils and each group; codes where there is none."""
    cells = {}
    for place, (column, subject) in enumerate(PROGRESS.items()):
        cells[COVERAGE[column]] = f"{coverage}%"
        for suffix, belongs in GROUPS.items():
            group = [pupil for pupil in pupils if belongs(pupil)]
            names = [f"{column}{suffix}{end}" for end in ("", "_LOWER", "_UPPER")]
            code = _progress_code(group, coverage)
            if code:
                cells |= dict.fromkeys(names, code)
                continue
            interval = progress.get(subject) if suffix == "" else None
            if interval is None:
                mean = sum(pupil.scores[place] for pupil in group) / len(group)
                interval = Interval.around(mean, half_width(subject, len(group)), 1)
            scores = (interval.score, interval.low, interval.high)
            for name, score in zip(names, scores, strict=True):
                cells[name] = number(score, 1, padded=padded)
            if suffix == "":
                cells[f"{column}_UNADJUSTED"] = cells[column]
                cells[f"{column}_DESCR"] = str(interval.band(3, -3))
        disadvantaged = cells[f"{column}_FSM6CLA1A"]
        cells[f"DIFFN_{column}"] = disadvantaged
        cells.setdefault(f"{column}_DESCR", "SUPP" if len(pupils) <= SUPPRESSED_UP_TO else "LOWCOV")
        cells.setdefault(f"{column}_UNADJUSTED", cells[column])
    return cells


def _progress_code(group, coverage):
    if not group:
        return "NA"
    if len(group) <= SUPPRESSED_UP_TO:
        return "SUPP"
    return "LOWCOV" if coverage < LOWEST_COVERAGE else ""


def not_published_cells():
    """Progress in the years the department could not measure it."""
    ends = ["", "_LOWER", "_UPPER", "_UNADJUSTED", "_DESCR"]
    names = [
        f"{column}{suffix}{end}"
        for column in PROGRESS
        for suffix in GROUPS
        for end in (ends if suffix == "" else ends[:3])
    ]
    names += [f"DIFFN_{column}" for column in PROGRESS]
    names += COVERAGE.values()
    return dict.fromkeys(names, "NP")
