"""Sample people: one for each role that can be held, with a password printed for all to see.

They exist for demonstrations and tests alone, hence only `load_sample_city` makes them, and
only where the site is not served to the public.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.urls import reverse

from accounts.models import CityPost, User
from accounts.permissions import Role
from schools.models import SchoolPost, TrustPost

DOMAIN = "sample.pep.example"
# Known to everybody by design: see above.
PASSWORD = "ferry lantern samphire 62"  # noqa: S105
STARTED_ON = date(2023, 9, 1)
DELEGATED_FOR = timedelta(days=365)


@dataclass(frozen=True)
class SamplePost:
    """A post, and the number of the school or trust it is held in; none: the whole city."""

    role: Role
    where: int | None = None


@dataclass(frozen=True)
class SamplePerson:
    """Somebody to sign in as, and the posts that give the role."""

    role: str
    mailbox: str
    full_name: str
    posts: tuple[SamplePost, ...]
    has_left: bool = False
    # The secret of an authenticator app, for roles that need a second factor.
    authenticator: str | None = None

    @property
    def email(self):
        return f"{self.mailbox}@{DOMAIN}"

    @property
    def serves_the_city_alone(self):
        """Whether nothing of the register has to be there before the posts are."""
        return all(post.where is None for post in self.posts)

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


# Wharf Lane Junior School: Priority 1, stuck, and much else to ask about.
WHARF_LANE = 900_011

PEOPLE = [
    SamplePerson(
        "officer",
        "officer",
        "Sample Officer",
        (SamplePost(Role.OFFICER),),
        authenticator="SAMPLEPORTOFFICERAAAABBBBCCCCDDD",
    ),
    SamplePerson(
        "data_officer",
        "data.officer",
        "Sample Data Officer",
        (SamplePost(Role.DATA_OFFICER),),
        authenticator="SAMPLEPORTDATAOFFICEREEEEFFFFGGG",
    ),
    SamplePerson(
        "moderator",
        "moderator",
        "Sample Moderator",
        (SamplePost(Role.MODERATOR),),
        authenticator="SAMPLEPORTMODERATOREEEEFFFFGGGGH",
    ),
    SamplePerson(
        "broker",
        "broker",
        "Sample Broker",
        (SamplePost(Role.BROKER),),
        authenticator="SAMPLEPORTBROKERHHHHIIIIJJJJKKKK",
    ),
    SamplePerson(
        "board_chair", "board.chair", "Sample Board Chair", (SamplePost(Role.BOARD_CHAIR),)
    ),
    SamplePerson(
        "board_member", "board.member", "Sample Board Member", (SamplePost(Role.BOARD_MEMBER),)
    ),
    SamplePerson("editor", "editor", "Sample Editor", (SamplePost(Role.EDITOR),)),
    SamplePerson(
        "administrator",
        "administrator",
        "Sample Administrator",
        (SamplePost(Role.ADMINISTRATOR),),
        authenticator="SAMPLEPORTADMINISTRATORLLLLMMMMN",
    ),
    SamplePerson("head", "head", "Sample Headteacher", (SamplePost(Role.HEAD, WHARF_LANE),)),
    # Kelp Street Infant School: no key stage 2, Priority 2 for its absence.
    SamplePerson(
        "head",
        "infant.head",
        "Sample Infant Headteacher",
        (SamplePost(Role.HEAD, 900_002),),
    ),
    SamplePerson(
        "chair", "chair", "Sample Chair of Governors", (SamplePost(Role.CHAIR, WHARF_LANE),)
    ),
    # After the head: the head's own post is what this one hangs on.
    SamplePerson("deputy", "deputy", "Sample Deputy", (SamplePost(Role.DEPUTY, WHARF_LANE),)),
    # Tideway Academies Trust: infants to secondary, from special measures to a converter.
    SamplePerson(
        "trust_lead", "trust.lead", "Sample Trust Lead", (SamplePost(Role.TRUST_LEAD, 990_001),)
    ),
    # Sees every school's rating by the one post, and answers for Sea Holly Primary by the other.
    SamplePerson(
        "head_and_moderator",
        "head.moderator",
        "Sample Headteacher and Moderator",
        (SamplePost(Role.MODERATOR), SamplePost(Role.HEAD, 900_042)),
        authenticator="SAMPLEPORTHEADANDMODERATOROOOOPP",
    ),
    SamplePerson(
        "former_head",
        "former.head",
        "Sample Former Headteacher",
        (SamplePost(Role.HEAD, 900_031),),
        has_left=True,
    ),
]


@cache
def _hashed():
    """Everybody signs in with the same words, and to hash them takes a fifth of a second."""
    return make_password(PASSWORD)


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
    user = User.objects.create(email=person.email, password=_hashed(), full_name=person.full_name)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    for post in person.posts:
        _give_post(user, post, on=on, has_left=person.has_left)
    if person.authenticator:
        TOTP.activate(user, person.authenticator)
    return user


def _give_post(user, post, *, on, has_left):
    ends_on = on - timedelta(days=1) if has_left else None
    held = {"user": user, "role": post.role, "starts_on": STARTED_ON, "ends_on": ends_on}
    if post.where is None:
        CityPost.objects.create(**held)
    elif post.role == Role.TRUST_LEAD:
        TrustPost.objects.create(trust_id=post.where, **held)
    elif post.role == Role.DEPUTY:
        head = SchoolPost.objects.heads().filter(school=post.where).latest("starts_on")
        held |= {"starts_on": on, "ends_on": on + DELEGATED_FOR}
        SchoolPost.objects.create(
            school_id=post.where, delegated_from=head, appointed_by=head.user, **held
        )
    else:
        SchoolPost.objects.create(school_id=post.where, **held)
