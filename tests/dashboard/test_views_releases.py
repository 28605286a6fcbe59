"""What data is loaded?"""

import pytest
from django.urls import reverse

from tests.factories.schools import ReleaseFactory

LIST = reverse("dashboard:release-list")


@pytest.mark.parametrize("count", [1, 10])
def test_ten_releases_are_listed_by_as_many_queries_as_one(
    officer, django_assert_num_queries, count
):
    ReleaseFactory.create_batch(count)
    officer.get(LIST)

    with django_assert_num_queries(5):
        response = officer.get(LIST)

    assert len(response.context["page"]) == count


def test_a_moderator_sees_the_releases_and_a_head_does_not(moderator, head):
    assert [person.get(LIST).status_code for person in (moderator, head)] == [200, 403]


def test_an_empty_list_says_what_will_appear(officer):
    assert "No published file has been taken in yet" in officer.get(LIST).content.decode()


def test_a_release_shows_what_its_check_found(officer):
    release = ReleaseFactory(
        report={
            "schools_matched": 61,
            "schools_not_matched": 2,
            "figures": 1234,
            "codes": {"SUPP": 7, "NE": 1},
            "duplicates": 0,
            "totals": ["authority row 851: 54 % in the file, 54 % from its schools"],
            "difference": {"added": 10, "changed": 1, "removed": 0, "examples": ["116200: 1 → 2"]},
            "notes": ["One school is new."],
        }
    )

    page = officer.get(reverse("dashboard:release-detail", args=[release.pk])).content.decode()

    assert release.sha256 in page
    assert "NE 1, SUPP 7" in page
    assert "10 added, 1 changed, 0 removed" in page
    assert "One school is new." in page
    assert "116200: 1 → 2" in page


def test_a_release_without_a_report_says_so(officer):
    release = ReleaseFactory(report={})

    page = officer.get(reverse("dashboard:release-detail", args=[release.pk])).content.decode()

    assert "No check report was kept" in page
