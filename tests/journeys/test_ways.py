"""The ways people take from where they land, within the clicks they are promised."""

import pytest


def test_an_officer_is_one_click_from_the_list_and_two_from_why(visit):
    window = visit("officer")
    window.open("/my/")

    window.click("Which schools need most support?")
    listed = window.page.locator("main h1").inner_text()
    window.page.locator("main table tbody a").first.click()
    window.page.wait_for_load_state()

    assert listed == "Which schools need most support?"
    assert "Priority" in window.page.locator("main").inner_text()
    assert "not a prediction of an inspection" in window.page.locator("main").inner_text()
    assert "/rating/" in window.page.url
    assert window.faults == []


def test_a_head_is_one_click_from_the_own_rating(visit):
    window = visit("head")
    window.open("/my/")

    window.click("How is Wharf Lane Junior School doing, and why?")

    assert "/rating/" in window.page.url
    assert "not a prediction of an inspection" in window.page.locator("main").inner_text()


def test_a_trust_lead_is_one_click_from_the_schools_side_by_side(visit):
    window = visit("trust_lead")
    window.open("/my/")

    window.page.locator("main a[href^='/trusts/']").first.click()
    window.page.wait_for_load_state()

    assert "/trusts/" in window.page.url
    assert window.page.locator("main table tbody tr").count() > 1


def test_a_visitor_is_two_clicks_from_a_schools_published_figures(visit):
    window = visit()
    window.open("/")

    window.click("Find a school")
    window.page.locator("main a[href^='/schools/9']").first.click()
    window.page.wait_for_load_state()

    text = window.page.locator("main").inner_text()
    assert "How is this school doing?" in text
    assert "Priority 1" not in text
    assert "Priority 2" not in text


def test_an_officer_reaches_the_list_by_keyboard_alone(visit):
    window = visit("officer")
    window.open("/my/")
    keyboard = window.page.keyboard

    keyboard.press("Tab")
    first = window.page.evaluate("document.activeElement.textContent.trim()")
    keyboard.press("Enter")
    for _ in range(20):
        keyboard.press("Tab")
        focused = window.page.evaluate("document.activeElement.textContent.trim()")
        if focused == "Which schools need most support?":
            break
    keyboard.press("Enter")
    window.page.wait_for_url("**/priorities/**")

    assert first == "Skip to main content"


@pytest.mark.parametrize("role", [None, "head", "trust_lead", "moderator", "officer"])
def test_every_page_says_that_the_schools_are_invented(visit, role):
    window = visit(role)

    window.open("/schools/")

    assert "sample data" in window.page.locator("body").inner_text().lower()


def test_a_visitor_who_asks_for_the_list_comes_back_to_it_after_signing_in(visit, city):
    window = visit()

    window.open("/priorities/")

    assert window.page.url == f"{city.address}/account/login/?next=/priorities/"


def test_an_unknown_page_says_what_to_do_next(visit):
    window = visit()

    answer = window.open("/no-such-page/")

    assert answer.status == 404
    assert window.page.locator("main a").count() > 0
