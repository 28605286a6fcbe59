"""What needs me now: for every role the same page with its own rows."""

from accounts.permissions import Role
from pep_portal.landing.changes import changes_for
from pep_portal.landing.city import city_rows
from pep_portal.landing.deployments import deployment_rows, summary_rows
from pep_portal.landing.directory import directory_rows
from pep_portal.landing.mail import mail_rows
from pep_portal.landing.peer_reviews import peer_review_rows
from pep_portal.landing.schools import school_rows, trust_rows
from pep_portal.landing.strategy import progress_rows
from pep_portal.landing.subgroups import group_rows
from pep_portal.landing.support import asked_rows, queue_rows
from pep_portal.landing.website import website_rows
from subgroups.models import Group, Membership

__all__ = ["awaited_by", "changes_for", "rows_for"]

# What comes to posts that bring no row of their own while nothing waits.
AWAITED = {
    Role.BOARD_CHAIR: (
        "Progress that waits to be signed off, and what groups escalate to the Strategic Board,"
        " will appear here. Its meetings and papers come with a seat on the board, which an officer"
        " of the council gives."
    ),
    Role.BOARD_MEMBER: (
        "The meetings and papers of the Strategic Board, and escalations on its agenda, will appear"
        " here with a seat on the board, which an officer of the council gives."
    ),
}


def rows_for(user, *, on, at):
    """Every row of a person: what went wrong first, the brokers' queue, what groups and
    the strategy are owed, city-wide work, then trusts, then schools and what was asked for them.
    """
    return [
        *mail_rows(user, on=on, at=at),
        *queue_rows(user, on=on),
        *deployment_rows(user, on=on),
        *group_rows(user, on=on),
        *progress_rows(user, on=on),
        *directory_rows(user, on=on),
        *city_rows(user, on=on),
        *summary_rows(user),
        *website_rows(user, on=on),
        *trust_rows(user, on=on),
        *school_rows(user, on=on),
        *asked_rows(user),
        *peer_review_rows(user, on=on),
    ]


def awaited_by(user, *, on):
    """The city-wide posts of a person that bring nothing yet, and what each will bring.

    Both come with a seat on a board: whoever has one reads of it in rows of their own.
    """
    held = user.roles & {*AWAITED}
    seats = Membership.objects.held_on(on).filter(user=user, group__kind=Group.Kind.BOARD)
    if not held or seats.exists():
        return []
    return [(role.label, AWAITED[role]) for role in Role if role in held]
