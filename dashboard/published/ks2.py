"""Key stage 2 performance tables, published by the Department for Education."""

from dashboard.published.figures import Column, Reading
from dashboard.published.tables import ALL, AUTHORITY, SCHOOL, STATE_FUNDED, Tables
from dashboard.published.tables import read as read_tables
from schools.sources.sheets import Sheet

# Suffix of a column's name, the group it means, and the column with the group's size.
GROUPS = {
    "": ("all", "TELIG"),
    "_B": ("boys", "BELIG"),
    "_G": ("girls", "GELIG"),
    "_L": ("low_prior", "TKS1GROUP_L"),
    "_M": ("middle_prior", "TKS1GROUP_M"),
    "_H": ("high_prior", "TKS1GROUP_H"),
    "_FSM6CLA1A": ("disadvantaged", "TFSM6CLA1A"),
    "_NOTFSM6CLA1A": ("not_disadvantaged", "TNOTFSM6CLA1A"),
    "_EAL": ("eal", "TEALGRP2"),
    "_MOBN": ("non_mobile", "TMOBN"),
}
BY_GROUP = {
    "PTRWM_EXP": "rwm_expected",
    "PTRWM_HIGH": "rwm_higher",
    "PTREAD_EXP": "reading_expected",
    "PTREAD_HIGH": "reading_higher",
    "READ_AVERAGE": "reading_average",
    "PTWRITTA_EXP": "writing_expected",
    "PTWRITTA_HIGH": "writing_higher",
    "PTMAT_EXP": "maths_expected",
    "PTMAT_HIGH": "maths_higher",
    "MAT_AVERAGE": "maths_average",
    "PTGPS_EXP": "gps_expected",
    "PTGPS_HIGH": "gps_higher",
    "GPS_AVERAGE": "gps_average",
    "PTSCITA_EXP": "science_expected",
}
PROGRESS = {
    "READPROG": "reading_progress",
    "WRITPROG": "writing_progress",
    "MATPROG": "maths_progress",
}
SHARES = {
    "PTFSM6CLA1A": "ks2_disadvantaged_share",
    "PTEALGRP2": "ks2_eal_share",
    "PSENELK": "ks2_sen_support_share",
    "PSENELE": "ks2_ehc_plan_share",
}

COLUMNS = [
    *(Column(cohort, "ks2_pupils", group, cohort) for group, cohort in GROUPS.values()),
    Column("TOTPUPS", "ks2_roll"),
    *(Column(name, measure, cohort="TELIG") for name, measure in SHARES.items()),
    *(
        Column(name + suffix, measure, group, cohort)
        for name, measure in BY_GROUP.items()
        for suffix, (group, cohort) in GROUPS.items()
    ),
    *(
        Column(
            name + suffix, measure, group, cohort, f"{name}{suffix}_LOWER", f"{name}{suffix}_UPPER"
        )
        for name, measure in PROGRESS.items()
        for suffix, (group, cohort) in GROUPS.items()
    ),
    *(
        Column(f"{name}_DESCR", f"{measure}_band", cohort="TELIG")
        for name, measure in PROGRESS.items()
    ),
]

TABLES = Tables(
    title="the key stage 2 tables",
    # ks2_meta.csv; 3, 4 and 5 mean other things at key stage 4.
    records={"1": SCHOOL, "2": SCHOOL, "3": AUTHORITY, "4": ALL, "5": STATE_FUNDED},
    columns=COLUMNS,
    required=("RECTYPE", "LEA", "URN", "TELIG", "PTRWM_EXP"),
    family="ks2_attainment",
)


def read(sheet: Sheet) -> Reading:
    """Results of primary schools at the end of key stage 2, by pupil group."""
    return read_tables(sheet, TABLES)
