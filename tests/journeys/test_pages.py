"""Every page of the portal as each person who may open it, in a real browser."""

import re
from functools import cache

import pytest
from axe_playwright_python.sync_playwright import Axe

# Addresses with {school} and {trust} lead to those of the person.
PAGES = {
    None: [
        "/",
        "/about/",
        "/about/how-schools-help-each-other/",
        "/news/",
        "/news/more-seven-year-olds-read-fluently/",
        "/events/",
        "/events/headteachers-breakfast/",
        "/training/first-steps-as-a-subject-leader/",
        "/vacancies/",
        "/resources/ten-questions-for-governors/",
        "/coming-to-school-every-day/",
        "/coming-to-school-every-day/mondays/",
        "/governors/",
        "/welcome-to-portsmouth/",
        "/training/",
        "/resources/",
        "/book/{event}/",
        "/contacts/",
        "/bulletin/",
        "/bulletin/subscribe/",
        "/bulletin/send-in/",
        "/search/?q=reading",
        "/city/",
        "/city/ks2rwm_expected_std/",
        "/search/?q=qqqqqqq",
        "/accessibility/",
        "/privacy/",
        "/cookies/",
        "/data-and-api/",
        "/feedback/",
        "/schools/",
        "/schools/{school}/",
        "/schools/{school}/results/",
        "/account/login/",
        "/strategy/",
        "/strategy/pulling-together-2017-20/",
        "/strategy/pulling-together-2017-20/SO3/",
        "/strategy/pulling-together-2017-20/SO3/actions/3.1/",
        "/strategy/consultations/",
        "/strategy/consultations/what-comes-next/",
        "/strategy/consultations/what-comes-next/respond/",
        "/strategy/consultations/pulling-together-july-2017/",
        "/strategy/consultations/pulling-together-july-2017/responses/",
        "/strategy/pulling-together-2017-20/SO3/measures/1/",
        "/strategy/pulling-together-2017-20/SO8/measures/1/",
        "/strategy/pulling-together-2017-20/board/2021-summer/",
        "/strategy/compare/",
        "/strategy/compare/action-plan-2016/pulling-together-2017-20/",
        "/groups/",
        "/groups/inclusion/",
        "/groups/inclusion/meetings/",
        "/groups/inclusion/meetings/{published}/",
        "/groups/inclusion/meetings/{published}/minutes/",
        "/groups/inclusion/meetings/{published}/minutes/versions/",
        "/groups/strategic-board/pack/{call}/",
        "/groups/english-network/",
        "/directory/",
        "/city/support/",
    ],
    "broker": [
        "/my/",
        "/support/requests/",
        "/support/requests/{request}/",
        "/support/requests/{request}/shortlist/",
        "/support/propose/{school}/{entry}/",
        "/directory/?q=maths",
        "/directory/{entry}/",
        "/directory/{entry}/edit/",
        "/directory/{entry}/days/",
        "/directory/shortlist/",
        "/directory/imports/",
        "/directory/designations/",
        "/directory/designations/{designation}/",
        "/support/deployments/",
        "/support/deployments/{deployment}/",
        "/support/deployments/{deployment}/objectives/",
        "/support/deployments/{deployment}/visits/",
        "/support/deployments/{deployment}/visits/new/",
        "/support/deployments/{deployment}/review/final/",
        "/support/deployments/{deployment}/days/",
        "/support/deployments/{deployment}/agreement/",
        "/support/deployments/{deployment}/documents/",
        "/support/deployments/{deployment}/notes/",
        "/support/deployments/{deployment}/timeline/",
        "/support/deployments/{deployment}/contacts/new/",
        "/support/deployments/{deployment}/hand-over/",
        "/support/deployments/{deployment}/step/stop/",
        "/support/summary/",
        "/support/days/",
        "/support/invoices/",
        "/support/projects/",
        "/support/evaluations/",
        "/support/impact/",
        "/support/peer-reviews/",
    ],
    "system_leader": ["/my/", "/support/deployments/"],
    "group_clerk": [
        "/my/",
        "/groups/itt-recruitment-and-retention/",
        "/groups/itt-recruitment-and-retention/meetings/plan/",
        "/groups/itt-recruitment-and-retention/meetings/{draft}/",
        "/groups/itt-recruitment-and-retention/meetings/{draft}/agenda/",
        "/groups/itt-recruitment-and-retention/meetings/{draft}/minutes/",
        "/groups/itt-recruitment-and-retention/meetings/{draft}/minutes/write/",
        "/groups/post-16-forum/reports/{call}/write/",
        "/groups/calendar/",
    ],
    "improvement_chair": [
        "/groups/school-improvement-board/actions/",
        "/groups/school-improvement-board/actions/{action}/",
        "/groups/school-improvement-board/actions/{action}/give/",
        "/groups/school-improvement-board/members/",
        "/groups/school-improvement-board/escalations/new/",
        "/groups/actions/",
    ],
    "head": [
        "/my/",
        "/schools/{school}/",
        "/schools/{school}/results/",
        "/schools/{school}/rating/",
        "/schools/{school}/support/",
        "/schools/{school}/support/impact/",
        "/support/requests/new/",
        "/support/deployments/",
        "/notices/",
        "/notices/preferences/",
    ],
    "objective_lead": [
        "/my/",
        "/strategy/updates/",
        "/strategy/updates/{update}/",
        "/strategy/updates/{update}/edit/",
        "/strategy/updates/{waiting}/history/",
    ],
    "editor": [
        "/bulletin/desk/",
        "/bulletin/desk/1/",
        "/broken-links/",
        "/reviews/",
        "/feedback/queue/",
        "/book/{event}/people/",
    ],
    "administrator": ["/banners/", "/reviews/"],
    "board_chair": [
        "/my/",
        "/strategy/updates/",
        "/strategy/updates/{waiting}/",
        "/groups/strategic-board/board/",
        "/groups/strategic-board/reports/all/{call}/",
        "/groups/strategic-board/escalations/",
        "/groups/inclusion/escalations/{escalation}/",
    ],
    "trust_lead": ["/my/", "/trusts/{trust}/"],
    "moderator": ["/my/", "/priorities/", "/schools/{school}/rating/"],
    "officer": [
        "/my/",
        "/priorities/",
        "/schools/{school}/rating/",
        "/data/",
        "/strategy/new/",
        "/strategy/pulling-together-2017-20/edit/",
        "/strategy/pulling-together-2017-20/edit/history/",
        "/strategy/pulling-together-2017-20/edit/refresh/",
        "/strategy/pulling-together-2017-20/edit/to/archived/",
        "/strategy/pulling-together-2017-20/edit/objectives/SO3/",
        "/strategy/pulling-together-2017-20/edit/objectives/SO3/correct/",
        "/strategy/pulling-together-2017-20/edit/objectives/SO3/leads/new/",
        "/components/",
        "/notices/",
        "/notices/undelivered/",
        "/schools/nobody-told/",
        "/strategy/updates/",
        "/strategy/updates/ask/",
        "/strategy/updates/terms/{term}/",
        "/audit/",
        "/history/person/1/",
        "/history/round/1/",
        "/notices/preferences/history/",
        "/audit/?kind=refused+request",
        "/strategy/consultations/new/",
        "/strategy/consultations/what-comes-next/run/",
        "/strategy/consultations/what-comes-next/run/questions/new/",
        "/strategy/consultations/what-comes-next/run/documents/new/",
        "/strategy/consultations/what-comes-next/run/extend/",
        "/strategy/consultations/pulling-together-july-2017/run/summary/",
        "/strategy/consultations/pulling-together-july-2017/run/responses/",
        "/strategy/consultations/pulling-together-july-2017/run/responses/1/",
    ],
}
EVERY = [(role, path) for role, paths in PAGES.items() for path in paths]

