"""Which part a person has in a deployment, and so what of it they may open and do."""

from dataclasses import dataclass
from typing import Any

from accounts.permissions import Permission, Role, audience, can, permissions_of, roles_in
from support_directory.models import Deployment

# Held in a school or its trust.
LOCAL = frozenset({Role.HEAD, Role.CHAIR, Role.DEPUTY, Role.TRUST_LEAD})


@dataclass(frozen=True)
class Part:
    """What somebody may do about one deployment."""

    arranges: bool
    delivers: bool
    follows: bool
    hosts: bool
    lends: bool
    releases: bool

    @property
    def is_concerned(self) -> bool:
        """Whether the whole of it is open to them, not the agreement alone."""
        return self.arranges or self.delivers or self.follows

    @property
    def sees_money(self) -> bool:
        """Sums are for who pays and who bills; whoever is lent reads of days."""
        return self.arranges or self.follows

    @property
    def signs(self) -> list[str]:
        """As which of the three they may sign."""
        parts = [("host", self.hosts), ("home", self.releases), ("broker", self.arranges)]
        return [part for part, may in parts if may]


def part_of(user: Any, deployment: Deployment) -> Part:
    """Four queries at most; none for a broker but those of the two schools."""
    at_host = permissions_of(roles_in(user, deployment.host_school))
    home = deployment.home_school
    at_home = permissions_of(roles_in(user, home)) if home else set()
    return Part(
        arranges=Permission.DEPLOYMENT_ARRANGE in at_host,
        delivers=can(user, Permission.DEPLOYMENT_DELIVER, within=deployment.entry),
        follows=Permission.DEPLOYMENT_VIEW in at_host,
        hosts=Permission.DEPLOYMENT_HOST in at_host,
        lends=Permission.DEPLOYMENT_VIEW in at_home,
        releases=Permission.DEPLOYMENT_RELEASE in at_home,
    )


def who_sees(deployment: Deployment, *, home: bool = False) -> list[str]:
    """Who opens a page of a deployment, from the rules that guard it, as words."""
    everywhere = audience(Permission.DEPLOYMENT_ARRANGE)
    schools = [deployment.host_school, deployment.home_school if home else None]
    return [
        *everywhere,
        str(deployment.entry),
        *leaders_of(" or ".join(school.name for school in schools if school)),
    ]


def leaders_of(schools: str) -> list[str]:
    """Who follows support for a school they lead, as words for the end of a list."""
    *others, last = audience(Permission.DEPLOYMENT_VIEW, among=LOCAL)
    return [*others, f"{last} of {schools}"]
