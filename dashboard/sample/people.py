"""Sample people: one for each role, with a password that is printed for all to see.

They exist for demonstrations and tests alone, hence only `load_sample_city` makes them, and
only where the site is not served to the public.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import transaction
from django.urls import reverse

from accounts.models import CityPost, User
from accounts.permissions import NEEDS_SECOND_FACTOR, Role
from schools.models import SchoolPost, TrustPost

DOMAIN = "sample.pep.example"
# Known to everybody by design: see above.
PASSWORD = "ferry lantern samphire 62"  # noqa: S105
STARTED_ON = date(2023, 9, 1)


@dataclass(frozen=True)
class SamplePerson:
    """Somebody to sign in as, and the post that gives the role."""

    role: str
    mailbox: str
    full_name: str
    post: Role
    where: int | None = None
    has_left: bool = False
    # The secret of an authenticator app, for roles that need a second factor.
    authenticator: str | None = None

    @property
    def email(self):
        return f"{self.mailbox}@{DOMAIN}"

    @property
    def holds_city_post(self):
        return self.where is None

    def code_now(self):
        """The six digits an authenticator would show, None without a second factor."""
        if self.authenticator is None:
            return None
        counters = list(yield_hotp_counters_from_time())
        return format_hotp_value(hotp_value(self.authenticator, counters[len(counters) // 2]))

    def sign_in(self):
        """What somebody, or a program, needs in order to sign in."""
        return {
            "role": self.role,
            "email": self.email,
            "password": PASSWORD,
            "second_factor_secret": self.authenticator,
            "landing_page": reverse("landing"),
        }


PEOPLE = [
    SamplePerson(
        "officer",
        "officer",
        "Sample Officer",
        Role.OFFICER,
        authenticator="SAMPLEPORTOFFICERAAAABBBBCCCCDDD",
    ),
    SamplePerson(
        "moderator",
        "moderator",
        "Sample Moderator",
        Role.MODERATOR,
        authenticator="SAMPLEPORTMODERATOREEEEFFFFGGGGH",
    ),
    # Wharf Lane Junior School: Priority 1, stuck, and much else to ask about.
    SamplePerson("head", "head", "Sample Headteacher", Role.HEAD, 900_011),
    # Kelp Street Infant School: no key stage 2, Priority 2 for its absence.
    SamplePerson("head", "infant.head", "Sample Infant Headteacher", Role.HEAD, 900_002),
    SamplePerson("chair", "chair", "Sample Chair of Governors", Role.CHAIR, 900_011),
    # Tideway Academies Trust: infants to secondary, from special measures to a converter.
    SamplePerson("trust_lead", "trust.lead", "Sample Trust Lead", Role.TRUST_LEAD, 990_001),
    SamplePerson(
        "former_head", "former.head", "Sample Former Headteacher", Role.HEAD, 900_031, has_left=True
    ),
]


def missing():
    """Sample people who have no account yet."""
    known = set(User.objects.values_list("email", flat=True))
    return [person for person in PEOPLE if person.email not in known]


@transaction.atomic
def make(person: SamplePerson, *, on: date) -> User:
    """An account with its post; one that is there already is left as it is."""
    user = User.objects.filter(email=person.email).first()
    if user:
        return user
    user = User.objects.create_user(person.email, PASSWORD, full_name=person.full_name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    _give_post(user, person, ends_on=on - timedelta(days=1) if person.has_left else None)
    if person.post in NEEDS_SECOND_FACTOR:
        TOTP.activate(user, person.authenticator)
    return user


def _give_post(user, person, *, ends_on):
    dates = {"starts_on": STARTED_ON, "ends_on": ends_on}
    if person.holds_city_post:
        CityPost.objects.create(user=user, role=person.post, **dates)
    elif person.post == Role.TRUST_LEAD:
        TrustPost.objects.create(user=user, trust_id=person.where, role=person.post, **dates)
    else:
        SchoolPost.objects.create(user=user, school_id=person.where, role=person.post, **dates)
