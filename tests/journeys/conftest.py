"""A real browser on the sample city, served by the portal's own processes.

The city is loaded once for all journeys, by what `make demo` runs; they only read it.
"""

import json
import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Error, sync_playwright

from tests import migrated
from tests.browser import FLAGS
from tests.processes import parts_of_this_run, portal, wait_until
from tests.second_factor import code


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def city():
    """The portal with the sample city; `city.people` has the sign-in of each role."""
    made_from = migrated.template_on
    with parts_of_this_run("journeys", template=made_from) as parts, portal(**parts) as running:
        migrated.database_for(running)
        running.start("python", "-m", "pep_portal.demo", str(running.port))
        wait_until(lambda: running.get("/healthz")[0] == 200, running.said, seconds=600)
        if "REDIS_URL" in parts:
            running.start("celery", "-A", "pep_portal", "worker", "--concurrency=1")
        running.people = {}
        for person in json.loads(running.manage("sample_signins")):
            running.people.setdefault(person["role"], person)
        yield running


@pytest.fixture(scope="session")
def browser():
    chromium = os.environ.get("PEP_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def sessions():
    """Cookies of everyone who has signed in: a code counts once, so each signs in once."""
    return {}


class Visit:
    """A person's browser window, which remembers whatever went wrong in it."""

    def __init__(self, page, address):
        self.page = page
        self.address = address
        self.faults = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._listen)

    def _listen(self, message):
        if message.type == "error":
            self.faults.append(message.text)

    def open(self, path):
        return self.page.goto(f"{self.address}{path}")

    def click(self, name):
        """Follow the link of this name as a person would, and wait for the page."""
        self.page.get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()


@pytest.fixture(scope="session")
def windows(city, browser, sessions):
    """Opens windows that stay open; a single test asks for `visit` instead."""

    def start(role=None, **options):
        if role and role not in sessions:
            sessions[role] = signed_in(city, browser, city.people[role])
        context = browser.new_context(storage_state=sessions.get(role), **options)
        return Visit(context.new_page(), city.address)

    return start


@pytest.fixture
def visit(windows):
    """`visit("officer")` gives a signed-in window, `visit()` a visitor's."""
    opened = []

    def start(role=None, **options):
        opened.append(windows(role, **options))
        return opened[-1]

    yield start
    for window in opened:
        window.page.context.close()


def signed_in(city, browser, person):
    """The cookies of one person after the sign-in form and, if asked for one, a code."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{city.address}/account/login/")
    page.get_by_label("Email").fill(person["email"])
    page.get_by_label("Password", exact=True).fill(person["password"])
    page.get_by_role("button", name="Sign in", exact=True).click()
    if secret := person.get("second_factor_secret"):
        page.get_by_label("code").fill(code(secret))
        page.get_by_role("button", name="Sign in", exact=True).click()
    try:
        page.wait_for_url(f"{city.address}{person['landing_page']}", timeout=10_000)
    except Error:
        pytest.fail(f"{person['email']} could not sign in: {page.locator('main').inner_text()}")
    state = context.storage_state()
    context.close()
    return state
