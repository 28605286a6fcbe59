"""An editor writes a page, somebody else approves it, and the public reads it and takes part."""

import email
import re
from contextlib import suppress
from email import policy

from playwright.sync_api import TimeoutError

from tests.processes import wait_until

SLOW, QUICK, TRIES = 30_000, 6_000, 4
LIST_OF_PAGES = re.compile(r"/cms/pages/\d+/$")
# Longer than a program takes to send a form; a person takes longer still.
AS_LONG_AS_READING = 4_500


def test_a_page_goes_from_its_author_by_its_reader_to_the_public(visit):
    editor, approver, public = visit("editor"), visit("administrator"), visit()

    written = an_editor_writes(editor)
    before = public.open("/how-we-meet/").status
    somebody_else_approves(approver)
    after = public.open("/how-we-meet/").status

    changed = an_editor_goes_back(editor, approver, public)

    assert "Once a term" in written
    assert (before, after) == (404, 200)
    assert changed == ["Every month.", "When, where and who."]
    assert "Once a term" in public.page.locator("main h2").inner_text()
    # The policy of the browser let everything through, in the editor and in its preview.
    assert editor.faults == []
    assert approver.faults == []


def an_editor_writes(window):
    """From the first page to a page submitted for review; what its preview showed."""
    page = window.page
    window.open("/my/")
    window.click("Website")
    page.get_by_role("link", name="Pages").first.click()
    begin(window, "How we meet", "When, where and who.")
    page.get_by_role("button", name="Insert a block").first.click()
    page.get_by_role("option", name="Heading", exact=True).click()
    page.locator("[name='body-0-value']").fill("Once a term")
    page.get_by_role("button", name="Toggle preview").click()
    preview = page.frame_locator("#w-preview-iframe")
    preview.locator("h2", has_text="Once a term").wait_for(timeout=SLOW)
    shown = preview.locator("main").inner_text()
    # Beside an open preview the editor puts its buttons in anew at each save.
    page.get_by_role("button", name="Toggle preview").click()
    choose(page, "Submit to review")
    return shown


def begin(window, title, introduction):
    """The form of a new page below the first one, with the two fields every page needs."""
    page = window.page
    window.open("/cms/pages/")
    page.wait_for_url("**/cms/pages/*/")
    window.open(f"{page.url.removeprefix(window.address)}add_subpage/")
    page.wait_for_url("**/cms/pages/add/**")
    page.locator("[name=title]").fill(title)
    page.locator("[name=introduction]").fill(introduction)


def somebody_else_approves(window, title="How we meet"):
    """From what waits for them, and until when, to an approved page."""
    page = window.page
    window.open("/my/")
    window.click("Which pages wait for a second reader?")
    window.click(title)
    page.wait_for_url("**/edit/**")
    choose(page, "Approve and publish")


def an_editor_goes_back(editor, approver, public):
    """New words are approved, then the version before them is; what the public read each time."""
    page, read = editor.page, []
    editor.open("/cms/pages/search/?q=How+we+meet")
    number = re.search(r"/cms/pages/(\d+)/edit/", page.content())[1]
    editor.open(f"/cms/pages/{number}/edit/")
    page.locator("[name=introduction]").fill("Every month.")
    choose(page, "Submit to review")
    somebody_else_approves(approver)
    read.append(introduction(public))

    # Of the answer itself: the editor's script takes the menus of each version out of the page.
    history = page.request.get(f"{editor.address}/cms/pages/{number}/history/").text()
    versions = re.findall(rf"/cms/pages/{number}/revisions/(\d+)/revert/", history)
    editor.open(f"/cms/pages/{number}/revisions/{min(map(int, versions))}/revert/")
    page.get_by_role("button", name="Replace current draft").click()
    page.wait_for_url("**/edit/", timeout=SLOW)
    choose(page, "Submit to review")
    somebody_else_approves(approver)
    read.append(introduction(public))
    return read


def introduction(public):
    public.open("/how-we-meet/")
    return public.page.locator("main .govuk-body-l").inner_text()


def test_a_page_comes_out_on_the_day_that_was_set(visit, city):
    editor, approver, public = visit("editor"), visit("administrator"), visit()

    an_editor_sets_a_day(editor)
    somebody_else_approves(approver, "Open evening")
    early = public.open("/open-evening/").status
    city.manage("shell", "--command", ON_THAT_DAY)

    assert early == 404
    wait_until(lambda: public.open("/open-evening/").status == 200, city.said)
    assert editor.faults == []
    assert approver.faults == []


