"""What permissions cost a request, and how many people one process signs in a second.

Prints JSON. Each asking begins with a person read anew, as a request does; it is timed by the
processor, SQLite's work included, so that a busy machine says the same.
"""

import json
import sys
import time
from statistics import median

import django

django.setup()

from django.contrib.auth.hashers import check_password  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts.models import CityPost, User  # noqa: E402
from accounts.permissions import Permission, Role, can, needs_second_factor  # noqa: E402
from schools.models import SchoolPost, TrustPost  # noqa: E402

TIMES = 200
PASSWORD = "a password of the bench alone"


def main():
    head = SchoolPost.objects.filter(role=Role.HEAD).select_related("school").first()
    lead = TrustPost.objects.select_related("trust").first()
    officer = CityPost.objects.filter(role=Role.OFFICER).first()
    people = {
        "an officer": (officer.user_id, head.school),
        "a head": (head.user_id, head.school),
        "a trust lead": (lead.user_id, lead.trust.schools.first()),
    }
    return {
        "permissions": {who: asking(*whom) for who, whom in people.items()},
        **signing_in(),
    }


def asking(pk, school):
    """The second factor's rule and one rule within a school, as the rating page asks them."""
    times = []
    for _ in range(TIMES):
        user = User.objects.get(pk=pk)
        began = time.process_time()
        ask(user, school)
        times.append(time.process_time() - began)
    user = User.objects.get(pk=pk)
    with CaptureQueriesContext(connection) as asked:
        ask(user, school)
    return {"ms": median(times) * 1000, "queries": len(asked)}


def ask(user, school):
    needs_second_factor(user)
    can(user, Permission.RATING_VIEW, within=school)


def signing_in():
    """Whole sign-ins against the hash alone, which has to be slow."""
    users = [
        User.objects.create_user(f"bench{number}@example.org", PASSWORD, full_name="Bench")
        for number in range(10)
    ]
    hashes, sign_ins = [], []
    for user in users:
        began = time.perf_counter()
        check_password(PASSWORD, user.password)
        hashes.append(time.perf_counter() - began)
        began = time.perf_counter()
        response = Client().post(
            reverse("account_login"), {"login": user.email, "password": PASSWORD}
        )
        sign_ins.append(time.perf_counter() - began)
        assert response.status_code == 302, response.status_code
    return {"ratio": median(sign_ins) / median(hashes), "sign_ins": 1 / median(sign_ins)}


sys.stdout.write(json.dumps(main()))
