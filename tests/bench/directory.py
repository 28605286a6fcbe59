"""A support directory of 5,000 entries: its pages for a broker, queries and processor time.

Prints JSON.
"""

import json
import sys

import django

django.setup()

import time  # noqa: E402
from datetime import date, timedelta  # noqa: E402
from decimal import Decimal  # noqa: E402
from statistics import median  # noqa: E402

from django.db import connection  # noqa: E402
from django.db.models import QuerySet  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import CityPost, User  # noqa: E402
from accounts.permissions import Role  # noqa: E402
from schools.models import School  # noqa: E402
from strategy.models.progress import Term  # noqa: E402
from strategy.terms import SchoolTerm  # noqa: E402
from support_directory.models import Capacity, Deployment, Entry, EntrySpecialism  # noqa: E402
from support_directory.services.entries import search_text_of  # noqa: E402
from support_directory.specialisms import SPECIALISMS  # noqa: E402
from tests.conftest import signed_in  # noqa: E402
from tests.factories.accounts import UserFactory  # noqa: E402

ENTRIES, TIMES = 5_000, 5
GIVEN = ["Robin", "Kit", "Morgan", "Ash", "Jo", "Sam", "Alex", "Charlie", "Frankie", "Billie"]
FAMILY = ["Tern", "Avocet", "Sandling", "Whimbrel", "Guillemot", "Plover", "Curlew", "Dunlin"]
PAGES = {
    "the directory of 5,000": "",
    "the directory, filtered": "?specialism=maths&stage=primary&days=on",
    "the directory, a word with a slip": "?q=fonics+whimbrell",
    "the directory, its last page": "?page=100",
}


def main():
    make()
    broker = signed_in(the_broker())
    list_url = reverse("support_directory:entry-list")
    told = {"pages": {name: f"{list_url}{query}" for name, query in PAGES.items()}}
    told["queries"], told["ms"] = {}, {}
    for name, path in told["pages"].items():
        assert broker.get(path).status_code == 200
        with CaptureQueriesContext(connection) as asked:
            broker.get(path)
        told["queries"][name] = len(asked)
        told["ms"][name] = median(timed(broker, path) for _ in range(TIMES))
    return told


def the_broker():
    user = User.objects.filter(email="broker@bench.example").first()
    user = user or UserFactory(email="broker@bench.example")
    CityPost.objects.get_or_create(user=user, role=Role.BROKER, starts_on=date(2020, 9, 1))
    return user


def timed(client, path):
    start = time.process_time()
    client.get(path)
    return (time.process_time() - start) * 1000


def make():
    """5,000 people, each with two specialisms and days in three terms; made once."""
    if Entry.objects.filter(reference__startswith="BENCH").exists():
        return
    schools = list(School.objects.local().open()[:60])
    today = timezone.localdate()
    year = SchoolTerm.of(today).academic_year
    people = [person(number, schools[number % len(schools)], today) for number in range(ENTRIES)]
    # Nobody reads the versions of a bench.
    QuerySet(Entry).bulk_create(people, batch_size=500)
    EntrySpecialism.objects.bulk_create(
        [
            EntrySpecialism(entry=one, code=code)
            for number, one in enumerate(people)
            for code in codes_of(number)
        ],
        batch_size=2_000,
    )
    Capacity.objects.bulk_create(
        [
            Capacity(entry=one, academic_year=year, term=term, days=Decimal(number % 6))
            for number, one in enumerate(people)
            for term in Term
        ],
        batch_size=2_000,
    )
    QuerySet(Deployment).bulk_create(
        [
            Deployment(
                entry=one,
                host_school=schools[0],
                days_planned=Decimal(1),
                academic_year=year,
                term=Term.AUTUMN,
            )
            for number, one in enumerate(people)
            if number % 3 == 0
        ],
        batch_size=2_000,
    )


def codes_of(number):
    every = len(SPECIALISMS)
    return {SPECIALISMS[number % every].code, SPECIALISMS[(number * 7 + 3) % every].code}


def person(number: int, school: School, today: date) -> Entry:
    one = Entry(
        kind=Entry.Kind.PERSON,
        type=Entry.Type.SLE,
        reference=f"BENCH-{number}",
        name=f"{GIVEN[number % 10]} {FAMILY[number // 10 % 8]}",
        headline=f"Leads a subject in year {number % 11 + 1}",
        summary="Works beside the subject lead for a term, planning lessons and reading books.",
        school=school,
        for_primary=number % 3 != 0,
        for_secondary=number % 3 == 0,
        state=Entry.State.LISTED,
        last_confirmed_on=today - timedelta(days=number % 300),
    )
    one.search_text = search_text_of(one, codes_of(number))
    return one


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()))
