"""Error pages say what to do next, and the worst of them need nothing to be drawn."""

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views import defaults

from pep_portal.views import forbidden


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "500.html"])
def test_a_page_for_the_worst_moment_needs_no_request_and_no_database(name):
    html = render_to_string(name)

    assert 'href="/static/portal.css"' in html
    assert 'lang="en-GB"' in html
    assert 'href="/">Go to the first page' in html


def test_an_unknown_address_offers_the_list_of_schools(client, db):
    response = client.get("/no-such-page/")

    assert response.status_code == 404
    assert reverse("schools:school-list") in response.text
    assert "sign in</a> first" in response.text


def test_a_forbidden_page_says_why_and_how_to_get_access(head):
    response = head.get(reverse("component-list"))

    assert response.status_code == 403
    assert "for people with a post that your account does not hold today" in response.text
    assert "How to get access" in response.text
    assert (
        "To preview the page components takes one of these posts: LA officer; Administrator."
        in response.text
    )
    assert "Headteacher, Wharf Lane Junior School" in response.text


def test_a_forbidden_page_says_that_no_post_is_held(stranger):
    assert "No post is recorded for you today" in stranger.get(reverse("component-list")).text


def test_a_refusal_gives_its_own_reason_where_there_is_one(rf, stranger):
    request = rf.get("/")
    request.user = stranger.user
    request.session = stranger.session

    response = forbidden(request, PermissionDenied("This round is a draft."))

    assert "This round is a draft." in response.text


def test_a_form_sent_without_its_token_is_explained(db):
    client = Client(enforce_csrf_checks=True)

    response = client.post(reverse("account_login"), {})

    assert response.status_code == 403
    assert "Nothing was saved" in response.text


@pytest.mark.parametrize(
    ("view", "arguments", "status"),
    [
        (defaults.bad_request, [BadRequest()], 400),
        (defaults.server_error, [], 500),
    ],
)
def test_a_fault_is_answered_without_asking_the_database(view, arguments, status):
    response = view(RequestFactory().get("/"), *arguments)

    assert response.status_code == status


def test_what_a_404_was_looking_for_is_not_repeated_to_the_reader(rf, stranger):
    request = rf.get("/groups/secret/")
    request.user = stranger.user
    request.session = stranger.session

    response = defaults.page_not_found(request, Http404("no group called secret"))

    assert "secret" not in response.text
