"""Who may open the addresses of notices."""

from notifications.kinds.ratings import ROUND_SHARED
from notifications.letters import unsubscribe_token
from tests.addresses.audiences import EVERYONE, PEOPLE_OFFICE, SIGNED_IN, Address
from tests.addresses.samples import NOTICE
from tests.factories.notifications import NoticeFactory

ADDRESSES = {
    "notifications:notice-list": Address(SIGNED_IN),
    "notifications:notice-open": Address(frozenset({"head"}), NOTICE),
    "notifications:preferences": Address(SIGNED_IN),
    "notifications:preference-history": Address(SIGNED_IN),
    "notifications:delivery-list": Address(PEOPLE_OFFICE),
    "notifications:unsubscribe": Address(EVERYONE, {"token": unsubscribe_token(777, ROUND_SHARED)}),
}


def furnish(people):
    """A notice to the head."""
    NoticeFactory(**NOTICE, user=people["head"].user)
