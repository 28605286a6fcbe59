"""Kinds of notice about peer reviews: a visit, its report, the school's answer."""

from notifications.kinds.kind import Kind

PEER_VISIT = Kind(
    key="peer_visit",
    label="A peer review that concerns me has a day",
    why="you lead the school that is visited, or are in the team that visits it",
    says=frozenset({"school", "day"}),
    can_be_switched_off=False,
)
PEER_REPORTED = Kind(
    key="peer_reported",
    label="The peer review of my school has been handed over",
    why="you are headteacher or chair of governors of this school",
    says=frozenset({"school"}),
    can_be_switched_off=False,
)
PEER_ANSWERED = Kind(
    key="peer_answered",
    label="A school has answered a peer review of mine",
    why="you are in the team that visited this school",
    says=frozenset({"school"}),
)

KINDS = (PEER_VISIT, PEER_REPORTED, PEER_ANSWERED)
