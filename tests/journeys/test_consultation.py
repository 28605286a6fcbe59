"""A consultation: a visitor answers without scripts and confirms by mail, an officer reads it."""

import re

from tests.processes import wait_until

ASKED = "/strategy/consultations/what-comes-next/"
WORDS = "A library card for every child in the city."
MAILBOX = "visitor@harbour.example"
LINK = re.compile(r"http\S+/strategy/consultations/confirm/\S+")


def said(window):
    return " ".join(window.page.locator("main").inner_text().split())


def press(window, name):
    window.page.get_by_role("button", name=name, exact=True).click()
    window.page.wait_for_load_state()


def link_mailed(city):
    """The address in the newest letter to the visitor, once it is there."""
    letters = []

    def came():
        letters[:] = [
            file.read_text()
            for file in sorted((city.folder / "var" / "mail").glob("*.log"))
            if MAILBOX in file.read_text()
        ]
        return letters

    wait_until(came, city.said, seconds=30)
    return LINK.search(letters[-1].replace("=\n", ""))[0]


def test_a_visitor_answers_confirms_by_mail_and_an_officer_reads_it(visit, city):
    visitor = visit(java_script_enabled=False)
    visitor.open("/strategy/")
    visitor.click("What should come after this strategy?")
    press(visitor, "Have your say")
    visitor.page.get_by_label("Agree", exact=True).check()
    visitor.page.get_by_label("3. What should the next three years").fill(WORDS)
    visitor.page.get_by_label("Your e-mail address").fill(MAILBOX)
    visitor.page.get_by_label("Yes, without any name").check()
    # Nobody reads three questions in less: whoever does is asked again.
    visitor.page.wait_for_timeout(4_500)

    press(visitor, "Check your answers")
    assert WORDS in said(visitor)
    press(visitor, "Send")
    assert f"A message is on its way to {MAILBOX}" in said(visitor)

    visitor.page.goto(link_mailed(city))
    assert WORDS in said(visitor)
    press(visitor, "Yes, count them")
    assert "Your answers are counted" in said(visitor)

    officer = visit("officer")
    officer.open(f"{ASKED}run/")
    officer.click("Read the responses")
    officer.page.get_by_role("link", name=re.compile("Number")).first.click()
    officer.page.wait_for_load_state()
    assert WORDS in said(officer)
    officer.page.get_by_label("Publish, as far as its author allows").check()
    press(officer, "Save and read the next")
    assert "Saved." in said(officer)

    visitor.open(ASKED)
    assert WORDS not in said(visitor)
    assert (visitor.faults, officer.faults) == ([], [])
