"""Two brokers who want the same person at once, as processes of their own: no day given twice."""

import pytest

from accounts.permissions import Role
from tests.at_once import at_once, rows
from tests.factories.accounts import CityPostFactory
from tests.factories.support_directory import SupportRequestFactory
from tests.support_directory.deploying import cast

OFFERS = 6


@pytest.mark.django_db(transaction=True)
def test_two_brokers_at_once_give_no_day_twice(tmp_path):
    people = cast()
    brokers = [CityPostFactory(role=Role.BROKER).user for _ in range(2)]
    # Schools of their own, and one that both would like to help.
    both = SupportRequestFactory()
    asking = [[both, *SupportRequestFactory.create_batch(OFFERS - 1)] for _ in brokers]

    told, url = at_once(
        "tests.support_directory.at_once",
        *[
            (people.entry.pk, broker.pk, *[request.pk for request in requests])
            for broker, requests in zip(brokers, asking, strict=True)
        ],
        folder=tmp_path,
    )

    # Five days were to be had. The one school got one of them, whoever pressed first.
    kept = rows(url, "SELECT host_school_id, days_planned FROM support_directory_deployment")
    assert sum(float(days) for _, days in kept) == 5
    schools = [school for school, _ in kept]
    assert len(set(schools)) == len(schools) and both.school_id in schools
    assert sorted(line for lines in told for line in lines).count("asked") == len(kept) + 1
