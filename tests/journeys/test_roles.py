"""Each role signs in, lands on its own page, opens what is its own, and is refused elsewhere.

What is refused comes from the table of addresses in tests/addresses: of each room three.
tests/test_urls.py tries them all.
"""

import json
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial
from itertools import groupby

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.urls import reverse

from accounts.permissions import GRANTS, Permission, Role
from dashboard.sample.people import PASSWORD, PEOPLE
from tests.addresses import ADDRESSES
from tests.journeys.conftest import Visit
from tests.journeys.prepare_roles import LEAVES
from tests.processes import free_port, wait_until

LANDING = "/my/"
# Posts that others here hold too, in another school or group.
ALIKE = {"home_head", "improvement_chair", "training_chair"}
ROLES = [role for role in dict.fromkeys(person.role for person in PEOPLE) if role not in ALIKE]
NAMES = {person.role: person.full_name for person in reversed(PEOPLE)}
# As whom the table of addresses knows a sample person, if under another name.
KNOWN_AS = {
    "former_head": {"stranger"},
    "head_and_moderator": {"head_elsewhere", "moderator"},
    "objective_lead": {"stranger"},
    # Members of the partnership, as any head is.
    "system_leader": {"head_elsewhere"},
    # The groups of the table are not those of the sample city.
    **{
        role: {"stranger"}
        for role in (
            "group_chair",
            "improvement_chair",
            "training_chair",
            "group_vice",
            "group_clerk",
            "group_member",
            "group_observer",
        )
    },
}
# What a person may open besides who is in the table: nobody there leads an objective or helps
# other schools.
OPENS_TOO = {
    "objective_lead": {"strategy:update-list", "support_directory:designation-list"},
    "system_leader": {"deployments:deployment-list", "support_directory:designation-list"},
}
# The table's school and trust are those of the head and of the trust lead here.
PLACES = {"urn": 900_011, "uid": 990_001}
# Which of the things prepared an address is tried on.
THINGS = {
    "schools:deputy-end": "deputy",
    "dashboard:round-share": "draft",
    "dashboard:release-detail": "release",
    "notifications:notice-open": "notice",
    "people:person-detail": "person",
    "people:person-data": "person",
    "people:person-delete": "person",
    "people:post-start": "person",
    "people:post-end": "post",
    "people:preview-person": "person",
}
# Somebody's own second factor, which those of the table lack and some here have.
OWN_FACTOR = {
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
}
# Nobody looks through the eyes of these.
NOT_PREVIEWED = {role.value for role in Role if Permission.PREVIEW_AS in GRANTS[role]}
PREPARE = """
import json
from tests.journeys.prepare_roles import prepare
print(json.dumps(prepare()))
"""
every_role = pytest.mark.parametrize("role", ROLES)


@dataclass(frozen=True)
class Answer:
    """What the portal says to a request, without following where it leads."""

    status: int
    location: str
    text: str

    @property
    def refuses(self):
        return self.location.startswith(reverse(settings.LOGIN_URL)) or self.status >= 400