# What the clock does each minute, a minute after the page is to come out.
ON_THAT_DAY = """
import time_machine
from website import tasks
with time_machine.travel("2031-01-07T08:01:00Z"):
    tasks.publish_scheduled()
"""


def an_editor_sets_a_day(window):
    """A page with the day it is to come out, submitted for review."""
    page = window.page
    begin(window, "Open evening", "Come and see.")
    page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Set schedule").click()
    page.locator("[name=go_live_at]").fill("2031-01-07 08:00")
    # By the keyboard: the calendar lies over the button.
    page.get_by_role("button", name="Save schedule").press("Enter")
    page.wait_for_url("**/edit/**", timeout=SLOW)
    choose(page, "Submit to review")


# --- A reader ---------------------------------------------------------------------------


def test_a_reader_searches_books_subscribes_and_stops(visit, city):
    """With scripts off, from the first page to the letters and back."""
    reader = visit(java_script_enabled=False)
    page = reader.page

    reader.open("/")
    reader.click("Search")
    page.locator("[name=q]").fill("breakfest")
    page.get_by_role("button", name="Search").first.click()
    reader.click("Headteachers’ breakfast")
    page.get_by_role("button", name="Book places").click()
    page.get_by_label("Your name").fill("Ada Quay")
    page.get_by_label("Your e-mail address").fill("ada.quay@example.org")
    page.get_by_label("Who comes?").fill("Ada Quay\nBo Slip")
    send(page, "Book")
    assert "You have a place" in page.locator("main").inner_text()

    letter = letter_to(city, "ada.quay@example.org", "You have a place")
    page.goto(address_in(letter, "/book/cancel/"))
    page.get_by_role("button", name="Cancel the booking").click()
    assert "Your booking is cancelled" in page.locator("main").inner_text()

    reader.open("/bulletin/")
    page.get_by_role("button", name="Get it by e-mail").click()
    page.get_by_label("Your e-mail address").fill("ada.quay@example.org")
    page.get_by_label("Governors").check()
    send(page, "Subscribe")
    letter = letter_to(city, "ada.quay@example.org", "Do you want the bulletin")
    page.goto(address_in(letter, "/bulletin/subscribe/"))
    page.get_by_role("button", name="Yes, send it to me").click()
    assert "You get the bulletin" in page.locator("main").inner_text()
    page.goto(stop_address(city))
    page.get_by_role("button", name="Stop it").click()
    assert "The bulletin is stopped" in page.locator("main").inner_text()


def send(page, words):
    page.wait_for_timeout(AS_LONG_AS_READING)
    page.get_by_role("button", name=words, exact=True).click()
    page.wait_for_load_state()


def letter_to(city, whom, subject):
    """The newest letter of this subject, once it has been written."""

    def found():
        letters = [
            email.message_from_bytes(
                file.read_bytes().split(b"\n" + b"-" * 79)[0], policy=policy.default
            )
            for file in sorted((city.folder / "var" / "mail").glob("*"))
        ]
        return [one for one in letters if whom in one["To"] and subject in one["Subject"]]

    wait_until(lambda: bool(found()), city.said)
    return found()[-1].get_content()


def address_in(letter, part):
    """The address in a letter, in full."""
    return next(word for word in letter.split() if part in word)


def stop_address(city):
    """What the last line of a bulletin would lead to."""
    told = city.manage(
        "shell",
        "--command",
        "from website.models import Subscription; from website.services.bulletin import stop_link;"
        " print('LINK', stop_link(Subscription.objects.get(email='ada.quay@example.org')))",
    )
    link = re.search(r"LINK (\S+)", told)[1]
    return f"{city.address}/bulletin/stop/{link}/"


def choose(page, deed):
    """One of the deeds beside “Save draft”, after which the editor leads to the list of pages.

    Meanwhile the editor saves by itself and may put its buttons in anew, so a click can be lost.
    """
    footer = page.locator("footer")
    for _ in range(TRIES):
        with suppress(TimeoutError):
            footer.get_by_role("button", name="More actions").click(timeout=QUICK)
            page.get_by_role("button", name=deed, exact=True).click(timeout=QUICK)
            page.wait_for_url(LIST_OF_PAGES, timeout=QUICK)
            return
    page.wait_for_url(LIST_OF_PAGES, timeout=SLOW)