every_page = pytest.mark.parametrize(
    ("role", "path"), EVERY, ids=[f"{role or 'visitor'} {path}" for role, path in EVERY]
)


@pytest.fixture(scope="session")
def own(windows):
    """The numbers in the addresses above, off the pages where each person finds them."""
    updates = "/strategy/updates/"
    return {
        "school": number(windows("head"), "/schools/"),
        "trust": number(windows("trust_lead"), "/trusts/"),
        "update": number(windows("objective_lead"), updates),
        "waiting": number(windows("board_chair"), updates),
        "event": number(windows(), "/book/", on="/events/headteachers-breakfast/"),
        "term": number(windows("officer"), f"{updates}terms/", on=updates),
        **of_groups(windows),
        **of_support(windows("broker")),
    }


def of_support(broker):
    """Numbers in the addresses of support, the deployment one that is past its mid review."""
    deployments = "/support/deployments/"
    broker.open(deployments)
    rows = broker.page.get_by_role("row", name=re.compile("past its mid review"))
    under_way = rows.first.get_by_role("link").first.get_attribute("href")
    return {
        "request": number(broker, "/support/requests/", on="/support/requests/"),
        "entry": number(broker, "/directory/", on="/directory/"),
        "designation": number(broker, "/directory/designations/", on="/directory/designations/"),
        "deployment": re.match(rf"{deployments}(\d+)/", under_way)[1],
    }


