"""A request for support, from the indicator it came from until somebody is asked."""

import datetime
import uuid
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from accounts.services import RefusedError
from core.models import AuditEvent
from notifications.models import Notice
from schools.models import School, SchoolPost, Status
from strategy.terms import SchoolTerm
from support_directory.models import Deployment, SupportRequest
from support_directory.services import answers, deployments, requests
from support_directory.services.deployments import OverBookedError
from support_directory.services.requests import ExcludedError, Wanted
from tests.conftest import holder_of
from tests.factories.dashboard import RatingFactory
from tests.factories.schools import (
    SchoolFactory,
    SchoolLinkFactory,
    SchoolPostFactory,
    TrustFactory,
)
from tests.factories.strategy import ObjectiveFactory
from tests.factories.support_directory import (
    CapacityFactory,
    EntryFactory,
    OfferFactory,
    SupportRequestFactory,
)

pytestmark = pytest.mark.django_db

State = SupportRequest.State
LIST, NEW = reverse("support_directory:request-list"), reverse("support_directory:request-new")
MONDAY = datetime.datetime(2026, 11, 23, 10, 0, tzinfo=datetime.UTC)


@pytest.fixture
def broker():
    return holder_of(Role.BROKER)


@pytest.fixture
def asked(school):
    return SupportRequestFactory(school=school, shortlist_due_on=datetime.date(2026, 11, 25))


def leader(days="5.0", at=MONDAY, **fields):
    """Somebody who could help with mathematics, with days in the term of a moment."""
    entry = EntryFactory(**{"specialisms": ["maths"], **fields})
    term = SchoolTerm.of(timezone.localdate(at))
    CapacityFactory(entry=entry, academic_year=term.academic_year, term=term.term, days=days)
    return entry


def ask(school, by, *, once=None, at=MONDAY, **wanted):
    return requests.ask(
        school=school,
        wanted=Wanted(**{"need": "Maths at key stage 2", "specialism": "maths", **wanted}),
        once=once or uuid.uuid4(),
        post="Headteacher",
        by=by,
        at=at,
    )


def propose(request, entry, by, days="2", **more):
    return requests.propose(
        request=request, entry=entry, days=Decimal(days), by=by, at=MONDAY, **more
    )


def told(user):
    return list(Notice.objects.filter(user=user).values_list("kind", flat=True))


# --- Asking -----------------------------------------------------------------------------


def test_a_request_starts_the_clock_and_tells_the_brokers(head, broker, school):
    asked, is_new = ask(school, head.user)

    assert (is_new, asked.state) == (True, State.REQUESTED)
    assert asked.shortlist_due_on == datetime.date(2026, 11, 25)
    assert told(broker.user) == ["support_asked"]
    assert AuditEvent.objects.get(action="support asked for").school_urn == school.pk


def test_a_form_sent_twice_makes_one_request(head, school):
    once = uuid.uuid4()

    first, again = ask(school, head.user, once=once), ask(school, head.user, once=once)

    assert (again[0], again[1]) == (first[0], False)
    assert SupportRequest.objects.count() == 1


def test_nothing_is_asked_for_a_school_that_has_closed(head, school):
    School.objects.update(status=Status.CLOSED)

    with pytest.raises(RefusedError, match="is closed"):
        ask(school, head.user)


def sent(page):
    """What the form of a page would send, as a browser has it."""
    form = page.context["form"]
    given = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in given.items() if value not in (None, False)}


def test_a_head_sends_what_the_indicator_filled_in_after_checking_it(head, school):
    RatingFactory(school=school)
    page = head.get(NEW, {"school": school.urn, "indicator": "F2"})
    answers = sent(page)

    checked = head.post(NEW, answers)
    done = head.post(NEW, {**answers, "send": "yes"}, follow=True)

    assert "Check what you ask for" in checked.content.decode()
    assert "Request sent" in done.content.decode()
    asked = SupportRequest.objects.get()
    assert (asked.indicator, asked.indicator_label) == ("F2", "Persistent absence")
    assert (asked.specialism, asked.stage) == ("attendance", "primary")
    assert asked.need.startswith("Persistent absence: we would like")
    assert (asked.requested_by, asked.raised_for) == (head.user, "Headteacher")


