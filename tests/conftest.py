"""What every test may ask for: people of each role, signed in."""

import os

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client
from hypothesis import settings as hypothesis_settings
from xdist.scheduler import LoadScopeScheduling

from accounts.permissions import Role
from tests import emptying, migrated
from tests.factories.accounts import CityPostFactory, UserFactory
from tests.factories.schools import SchoolFactory, SchoolPostFactory, TrustFactory, TrustPostFactory
from website import public_cache

# A claim holds or does not; how long it takes to try is for `make bench`. The examples are the same
# each time, so that what fails at the gate fails on a desk; `searching` looks for new ones.
hypothesis_settings.register_profile("searching", deadline=None)
hypothesis_settings.register_profile("same", deadline=None, derandomize=True)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

emptying.let_tests_be_cleared_away()

# Tests that share processes which take long to start: one worker takes all of each group.
TOGETHER = {
    "tests/journeys/": "journeys",
    "tests/pep_portal/test_services.py": "services",
    "tests/notifications/test_queue.py": "services",
}


class Scheduling(LoadScopeScheduling):
    """Any test goes to the worker that has room, but those of one group go to the same.

    Done here because the `xdist_group` mark is lost on the way (xdist 3.8 with pytest 9.2).
    """

    def _split_scope(self, nodeid):
        groups = (group for start, group in TOGETHER.items() if nodeid.startswith(start))
        return next(groups, nodeid)


def pytest_collection_modifyitems(config, items):
    """What asks no database has its answer from SQLite's run already."""
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        alike = [item for item in items if not asks_the_database(item)]
        config.hook.pytest_deselected(items=alike)
        items[:] = [item for item in items if item not in {*alike}]


def asks_the_database(item):
    asks = {"db", "transactional_db", "django_db_setup", "city", "installation"}
    own = any(item.get_closest_marker(name) for name in ("django_db", "journey", "services"))
    return own or not asks.isdisjoint(item.fixturenames)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return Scheduling(config, log)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """The test database, copied from a migrated one instead of migrated anew."""
    with django_db_blocker.unblock():
        before = migrated.make_test_database()
    yield
    with django_db_blocker.unblock():
        connection.creation.destroy_test_db(before, verbosity=0)


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


def holder_of(role):
    """A client of a person who holds a city-wide post, the second factor passed."""
    return signed_in(CityPostFactory(role=role).user)


@pytest.fixture
def sign_in(db):
    """`sign_in(user)` gives a client of that person, its second factor passed."""
    return signed_in


@pytest.fixture(autouse=True)
def empty_cache():
    """Throttles and cached pages of one test are unknown to the next.

    That nothing is announced is known, as it is to a process for all but one request a minute.
    """
    caches["process"].set(public_cache.key_of_banners(), [])
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
    return holder_of(Role.OFFICER)


@pytest.fixture
def moderator(db):
    return holder_of(Role.MODERATOR)


@pytest.fixture
def administrator(db):
    return holder_of(Role.ADMINISTRATOR)


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
