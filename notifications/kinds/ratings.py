"""Kinds of notice about ratings."""

from notifications.kinds.kind import Kind

RATING_SHARED = Kind(
    key="rating_shared",
    label="A rating has been shared with a school I lead",
    why="you are headteacher or chair of governors of this school",
    says=frozenset({"school", "year"}),
    # A school has to hear of its rating: what it may say in reply runs from that day.
    can_be_switched_off=False,
)
TRUST_RATINGS_SHARED = Kind(
    key="trust_ratings_shared",
    label="Ratings have been shared with a trust I lead",
    why="you are trust lead of this trust",
    says=frozenset({"trust", "year", "count", "schools"}),
    can_be_switched_off=False,
)
ROUND_SHARED = Kind(
    key="round_shared",
    label="A rating round has been shared with schools",
    why="you hold a post in which you see every school’s rating",
    says=frozenset({"year", "area", "told", "untold"}),
)

KINDS = (RATING_SHARED, TRUST_RATINGS_SHARED, ROUND_SHARED)
