"""Who could help with every weak indicator of the city, in a directory of full size.

Three hundred people and offers beside the sample's. Prints JSON: the median of five runs in
seconds, from asking the database to the last reason in words, and how many indicators that was.
"""

import json
import sys

import django

django.setup()

from datetime import date  # noqa: E402
from statistics import median  # noqa: E402
from time import perf_counter  # noqa: E402

from dashboard.models import RatingRound  # noqa: E402
from schools.models import School  # noqa: E402
from strategy.terms import SchoolTerm  # noqa: E402
from support_directory.candidates import pool_on  # noqa: E402
from support_directory.matching import match  # noqa: E402
from support_directory.models import Capacity, Entry, EntrySpecialism  # noqa: E402
from support_directory.needs import needs_of  # noqa: E402
from support_directory.specialisms import SPECIALISMS  # noqa: E402

ENTRIES = 300
TODAY = date(2026, 11, 20)


def main():
    fill()
    ratings = list(
        RatingRound.objects.latest_first()[0].ratings.exclude(school=None).select_related("school")
    )
    runs = [run(ratings) for _ in range(5)]
    return {"seconds": median(seconds for seconds, _ in runs), "indicators": runs[0][1]}


def run(ratings):
    start = perf_counter()
    pool = pool_on(TODAY)
    needs = [need for rating in ratings for need in needs_of(rating, rating.school)]
    for need in needs:
        match(need, pool)
    return perf_counter() - start, len(needs)


def fill():
    """A directory of full size; made once."""
    if Entry.objects.filter(name__startswith="Bench leader").exists():
        return
    schools = list(School.objects.local().open().order_by("urn"))
    entries = [
        Entry(
            kind=Entry.Kind.PERSON,
            type=Entry.Type.SLE,
            name=f"Bench leader {number}",
            school=schools[number % len(schools)],
            for_primary=True,
            for_secondary=number % 3 == 0,
            state=Entry.State.LISTED,
            last_confirmed_on=TODAY,
        )
        for number in range(ENTRIES)
    ]
    for entry in entries:
        entry.save_without_historical_record()
    codes = [specialism.code for specialism in SPECIALISMS]
    EntrySpecialism.objects.bulk_create(
        EntrySpecialism(entry=entry, code=codes[(number + step) % len(codes)])
        for number, entry in enumerate(entries)
        for step in (0, 7, 13)
    )
    term = SchoolTerm.of(TODAY)
    Capacity.objects.bulk_create(
        Capacity(entry=entry, academic_year=term.academic_year, term=term.term, days=5)
        for entry in entries
    )


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()))
