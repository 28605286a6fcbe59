"""A term's cycle: asked for by an officer, reported, signed off by another, read by everybody.

It opens a term to come, which no other journey looks at.
"""

import io
from datetime import timedelta

import pikepdf
from django.utils import timezone

from strategy.terms import SchoolTerm
from tests.journeys.clicks import fill_day

EDITION = "/strategy/pulling-together-2017-20"
REASON = "Forty-four schools came, and the small ones shared a teacher."


def press(window, name):
    window.page.get_by_role("button", name=name, exact=True).click()
    window.page.wait_for_load_state()


def said(window):
    return window.page.locator("main").inner_text()


def ask(officer, term):
    """The officer opens the term, having read who will be told."""
    officer.open("/strategy/updates/")
    press(officer, "Ask for a term’s progress")
    page = officer.page
    page.get_by_label("For which term?").select_option(term.key)
    fill_day(page, "When are answers due?", timezone.localdate() + timedelta(days=10))
    fill_day(
        page, "What is the last day for late answers?", timezone.localdate() + timedelta(days=20)
    )
    press(officer, "Continue")
    told = said(officer)
    press(officer, "Confirm and ask")
    return told


def report(lead):
    """The lead saves a draft, comes back to it and sends it."""
    lead.open("/my/")
    lead.click("How is SO5 Curriculum and training going?")
    page = lead.page
    page.get_by_label("Why?").fill(REASON)
    press(lead, "Save and come back later")
    saved = page.get_by_label("Why?").input_value()
    press(lead, "Send for signing off")
    refused = said(lead)
    page.get_by_label("Amber: some of it is at risk").check()
    page.get_by_label("Getting worse").check()
    press(lead, "Send for signing off")
    return saved, refused, said(lead)


def sign(chair, term):
    """The board chair reads what would change, and signs."""
    chair.open("/strategy/updates/")
    row = chair.page.locator("tr", has_text="SO5").filter(has_text=str(term))
    row.get_by_role("link").click()
    chair.page.wait_for_load_state()
    read = said(chair)
    press(chair, "Sign off")
    return read, said(chair)


def test_a_term_from_the_request_to_the_page_for_elected_members(visit):
    # Summed up by nobody yet: the term after this one.
    term = SchoolTerm.of(timezone.localdate()).later(1)
    board = f"{EDITION}/board/{term.academic_year}-{term.term.word}"
    officer, chair, public = visit("officer"), visit("board_chair"), visit()
    lead = visit("objective_lead", java_script_enabled=False)

    told = ask(officer, term)
    assert str(term) in told
    assert "SO7 Attendance" in told and "Nobody will be told" in told
    assert "Asked. Answers are due on" in said(officer)

    saved, refused, sent = report(lead)
    assert saved == REASON
    assert "Choose red, amber or green" in refused
    assert "Sent for signing off." in sent

    public.open(f"{board}/")
    assert "Reported; not signed off by a second person yet." in said(public)
    assert REASON not in said(public)

    read, signed = sign(chair, term)
    assert REASON in read and "What signing off changes" in read
    assert "Signed off. SO5" in signed

    public.open(f"{EDITION}/SO5/")
    assert REASON in said(public)
    public.open(f"{board}/")
    assert "Signed off for 1 of 10 objectives: 1 amber." in said(public)
    assert REASON in said(public)
    answer = public.page.context.request.get(f"{public.address}{board}.pdf")
    with pikepdf.open(io.BytesIO(answer.body())) as document:
        assert document.Root.MarkInfo.Marked
        assert str(term) in str(document.docinfo.Title)
    for window in (officer, lead, chair, public):
        assert window.faults == []
