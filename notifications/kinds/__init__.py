"""Every kind of notice, declared: what it is called, why one gets it, what it may say.

A module a room; the kinds of all rooms are collected here.
"""

from notifications.kinds import (
    deployments,
    directory,
    peer_reviews,
    ratings,
    requests,
    strategy,
    subgroups,
)
from notifications.kinds.kind import Kind, Way

__all__ = ["DIGEST", "KINDS", "Kind", "Way"]

ROOMS = (ratings, strategy, directory, requests, deployments, peer_reviews, subgroups)
KINDS = {kind.key: kind for room in ROOMS for kind in room.KINDS}

# The mail that brings what a person chose to have in a digest; no notice is of this kind.
DIGEST = Kind(
    key="digest",
    label="The digest of notices",
    why="you chose to get some notices in a digest",
    says=frozenset({"count", "notices"}),
)
