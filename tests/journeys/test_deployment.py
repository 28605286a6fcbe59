"""From a weak indicator of a Priority 1 school to evaluation and closure, and the click budgets.

Whoever is lent, the two heads and the broker each do their part; mail is read from its files.
"""

import csv
import io
import re
from decimal import Decimal

from django.utils import timezone

from tests.journeys.clicks import Clicks, fill_day, mails
from tests.processes import wait_until

WHARF_LANE = 900_011
LEADER = "Sample System Leader"


def link_to(city, mailbox):
    """The link to evaluate this leader's support that a mailbox got, once its letter is whole.

    The sample's own letters lie in the same folder, one of them about the same school, and each
    file is written while this reads.
    """
    links = []

    def came():
        links[:] = [
            found[1]
            for to, _, text in mails(city)
            if to.startswith(f"{mailbox}@")
            and f"the support of {LEADER} for Wharf Lane Junior School has come" in text
            and "Please do not answer" in text
            and (found := re.search(r"(/support/evaluations/\S+)", text))
        ]
        return links

    wait_until(came, city.said, seconds=30)
    return links[-1]


def propose(broker):
    """From the landing page to somebody proposed for a weak indicator, in at most four clicks."""
    broker.land().link("Which schools need most support?").link("Wharf Lane Junior School")
    broker.link(f"Propose {LEADER}")
    broker.page.get_by_label("For how many days?").fill("2")
    broker.press("Ask them")
    assert f"{LEADER} has been asked." in broker.said
    assert broker.count <= 4
    broker.page.get_by_role("link", name=LEADER, exact=True).first.click()
    broker.page.wait_for_load_state()
    return re.search(r"/deployments/(\d+)/", broker.page.url)[1]


def agree(broker, leader, head, home_head, number):
    """Yes, release, agreement and three signatures."""
    leader.land().link("Could you support Wharf Lane Junior School?")
    leader.page.get_by_label("None is known").check()
    leader.press("Yes, I will")
    assert leader.count == 2

    home_head.land().link(f"Will you release {LEADER}?").press("Release")
    assert "Released." in home_head.said and home_head.count == 2

    today = timezone.localdate()
    broker.land().link("What is agreed for Wharf Lane Junior School?")
    page = broker.page
    for each in (1, 2, 3):
        group = page.get_by_role("group", name=f"Objective {each}")
        group.get_by_label("What is to be reached?").fill(f"Objective number {each}")
        group.get_by_label("How will it be judged?").fill("Six books, before and after.")
    fill_day(page, "When does it begin?", today)
    fill_day(page, "When does it end?", today)
    page.get_by_label("How does the school go on without the support?").fill("The lead goes on.")
    broker.press("Save and ask for signatures").press("Sign as broker")
    head.land().link(f"Do you agree to the support of {LEADER}?").press("Sign for the host school")
    home_head.land().link("Do you agree to the support").press("Sign for the home school")
    home_head.window.open(f"/support/deployments/{number}/")
    assert "Agreed, the first visit is to come" in home_head.said


def visit_and_review(leader, head, broker, number):
    """A visit recorded in two clicks, found accurate, and everything reviewed on one page."""
    leader.land().link("Have you been at Wharf Lane Junior School?")
    leader.page.get_by_label("A whole day").check()
    leader.page.get_by_label("What was done?").fill("Planned and taught together.")
    leader.press("Save and confirm")
    assert "Recorded." in leader.said and leader.count == 2

    head.land().link(f"Are the records of {LEADER} accurate?")
    head.link(re.compile(rf"{timezone.localdate():%-d %B %Y}"))
    head.page.get_by_label("Yes", exact=True).check()
    head.press("Send your answer")
    assert "Found accurate" in head.said

    broker.window.open(f"/support/deployments/{number}/")
    broker.link("Final review")
    fill_review(broker)
    assert "Reviewed." in broker.said


def fill_review(window):
    page = window.page
    for box in page.get_by_label("On track").all():
        box.check()
    for box in page.get_by_label("What shows it?").all():
        box.fill("Six books, before and after.")
    window.press("Save the review")


def evaluate(window, path):
    """Three screens on a phone, without a sign-in and without scripts."""
    page = window.page
    page.goto(f"{window.address}{path}")
    page.get_by_label("Very useful").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("What is different now?").fill("Every class plans together.")
    page.get_by_label("Yes, it has become").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("button", name="Send my answers").click()
    return page.locator("main").inner_text()


def test_support_from_a_weak_indicator_to_its_closure(visit, city):
    broker, leader = Clicks(visit("broker")), Clicks(visit("system_leader"))
    head, home_head = Clicks(visit("head")), Clicks(visit("home_head"))
    phone = {"java_script_enabled": False, "viewport": {"width": 320, "height": 640}}

    number = propose(broker)
    agree(broker, leader, head, home_head, number)
    visit_and_review(leader, head, broker, number)

    path = link_to(city, "head")
    said = evaluate(visit(**phone), path)
    assert "Your answers are sent" in said
    forwarded = visit(**phone)
    forwarded.page.goto(f"{forwarded.address}{path}")
    assert "answered already" in forwarded.page.locator("main").inner_text()
    evaluate(visit(**phone), link_to(city, "system.leader"))

    broker.window.open(f"/support/deployments/{number}/")
    broker.link("Close").press("Save and confirm")
    assert "Closed." in broker.said

    told = {subject for _, subject, _ in mails(city)}
    for start in ("Could you support", "Will you release", "Please sign", "How was the support"):
        assert any(subject.startswith(start) for subject in told), start
    # A day used, at the leader's own rate: the file agrees with the page to the penny.
    answer = broker.page.context.request.get(f"{broker.window.address}/support/invoices.csv")
    rows = list(csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig"))))
    (mine,) = [row for row in rows if row["Deployment"] == number]
    assert (mine["Days"], mine["To pay"]) == ("1.0", "350.00")
    (total,) = [row for row in rows if row["Deployment"] == "Total"]
    bills = [row for row in rows if row["Visit"]]
    assert Decimal(total["To pay"]) == sum(Decimal(row["To pay"]) for row in bills)
    broker.window.open(f"/support/deployments/{number}/days/")
    assert "£350.00" in broker.said
    leader.window.open(f"/support/deployments/{number}/days/")
    assert "£" not in leader.said and "Priority" not in leader.said
    faults = [fault for one in (broker, leader, head, home_head) for fault in one.window.faults]
    assert faults == []


def test_a_broker_reviews_three_objectives_within_five_clicks(visit):
    broker = Clicks(visit("broker"))

    broker.land().link(re.compile("How far is the support at Limpet Lane"))
    assert broker.page.get_by_label("What shows it?").count() == 3
    fill_review(broker)

    assert "Reviewed." in broker.said
    assert broker.count <= 5
