"""Who may do what: the one table. `visible_to` on each private model says who sees which rows."""

from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices


class Role(TextChoices):
    # Held across the city.
    OFFICER = "officer", "LA officer"
    DATA_OFFICER = "data_officer", "LA data officer"
    MODERATOR = "moderator", "Moderator of the School Improvement Board"
    BROKER = "broker", "Broker"
    BOARD_CHAIR = "board_chair", "Strategic Board chair"
    BOARD_MEMBER = "board_member", "Strategic Board member"
    EDITOR = "editor", "Editor"
    ADMINISTRATOR = "administrator", "Administrator"
    # Held in a school or a trust.
    HEAD = "head", "Headteacher"
    CHAIR = "chair", "Chair of governors"
    DEPUTY = "deputy", "Deputy by delegation"
    TRUST_LEAD = "trust_lead", "Trust lead"
    # Conferred by an objective of the strategy.
    OBJECTIVE_LEAD = "objective_lead", "Objective lead"
    # Conferred by the support directory and by groups.
    SYSTEM_LEADER = "system_leader", "System leader"
    GROUP_CHAIR = "group_chair", "Group chair"
    GROUP_VICE = "group_vice", "Group vice-chair"
    GROUP_CLERK = "group_clerk", "Group clerk"
    GROUP_MEMBER = "group_member", "Group member"
    GROUP_OBSERVER = "group_observer", "Group observer"


class Permission(TextChoices):
    RATINGS_VIEW_ALL = "ratings_view_all", "see every school's rating"
    RATING_VIEW = "rating_view", "see this school's rating once it is shared"
    ROUND_RUN = "round_run", "run a rating round and share it with schools"
    TRUST_VIEW = "trust_view", "see a trust's schools side by side"
    DATA_VIEW = "data_view", "see what published data is loaded"
    DELEGATE = "delegate", "name a deputy for this school until a day"
    PEOPLE_MANAGE = "people_manage", "start and end people's posts, and invite them"
    PERMISSIONS_VIEW = "permissions_view", "read who may do what"
    PREVIEW_AS = "preview_as", "look at the portal as somebody else sees it"
    AUDIT_VIEW = "audit_view", "read what was done, by whom and when"
    ACCESS_VIEW = "access_view", "read who opened this school's rating and what was done about it"
    MAIL_VIEW = "mail_view", "see mail that did not arrive and schools nobody would be told for"
    COMPONENTS_VIEW = "components_view", "preview the page components"
    WEBSITE_EDIT = "website_edit", "write pages of the website and submit them for review"
    WEBSITE_PUBLISH = "website_publish", "approve pages that others wrote, and take pages down"
    EVENTS_RUN = "events_run", "see who has booked an event and note who came"
    STRATEGY_DRAFT = "strategy_draft", "write an edition of the strategy and ask for progress"
    STRATEGY_APPROVE = "strategy_approve", "approve an edition of the strategy that another wrote"
    PROGRESS_REPORT = "progress_report", "report the progress of this objective"
    PROGRESS_SIGN_OFF = "progress_sign_off", "sign off the progress that another reported"
    CONSULTATION_RUN = "consultation_run", "run a consultation and moderate its responses"
    DIRECTORY_VIEW = "directory_view", "see what the support directory keeps for members"
    DIRECTORY_KEEP = "directory_keep", "keep the support directory: entries, imports, quality"
    ENTRY_KEEP = "entry_keep", "keep this entry of the support directory and its days"
    DESIGNATION_REFER = "designation_refer", "give the head's reference for a designation"
    SUPPORT_REQUEST = "support_request", "ask for support for this school"
    SUPPORT_VIEW = "support_view", "see what support this school asked for and has"
    SUPPORT_BROKER = "support_broker", "find somebody for what schools asked for, and propose them"
    DESIGNATION_DECIDE = "designation_decide", "decide on designations, as one of two"
    IMPACT_VIEW = "impact_view", "see whether support worked, for all schools together"
    IMPACT_SCHOOLS_VIEW = "impact_schools_view", "see whether support worked, school by school"
    PEER_REVIEW_RUN = "peer_review_run", "plan a programme of peer reviews and publish it"
    PEER_REPORT_READ = "peer_report_read", "read the peer review of this school and answer it"
    DEPLOYMENT_ARRANGE = "deployment_arrange", "arrange deployments: offer, agree, bill and close"
    DEPLOYMENT_SUMMARY = "deployment_summary", "see which schools have support, without its papers"
    DEPLOYMENT_DELIVER = "deployment_deliver", "answer offers to this entry, visit and review"
    DEPLOYMENT_VIEW = "deployment_view", "follow the support for this school"
    DEPLOYMENT_HOST = "deployment_host", "sign for the school that is supported, check its visits"
    DEPLOYMENT_RELEASE = "deployment_release", "release people of this school and sign for it"
    GROUPS_MANAGE = "groups_manage", "start, rename, merge and end groups and boards"
    MEMBERS_MANAGE = "members_manage", "name the members of this group"
    GROUP_READ = "group_read", "read the papers, draft minutes and actions of this group"
    EXEMPT_READ = "exempt_read", "read what is exempt in this group"
    MEETING_ARRANGE = "meeting_arrange", "plan this group’s meetings and their agendas"
    MINUTES_WRITE = "minutes_write", "write the minutes of this group"
    MINUTES_APPROVE = "minutes_approve", "check, approve and publish this group’s minutes"
    ACTIONS_KEEP = "actions_keep", "keep the actions of this group up to date"
    ESCALATION_RAISE = "escalation_raise", "escalate to the board what this group cannot solve"
    ESCALATIONS_READ = "escalations_read", "read confidential escalations"
    ESCALATION_DECIDE = "escalation_decide", "take up and settle what is escalated to this board"
    REPORT_WRITE = "report_write", "write and submit this group’s highlight report"
    REPORTS_PUBLISH = "reports_publish", "call for highlight reports and publish them"


