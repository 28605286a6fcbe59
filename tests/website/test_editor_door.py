"""Who enters /cms/, by which door, and what a browser may do there: one rule for all of it."""

import datetime
import itertools
import re

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from wagtail.models import Task, Workflow

from accounts.permissions import GRANTS, Permission, Role
from tests.conftest import holder_of, signed_in
from tests.factories.accounts import CityPostFactory, UserFactory
from tests.factories.website import PictureFactory, StandardPageFactory
from website.models import HomePage

pytestmark = pytest.mark.django_db

MAY_ENTER = {role for role, may in GRANTS.items() if Permission.WEBSITE_EDIT in may}
CITY_ROLES = [
    Role.OFFICER,
    Role.DATA_OFFICER,
    Role.MODERATOR,
    Role.BROKER,
    Role.BOARD_CHAIR,
    Role.BOARD_MEMBER,
    Role.EDITOR,
    Role.ADMINISTRATOR,
]
HOME = "/cms/"
SIGN_IN = ("/account/login/?next=", f"{HOME}login/?next=")
# What stands in an address for a word or number that is asked for by name.
WORDS = {
    "app_label": "wagtailcore",
    "app_name": "wagtailcore",
    "model_name": "page",
    "content_type_app_name": "website",
    "content_type_model_name": "standardpage",
    "action": "publish",
    "action_name": "publish",
    "slug": "about-us",
    "filter_spec": "original",
}


@pytest.fixture
def editor(db):
    return holder_of(Role.EDITOR)


def addresses():
    """Every address below /cms/, with a number or word wherever one is asked for."""
    [editor] = [each for each in get_resolver().url_patterns if holds_editor(each)]
    [cms] = [each for each in editor.url_patterns if str(each.pattern) == "cms/"]
    return sorted({f"{HOME}{path}" for path in paths(cms.url_patterns)})


def holds_editor(pattern):
    inner = pattern.url_patterns if isinstance(pattern, URLResolver) else []
    return any(str(each.pattern) == "cms/" for each in inner)


def paths(patterns):
    for pattern in patterns:
        own = filled(str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from (f"{own}{rest}" for rest in paths(pattern.url_patterns))
        else:
            yield own


def filled(route):
    route = re.sub(r"<(?:(\w+):)?(\w+)>", lambda found: WORDS.get(found[2], "1"), route)
    route = re.sub(r"\(\?:([\w-]+)[^)]*\)", r"\1", route)
    route = re.sub(r"\([^)]*\)", "1", route)
    return route.replace("^", "").replace("$", "").replace(".*/", "unknown/").replace("\\", "")


def test_the_walk_finds_the_whole_editor():
    found = addresses()

    assert len(found) > 100
    for part in ("pages/1/edit/", "images/add/", "bulk/", "reports/", "api/main/pages/"):
        assert any(part in address for address in found), part
    assert not [address for address in found if re.search(r"[<>()^$\[\]*]", address)]


def test_a_visitor_is_sent_to_sign_in_from_every_address_of_the_editor():
    client = Client()

    for address, method in itertools.product(addresses(), ("get", "post")):
        response = getattr(client, method)(address)
        assert response.status_code == 302, address
        # One address of Wagtail's leads to its own sign-in, which is the portal's: see below.
        assert response.url.startswith(SIGN_IN), address


def test_nobody_without_the_permission_opens_any_address_of_the_editor(stranger, head, trust_lead):
    """Each address is tried as one of them in turn, its first and last as every one."""
    without = [holder_of(role) for role in CITY_ROLES if role not in MAY_ENTER]
    without += [stranger, head, trust_lead]
    every = addresses()

    for client, address in [
        *zip(itertools.cycle(without), every),
        *itertools.product(without, [HOME, every[-1]]),
    ]:
        assert client.get(address).status_code == 403, address


def test_nothing_is_taken_from_a_post_without_the_permission(officer):
    for address in addresses():
        assert officer.post(address).status_code == 403, address


@pytest.mark.parametrize("role", sorted(MAY_ENTER))
def test_every_address_answers_those_who_may_enter_without_a_fault(role):
    """Whether found, refused by Wagtail's own rules or asked in the wrong way."""
    client = holder_of(role)

    assert client.get(HOME).status_code == 200
    for address in addresses():
        if "failwhale" not in address:
            assert client.get(address).status_code < 500, address


def test_only_editors_and_administrators_enter():
    assert {Role.EDITOR, Role.ADMINISTRATOR} == MAY_ENTER


def test_an_administrator_without_the_second_factor_is_sent_to_it():
    client = signed_in(CityPostFactory(role=Role.ADMINISTRATOR).user, second_factor=False)

    response = client.get(HOME)

    assert response.status_code == 302
    assert not response.url.startswith(HOME)


@pytest.mark.parametrize("path", ["", "pages/{home}/", "pages/{home}/edit/", "images/"])
def test_the_editor_shuts_the_day_after_a_post_ends_in_a_running_session(path):
    post = CityPostFactory(role=Role.EDITOR)
    client = signed_in(post.user)
    url = f"{HOME}{path}".format(home=HomePage.objects.get().pk)
    before = client.get(url)

    post.ends_on = timezone.localdate() - datetime.timedelta(days=1)
    post.save()

    assert (before.status_code, client.get(url).status_code) == (200, 403)


def test_the_editor_is_shut_before_a_post_begins():
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    post = CityPostFactory(role=Role.EDITOR, starts_on=tomorrow)

    assert signed_in(post.user).get(HOME).status_code == 403


# --- Side doors -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "password_reset/",
        "password_reset/confirm/MQ/set-password/",
        "password_reset/done/",
        "password_reset/complete/",
        "users/",
        "users/add/",
        "users/1/",
        "groups/",
        "groups/new/",
    ],
)
def test_people_and_passwords_are_not_kept_in_the_editor(administrator, path):
    for answer in (administrator.get(f"{HOME}{path}"), administrator.post(f"{HOME}{path}")):
        assert answer.status_code == 404


