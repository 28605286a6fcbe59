"""Days and money: lines and totals to the penny, entitlement against use, bills, projects."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.services import RefusedError
from core.models import AccessEvent
from support_directory import invoicing, ledger, working_days
from support_directory.models import (
    Deployment,
    Entitlement,
    Evaluation,
    Project,
    Rate,
    Visit,
)
from support_directory.services import money, visits
from tests.factories.dashboard import RatingFactory, RatingRoundFactory
from tests.factories.support_directory import DeploymentFactory
from tests.support_directory.deploying import NOW, TODAY, cast, days_later

LATER = days_later(28)
rates = st.decimals(min_value=0, max_value=2000, places=2)


@st.composite
def lines(draw):
    rate = draw(rates)
    return invoicing.line(
        half_days=draw(st.integers(1, 60)),
        day_rate=rate,
        home_share=draw(st.decimals(min_value=0, max_value=rate, places=2)),
    )


# --- Arithmetic -------------------------------------------------------------------------


def test_a_day_at_350_pounds_is_300_to_the_home_school_and_50_brokerage():
    line = invoicing.line(half_days=3, day_rate=Decimal(350), home_share=Decimal(300))

    assert (line.to_pay, line.to_home, line.brokerage) == (525, 450, 75)
    assert line.days == Decimal("1.5")


@settings(max_examples=30)
@given(st.lists(lines(), max_size=30))
def test_lines_add_up_to_totals_and_shares_to_lines(bills):
    total = invoicing.total(bills)

    assert total.to_pay == sum((line.to_pay for line in bills), Decimal(0))
    assert total.to_pay == total.to_home + total.brokerage
    assert all(line.to_pay == line.to_home + line.brokerage for line in bills)
    assert all(line.brokerage >= 0 for line in bills)
    assert total.to_pay == total.to_pay.quantize(invoicing.PENNY)
    assert total.days * 2 == total.half_days


@pytest.mark.parametrize(
    ("days", "words"),
    [("0", "0 days"), ("0.5", "½ day"), ("1", "1 day"), ("2.5", "2½ days"), ("-1.5", "−1½ days")],
)
def test_days_are_said_as_people_say_them(days, words):
    assert invoicing.in_days(Decimal(days)) == words


def test_pounds_have_their_pennies():
    assert invoicing.in_pounds(Decimal("1250")) == "£1,250.00"
    assert invoicing.in_pounds(Decimal("-3.5")) == "−£3.50"


def test_working_days_leave_out_weekends_and_bank_holidays():
    after = working_days.after

    assert after(datetime.date(2026, 11, 6), 1) == datetime.date(2026, 11, 9)
    # Christmas Day is a Friday in 2026, so Boxing Day is kept on the Monday.
    assert after(datetime.date(2026, 12, 24), 1) == datetime.date(2026, 12, 29)
    assert datetime.date(2026, 4, 3) in working_days.bank_holidays(2026)  # Good Friday
    assert datetime.date(2026, 4, 6) in working_days.bank_holidays(2026)
    assert datetime.date(2026, 5, 4) in working_days.bank_holidays(2026)
    assert datetime.date(2026, 5, 25) in working_days.bank_holidays(2026)
    assert datetime.date(2026, 8, 31) in working_days.bank_holidays(2026)


# --- The city ---------------------------------------------------------------------------


@pytest.fixture
def people(db):
    with time_machine.travel(NOW, tick=False):
        yield cast()


@pytest.fixture
def entitled(people):
    """The host school at Priority 1, whose schools may have ten days."""
    host = people.host
    RatingFactory(
        round=RatingRoundFactory(),
        school=host,
        urn=host.pk,
        current_urn=host.pk,
        computed_priority=1,
    )
    money.set_entitlements(academic_year=2027, numbers={1: (Decimal(10), 6)}, by=people.broker)
    return host


def test_planned_used_and_left_reconcile_with_the_visits(people, entitled):
    one = people.active("3.0", funder="council")
    people.visited(one, day=0, half_days=2)

    (account,) = [each for each in ledger.city(2027) if each.school == entitled]

    assert (account.entitled, account.planned, account.used, account.left) == (10, 3, 1, 7)
    assert account.core_visits == 6
    assert account.used * 2 == sum(Visit.objects.recorded().values_list("half_days", flat=True))


def test_one_day_and_one_visit_are_said_as_one(people, sign_in):
    money.set_entitlements(
        academic_year=2027,
        numbers={1: (Decimal(10), 6), 3: (Decimal(1), 1)},
        by=people.broker,
    )

    page = sign_in(people.broker).get(f"{reverse('deployments:city-days')}?year=2027").text

    assert "10 days and 6 core visits</li>" in page
    assert "1 day and 1 core visit</li>" in page


def test_days_that_others_pay_for_leave_the_entitlement_alone(people, entitled):
    people.active("3.0")

    (account,) = [each for each in ledger.city(2027) if each.school == entitled]

    assert (account.planned, account.others, account.left) == (0, 3, 10)


def test_setting_the_same_entitlement_again_changes_nothing(people, entitled):
    money.set_entitlements(academic_year=2027, numbers={1: (Decimal(10), 6)}, by=people.broker)

    assert Entitlement.objects.get().history.count() == 1


def test_a_rate_holds_from_its_day_and_offers_keep_theirs(people):
    one = people.offered()
    money.set_rate(rate=Rate(starts_on=TODAY, day_rate=400, home_share=340), by=people.broker)

    assert Rate.objects.on(TODAY).day_rate == 400
    assert Deployment.objects.get(pk=one.pk).day_rate == 350
    with pytest.raises(RefusedError, match="from that day already"):
        money.set_rate(rate=Rate(starts_on=TODAY, day_rate=1, home_share=1), by=people.broker)


def test_bills_name_each_undisputed_visit_once_and_add_up(people, sign_in):
    one = people.agreed()
    first, second = people.visited(one), people.visited(one, day=1, half_days=1)
    visits.answer(
        visit=second, is_accurate=False, words="Nobody came.", by=people.host_head, at=NOW
    )
    broker = sign_in(people.broker)

    page = broker.get(reverse("deployments:invoices"))
    file = broker.get(reverse("deployments:invoices-csv")).content.decode()
    for _ in range(2):
        broker.post(reverse("deployments:invoices-mark"), {"visit": [first.pk, second.pk, "x"]})

    assert [row["visit"] for row in page.context["rows"]] == [first]
    assert page.context["total"]["to_pay"] == "£350.00"
    assert "Total,,,,,,1.0,,350.00,300.00,50.00" in file
    assert "1 recorded visit is disputed" in page.text
    assert Visit.objects.get(pk=first.pk).invoiced_on == TODAY
    assert Visit.objects.get(pk=second.pk).invoiced_on is None
    with pytest.raises(RefusedError, match="A bill names this visit"):
        visits.answer(visit=first, is_accurate=True, by=people.host_head, at=NOW)


def test_a_project_has_its_own_budget(people):
    project = money.save_project(
        project=Project(
            name="Harbour reading",
            funder="Harbour Trust",
            budget=Decimal(2000),
            starts_on=TODAY,
            ends_on=TODAY,
            measures="Reading at 11.",
        ),
        schools=[people.host],
        by=people.broker,
    )
    people.active("3.0", funder="project", project=project)

    (account,) = ledger.of_projects([project])

    assert (account.planned, account.spent, account.left) == (1050, 350, 950)
    assert list(project.schools.all()) == [people.host]


@pytest.mark.parametrize(
    ("name", "queries"),
    [("city-days", 12), ("invoices", 6), ("project-list", 6), ("response-rate", 6)],
)
def test_a_list_asks_as_many_questions_of_ten_as_of_one(
    people, sign_in, django_assert_max_num_queries, name, queries
):
    broker, url = sign_in(people.broker), reverse(f"deployments:{name}")
    broker.get(url)
    asked = []
    for count in (1, 9):
        for _ in range(count):
            one = DeploymentFactory(
                state="active", starts_on=TODAY, ends_on=TODAY, day_rate=350, home_share=300
            )
            Visit.objects.create(
                deployment=one, held_on=TODAY, half_days=1, record="x", recorded_at=NOW
            )
            Evaluation.objects.create(
                deployment=one, part="host", email="a@example.org", asked_at=NOW, expires_at=LATER
            )
            project = Project(name=f"Fund {one.pk}", funder="x", budget=1, measures="x")
            project.starts_on = project.ends_on = TODAY
            project.save()
        with django_assert_max_num_queries(queries) as captured:
            assert broker.get(url).status_code == 200
        asked.append(len(captured))

    assert asked[0] == asked[1]


def test_whoever_reads_an_entitlement_is_noted_as_of_a_rating(people, entitled, sign_in):
    one = people.active("3.0", funder="council")

    for user in (people.broker, people.host_head):
        sign_in(user).get(reverse("deployments:days", args=[one.pk]))
    sign_in(people.leader).get(reverse("deployments:days", args=[one.pk]))

    noted = set(AccessEvent.objects.filter(number=entitled.pk).values_list("person", flat=True))
    assert noted == {people.broker.pk, people.host_head.pk}


def test_what_is_no_number_in_a_form_is_passed_over(people, sign_in):
    visit = people.visited(people.agreed())

    answer = sign_in(people.broker).post(
        reverse("deployments:invoices-mark"), {"visit": ["²", "9" * 5000, visit.pk]}
    )

    assert answer.status_code == 302
    assert Visit.objects.get(pk=visit.pk).invoiced_on == TODAY
