"""Every page shows the way to what its reader may open, and says when schools are invented."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from pep_portal.context import navigation, own_navigation
from tests.factories.schools import SchoolFactory

SUPPORT = "Which schools need most support?"
PUBLIC = [
    "Find a school",
    "How is Portsmouth doing?",
    "Is the strategy working?",
    "Who can help?",
    "Groups and minutes",
    "Search",
]


def shown(client, address="/"):
    """The public menu and a person's own, of a page."""
    page = BeautifulSoup(client.get(address).text, "html.parser")
    menus = ("#navigation", "#own-navigation")
    return tuple([link.text.strip() for link in page.select(f"{menu} a")] for menu in menus)


def test_a_visitor_can_find_a_school_and_sign_in(client, db):
    response = client.get("/")

    assert shown(client) == (PUBLIC, [])
    assert reverse("account_login") in response.text
    assert reverse("account_logout") not in response.text


def test_an_officer_is_one_click_from_the_schools_that_need_most_support(officer):
    assert shown(officer) == (
        PUBLIC,
        [
            "What needs me now",
            "Notices",
            SUPPORT,
            "Who waits for support?",
            "Data",
            "People",
            "What was done",
        ],
    )


@pytest.mark.parametrize("who", ["head", "chair", "trust_lead", "stranger"])
def test_who_may_not_see_all_ratings_is_not_led_to_them(request, who):
    client = request.getfixturevalue(who)

    assert shown(client) == (PUBLIC, ["What needs me now", "Notices"])


def test_the_page_being_read_is_the_current_one(officer, rf):
    request = rf.get(reverse("schools:school-list"))
    request.user, request.session = officer.user, {}

    links = [*navigation(request), *own_navigation(request)]
    current = {link.text: link.current for link in links}
    assert current["Find a school"] == "page"
    assert current[SUPPORT] == ""


def test_a_school_belongs_to_the_list_of_schools(rf, officer, school):
    request = rf.get(school.get_absolute_url())
    request.user, request.session = officer.user, {}

    current = {link.text: link.current for link in navigation(request)}

    assert current["Find a school"] == "true"


def test_signing_out_is_a_post_with_a_token(head):
    page = BeautifulSoup(head.get("/").text, "html.parser")

    form = page.find("form", action=reverse("account_logout"))
    assert form["method"] == "post"
    assert form.find("input", attrs={"name": "csrfmiddlewaretoken"})


def test_a_visitors_page_sets_no_cookie(client, db):
    response = client.get("/")

    assert not response.cookies


def test_every_page_says_when_schools_are_invented(client, school):
    assert "Sample data" in client.get("/").text
    assert "Sample data" in client.get("/no-such-page/").text


def test_nothing_says_sample_where_all_schools_are_real(client, db):
    SchoolFactory(urn=116200, la_code=851)

    assert "Sample data" not in client.get("/").text


def test_a_visitors_page_asks_the_database_nothing_once_the_sample_is_known(
    client, school, django_assert_num_queries
):
    # A page that asks nothing itself; the home page asks for what editors wrote.
    page = reverse("account_login")
    client.get(page)

    with django_assert_num_queries(0):
        client.get(page)