def test_the_sign_in_of_the_editor_is_the_portals(editor):
    stranger_way = Client().get(f"{HOME}login/", follow=True)

    assert stranger_way.redirect_chain[-1][0].startswith(reverse("account_login"))
    assert editor.get(f"{HOME}login/").url == HOME
    posted = Client().post(f"{HOME}login/", {"username": editor.user.email, "password": "x"})
    assert posted.url.startswith(reverse("account_login"))


def test_the_account_of_the_editor_is_the_portals(editor):
    assert editor.get(f"{HOME}account/").url == reverse("mfa_index")
    assert editor.post(f"{HOME}account/", {"name_email-email": "x@example.org"}).status_code == 302
    editor.user.refresh_from_db()
    assert editor.user.email != "x@example.org"


def test_wagtails_own_doors_for_readers_are_not_built():
    for path in ("/_util/login/", "/_util/authenticate_with_password/1/1/", "/documents/1/x/"):
        assert Client().get(path).status_code == 404


def test_a_superuser_has_no_power_in_the_editor_but_that_of_a_post():
    alone = signed_in(UserFactory(is_staff=True, is_superuser=True))
    writing = signed_in(
        CityPostFactory(role=Role.EDITOR, user__is_staff=True, user__is_superuser=True).user
    )
    page = StandardPageFactory()

    assert alone.get(HOME).status_code == 403
    assert writing.get(HOME).status_code == 200
    assert writing.post(f"{HOME}pages/{page.pk}/unpublish/").status_code == 302
    page.refresh_from_db()
    assert page.live
    writing.user.refresh_from_db()
    assert writing.user.is_superuser


def test_wagtails_groups_and_workflow_are_gone_and_groups_count_for_nothing(editor, stranger):
    from django.contrib.auth.models import Group
    from django.contrib.auth.models import Permission as Right

    group = Group.objects.create(name="Anybody")
    group.permissions.set(Right.objects.all())
    stranger.user.groups.add(group)

    assert Group.objects.filter(name__in=["Editors", "Moderators"]).count() == 0
    assert [task.name for task in Task.objects.all()] == ["Review by somebody else"]
    assert [workflow.name for workflow in Workflow.objects.all()] == ["review"]
    assert stranger.get(HOME).status_code == 403


@pytest.mark.parametrize("path", ["workflows/list/", "workflows/tasks/index/", "collections/"])
def test_what_is_set_up_once_is_not_for_editors(editor, path):
    response = editor.get(f"{HOME}{path}")

    assert response.status_code in (302, 403), path


# --- What a browser may do --------------------------------------------------------------


def test_the_policy_is_looser_in_the_editor_and_nowhere_else(editor):
    page = HomePage.objects.get()

    for path in ("", f"pages/{page.pk}/edit/", "images/", "no/such/page/"):
        policy = editor.get(f"{HOME}{path}")["Content-Security-Policy"]
        assert "style-src 'self' 'unsafe-inline'" in policy
        assert "default-src 'none'" in policy and "frame-ancestors 'self'" in policy
        assert "script-src 'self' 'unsafe-inline'" in policy
        assert "eval" not in policy and "http" not in policy and "*" not in policy
    for path in ("/", "/my/", "/schools/", "/cms"):
        assert "unsafe" not in editor.get(path).get("Content-Security-Policy", "")


def test_nobody_keeps_a_page_of_the_editor(editor):
    for path in ("", f"pages/{HomePage.objects.get().pk}/edit/", "images/"):
        response = editor.get(f"{HOME}{path}")
        assert response["Cache-Control"] == "private, no-store"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "DENY"


def test_the_editor_asks_nothing_of_anybody_outside(editor):
    PictureFactory()
    page = HomePage.objects.get()

    for path in ("", f"pages/{page.pk}/edit/", "images/", f"pages/{page.pk}/history/"):
        text = editor.get(f"{HOME}{path}").text
        hosts = re.findall(r'(?:src|action)="(?:https?:)?//([^/"]+)', text)
        assert hosts == [], path
        assert "gravatar" not in text and "releases.wagtail" not in text


def test_the_editor_is_no_part_of_a_preview(officer):
    officer.post(reverse("people:preview-role", args=["city"]), {"role": "editor"})

    assert officer.get(HOME).status_code == 403


# --- The way there ----------------------------------------------------------------------


@pytest.mark.parametrize(("role", "shown"), [(Role.EDITOR, True), (Role.BROKER, False)])
def test_whoever_may_enter_finds_the_way(role, shown):
    page = holder_of(role).get("/my/")

    assert (f'href="{HOME}"' in page.text) is shown
