"""What scripts add, and that nothing is lost without them."""

PHONE = {"viewport": {"width": 320, "height": 700}}


def test_a_chart_is_explored_by_keyboard_under_the_strict_policy(visit):
    window = visit("officer")
    window.open("/components/")
    button = window.page.locator("[data-explore]")

    button.focus()
    window.page.keyboard.press("Enter")
    window.page.wait_for_selector(".pep-chart__canvas .main-svg")

    assert button.inner_text().startswith("Show the plain chart")
    assert button.evaluate("button => button === document.activeElement")
    assert button.get_attribute("aria-expanded") == "true"
    assert window.page.locator(".pep-chart table").is_visible()
    assert window.page.locator(".pep-chart .modebar").count() == 0
    assert window.faults == []


def test_the_plain_chart_comes_back(visit):
    window = visit("officer")
    window.open("/components/")
    button = window.page.locator("[data-explore]")

    button.click()
    window.page.wait_for_selector(".pep-chart__canvas .main-svg")
    button.click()

    assert window.page.locator(".pep-chart__picture svg").first.is_visible()
    assert not window.page.locator(".pep-chart__canvas").is_visible()
    assert window.faults == []


def test_the_chart_library_is_fetched_only_when_somebody_explores(visit):
    window = visit("officer")
    fetched = []
    window.page.on("request", lambda request: fetched.append(request.url))

    window.open("/components/")
    before = [url for url in fetched if "plotly" in url]
    window.page.locator("[data-explore]").click()
    window.page.wait_for_selector(".pep-chart__canvas .main-svg")

    assert before == []
    assert len([url for url in fetched if "plotly" in url]) == 1


def test_a_library_that_does_not_come_leaves_the_plain_chart_and_says_so(visit):
    window = visit("officer")
    window.page.route("**/plotly*", lambda route: route.abort())
    window.open("/components/")

    window.page.locator("[data-explore]").click()
    window.page.wait_for_function(
        "document.querySelector('.pep-chart [role=status]').textContent.includes('could not')"
    )

    assert window.page.locator(".pep-chart__picture svg").first.is_visible()


def test_a_filter_is_folded_away_on_a_phone_and_opens_by_its_button(visit):
    window = visit("officer", **PHONE)
    window.open("/components/")
    panel = window.page.locator("#example-filter")
    button = window.page.get_by_role("button", name="Show filter")

    folded = panel.is_visible()
    button.click()

    assert not folded
    assert panel.is_visible()
    assert window.page.get_by_role("button", name="Hide filter").is_visible()


def test_without_scripts_a_filter_is_open_and_nothing_offers_what_cannot_work(visit):
    window = visit("officer", java_script_enabled=False, **PHONE)

    window.open("/components/")

    assert window.page.locator("#example-filter").is_visible()
    assert window.page.locator(".pep-chart__picture svg").first.is_visible()
    assert not window.page.locator("[data-explore]").is_visible()
    assert window.page.get_by_role("link", name="Find a school").first.is_visible()
