"""How often one address on the network, or one mailbox, is served."""

from allauth.account.adapter import get_adapter

from core.throttle import is_allowed

A_MINUTE, AN_HOUR, A_DAY = 60, 60 * 60, 24 * 60 * 60
# A school sits behind one address; a mailbox is one person's.
MOST_FROM_AN_ADDRESS, MOST_MAILS_TO_ONE = 120, 3


def within_limits(request, what, *, email="", most_mails=MOST_MAILS_TO_ONE):
    """Whether a form may be taken once more; nobody's mailbox is filled by somebody else."""
    address = get_adapter().get_client_ip(request)
    fair = is_allowed(what, address, most=MOST_FROM_AN_ADDRESS, seconds=AN_HOUR)
    mailbox = email.lower().replace(" ", "")
    if not mailbox:
        return fair
    return fair and is_allowed(f"{what}-mail", mailbox, most=most_mails, seconds=A_DAY)


def asks_too_fast(request, what, *, most):
    """Whether an address asks more often in a minute than a person or a fair program does."""
    address = get_adapter().get_client_ip(request)
    return not is_allowed(what, address, most=most, seconds=A_MINUTE)
