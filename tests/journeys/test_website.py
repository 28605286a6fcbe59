"""An editor writes a page, somebody else approves it, and the public reads it."""

from contextlib import suppress

from playwright.sync_api import TimeoutError

SLOW, QUICK, TRIES = 30_000, 6_000, 4


def test_a_page_goes_from_its_author_by_its_reader_to_the_public(visit):
    editor, approver, public = visit("editor"), visit("administrator"), visit()

    written = an_editor_writes(editor)
    before = public.open("/how-we-meet/").status
    offered = somebody_else_approves(approver)
    after = public.open("/how-we-meet/").status

    assert "Once a term" in written
    assert (before, after) == (404, 200)
    assert "Once a term" in public.page.locator("main h2").inner_text()
    assert "Approve and publish" in offered
    # The policy of the browser let everything through, in the editor and in its preview.
    assert editor.faults == []
    assert approver.faults == []


def an_editor_writes(window):
    """From the first page to a page submitted for review; what its preview showed."""
    page = window.page
    window.open("/my/")
    window.click("Website")
    page.get_by_role("link", name="Pages").first.click()
    window.open("/cms/pages/")
    page.wait_for_url("**/cms/pages/*/")
    window.open(f"{page.url.removeprefix(window.address)}add_subpage/")
    page.wait_for_url("**/cms/pages/add/**")
    page.locator("[name=title]").fill("How we meet")
    page.locator("[name=introduction]").fill("When, where and who.")
    page.get_by_role("button", name="Insert a block").first.click()
    page.get_by_role("option", name="Heading", exact=True).click()
    page.locator("[name='body-0-value']").fill("Once a term")
    page.get_by_role("button", name="Toggle preview").click()
    preview = page.frame_locator("#w-preview-iframe")
    preview.locator("h2", has_text="Once a term").wait_for(timeout=SLOW)
    shown = preview.locator("main").inner_text()
    choose(page, "Submit to review")
    return shown


def somebody_else_approves(window):
    """From what waits for them to a published page; what they could choose from."""
    page = window.page
    window.open("/my/")
    window.click("Which pages wait for a second reader?")
    window.click("How we meet")
    page.wait_for_url("**/edit/**")
    offered = page.locator("footer").inner_text()
    choose(page, "Approve and publish")
    return offered


def choose(page, deed):
    """One of the deeds beside “Save draft”, after which the editor leads to the list of pages.

    Meanwhile the editor saves by itself and may put its buttons in anew, so a click can be lost.
    """
    footer = page.locator("footer")
    for _ in range(TRIES):
        with suppress(TimeoutError):
            footer.get_by_role("button", name="More actions").click(timeout=QUICK)
            page.get_by_role("button", name=deed, exact=True).click(timeout=QUICK)
            page.wait_for_url("**/cms/pages/[0-9]*/", timeout=QUICK)
            return
    page.wait_for_url("**/cms/pages/[0-9]*/", timeout=SLOW)
