"""What the sample city lacks for the journeys of each role, made by the portal's own processes."""

import datetime

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import CityPost, User
from accounts.permissions import Role
from dashboard.models import MethodVersion, RatingRound
from dashboard.sample import people
from notifications.models import Notice
from schools.models import Release, SchoolPost

# Oyster Row Primary School has no head in the sample. Its head leaves on a summer's day, when
# midnight in England is an hour before midnight in UTC.
LEAVES = {"email": f"leaving.head@{people.DOMAIN}", "urn": 900_027, "last_day": "2027-07-15"}


def sample(mailbox):
    return User.objects.get(email=f"{mailbox}@{people.DOMAIN}")


def leaving_head():
    user = User.objects.create_user(LEAVES["email"], people.PASSWORD, full_name="Leaving Head")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    SchoolPost.objects.create(
        user=user,
        school_id=LEAVES["urn"],
        role=Role.HEAD,
        starts_on=datetime.date(2023, 9, 1),
        ends_on=datetime.date.fromisoformat(LEAVES["last_day"]),
    )


def draft():
    """A round of a year long past, which no list shows first."""
    return RatingRound.objects.create(
        academic_year=2010,
        la_code=999,
        method=MethodVersion.objects.earliest("pk"),
        cut_off=datetime.date(2010, 12, 31),
        inputs_sha256="0" * 64,
        result_sha256="0" * 64,
        made_at=timezone.now(),
    )


def prepare():
    """Make it, and give the numbers of the things that addresses are tried on."""
    leaving_head()
    editor = sample("editor")
    return {
        "draft": draft().pk,
        "release": Release.objects.latest("pk").pk,
        "notice": Notice.objects.filter(user=sample("head")).latest("pk").pk,
        "person": editor.pk,
        "post": CityPost.objects.get(user=editor).pk,
        "deputy": SchoolPost.objects.get(user=sample("deputy")).pk,
    }