def test_an_answer_can_be_changed_and_what_is_missing_is_said_in_words(head, school):
    answers = sent(head.get(NEW, {"school": school.urn}))

    empty = head.post(NEW, answers).content.decode()
    again = head.post(NEW, {**answers, "need": "Maths", "change": "yes"}).content.decode()
    odd = head.post(NEW, {**answers, "need": "Maths", "days": "1.3"}).content.decode()

    assert "Say what is needed" in empty
    assert "What support do you need?" in again
    assert "Enter whole or half days" in odd
    assert not SupportRequest.objects.exists()


def test_an_indicator_of_a_school_nobody_shared_with_one_fills_in_nothing(moderator, head, school):
    other = SchoolFactory()
    RatingFactory(school=other)

    page = head.get(NEW, {"school": other.urn, "indicator": "F2"})
    seen = moderator.get(NEW, {"school": other.urn, "indicator": "F2"})

    assert "Persistent absence" not in page.content.decode()
    assert "Persistent absence" in seen.content.decode()


def test_nobody_asks_for_a_school_they_do_not_lead(head):
    other = SchoolFactory()
    answers = sent(head.get(NEW)) | {"school": other.urn, "need": "Maths", "send": "yes"}

    page = head.post(NEW, answers)

    assert page.context["form"].errors["school"]
    assert not SupportRequest.objects.exists()


def test_whoever_left_sees_the_schools_requests_no_more(head, asked):
    before = head.get(asked.get_absolute_url()).status_code
    post = SchoolPost.objects.get(user=head.user)
    post.ends_on = timezone.localdate() - datetime.timedelta(days=1)
    post.save()

    after = head.get(asked.get_absolute_url()).status_code

    assert (before, after) == (200, 404)


def test_a_request_of_a_school_that_converted_leads_to_the_school_after_it(broker, asked):
    after = SchoolFactory(name="Wharf Lane Academy")
    SchoolLinkFactory(
        urn=asked.school_id, link_urn=after.urn, kind="successor", link_type="Successor"
    )
    School.objects.filter(pk=asked.school_id).update(status=Status.CLOSED)

    page = broker.get(asked.get_absolute_url()).content.decode()

    assert "This school has closed since." in page
    assert f"{NEW}?school={after.urn}" in page


def test_a_moderator_follows_what_they_sent_and_no_other(moderator, asked):
    own = SupportRequestFactory(requested_by=moderator.user)

    opened = [moderator.get(one.get_absolute_url()).status_code for one in (own, asked)]

    assert opened == [200, 404]


def test_an_objective_leads_to_asking_for_it_and_back_to_what_was_asked(
    officer, stranger, client, school
):
    objective = ObjectiveFactory()
    asked = SupportRequestFactory(school=school, objective=objective)

    told = [
        client.get(objective.get_absolute_url()).content.decode()
        for client in (officer, stranger, client)
    ]
    filled_in = officer.get(NEW, {"objective": objective.pk})

    way = f"{NEW}?objective={objective.pk}"
    assert [way in page for page in told] == [True, False, False]
    assert [asked.get_absolute_url() in page for page in told] == [True, False, False]
    assert filled_in.context["form"]["objective"].value() == objective.pk


# --- The queue --------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 10])
def test_the_queue_asks_as_many_questions_of_one_request_as_of_ten(
    broker, django_assert_num_queries, count
):
    SupportRequestFactory.create_batch(count)
    broker.get(LIST)

    with django_assert_num_queries(6):
        response = broker.get(LIST)

    assert len(response.context["waiting"]) == count


def test_the_queue_begins_with_what_is_late(broker):
    today = timezone.localdate()
    day = datetime.timedelta(days=1)
    on_time = SupportRequestFactory(shortlist_due_on=today)
    later = SupportRequestFactory(shortlist_due_on=today - day)
    latest = SupportRequestFactory(
        state=State.OFFERED, contact_due_on=today - 3 * day, shortlist_due_on=today - 9 * day
    )
    SupportRequestFactory(state=State.OFFERED, contact_due_on=today - day, contacted_on=today - day)

    page = broker.get(LIST)

    shown = page.context
    assert [each for each, _ in shown["late"]] == [latest, later]
    assert shown["waiting"] == [(on_time, 0)]
    assert "today</td>" in page.content.decode()
    assert len(shown["under_way"]) == 1
    assert set(SupportRequest.objects.late(today)) == {latest, later}


def test_the_queue_leads_the_brokers_first_page_and_the_head_has_the_own(broker, head, asked):
    rows = [client.get(reverse("landing")).context["rows"] for client in (broker, head)]

    assert rows[0][0].question == "Which schools wait for support?"
    assert rows[0][0].sentence == "1 request is past the promised day."
    assert "What support have we asked for?" in [row.question for row in rows[1]]