# What whoever leads a group does for it. Of these the last two count in a board alone, which is
# where they are asked for.
LEADS_GROUP = {
    Permission.GROUP_READ,
    Permission.EXEMPT_READ,
    Permission.MEETING_ARRANGE,
    Permission.MINUTES_WRITE,
    Permission.ACTIONS_KEEP,
    Permission.ESCALATION_RAISE,
    Permission.ESCALATIONS_READ,
    Permission.REPORT_WRITE,
    Permission.ESCALATION_DECIDE,
    Permission.REPORTS_PUBLISH,
    Permission.DIRECTORY_VIEW,
}

GRANTS = {
    Role.OFFICER: {*Permission}
    - {
        Permission.DELEGATE,
        Permission.WEBSITE_EDIT,
        Permission.WEBSITE_PUBLISH,
        Permission.DESIGNATION_REFER,
        # A peer review is for the school that was visited, and for nobody above it.
        Permission.PEER_REPORT_READ,
        Permission.DEPLOYMENT_HOST,
        Permission.DEPLOYMENT_RELEASE,
        # A group answers for itself: nobody writes in its name.
        Permission.MINUTES_APPROVE,
        Permission.ESCALATION_RAISE,
        Permission.ESCALATION_DECIDE,
        Permission.REPORT_WRITE,
    },
    Role.DATA_OFFICER: {
        Permission.RATINGS_VIEW_ALL,
        Permission.RATING_VIEW,
        Permission.ROUND_RUN,
        Permission.TRUST_VIEW,
        Permission.DATA_VIEW,
        Permission.AUDIT_VIEW,
        Permission.ACCESS_VIEW,
        Permission.DIRECTORY_VIEW,
        Permission.DEPLOYMENT_SUMMARY,
    },
    Role.MODERATOR: {
        Permission.RATINGS_VIEW_ALL,
        Permission.DATA_VIEW,
        Permission.DIRECTORY_VIEW,
        Permission.DEPLOYMENT_SUMMARY,
        Permission.IMPACT_VIEW,
        Permission.IMPACT_SCHOOLS_VIEW,
        Permission.SUPPORT_REQUEST,
    },
    Role.BROKER: {
        Permission.RATINGS_VIEW_ALL,
        Permission.TRUST_VIEW,
        Permission.DATA_VIEW,
        Permission.DIRECTORY_VIEW,
        Permission.DIRECTORY_KEEP,
        Permission.ENTRY_KEEP,
        Permission.DESIGNATION_DECIDE,
        Permission.IMPACT_VIEW,
        Permission.IMPACT_SCHOOLS_VIEW,
        Permission.PEER_REVIEW_RUN,
        Permission.SUPPORT_REQUEST,
        Permission.SUPPORT_VIEW,
        Permission.SUPPORT_BROKER,
        Permission.DEPLOYMENT_ARRANGE,
        Permission.DEPLOYMENT_SUMMARY,
        Permission.DEPLOYMENT_DELIVER,
        Permission.DEPLOYMENT_VIEW,
    },
    Role.BOARD_CHAIR: {
        Permission.STRATEGY_APPROVE,
        Permission.PROGRESS_SIGN_OFF,
        Permission.DIRECTORY_VIEW,
        Permission.IMPACT_VIEW,
        Permission.SUPPORT_REQUEST,
        Permission.GROUP_READ,
        Permission.ESCALATIONS_READ,
        Permission.ESCALATION_DECIDE,
        Permission.REPORTS_PUBLISH,
    },
    Role.BOARD_MEMBER: {
        Permission.DIRECTORY_VIEW,
        Permission.GROUP_READ,
        Permission.ESCALATIONS_READ,
        Permission.IMPACT_VIEW,
    },
    Role.EDITOR: {Permission.WEBSITE_EDIT, Permission.EVENTS_RUN, Permission.DIRECTORY_VIEW},
    Role.ADMINISTRATOR: {
        Permission.DATA_VIEW,
        Permission.PEOPLE_MANAGE,
        Permission.PERMISSIONS_VIEW,
        Permission.PREVIEW_AS,
        Permission.AUDIT_VIEW,
        Permission.ACCESS_VIEW,
        Permission.MAIL_VIEW,
        Permission.COMPONENTS_VIEW,
        Permission.WEBSITE_EDIT,
        Permission.WEBSITE_PUBLISH,
        Permission.EVENTS_RUN,
        Permission.DIRECTORY_VIEW,
    },
    Role.HEAD: {
        Permission.RATING_VIEW,
        Permission.ACCESS_VIEW,
        Permission.DELEGATE,
        Permission.DIRECTORY_VIEW,
        Permission.DESIGNATION_REFER,
        Permission.PEER_REPORT_READ,
        Permission.SUPPORT_REQUEST,
        Permission.SUPPORT_VIEW,
        Permission.DEPLOYMENT_VIEW,
        Permission.DEPLOYMENT_HOST,
        Permission.DEPLOYMENT_RELEASE,
    },
    Role.CHAIR: {
        Permission.RATING_VIEW,
        Permission.ACCESS_VIEW,
        Permission.DIRECTORY_VIEW,
        Permission.PEER_REPORT_READ,
        Permission.SUPPORT_REQUEST,
        Permission.SUPPORT_VIEW,
        Permission.DEPLOYMENT_VIEW,
    },
    Role.DEPUTY: {
        Permission.RATING_VIEW,
        Permission.ACCESS_VIEW,
        Permission.DIRECTORY_VIEW,
        Permission.PEER_REPORT_READ,
        Permission.SUPPORT_REQUEST,
        Permission.SUPPORT_VIEW,
        Permission.DEPLOYMENT_VIEW,
        Permission.DEPLOYMENT_HOST,
        Permission.DEPLOYMENT_RELEASE,
    },
    Role.TRUST_LEAD: {
        Permission.SUPPORT_REQUEST,
        Permission.SUPPORT_VIEW,
        Permission.RATING_VIEW,
        Permission.TRUST_VIEW,
        Permission.DIRECTORY_VIEW,
        Permission.DESIGNATION_REFER,
        Permission.DEPLOYMENT_VIEW,
    },
    Role.OBJECTIVE_LEAD: {Permission.PROGRESS_REPORT, Permission.DIRECTORY_VIEW},
    Role.SYSTEM_LEADER: {
        Permission.DIRECTORY_VIEW,
        Permission.ENTRY_KEEP,
        Permission.DEPLOYMENT_DELIVER,
    },
    Role.GROUP_CHAIR: LEADS_GROUP | {Permission.MINUTES_APPROVE},
    Role.GROUP_VICE: LEADS_GROUP | {Permission.MINUTES_APPROVE},
    Role.GROUP_CLERK: LEADS_GROUP | {Permission.MEMBERS_MANAGE},
    Role.GROUP_MEMBER: {
        Permission.GROUP_READ,
        Permission.EXEMPT_READ,
        Permission.DIRECTORY_VIEW,
    },
    Role.GROUP_OBSERVER: {Permission.GROUP_READ, Permission.DIRECTORY_VIEW},
}

