"""The page that prints the table, and the words of a refusal."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.permissions import GRANTS, Permission, Role, authorise


def test_the_page_prints_the_table_itself(officer):
    response = officer.get(reverse("people:permission-list"))

    rows = BeautifulSoup(response.content, "html.parser").select("table")[0].select("tbody tr")
    printed = {
        row.th.text: {line.text for line in row.select_one("[data-label=May]").select("div")}
        for row in rows
    }
    assert printed == {role.label: {each.label for each in GRANTS[role]} for role in Role}


def test_the_page_asks_the_database_for_nothing_of_its_own(officer, django_assert_max_num_queries):
    with django_assert_max_num_queries(5):
        officer.get(reverse("people:permission-list"))


def test_a_refusal_names_the_posts_it_takes(stranger):
    with pytest.raises(PermissionDenied, match=r"start and end people's posts.*LA officer; Admin"):
        authorise(stranger.user, Permission.PEOPLE_MANAGE)
