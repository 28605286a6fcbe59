"""Groups in a browser: the click budgets of public, clerk, chair and board, and a term of work.

Clicks are counted after the page somebody lands on; typing does not count.
"""

import re

from tests.journeys.clicks import Clicks

GROUP = "Inclusion Group"
BOARD = "School Improvement Board"
WORDS = "Every school sent its figures, and two asked for help."


def test_anybody_reads_the_last_minutes_of_a_group_in_three_clicks(visit):
    window = visit()
    window.open("/")
    clicks = Clicks(window)

    clicks.link("Groups and minutes")
    clicks.link(GROUP)
    clicks.link(re.compile("^Last published minutes"))

    assert clicks.count == 3
    assert "Decided, INC-" in clicks.said
    assert "Exempt item" in clicks.said and "Schedule 12A" in clicks.said
    assert "timetable" not in clicks.said and "Visit the school" not in clicks.said
    assert window.faults == []


def test_a_chair_finds_what_is_overdue_without_a_click_and_escalates_in_four(visit):
    window = visit("group_chair", java_script_enabled=False)
    window.open("/my/")
    clicks = Clicks(window)
    assert f"overdue in the {GROUP}" in clicks.said

    clicks.link(f"What is the {GROUP} doing?")
    clicks.link("Escalate to the Strategic Board")
    page = window.page
    page.get_by_label("What is it about, in a few words?").fill("Places in special schools")
    page.get_by_label("What is the issue?").fill("Every place is taken.")
    page.get_by_label("Why can the group not solve it?").fill("It cannot build.")
    page.get_by_label("Decide", exact=True).check()
    page.get_by_label("What exactly?").fill("Say where more places are made.")
    page.get_by_label("Within two weeks").check()
    page.get_by_label("At what point can the group take it back?").fill("When places are free.")
    clicks.press("Continue")
    clicks.press("Escalate it")

    assert clicks.count == 4
    assert "Places in special schools" in clicks.said and "0 days old" in clicks.said

    board = visit("board_chair")
    board.open("/my/")
    seen = Clicks(board)
    seen.link("What is before the Strategic Board?")
    assert seen.said.index("Waiting times for assessments") < seen.said.index(
        "Places in special schools"
    )
    seen.link(re.compile("Places in special schools"))
    for verb, words in (
        ("Put it on the agenda", ""),
        ("Note that it was discussed", ""),
        ("Record the decision", "Two schools open a class each."),
        ("Note that it was acted upon", "Both schools were asked, and agreed."),
        ("Report back to the group", "Two classes open in September."),
    ):
        seen.press(verb)
        board.page.get_by_label("What is said?").fill(words)
        seen.press(verb)
    window.open("/my/")
    assert "Reported back to the group." in clicks.said
    assert window.faults == [] and board.faults == []


def test_a_highlight_report_takes_three_clicks_and_is_public_when_the_board_says(visit):
    window = visit("group_chair")
    window.open("/my/")
    clicks = Clicks(window)

    clicks.link(f"What did the {GROUP} do this term?")
    assert "The portal has drafted this" in clicks.said
    done = window.page.get_by_label("What was done?")
    done.fill(f"{done.input_value()}\n{WORDS}")
    clicks.press("Submit to the board")

    assert clicks.count <= 3
    assert WORDS in clicks.said
    address = window.page.url.removeprefix(window.address)
    public = visit()
    assert public.open(address).status == 404

    board = visit("board_chair")
    board.open("/groups/strategic-board/board/")
    seen = Clicks(board)
    seen.link(re.compile("every group on one page"))
    assert "Late: " in seen.said and WORDS in seen.said
    seen.press("Publish the reports that came")
    public.open(address)
    assert WORDS in public.page.locator("main").inner_text()


def test_a_chair_publishes_minutes_with_actions_in_four_clicks(visit):
    window = visit("improvement_chair")
    window.open("/my/")
    clicks = Clicks(window)

    clicks.link(re.compile(f"^Approve the minutes of {BOARD}"))
    clicks.press("Record the approval")
    clicks.press("Publish")
    asked = clicks.said
    clicks.press("Publish the minutes")

    assert clicks.count == 4
    assert "Support for one school" in asked and "Schedule 12A" in asked
    public = visit()
    public.open(window.page.url.removeprefix(window.address))
    said = public.page.locator("main").inner_text()
    assert "Action SIB-" in said and "Support for one school" not in said
    assert window.faults == []


def tab_to(page, selector):
    """Press the tabulator until the keyboard is there."""
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("what => document.activeElement.matches(what)", selector):
            return
    raise AssertionError(f"No way by keyboard to {selector}")


def test_a_clerk_writes_minutes_by_keyboard_alone(visit):
    window = visit("group_clerk")
    window.open("/my/")
    page = window.page
    clicks = Clicks(window)
    row = page.get_by_role("link", name=re.compile("^Write the minutes of Behaviour")).first
    row.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/minutes/write/")

    tab_to(page, "textarea[name^='item_'][name$='_text']")
    page.keyboard.type(WORDS)
    tab_to(page, "textarea[name^='item_'][name$='_decision']")
    page.keyboard.type("To ask again next term.")
    tab_to(page, "textarea[name^='act_'][name$='_text']")
    page.keyboard.type("Ask each school again.")
    tab_to(page, "input[name^='act_'][name$='_post']")
    page.keyboard.type("Partnership office")
    for part, words in (("day", "1"), ("month", "3"), ("year", "2027")):
        tab_to(page, f"input[name^='act_'][name$='_due-{part}']")
        page.keyboard.type(words)
    tab_to(page, "button[name='send']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/minutes/")

    assert "Saved and sent to the chair." in clicks.said
    assert WORDS in clicks.said
    assert re.search(r"Action BAG-\d{4}-\d\d/A1: Ask each school again", clicks.said)
    assert window.faults == []
