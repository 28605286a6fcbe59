"""The script of the minutes: it saves as one types, warns of another clerk, and can be left out."""

import re

from playwright.sync_api import expect

GROUP = "Initial Teacher Training"
WORDS = "Two colleges asked for a stand at the evening."
CHAIRS = "The chair added a line about buses."


def open_minutes(window):
    """The minutes of the group that still wait for their clerk, from the landing page."""
    window.open("/my/")
    window.page.get_by_role("link", name=re.compile(f"^Write the minutes of {GROUP}")).first.click()
    window.page.wait_for_url("**/minutes/write/")


def what_was_said(window, title="Any other business"):
    region = window.page.get_by_role("region", name=re.compile(title))
    return region.get_by_label("What was said?")


def told(window):
    """What the script says of its saving, told once twenty seconds have passed."""
    window.page.clock.fast_forward(20_000)
    return expect(window.page.get_by_role("status"))


def save(window):
    window.page.get_by_role("button", name="Save", exact=True).click()
    window.page.wait_for_load_state()


def test_minutes_save_themselves_and_warn_two_clerks_of_each_other(visit):
    clerk, chair = visit("group_clerk"), visit("training_chair")
    clerk.page.clock.install()
    open_minutes(clerk)

    what_was_said(clerk).fill(WORDS)
    told(clerk).to_contain_text("Saved at")
    open_minutes(clerk)
    assert what_was_said(clerk).input_value() == WORDS

    open_minutes(chair)
    warning = chair.page.get_by_role("region", name="Important")
    expect(warning).to_contain_text(re.compile(r"Sample Groups Clerk \(\d\d:\d\d\) also has this"))
    what_was_said(clerk).fill(f"{WORDS} They come by bus.")
    told(clerk).to_contain_text(re.compile(r"Sample Training Chair \(\d\d:\d\d\) also has this"))

    # Each saved without the other's words in sight: nothing is lost, and both are shown.
    chair.page.reload()
    what_was_said(chair, "Matters arising").fill(CHAIRS)
    save(chair)
    what_was_said(clerk).fill(f"{WORDS} They walk.")
    told(clerk).to_contain_text("Sample Training Chair has saved these minutes")
    assert what_was_said(clerk).input_value() == f"{WORDS} They walk."
    save(clerk)
    main = clerk.page.locator("main")
    expect(main).to_contain_text("What is saved now")
    expect(main).to_contain_text(CHAIRS)
    assert what_was_said(clerk).input_value() == f"{WORDS} They walk."
    what_was_said(clerk, "Matters arising").fill(CHAIRS)
    save(clerk)
    expect(main).to_contain_text("You can come back to it.")
    assert what_was_said(clerk).input_value() == f"{WORDS} They walk."
    assert what_was_said(clerk, "Matters arising").input_value() == CHAIRS
    assert clerk.faults == [] and chair.faults == []


def test_the_button_waits_for_a_save_that_is_under_way(visit):
    clerk = visit("group_clerk")
    clerk.page.clock.install()
    open_minutes(clerk)
    held = []
    clerk.page.route("**/minutes/write/", lambda route: held.append(route), times=1)

    what_was_said(clerk).fill(WORDS)
    clerk.page.clock.fast_forward(20_000)
    expect(clerk.page.get_by_role("status")).to_be_attached()
    clerk.page.wait_for_timeout(200)
    clerk.page.get_by_role("button", name="Save", exact=True).click()
    held[0].continue_()

    expect(clerk.page.locator("main")).to_contain_text("You can come back to it.")
    assert what_was_said(clerk).input_value() == WORDS
    assert clerk.faults == []


def test_minutes_are_saved_by_the_button_alone_where_no_script_runs(visit):
    clerk = visit("group_clerk", java_script_enabled=False)
    open_minutes(clerk)

    what_was_said(clerk).fill(f"{WORDS} Typed without a script.")
    save(clerk)

    assert "You can come back to it." in clerk.page.locator("main").inner_text()
    assert what_was_said(clerk).input_value() == f"{WORDS} Typed without a script."
    assert clerk.faults == []
