"""The kinds of people that addresses are tried as, and who is meant together."""

from dataclasses import dataclass, field

PEOPLE = {
    "visitor",
    "stranger",
    "head",
    "chair",
    "head_elsewhere",
    "deputy",
    "trust_lead",
    "editor",
    "board_member",
    "board_chair",
    "broker",
    "moderator",
    "data_officer",
    "officer",
    "administrator",
}
EVERYONE = frozenset(PEOPLE)
SIGNED_IN = EVERYONE - {"visitor"}
ALL_RATINGS = frozenset({"officer", "data_officer", "moderator", "broker"})
OWN_SCHOOL = ALL_RATINGS | {"head", "chair", "deputy"}
OWN_TRUST = frozenset({"officer", "data_officer", "broker", "trust_lead"})
DATA = ALL_RATINGS | {"administrator"}
ROUNDS = frozenset({"officer", "data_officer"})
READS_ACCESS = ROUNDS | {"administrator", "head", "chair", "deputy"}
# Heads of any school: what they read is their own school's.
READS_AUDIT = READS_ACCESS | {"head_elsewhere"}
# Beside the lead of the objective, who is nobody of the city.
SIGNS_OFF = frozenset({"officer", "board_chair"})
PEOPLE_OFFICE = frozenset({"officer", "administrator"})
WRITERS = frozenset({"officer"})
NOBODY = frozenset()


@dataclass(frozen=True)
class Address:
    """Who may open it, and the sample object it is tried on."""

    who: frozenset
    sample: dict = field(default_factory=dict)
