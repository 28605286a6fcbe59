"""What one person may read and do in one group, asked once a request."""

from dataclasses import dataclass
from typing import Any

from accounts.permissions import (
    NotPermittedError,
    Permission,
    Role,
    audience,
    permissions_of,
    roles_in,
)
from subgroups.models import Group


@dataclass(frozen=True)
class Reader:
    """A person as one group knows them today; nobody who is signed in need be anything to it."""

    user: Any
    roles: frozenset[Role]
    may: frozenset[Permission]

    @classmethod
    def of(cls, user: Any, group: Group) -> "Reader":
        """One query beside the city-wide posts; none for a visitor."""
        roles = roles_in(user, group)
        return cls(user, frozenset(roles), frozenset(permissions_of(roles)))

    def can(self, permission: Permission) -> bool:
        return permission in self.may

    def require(self, permission: Permission) -> None:
        """Refuse a deed that they may not do here."""
        if permission not in self.may:
            raise NotPermittedError(permission)

    @property
    def is_inside(self) -> bool:
        """Whether they read papers, drafts and actions."""
        return Permission.GROUP_READ in self.may

    @property
    def reads_exempt(self) -> bool:
        return Permission.EXEMPT_READ in self.may

    @property
    def arranges(self) -> bool:
        return Permission.MEETING_ARRANGE in self.may

    @property
    def writes(self) -> bool:
        return Permission.MINUTES_WRITE in self.may

    @property
    def approves(self) -> bool:
        return Permission.MINUTES_APPROVE in self.may

    @property
    def keeps_actions(self) -> bool:
        return Permission.ACTIONS_KEEP in self.may

    @property
    def escalates(self) -> bool:
        return Permission.ESCALATION_RAISE in self.may

    @property
    def reports(self) -> bool:
        return Permission.REPORT_WRITE in self.may

    @property
    def settles(self) -> bool:
        return Permission.ESCALATION_DECIDE in self.may

    @property
    def publishes_reports(self) -> bool:
        return Permission.REPORTS_PUBLISH in self.may

    @property
    def names_members(self) -> bool:
        return Permission.MEMBERS_MANAGE in self.may

    @property
    def manages(self) -> bool:
        return Permission.GROUPS_MANAGE in self.may


def who_reads(*permissions: Permission) -> list[str]:
    """Who sees a page that one of these permissions opens, as words."""
    return audience(*(permissions or (Permission.GROUP_READ,)))