class Staying(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


@pytest.fixture(scope="module")
def addresses(city):
    """The addresses of the table, on the things of the sample city."""
    things = json.loads(city.manage("shell", "--verbosity=0", "--command", PREPARE))
    return {name: _address(name, things) for name in ADDRESSES}


def _address(name, things):
    sample = {key: PLACES.get(key, value) for key, value in ADDRESSES[name].sample.items()}
    if name in THINGS:
        sample["pk"] = things[THINGS[name]]
    return reverse(name, kwargs=sample)


@pytest.fixture(scope="module")
def refusals(city, windows, sessions, addresses):
    """`refusals(role)` gives the answer to each address that the table gives to others alone.

    Asked once a role, in the session of its sign-in.
    """

    def ask(cookies, path):
        request = urllib.request.Request(city.address + path, headers={"Cookie": cookies})
        try:
            with urllib.request.build_opener(Staying).open(request, timeout=60) as answer:
                return Answer(answer.status, "", answer.read().decode(errors="replace"))
        except urllib.error.HTTPError as refused:
            said = refused.read().decode(errors="replace")
            return Answer(refused.code, refused.headers.get("Location", ""), said)

    @cache
    def of(role):
        if role not in sessions:
            windows(role).page.context.close()
        cookies = "; ".join(f"{each['name']}={each['value']}" for each in sessions[role]["cookies"])
        paths = [addresses[name] for name in given_to_others(role)]
        with ThreadPoolExecutor(2) as workers:
            return dict(zip(paths, workers.map(partial(ask, cookies), paths), strict=True))

    return of


def given_to_others(role):
    """Three addresses of each room that open for others: by name the first, middle and last."""
    names = KNOWN_AS.get(role, {role})
    tried = set(ADDRESSES) - OWN_FACTOR - OPENS_TOO.get(role, set())
    refused = sorted(
        name for name in tried if ADDRESSES[name].who and not ADDRESSES[name].who & names
    )
    rooms = [[*room] for _, room in groupby(refused, key=lambda name: name.rpartition(":")[0])]
    return [name for room in rooms for name in {room[0], room[len(room) // 2], room[-1]}]


def first(answers, status):
    """The first address that was answered so; none if none was."""
    return next((path for path in sorted(answers) if answers[path].status == status), None)


ELEMENTS = """() => [...document.querySelectorAll('body *')]
  .map(element => `${element.tagName}.${element.className}`).join(' ')"""


@pytest.fixture(scope="module")
def checked():
    """`checked(window)` gives the heading of its page, which must pass axe.

    Pages made of the same elements in the same order, such as two refusals, are looked at once.
    """
    passed = set()

    def check(window):
        made_of = window.page.evaluate(ELEMENTS)
        if made_of not in passed:
            found = Axe().run(window.page, options={"resultTypes": ["violations"]})
            assert found.violations_count == 0, found.generate_report()
            passed.add(made_of)
        return window.page.locator("main h1").inner_text()

    return check


def rows(window):
    """The rows of the landing page: each link in its order, and where it leads."""
    links = window.page.locator("main li h2 a").all()
    return [(link.inner_text(), link.get_attribute("href")) for link in links]


@pytest.fixture(scope="module")
def landed(windows):
    """`landed(role)` gives the rows of the role's own landing page, read once."""

    @cache
    def of(role):
        window = windows(role)
        window.open(LANDING)
        found = rows(window)
        window.page.context.close()
        return found

    return of


@every_role
def test_a_role_lands_on_its_own_page_and_opens_what_is_its_own(visit, checked, role):
    window = visit(role)
    window.open(LANDING)
    assert checked(window) == "What needs me now"
    own = rows(window)

    headings = []
    for _, path in own[:2] or [("", "/")]:
        assert window.open(path).status == 200
        headings.append(checked(window))

    assert all(headings)
    assert window.faults == []


@every_role
def test_a_role_is_refused_what_the_table_gives_to_others(refusals, role):
    answers = refusals(role)

    opened = {path for path, answer in answers.items() if not answer.refuses}
    assert opened == set()
    assert answers
    for path, answer in answers.items():
        if answer.status == 403:
            assert "You cannot open this page" in answer.text, path
            assert "How to get access" in answer.text, path
        elif answer.status == 404:
            # Whether there is such a thing is not told.
            assert "Page not found" in answer.text, path
            assert "Wharf Lane" not in answer.text, path
        else:
            # A deed that has no page, or what wants the password once more.
            assert answer.status in (302, 405, 409), path


@every_role
def test_a_refusal_says_why_and_how_to_get_access(visit, checked, refusals, role):
    window = visit(role)
    forbidden, unknown = (first(refusals(role), status) for status in (403, 404))

    if forbidden:
        window.open(forbidden)
        assert checked(window) == "You cannot open this page"
        said = window.page.locator("main").inner_text()
        assert "takes one of these posts" in said
        assert "Posts you hold today" in said or "No post is recorded for you today" in said
        window.click("See what needs you now")
        assert window.page.url.endswith(LANDING)
    assert forbidden or unknown
    if unknown:
        assert window.open(unknown).status == 404
        assert checked(window) == "Page not found"


@every_role
def test_without_scripts_a_role_reads_the_same(visit, landed, role):
    window = visit(role, java_script_enabled=False)
    window.open(LANDING)

    assert rows(window) == landed(role)
    for _, path in landed(role)[:1]:
        assert window.open(path).status == 200
        assert window.page.locator("main h1").count() == 1


@pytest.mark.parametrize("role", [role for role in ROLES if role not in NOT_PREVIEWED])
def test_an_administrator_sees_what_a_role_sees_and_is_refused_alike(
    visit, checked, landed, refusals, role
):
    window = visit("administrator")
    window.open(f"/people/?q={NAMES[role].replace(' ', '+')}")
    window.page.get_by_role("link", name=NAMES[role], exact=True).click()
    window.page.get_by_role("button", name="Preview the portal as this person").click()
    window.page.wait_for_url(f"**{LANDING}")
    try:
        assert checked(window) == "What needs me now"
        assert "You are looking at the portal as" in window.page.locator("body").inner_text()
        # What is somebody's own, such as an action they owe, goes by the person, not by the post.
        shown = rows(window)
        assert shown == [row for row in landed(role) if row in shown]
        assert shown or not landed(role)
        assert window.faults == []
        if forbidden := first(refusals(role), 403):
            assert window.open(forbidden).status == 403
    finally:
        window.open(LANDING)
        window.page.get_by_role("button", name="Stop previewing").click()
    assert "Who may do what?" in window.page.locator("main").inner_text()


def test_whose_post_ended_yesterday_finds_nothing_of_it(visit):
    window = visit("former_head")
    window.open(LANDING)
    told = window.page.locator("main").inner_text()

    answers = [window.open(f"/schools/900031/{tab}").status for tab in ("", "rating/", "access/")]

    assert "no post in a school, a trust or the council is recorded for you today" in told
    assert answers == [200, 404, 403]


# --- Midnight in England ----------------------------------------------------------------


@pytest.fixture
def clock(city, addresses, tmp_path):
    """`clock(moment)` is a portal on the same data, at a moment; gives its address."""
    told, port = tmp_path / "now", free_port()
    told.write_text("2027-07-15T12:00:00Z")
    city.environment["PEP_TEST_CLOCK"] = str(told)
    listening = f"--bind=127.0.0.1:{port}"
    options = ["--workers=1", "--no-control-socket", "--preload"]
    serving = city.start("gunicorn", "tests.journeys.clock:application", listening, *options)
    del city.environment["PEP_TEST_CLOCK"]
    wait_until(lambda: f"Listening at: http://127.0.0.1:{port}" in city.said(), city.said)

    def at(moment):
        told.write_text(moment)
        return f"http://127.0.0.1:{port}"

    yield at
    serving.terminate()
    serving.wait(timeout=15)


def test_a_signed_in_head_loses_access_at_midnight_in_england(browser, checked, clock):
    rating = f"/schools/{LEAVES['urn']}/rating/"
    window = Visit(browser.new_context().new_page(), clock("2027-07-15T22:59:59Z"))
    window.open("/account/login/")
    window.page.get_by_label("Email").fill(LEAVES["email"])
    window.page.get_by_label("Password", exact=True).fill(PASSWORD)
    window.page.get_by_role("button", name="Sign in", exact=True).click()
    window.page.wait_for_url(f"**{LANDING}")
    before = [row for row, _ in rows(window)]
    last_second = window.open(rating).status

    clock("2027-07-15T23:00:00Z")
    first_second = window.page.reload().status
    heading = checked(window)
    window.open(LANDING)

    assert any("Oyster Row" in row for row in before)
    assert (last_second, first_second, heading) == (200, 404, "Page not found")
    assert rows(window) == []
    assert "is recorded for you today" in window.page.locator("main").inner_text()
    window.page.context.close()