# --- Finding somebody -------------------------------------------------------------------


def test_the_shortlist_shows_reasons_points_and_who_is_left_out(broker, asked, school):
    good = leader(at=timezone.now(), name="Ann Able")
    leader(at=timezone.now(), name="Ben Busy", days="0.0")

    page = broker.get(reverse("support_directory:request-shortlist", args=[asked.pk]))

    assert [one.entry for one in page.context["people"]] == [good.pk]
    text = page.content.decode()
    assert "Specialism: Mathematics (35)" in text
    assert "Ben Busy: No days left this term" in text


def test_somebody_is_put_on_the_shortlist_once_and_the_school_is_told(broker, head, asked):
    entry = leader(at=timezone.now())
    url = reverse("support_directory:request-shortlist", args=[asked.pk])

    for _ in range(2):
        broker.post(url, {"entry": entry.pk})

    asked.refresh_from_db()
    [one] = asked.shortlistings.all()
    assert (asked.state, one.entry, one.chosen_by) == (State.SHORTLISTED, entry, broker.user)
    assert one.score == sum(points for _, _, points in one.reasons)
    assert told(head.user) == ["support_shortlisted"]
    page = head.get(asked.get_absolute_url()).content.decode()
    assert entry.name in page
    assert "points" not in page


def test_whom_matching_leaves_out_is_taken_with_a_reason_that_is_kept(broker, asked):
    entry = leader(for_primary=False, for_secondary=True)

    with pytest.raises(ExcludedError, match="does not work in this phase"):
        propose(asked, entry, broker.user)
    propose(asked, entry, broker.user, override_why="Taught year 6 for years.")

    [one] = asked.shortlistings.all()
    assert one.excluded_for == "Does not work in this phase"
    assert one.override_why == "Taught year 6 for years."
    assert one.score is None


def test_no_reason_gives_away_days_that_nobody_offered(broker, asked):
    entry = leader(days="0.0")

    with pytest.raises(RefusedError, match="cannot be chosen: no days left this term"):
        propose(asked, entry, broker.user, override_why="We need her.")

    assert not Deployment.objects.exists()
    assert asked.shortlistings.count() == 0


def test_a_proposal_makes_an_offer_and_starts_the_second_clock(broker, asked):
    entry = leader()

    deployment = propose(asked, entry, broker.user)
    again = propose(asked, entry, broker.user)

    asked.refresh_from_db()
    assert (asked.state, asked.contact_due_on) == (State.OFFERED, datetime.date(2026, 11, 30))
    assert (deployment.state, deployment.host_school) == (Deployment.State.OFFERED, asked.school)
    assert (again, Deployment.objects.count()) == (deployment, 1)


def test_of_two_brokers_who_want_the_last_days_the_second_is_refused(broker, asked):
    entry = leader(days="3.0")
    second = SupportRequestFactory(specialism="maths")

    propose(asked, entry, broker.user, days="2")

    with pytest.raises(OverBookedError, match="1 day"):
        propose(second, entry, broker.user, days="2")
    second.refresh_from_db()
    assert (second.state, second.shortlistings.count()) == (State.REQUESTED, 0)


def test_an_offer_without_days_has_no_limit(broker, asked):
    offer = OfferFactory(specialisms=["maths"])

    deployment = propose(asked, offer, broker.user, days="30")

    assert deployment.state == Deployment.State.OFFERED


def test_a_broker_proposes_somebody_straight_from_a_weak_indicator(broker, school):
    RatingFactory(school=school)
    entry = leader(at=timezone.now(), specialisms=["attendance"])
    rating = broker.get(reverse("dashboard:school-rating", args=[school.urn])).content.decode()
    url = reverse("support_directory:propose-new", args=[school.urn, entry.pk])
    assert f"{url}?indicator=F2" in rating
    answers = sent(broker.get(f"{url}?indicator=F2"))

    for _ in range(2):
        broker.post(f"{url}?indicator=F2", answers)

    asked = SupportRequest.objects.get()
    assert (asked.indicator_label, asked.specialism) == ("Persistent absence", "attendance")
    assert (asked.state, asked.raised_for) == (State.OFFERED, "Broker")
    assert asked.deployments.get().entry == entry


