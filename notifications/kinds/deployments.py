"""Kinds of notice about support lent from school to school; none says why a school gets it."""

from notifications.kinds.kind import Kind

CONCERNED = "you are part of this deployment of support, or arrange it"

DEPLOYMENT_OFFERED = Kind(
    key="deployment_offered",
    label="I am asked to support a school",
    why="you keep the entry of the support directory that is asked",
    says=frozenset({"host", "days"}),
    # A school waits for the answer.
    can_be_switched_off=False,
)
RELEASE_ASKED = Kind(
    key="release_asked",
    label="My school is asked to release somebody",
    why="you lead the school where this person works",
    says=frozenset({"host", "person", "days"}),
    can_be_switched_off=False,
)
AGREEMENT_TO_SIGN = Kind(
    key="agreement_to_sign",
    label="An agreement on support waits for my signature",
    why="you are one of the three who sign this agreement",
    says=frozenset({"host", "person"}),
    can_be_switched_off=False,
)
DEPLOYMENT_MOVED = Kind(
    key="deployment_moved",
    label="A deployment of support has moved on",
    why=CONCERNED,
    says=frozenset({"host", "person", "state"}),
)
RECORD_OWED = Kind(
    key="record_owed",
    label="The record of a visit is due or late",
    why="you are lent to this school, or arrange it",
    says=frozenset({"host", "visit", "due", "standing"}),
)
RECORD_TO_CHECK = Kind(
    key="record_to_check",
    label="A visit to my school is recorded: is the record accurate?",
    why="you lead the school that was visited",
    says=frozenset({"host", "person", "visit"}),
)
RECORD_DISPUTED = Kind(
    key="record_disputed",
    label="A record of a visit was found not accurate",
    why=CONCERNED,
    says=frozenset({"host", "visit"}),
    # The record has to be put right before anybody is paid for it.
    can_be_switched_off=False,
)
REVIEW_DUE = Kind(
    key="review_due",
    label="A review of a deployment is due",
    why="you are lent to this school, or arrange it",
    says=frozenset({"host", "person", "review"}),
)
DEPLOYMENT_ADRIFT = Kind(
    key="deployment_adrift",
    label="A deployment needs a broker",
    why="you arrange support from school to school",
    says=frozenset({"host", "person", "because"}),
    can_be_switched_off=False,
)

KINDS = (
    DEPLOYMENT_OFFERED,
    RELEASE_ASKED,
    AGREEMENT_TO_SIGN,
    DEPLOYMENT_MOVED,
    RECORD_OWED,
    RECORD_TO_CHECK,
    RECORD_DISPUTED,
    REVIEW_DUE,
    DEPLOYMENT_ADRIFT,
)
