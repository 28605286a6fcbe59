"""Which files of figures have been replaced, and which are not their publisher's last word."""

import pytest

from schools.models import Release
from schools.releases import standing
from tests.factories.schools import ReleaseFactory

pytestmark = pytest.mark.django_db

Status = Release.Status


def names(releases):
    return [release.file_name for release in releases]


def told():
    """Which of all files are superseded, and which provisional."""
    stand = standing(Release.objects.order_by("pk"))
    return names(stand.superseded), names(stand.provisional)


def test_a_final_file_replaces_the_provisional_one_whichever_came_first():
    ReleaseFactory(file_name="final")
    ReleaseFactory(file_name="provisional", status=Status.PROVISIONAL)

    assert told() == (["provisional"], [])


def test_of_two_files_of_one_status_the_later_counts():
    for name in ("first", "second"):
        ReleaseFactory(file_name=name, status=Status.REVISED)

    assert told() == (["first"], ["second"])


def test_a_file_that_covers_less_replaces_nothing():
    ReleaseFactory(file_name="two", authorities=[850, 999])
    ReleaseFactory(file_name="one", authorities=[999])

    assert told() == ([], [])


def test_files_of_other_years_and_kinds_stand_beside_each_other():
    ReleaseFactory(file_name="2025")
    ReleaseFactory(file_name="2024", academic_year=2024)
    ReleaseFactory(file_name="absence", kind="absence")

    assert told() == ([], [])


def test_an_older_register_is_nothing_to_look_at():
    for _ in range(2):
        ReleaseFactory(kind="register", academic_year=None, status=Status.PROVISIONAL)

    assert told() == ([], [])