def test_what_is_refused_stands_beside_the_form(broker, asked):
    entry = leader(at=timezone.now(), days="2.0")
    url = reverse("support_directory:request-propose", args=[asked.pk, entry.pk])

    page = broker.post(url, {**sent(broker.get(url)), "days": "9"})

    assert "Take fewer days or another person" in page.content.decode()
    assert not Deployment.objects.exists()


def test_the_form_asks_why_for_whom_matching_leaves_out(broker, asked):
    entry = leader(at=timezone.now(), for_primary=False, for_secondary=True)
    url = reverse("support_directory:request-propose", args=[asked.pk, entry.pk])

    page = broker.get(url)
    missing = broker.post(url, sent(page))
    broker.post(url, {**sent(page), "override_why": "She taught year 6."})

    assert "Does not work in this phase" in page.content.decode()
    assert "Say why all the same" in missing.content.decode()
    assert asked.deployments.count() == 1


# --- What comes of it -------------------------------------------------------------------


def test_contact_stops_the_clock(head, broker, asked):
    propose(asked, leader(), broker.user)

    head.post(reverse("support_directory:request-in-touch", args=[asked.pk]))

    asked.refresh_from_db()
    assert asked.contacted_on == timezone.localdate()
    assert asked.due_on is None


def test_nobody_is_in_touch_before_somebody_was_asked(head, asked):
    page = head.post(
        reverse("support_directory:request-in-touch", args=[asked.pk]), follow=True
    ).content.decode()

    asked.refresh_from_db()
    assert "Nobody has been asked for this yet" in page
    assert asked.contacted_on is None


def test_the_audit_tells_neither_what_is_weak_nor_what_brokers_alone_read(head, broker, school):
    request, _ = ask(
        school, head.user, need="Zanzibar one.", indicator="A1", indicator_label="Zanzibar two"
    )
    entry = leader(for_primary=False, for_secondary=True)
    propose(request, entry, broker.user, override_why="Zanzibar three.")
    requests.end(
        request=request, why="Zanzibar four.", state=State.CLOSED, by=broker.user, at=MONDAY
    )

    events = AuditEvent.objects.all()
    assert {"support asked for", "put on a shortlist", "support offered"} <= {
        one.action for one in events
    }
    told = " ".join(f"{one.subject_label} {one.before} {one.after}" for one in events)
    assert "Zanzibar" not in told and "phase" not in told


def test_a_request_is_answered_once_support_is_agreed(head, broker, asked):
    deployment = propose(asked, leader(), broker.user)
    deployment.state = Deployment.State.AGREED

    for _ in range(2):
        answers.follow(deployment, by=broker.user, at=MONDAY)

    asked.refresh_from_db()
    assert asked.state == State.ANSWERED
    assert told(head.user).count("support_answered") == 1


def test_a_no_sends_the_request_back_to_its_shortlist_unless_another_was_asked(broker, asked):
    first, second = leader(), leader()
    one, other = (propose(asked, entry, broker.user) for entry in (first, second))

    deployments.decline(deployment=one, reason="No time", by=broker.user, at=MONDAY)
    asked.refresh_from_db()
    between = asked.state
    deployments.decline(deployment=other, reason="No time", by=broker.user, at=MONDAY)

    asked.refresh_from_db()
    assert (between, asked.state) == (State.OFFERED, State.SHORTLISTED)


def test_a_head_withdraws_with_a_reason_and_offers_are_called_off(head, broker, asked):
    deployment = propose(asked, leader(), broker.user)
    url = reverse("support_directory:request-end", args=[asked.pk])

    missing = head.post(url, {"why": ""}).content.decode()
    head.post(url, {"why": "We found somebody in our own school."})
    gone = head.get(url)

    asked.refresh_from_db()
    deployment.refresh_from_db()
    assert "Say why" in missing
    assert (asked.state, asked.ended_by) == (State.WITHDRAWN, head.user)
    assert deployment.state == Deployment.State.WITHDRAWN
    assert "support_ended" in told(broker.user)
    assert gone.status_code == 404


def test_a_broker_closes_what_a_school_asked_for(head, broker, asked):
    broker.post(
        reverse("support_directory:request-end", args=[asked.pk]), {"why": "It has closed."}
    )

    asked.refresh_from_db()
    assert asked.state == State.CLOSED
    assert told(head.user) == ["support_ended"]


