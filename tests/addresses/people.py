"""Who may open the addresses of posts and invitations."""

from accounts.models import TOKENS
from accounts.permissions import Role
from tests.addresses.audiences import EVERYONE, NOBODY, PEOPLE_OFFICE, Address
from tests.addresses.samples import INVITATION, PERSON
from tests.factories.accounts import CityPostFactory, InvitationFactory

ADDRESSES = {
    "people:person-list": Address(PEOPLE_OFFICE),
    "people:person-detail": Address(PEOPLE_OFFICE, PERSON),
    "people:person-data": Address(PEOPLE_OFFICE, PERSON),
    "people:person-delete": Address(PEOPLE_OFFICE, PERSON),
    "people:post-start": Address(PEOPLE_OFFICE, {**PERSON, "kind": "school"}),
    "people:post-end": Address(PEOPLE_OFFICE, {"kind": "city", "pk": 777}),
    "people:preview-role": Address(PEOPLE_OFFICE, {"kind": "school"}),
    # Begun and ended by a button: they take a post alone.
    "people:preview-person": Address(NOBODY, PERSON),
    "people:preview-stop": Address(NOBODY),
    "people:permission-list": Address(PEOPLE_OFFICE),
    "people:invitation-list": Address(PEOPLE_OFFICE),
    "people:invitation-new": Address(PEOPLE_OFFICE, {"kind": "school"}),
    # Deeds of an officer on the list of invitations: they take a post alone.
    "people:invitation-revoke": Address(NOBODY, INVITATION),
    "people:invitation-resend": Address(NOBODY, INVITATION),
    # Whoever holds the letter opens its link, signed in or not.
    "people:invitation-accept": Address(EVERYONE, {"token": TOKENS.sign("777")}),
}


def furnish(people):
    """Somebody with a post, and somebody who is invited."""
    CityPostFactory(pk=777, role=Role.EDITOR, user__pk=PERSON["pk"])
    InvitationFactory(**INVITATION)