def of_groups(windows):
    """Days, terms and numbers in the addresses of groups."""
    clerk, board = windows("group_clerk"), windows("board_chair")
    training, improvement = "/groups/itt-recruitment-and-retention/", "/groups/school-improvement-"
    return {
        "published": part(
            windows(), r"/groups/inclusion/meetings/(.+)/minutes/", on="/groups/inclusion/"
        ),
        "draft": part(clerk, rf"{training}meetings/(.+)/minutes/write/"),
        "call": part(
            board, r"/groups/strategic-board/reports/all/(.+)/", on="/groups/strategic-board/board/"
        ),
        "escalation": part(
            board,
            r"/groups/inclusion/escalations/([\d-]+)/",
            on="/groups/strategic-board/escalations/",
        ),
        "action": part(
            windows("improvement_chair"),
            rf"{improvement}board/actions/(\d+)/",
            on=f"{improvement}board/actions/",
        ),
    }


def number(window, start, *, on="/my/"):
    """The first number after the start of an address, of the links on a page."""
    return part(window, rf"{start}(\d+)/", on=on)


def part(window, address, *, on="/my/"):
    """What stands in the brackets of an address, of the first such link on a page."""
    window.open(on)
    links = [link.get_attribute("href") for link in window.page.locator("main a").all()]
    found = (re.match(address, link) for link in links)
    return next(match[1] for match in found if match)


@pytest.fixture(scope="module")
def desk(windows):
    """`desk(role)` gives one person's window, with scripts or without, kept for all pages."""

    @cache
    def of(role, **options):
        return windows(role, **options)

    return of


@every_page
def test_a_page_is_there_for_everybody(desk, own, role, path):
    """By axe, by keyboard alone, in a window 320 points wide, and with scripts off."""
    window, url = desk(role), path.format(**own)
    window.faults.clear()
    window.page.set_viewport_size({"width": 1280, "height": 720})

    answer = window.open(url)
    found = Axe().run(window.page, options={"resultTypes": ["violations"]})
    controls, missed = by_keyboard(window.page)
    window.page.set_viewport_size({"width": 320, "height": 640})
    wide = window.page.evaluate("document.documentElement.scrollWidth")
    assert answer.status == 200
    assert found.violations_count == 0, found.generate_report()
    assert controls > 3
    assert missed == []
    assert wide <= 320
    assert window.faults == []

    bare = desk(role, java_script_enabled=False)
    bare.open(url)
    main = bare.page.locator("main")
    assert main.locator("h1").count() == 1
    assert len(main.inner_text()) > 60


def by_keyboard(page):
    """How many controls a page has, and those that the tab key never reaches."""
    controls = page.evaluate(CONTROLS)
    for _ in range(3 * controls + 20):
        page.keyboard.press("Tab")
        if page.evaluate(BACK_AT_THE_START):
            break
    return controls, page.evaluate(MISSED)


# What a person could act on with a mouse; one radio of a group is one stop: the chosen one, if any.
CONTROLS = """() => {
  const controls = [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary')];
  const groups = new Set();
  window.controls = controls.filter(control => {
    // The trap for programs is out of sight and out of reach of the keyboard.
    const hidden = !control.checkVisibility({visibilityProperty: true})
      || control.closest('.pep-apart');
    const isRadio = control.type === 'radio';
    const chosen = isRadio && controls.find(other => other.name === control.name && other.checked);
    const second = isRadio && (chosen ? control !== chosen : groups.has(control.name));
    if (isRadio) groups.add(control.name);
    return !hidden && !control.disabled && !second;
  });
  return window.controls.length;
}"""
BACK_AT_THE_START = """() => {
  const now = document.activeElement;
  const again = now !== document.body && now.dataset.reached;
  now.dataset.reached = 'yes';
  return again;
}"""
MISSED = """() => window.controls.filter(control => !control.dataset.reached)
  .map(control => control.outerHTML.slice(0, 120))"""
