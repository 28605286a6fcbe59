"""Who may do what: the one table. `visible_to` on each private model says who sees which rows."""

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices


class Role(TextChoices):
    OFFICER = "officer", "LA officer"
    MODERATOR = "moderator", "Moderator of the School Improvement Board"
    HEAD = "head", "Headteacher"
    CHAIR = "chair", "Chair of governors"
    TRUST_LEAD = "trust_lead", "Trust lead"


class Permission(TextChoices):
    RATINGS_VIEW_ALL = "ratings_view_all", "see every school's rating"
    RATING_VIEW = "rating_view", "see this school's rating once it is shared"
    ROUND_RUN = "round_run", "run a rating round and share it with schools"
    TRUST_VIEW = "trust_view", "see a trust's schools side by side"
    DATA_VIEW = "data_view", "see what published data is loaded"
    COMPONENTS_VIEW = "components_view", "preview the page components"


GRANTS = {
    Role.OFFICER: {*Permission},
    Role.MODERATOR: {Permission.RATINGS_VIEW_ALL, Permission.DATA_VIEW},
    Role.HEAD: {Permission.RATING_VIEW},
    Role.CHAIR: {Permission.RATING_VIEW},
    Role.TRUST_LEAD: {Permission.RATING_VIEW, Permission.TRUST_VIEW},
}

# The roles that reach every school's rating must sign in with a second factor.
NEEDS_SECOND_FACTOR = {role for role, may in GRANTS.items() if Permission.RATINGS_VIEW_ALL in may}


def can(user, permission, within=None):
    """Whether a person may do this, everywhere or within one school or trust."""
    if not user.is_authenticated:
        return False
    roles = {*user.roles, *(within.roles_of(user) if within else ())}
    return any(permission in GRANTS[role] for role in roles)


def needs_second_factor(user):
    """Whether a password alone is too little for what this person can reach."""
    return user.is_staff or bool(user.roles & NEEDS_SECOND_FACTOR)


def authorise(user, permission, within=None):
    if not can(user, permission, within):
        raise PermissionDenied


def audience(*permissions):
    """The roles that hold any of these permissions, in the order of the table, as words."""
    return [role.label for role in Role if GRANTS[role] & {*permissions}]
