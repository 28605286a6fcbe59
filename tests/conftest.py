"""What every test may ask for: people of each role, signed in."""

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.core.cache import caches
from django.test import Client
from xdist.scheduler import LoadScopeScheduling

from accounts.permissions import Role
from tests.factories.accounts import CityPostFactory, UserFactory
from tests.factories.schools import SchoolFactory, SchoolPostFactory, TrustFactory, TrustPostFactory

# Tests that share processes which take long to start: one worker takes all of each.
TOGETHER = ("tests/journeys/", "tests/pep_portal/test_services.py")


class Scheduling(LoadScopeScheduling):
    """Any test goes to the worker that has room, but those of one `TOGETHER` go to the same.

    Done here because the `xdist_group` mark is lost on the way (xdist 3.8 with pytest 9.2).
    """

    def _split_scope(self, nodeid):
        return next((start for start in TOGETHER if nodeid.startswith(start)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return Scheduling(config, log)


def signed_in(user, *, second_factor=True):
    """A client whose session is as allauth leaves it after a password and a code."""
    client = Client()
    client.force_login(user)
    session = client.session
    methods = [{"method": "password", "at": 0, "email": user.email}]
    if second_factor:
        methods.append({"method": "mfa", "at": 0, "type": "totp"})
    session[AUTHENTICATION_METHODS_SESSION_KEY] = methods
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(user.pk)
    session.save()
    client.user = user
    return client


@pytest.fixture
def sign_in(db):
    """`sign_in(user)` gives a client of that person, its second factor passed."""
    return signed_in


@pytest.fixture(autouse=True)
def empty_cache():
    """Throttles and cached pages of one test are unknown to the next."""
    yield
    for cache in caches.all():
        cache.clear()


@pytest.fixture
def school(db):
    """An open primary school of the sample city, in no trust."""
    return SchoolFactory(name="Wharf Lane Junior School")


@pytest.fixture
def trust(db):
    return TrustFactory(name="Lantern Learning Trust")


@pytest.fixture
def trust_school(trust):
    """A school of the trust."""
    return SchoolFactory(name="Beacon Hill Primary School", trust=trust)


@pytest.fixture
def officer(db):
    """An LA officer, signed in with a second factor. `officer.user` is the person."""
    return signed_in(CityPostFactory(role=Role.OFFICER).user)


@pytest.fixture
def moderator(db):
    return signed_in(CityPostFactory(role=Role.MODERATOR).user)


@pytest.fixture
def head(school):
    """The headteacher of `school`."""
    return signed_in(SchoolPostFactory(school=school).user, second_factor=False)


@pytest.fixture
def chair(school):
    """The chair of governors of `school`."""
    post = SchoolPostFactory(school=school, role=Role.CHAIR)
    return signed_in(post.user, second_factor=False)


@pytest.fixture
def trust_lead(trust, trust_school):
    """Leads `trust`, and so `trust_school`."""
    return signed_in(TrustPostFactory(trust=trust).user, second_factor=False)


@pytest.fixture
def stranger(db):
    """Signed in, holding no post at all."""
    return signed_in(UserFactory(), second_factor=False)
