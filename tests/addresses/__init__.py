"""Who may open each address of the portal, and the city it is tried in: a module a room.

A room says `ADDRESSES` (a name of the URLconf, who may open it, on which sample object),
`furnish(people)` to make those objects, and `TELLS_A_RATING` where pages of it do.
"""

from tests.addresses import (
    accounts,
    dashboard,
    deployments,
    notifications,
    peer_reviews,
    people,
    portal,
    requests,
    schools,
    strategy,
    subgroups,
    support_directory,
    website,
)

ROOMS = [
    accounts,
    people,
    notifications,
    schools,
    dashboard,
    strategy,
    requests,
    deployments,
    peer_reviews,
    support_directory,
    subgroups,
    website,
    portal,
]

ADDRESSES = {name: address for room in ROOMS for name, address in room.ADDRESSES.items()}
TELLS_A_RATING = {name for room in ROOMS for name in getattr(room, "TELLS_A_RATING", ())}
