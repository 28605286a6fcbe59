"""Key stage 4 performance tables, published by the Department for Education."""

from dashboard.published.figures import Column, Reading
from dashboard.published.tables import ALL, AUTHORITY, SCHOOL, STATE_FUNDED, Tables
from dashboard.published.tables import read as read_tables
from schools.sources.sheets import Sheet

# Suffix, group, column with the group's size. Key stage 4 says NFSM6CLA1A where key stage 2
# says NotFSM6CLA1A; middle prior attainment is AV to 2018/19 and MID after.
GROUPS = {
    "": ("all", "TPUP"),
    "_BOYS": ("boys", "BPUP"),
    "_GIRLS": ("girls", "GPUP"),
    "_LO": ("low_prior", "TPRIORLO"),
    "_AV": ("middle_prior", "TPRIORAV"),
    "_MID": ("middle_prior", "TPRIORAV"),
    "_HI": ("high_prior", "TPRIORHI"),
    "_FSM6CLA1A": ("disadvantaged", "TFSM6CLA1A"),
    "_NFSM6CLA1A": ("not_disadvantaged", "TNOTFSM6CLA1A"),
    "_EAL": ("eal", "TEALGRP2"),
    "_NMOB": ("non_mobile", "TNMOB"),
}
COHORTS = dict(GROUPS.values())
# The threshold measures put the group inside the name instead of after it.
BASICS = {
    "all": "PTL2BASICS_",
    "boys": "PBL2BASICS_",
    "girls": "PGL2BASICS_",
    "low_prior": "PTBASICSLO_",
    "middle_prior": "PTBASICSAV_",
    "high_prior": "PTBASICSHI_",
    "disadvantaged": "PTFSM6CLA1ABASICS_",
    "not_disadvantaged": "PTNOTFSM6CLA1ABASICS_",
    "eal": "PTL2BASICSEAL_",
    "non_mobile": "PTL2BASICSNMOB_",
}
EBACC_ENTERED = {
    "all": "PTEBACC_E_PTQ_EE",
    "boys": "PBEBACC_E_PTQ_EE",
    "girls": "PGEBACC_E_PTQ_EE",
    "low_prior": "PTEBACC_ELO_PTQ_EE",
    "middle_prior": "PTEBACC_EAV_PTQ_EE",
    "high_prior": "PTEBACC_EHI_PTQ_EE",
    "disadvantaged": "PTEBACC_EFSM6CLA1A_PTQ_EE",
    "not_disadvantaged": "PTEBACC_ENFSM6CLA1A_PTQ_EE",
    "eal": "PTEBACC_EEAL_PTQ_EE",
    "non_mobile": "PTEBACC_ENMOB_PTQ_EE",
}
# SEN columns were renamed after 2018/19; a file has one of each pair.
SHARES = {
    "PTFSM6CLA1A": "ks4_disadvantaged_share",
    "PTEALGRP2": "ks4_eal_share",
    "PSENAPK4": "ks4_sen_support_share",
    "PSENK4": "ks4_sen_support_share",
    "PSENSE4": "ks4_ehc_plan_share",
    "PSENE4": "ks4_ehc_plan_share",
}

COLUMNS = [
    *(Column(cohort, "ks4_pupils", group, cohort) for group, cohort in COHORTS.items()),
    Column("TOTPUPS", "ks4_roll"),
    *(Column(name, measure, cohort="TPUP") for name, measure in SHARES.items()),
    *(
        Column(f"ATT8SCR{suffix}", "attainment8", group, cohort)
        for suffix, (group, cohort) in GROUPS.items()
    ),
    *(
        Column(
            f"P8MEA{suffix}",
            "progress8",
            group,
            f"P8PUP{suffix}",
            f"P8CILOW{suffix}",
            f"P8CIUPP{suffix}",
        )
        for suffix, (group, _) in GROUPS.items()
    ),
    Column("P8_BANDING", "progress8_band", cohort="P8PUP"),
    *(
        Column(f"{name}95", "english_maths_5", group, COHORTS[group])
        for group, name in BASICS.items()
    ),
    *(
        Column(f"{name}94", "english_maths_4", group, COHORTS[group])
        for group, name in BASICS.items()
    ),
    *(
        Column(name, "ebacc_entered", group, COHORTS[group])
        for group, name in EBACC_ENTERED.items()
    ),
    *(
        Column(f"EBACCAPS{suffix}", "ebacc_average_points", group, cohort)
        for suffix, (group, cohort) in GROUPS.items()
    ),
]

TABLES = Tables(
    title="the key stage 4 tables",
    # ks4_meta.csv: 4 is an authority here, not England, and there is no 3.
    records={"1": SCHOOL, "2": SCHOOL, "4": AUTHORITY, "5": ALL, "7": STATE_FUNDED},
    columns=COLUMNS,
    required=("RECTYPE", "LEA", "URN", "TPUP", "ATT8SCR"),
    family="ks4_attainment",
)


def read(sheet: Sheet) -> Reading:
    """Results of secondary schools at the end of key stage 4, by pupil group."""
    return read_tables(sheet, TABLES)
