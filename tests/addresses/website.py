"""Who may open the addresses of the website."""

from tests.addresses.audiences import EVERYONE, Address
from tests.factories.website import StandardPageFactory, public_picture

ADDRESSES = {
    "home": Address(EVERYONE),
    # Pages and pictures of editors; /cms/, where they are written, has one rule for all of it:
    # see tests/website/test_editor_door.py.
    "wagtail_serve": Address(EVERYONE, {"path": "about-us/"}),
    "picture": Address(EVERYONE, {"name": "harbour-777.png"}),
}


def furnish(people):
    """A page of editors and a picture shown on it."""
    StandardPageFactory(slug="about-us")
    public_picture("harbour-777.png")
