"""What kind of school a type code stands for; types are told by code, never by name or phase."""

from enum import StrEnum


class Category(StrEnum):
    """How a school is treated: only mainstream and technical schools are scored."""

    MAINSTREAM = "mainstream"
    TECHNICAL = "technical"
    SPECIAL = "special"
    ALTERNATIVE = "alternative"
    INDEPENDENT = "independent"
    POST_16 = "post_16"
    NURSERY = "nursery"
    OTHER = "other"


# TypeOfEstablishment (code) of the register.
BY_REGISTER_CODE = {
    **dict.fromkeys([1, 2, 3, 5, 6, 28, 34, 35], Category.MAINSTREAM),
    **dict.fromkeys([40, 41], Category.TECHNICAL),
    **dict.fromkeys([7, 8, 12, 33, 36, 44], Category.SPECIAL),
    **dict.fromkeys([14, 38, 42, 43], Category.ALTERNATIVE),
    **dict.fromkeys([10, 11], Category.INDEPENDENT),
    **dict.fromkeys([18, 31, 32, 39, 45, 46, 57], Category.POST_16),
    15: Category.NURSERY,
}

# NFTYPE of the performance tables.
BY_TABLE_CODE = {
    **dict.fromkeys(["AC", "ACC", "CY", "VA", "VC", "FD", "F", "CTC"], Category.MAINSTREAM),
    **dict.fromkeys(["UTC", "FUTC", "FSS"], Category.TECHNICAL),
    **dict.fromkeys(["CYS", "FDS", "NMSS", "ACS", "ACCS", "FS", "CHS", "FHS"], Category.SPECIAL),
    **dict.fromkeys(["PRU", "AP", "FAP", "ACAP", "ACCAP"], Category.ALTERNATIVE),
    **dict.fromkeys(["IND", "INDSS", "INDSPS"], Category.INDEPENDENT),
    **dict.fromkeys(["FESI", "F1619", "AC1619", "ACC1619"], Category.POST_16),
}

# RECTYPE of the performance tables says at least this much.
BY_RECORD_TYPE = {"1": Category.MAINSTREAM, "2": Category.SPECIAL}

# A sponsor takes over a school that was failing: its past inspections are not the academy's.
SPONSOR_LED_REGISTER_CODES = {28, 33, 43, 46}
SPONSOR_LED_TABLE_CODES = {"AC", "ACS", "ACAP", "AC1619"}


def category(*, register_code: int | None, table_code: str, record_type: str) -> Category:
    """By the year's own file if it states a type, else by the register, else by record type."""
    return (
        BY_TABLE_CODE.get(table_code.upper())
        or BY_REGISTER_CODE.get(register_code or 0)
        or BY_RECORD_TYPE.get(record_type)
        or Category.OTHER
    )


def is_sponsor_led(*, register_code: int | None, table_code: str) -> bool:
    """Whether an academy was set up by a sponsor; the year's own file decides if it says."""
    if table_code:
        return table_code.upper() in SPONSOR_LED_TABLE_CODES
    return register_code in SPONSOR_LED_REGISTER_CODES
