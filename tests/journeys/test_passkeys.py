"""A passkey in a real browser, kept by a device that the browser itself plays.

Browsers keep passkeys for names alone, never for a number such as 127.0.0.1.
"""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.journeys.conftest import Visit

PASSWORD = "orchard-bell-winter"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
# Milliseconds in which a second press of a button is taken for a mistake.
TWICE_BY_MISTAKE = 1100


@pytest.fixture(scope="module")
def newcomer(city):
    """`newcomer(name)` makes an officer who has a password and no second factor yet."""

    def make(name):
        email = f"{name}@example.org"
        made = f"""
from django.contrib.auth import get_user_model
get_user_model().objects.create_user({email!r}, {PASSWORD!r}, full_name="New Officer")
"""
        city.manage("shell", "--command", made)
        city.manage("appoint", email, "officer")
        return email

    return make


@pytest.fixture
def window(city, browser):
    """`window()` opens a browser on the portal's name, with a device that keeps passkeys."""
    opened = []

    def start(**options):
        context = browser.new_context(**options)
        opened.append(context)
        visit = Visit(context.new_page(), f"http://localhost:{city.port}")
        visit.device = context.new_cdp_session(visit.page)
        visit.device.send("WebAuthn.enable")
        visit.key = visit.device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        return visit

    yield start
    for context in opened:
        context.close()


def press(window, name):
    window.page.get_by_role("button", name=name, exact=True).click()
    window.page.wait_for_load_state()


def give_password(window, email):
    window.open("/account/login/")
    window.page.get_by_label("Email").fill(email)
    window.page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(window, "Sign in")


def enrol(window, email):
    """From the password to the first passkey, as somebody new meets it."""
    give_password(window, email)
    window.page.wait_for_url("**/2fa/choose/")
    window.page.get_by_role("button", name="Add a passkey").click()
    window.page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(window, "Go on")
    window.page.get_by_label("What do you call it?").fill("Test device")
    press(window, "Add the passkey")
    window.page.wait_for_url("**/2fa/recovery-codes/")


def sign_out(window):
    window.open("/account/logout/")
    window.page.locator("main").get_by_role("button", name="Sign out").click()
    window.page.wait_for_load_state()


def test_an_officer_adds_a_passkey_signs_in_with_it_and_keeps_the_last(window, newcomer):
    window = window()
    enrol(window, newcomer("passkey"))
    sign_out(window)

    window.open("/account/login/?next=/priorities/")
    press(window, "Sign in with a passkey")
    window.page.wait_for_url(f"{window.address}/priorities/")
    listed = window.page.locator("main h1").inner_text()
    window.open("/account/2fa/webauthn/")
    row = window.page.locator("tbody tr").inner_text()
    window.page.get_by_role("link", name="remove Test device").click()
    window.page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(window, "Go on")
    refused = window.page.locator("main").inner_text()

    assert listed == "Which schools need most support?"
    assert "Test device" in row
    assert "not since it was added" not in row
    assert "cannot be removed" in refused
    assert "you have no other" in refused
    assert window.page.get_by_role("button", name="Remove it").count() == 0
    assert window.faults == []


def test_after_the_password_the_passkey_is_the_second_factor(window, newcomer):
    window, email = window(), newcomer("second")
    enrol(window, email)
    sign_out(window)

    give_password(window, email)
    found = Axe().run(window.page)
    press(window, "Use your passkey")
    window.page.wait_for_url("**/my/")

    assert found.violations_count == 0, found.generate_report()
    assert window.faults == []


def test_a_second_passkey_is_renamed_and_the_first_one_goes(window, newcomer):
    window = window()
    enrol(window, newcomer("two"))
    window.open("/account/2fa/webauthn/add/")
    press(window, "Add the passkey")
    window.page.wait_for_selector("[role=alert]:not(:empty)")
    same_device = window.page.locator("[role=alert]").inner_text()
    window.device.send("WebAuthn.removeVirtualAuthenticator", window.key)
    window.device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    window.page.wait_for_timeout(TWICE_BY_MISTAKE)
    press(window, "Add the passkey")
    window.page.wait_for_url("**/2fa/")

    window.open("/account/2fa/webauthn/")
    window.page.get_by_role("link", name="Rename Chrome").click()
    window.page.get_by_label("What do you call it?").fill("Spare")
    press(window, "Save the name")
    window.page.get_by_role("link", name="remove Test device").click()
    press(window, "Remove it")
    kept = window.page.locator("tbody th").all_inner_texts()

    assert same_device == "This device keeps a passkey for your account already."
    assert kept == ["Spare"]
    assert window.faults == []


def test_a_device_that_holds_no_passkey_is_told_so_in_words(window):
    window = window()
    window.open("/account/login/")

    press(window, "Sign in with a passkey")
    window.page.wait_for_selector("[data-module=pep-passkey] [role=alert]:not(:empty)")

    assert "You can try again" in window.page.locator("main [role=alert]").inner_text()
    assert window.page.url.endswith("/account/login/")


def test_at_a_number_the_page_says_that_passkeys_need_a_name(window, city):
    window = window()
    window.page.goto(f"{city.address}/account/login/")

    press(window, "Sign in with a passkey")
    window.page.wait_for_selector("[data-module=pep-passkey] [role=alert]:not(:empty)")

    assert "by its own name" in window.page.locator("main [role=alert]").inner_text()


PAGES = [
    "/account/2fa/",
    "/account/2fa/choose/",
    "/account/2fa/webauthn/",
    "/account/2fa/webauthn/add/",
    "/account/2fa/webauthn/keys/{key}/edit/",
    "/account/2fa/webauthn/keys/{key}/remove/",
    "/account/2fa/webauthn/reauthenticate/",
    "/account/2fa/recovery-codes/",
]


@pytest.fixture(scope="module")
def enrolled(city, browser, newcomer):
    """The cookies of somebody who has just added a passkey, and its number."""
    context = browser.new_context()
    visit = Visit(context.new_page(), f"http://localhost:{city.port}")
    device = context.new_cdp_session(visit.page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    enrol(visit, newcomer("pages"))
    visit.open("/account/2fa/webauthn/")
    link = visit.page.get_by_role("link", name="Rename").get_attribute("href")
    state = json.loads(json.dumps(context.storage_state()))
    context.close()
    return state, link.split("/")[-3]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_passes_axe_and_fits_a_narrow_window(window, enrolled, path):
    state, key = enrolled
    window = window(storage_state=state, viewport={"width": 320, "height": 640})

    answer = window.open(path.format(key=key))
    found = Axe().run(window.page)
    wide = window.page.evaluate("document.documentElement.scrollWidth")

    assert answer.status == 200
    assert found.violations_count == 0, found.generate_report()
    assert wide <= 320
    assert window.faults == []


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_with_scripts_off(window, enrolled, path):
    state, key = enrolled
    window = window(storage_state=state, java_script_enabled=False)

    window.open(path.format(key=key))

    main = window.page.locator("main")
    assert main.locator("h1").count() == 1
    assert len(main.inner_text()) > 60


def test_with_scripts_off_the_app_is_offered_instead(window, enrolled):
    window = window(storage_state=enrolled[0], java_script_enabled=False)

    window.open("/account/2fa/webauthn/add/")
    said = window.page.locator("main").inner_text()
    window.click("Use an authenticator app instead")

    assert "Passkeys need scripts" in said
    assert window.page.get_by_role("button", name="Add the passkey").count() == 0
    assert window.page.locator("main h1").inner_text() == "Set up an authenticator app"