def test_nothing_is_done_for_a_request_that_has_ended(broker, asked):
    requests.end(request=asked, why="Over.", state=State.CLOSED, by=broker.user, at=MONDAY)

    with pytest.raises(RefusedError, match="This request is closed"):
        propose(asked, leader(), broker.user)
    with pytest.raises(RefusedError, match="This request is closed"):
        requests.end(request=asked, why="x", state=State.WITHDRAWN, by=broker.user, at=MONDAY)
    again = requests.end(request=asked, why="x", state=State.CLOSED, by=broker.user, at=MONDAY)
    assert again.ended_why == "Over."


@pytest.mark.parametrize("state", State.values)
def test_a_request_moves_as_the_table_allows(state):
    asked = SupportRequest(state=state)

    assert {to for to in State if asked.can_become(to)} == SupportRequest.NEXT[State(state)]


# --- Beside the rating ------------------------------------------------------------------


def test_a_head_sees_who_could_help_and_neither_points_nor_who_is_left_out(head, officer, school):
    RatingFactory(school=school)
    leader(at=timezone.now(), name="Ann Able", specialisms=["attendance"])
    leader(at=timezone.now(), name="Ben Busy", specialisms=["attendance"], days="0.0")
    url = reverse("dashboard:school-rating", args=[school.urn])

    own, all_of_it = head.get(url).content.decode(), officer.get(url).content.decode()

    assert "Ann Able" in own
    assert "Ben Busy" not in own
    assert "points · " not in own
    assert "Distance not known" not in own
    assert "Distance not known (0)" in all_of_it
    assert f"{NEW}?school={school.urn}&amp;indicator=F2" in own
    assert "Ben Busy: No days left this term" in all_of_it


def test_what_was_asked_for_already_is_named_beside_its_indicator(head, school):
    RatingFactory(school=school)
    asked = SupportRequestFactory(school=school, indicator="F2", indicator_label="Absence")

    page = head.get(reverse("dashboard:school-rating", args=[school.urn])).content.decode()

    assert asked.get_absolute_url() in page
    assert "indicator=F2" not in page


@pytest.mark.parametrize("count", [1, 10])
def test_the_list_says_how_many_could_help_each_school_in_four_more_queries(
    officer, django_assert_num_queries, count
):
    rating = RatingFactory()
    RatingFactory.create_batch(count - 1, round=rating.round)
    leader(at=timezone.now(), specialisms=["attendance", "english"])
    OfferFactory(specialisms=["cpd"])
    officer.get(reverse("schools:school-list"))

    with django_assert_num_queries(11):
        page = officer.get(reverse("dashboard:priority-list"))

    assert page.content.decode().count("1\u00a0person, 1\u00a0offer<span") == count
    assert page.content.decode().count(f" for {rating.school.name}</span>") == 1


# --- The tab of a school ----------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 10])
def test_the_schools_own_page_lists_what_was_asked_and_what_runs(
    head, broker, school, django_assert_num_queries, count
):
    for _ in range(count):
        asked = SupportRequestFactory(school=school, specialism="maths")
        propose(asked, leader(), broker.user)
    url = reverse("support_directory:school-support", args=[school.urn])
    head.get(url)

    with django_assert_num_queries(11):
        page = head.get(url)

    assert len(page.context["requests"]) == len(page.context["deployments"]) == count


def test_the_tab_is_there_for_those_who_may_open_it(head, stranger, officer, school):
    url = reverse("support_directory:school-support", args=[school.urn])
    overview = reverse("dashboard:school-overview", args=[school.urn])

    shown = [url in one.get(overview).content.decode() for one in (head, officer, stranger)]

    assert shown == [True, True, False]


def test_a_trust_lead_reads_the_support_of_each_school_of_the_trust(trust_lead, trust_school):
    mine = reverse("support_directory:school-support", args=[trust_school.urn])
    other = reverse("support_directory:school-support", args=[SchoolFactory().urn])

    assert [trust_lead.get(url).status_code for url in (mine, other)] == [200, 404]


def test_people_of_the_own_trust_are_suggested_where_a_school_asks_for_them(broker):
    trust = TrustFactory()
    school = SchoolFactory(trust=trust)
    SchoolPostFactory(school=school)
    entry = leader(school=SchoolFactory(trust=trust))
    alone = SupportRequestFactory(school=school)
    both = SupportRequestFactory(school=school, own_trust=True)

    found = [requests.match_for(one, at=MONDAY).people for one in (alone, both)]

    assert [len(people) for people in found] == [0, 1]
    assert found[1][0].candidate.entry == entry.pk