# Whoever reaches every school's rating, or administers, must sign in with a second factor.
GUARDED = {Permission.RATINGS_VIEW_ALL, Permission.PEOPLE_MANAGE, Permission.AUDIT_VIEW}
NEEDS_SECOND_FACTOR = {role for role, may in GRANTS.items() if may & GUARDED}


def can(user, permission, within=None):
    """Whether a person may do this, everywhere or within one school or trust.

    The school or trust is asked only where the city-wide posts do not answer.
    """
    if permission in permissions_of(roles_in(user)):
        return True
    return within is not None and permission in permissions_of(roles_in(user, within))


def roles_in(user, within=None):
    """Every role a person holds today across the city, and in one school or trust."""
    if not user.is_authenticated:
        return set()
    return {*user.roles, *(within.roles_of(user) if within else ())}


def permissions_of(roles):
    """What roles allow together: for a page that asks several things of one person."""
    return {permission for role in roles for permission in GRANTS[role]}


def needs_second_factor(user):
    """Whether a password alone is too little for what this person can reach."""
    return user.is_staff or bool(user.roles & NEEDS_SECOND_FACTOR)


class NotPermittedError(PermissionDenied):
    """A deed or page refused for want of a permission, in words for who was refused."""

    def __init__(self, permission):
        super().__init__(why(permission))
        self.permission = Permission(permission)


def authorise(user, permission, within=None):
    if not can(user, permission, within):
        raise NotPermittedError(permission)


def why(permission):
    """Who may do what somebody was refused, as the reader of the refusal is told."""
    posts = "; ".join(audience(permission))
    return f"To {Permission(permission).label} takes one of these posts: {posts}."


def audience_of_all(*permissions):
    """The roles that hold every one of these permissions, as words."""
    return [role.label for role in Role if GRANTS[role] >= {*permissions}]


def audience(*permissions, among=frozenset(Role)):
    """The roles that hold any of these permissions, in the order of the table, as words."""
    return [role.label for role in Role if role in among and GRANTS[role] & {*permissions}]
