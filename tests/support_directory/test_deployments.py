"""The life of a deployment: its moves, its guards, and what goes wrong on the way."""

import datetime
from decimal import Decimal
from itertools import product

import pytest
import time_machine

from accounts.services import RefusedError
from core.models import AuditEvent
from notifications.models import Notice
from schools.models import Status
from support_directory.models import Deployment, Entitlement, Move, SupportRequest
from support_directory.services import agreements, deployments, visits
from support_directory.services.deployments import MovedSinceError, OverBookedError
from tests.factories.dashboard import RatingFactory, RatingRoundFactory
from tests.factories.schools import SchoolFactory, SchoolLinkFactory, TrustFactory
from tests.factories.support_directory import (
    CapacityFactory,
    DeploymentFactory,
    EntryPostFactory,
)
from tests.support_directory.deploying import NOW, TODAY, State, cast, days_later

pytestmark = pytest.mark.django_db

# Every move there is: all others are refused.
MOVES = {
    "offered": "accepted declined withdrawn",
    "accepted": "released refused withdrawn",
    "released": "agreed unreleased withdrawn",
    "agreed": "active unreleased withdrawn handed_over",
    "active": "mid_review completed paused unreleased stopped handed_over",
    "mid_review": "completed paused unreleased stopped handed_over",
    "paused": "active mid_review unreleased stopped handed_over",
    "unreleased": "handed_over stopped",
    "completed": "evaluated closed",
    "evaluated": "closed",
    "stopped": "closed",
}


@pytest.fixture(autouse=True)
def in_the_autumn():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people(db):
    return cast()


def told(user):
    """The kinds of notice somebody got, in order."""
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


# --- The table --------------------------------------------------------------------------


def test_a_deployment_moves_as_the_table_says_and_no_other_way():
    allowed = {
        (before, after)
        for before, after in product(State, State)
        if Deployment(state=before).can_become(after)
    }

    assert allowed == {(before, after) for before, to in MOVES.items() for after in to.split()}


def test_a_move_the_table_lacks_is_refused_and_changes_nothing(people):
    one = people.offered()

    with pytest.raises(MovedSinceError, match="offered"):
        deployments.move(deployments.locked(one), State.CLOSED, by=people.broker, at=NOW)

    assert Deployment.objects.get(pk=one.pk).state == State.OFFERED


@pytest.mark.parametrize("state", Move.NEEDS_REASON)
def test_what_others_will_ask_about_is_not_done_without_a_reason(people, state):
    before = next(before for before, after in MOVES.items() if state in after.split())
    one = DeploymentFactory(entry=people.entry, state=before)

    with pytest.raises(RefusedError, match="Say why"):
        deployments.move(deployments.locked(one), state, by=people.broker, at=NOW)


# --- Offer and answer -------------------------------------------------------------------


def test_an_offer_holds_the_days_tells_the_person_and_is_made_once(people):
    one = people.offered()

    assert people.offered() == one
    assert one.home_school == people.entry.school
    assert (one.day_rate, one.home_share) == (350, 300)
    assert told(people.leader) == ["deployment_offered"]
    assert AuditEvent.objects.filter(action="support offered").count() == 1


def test_two_brokers_cannot_book_more_days_than_there_are(people):
    people.offered()
    other = SupportRequest.objects.create(school=SchoolFactory(), need="Maths.")

    with pytest.raises(OverBookedError, match="has 2 days left in the autumn term"):
        deployments.offer(
            request=other, entry=people.entry, days=Decimal(3), by=people.broker, at=NOW
        )

    # The days of the first come free again with a no, and a broker may go beyond with a reason.
    one = Deployment.objects.get()
    deployments.decline(deployment=one, reason="Too far.", by=people.leader, at=NOW)
    second = deployments.offer(
        request=other, entry=people.entry, days=Decimal(5), by=people.broker, at=NOW
    )
    third = deployments.offer(
        request=None,
        host=SchoolFactory(),
        entry=people.entry,
        days=Decimal(1),
        over_why="An emergency.",
        by=people.broker,
        at=NOW,
    )
    assert (second.days_planned, third.over_why) == (5, "An emergency.")


@pytest.mark.parametrize(
    ("days", "words"),
    [("0", "whole and half"), ("-1", "whole and half"), ("0.3", "whole and half")],
)
def test_days_are_whole_or_half(people, days, words):
    with pytest.raises(RefusedError, match=words):
        people.offered(days)


def test_nobody_is_lent_to_the_own_school_or_a_closed_one(people):
    with pytest.raises(RefusedError, match="works at"):
        people.offered(host=people.entry.school)
    with pytest.raises(RefusedError, match="closed"):
        people.offered(host=SchoolFactory(status=Status.CLOSED))


def test_within_one_trust_somebody_says_how_that_is_dealt_with(people):
    trust = TrustFactory()
    for school in (people.host, people.entry.school):
        school.trust = trust
        school.save()
    one = people.offered()

    with pytest.raises(RefusedError, match="same trust"):
        deployments.accept(deployment=one, conflict="none", by=people.leader, at=NOW)

    accepted = deployments.accept(
        deployment=one,
        conflict="managed",
        conflict_how="The other trust reviews it.",
        by=people.leader,
        at=NOW,
    )
    assert accepted.state == State.ACCEPTED


def test_who_works_in_no_school_is_released_by_accepting(people):
    post = EntryPostFactory(entry__school=None, entry__organisation="Harbour Hub")
    CapacityFactory(entry=post.entry)
    one = deployments.offer(
        request=people.request, entry=post.entry, days=Decimal(1), by=people.broker, at=NOW
    )

    one = deployments.accept(deployment=one, conflict="none", by=post.user, at=NOW)

    assert one.state == State.RELEASED
    assert agreements.signing_parts(one) == ["host", "broker"]


def test_an_answer_given_twice_counts_once_and_a_different_one_is_refused(people):
    one = people.accepted()

    deployments.accept(deployment=one, conflict="none", by=people.leader, at=NOW)

    assert one.moves.filter(after=State.ACCEPTED).count() == 1
    with pytest.raises(MovedSinceError):
        deployments.decline(deployment=one, reason="Changed.", by=people.leader, at=NOW)
    assert told(people.home_head) == ["release_asked"]


# --- The agreement ----------------------------------------------------------------------


def test_the_agreement_holds_with_the_third_signature(people):
    one = people.written()
    states = []

    for part, by in people.signers():
        one = agreements.sign(deployment=one, part=part, version=1, by=by, at=NOW)
        states.append(one.state)

    assert states == [State.RELEASED, State.RELEASED, State.AGREED]
    assert "agreement_to_sign" in told(people.host_head)
    assert "agreement_to_sign" in told(people.home_head)


def test_a_signature_is_to_the_wording_that_was_read(people):
    one = people.written()
    agreements.sign(deployment=one, part="host", version=1, by=people.host_head, at=NOW)
    agreements.write_agreement(deployment=one, terms=people.terms("2.0"), by=people.broker, at=NOW)

    with pytest.raises(MovedSinceError, match="changed after you opened it"):
        agreements.sign(deployment=one, part="home", version=1, by=people.home_head, at=NOW)

    for part, by in people.signers()[1:]:
        one = agreements.sign(deployment=one, part=part, version=2, by=by, at=NOW)
    assert one.state == State.RELEASED  # the host's signature was to the first wording


def test_three_different_people_sign(people):
    one = people.written()
    agreements.sign(deployment=one, part="host", version=1, by=people.host_head, at=NOW)

    with pytest.raises(RefusedError, match="Three different people"):
        agreements.sign(deployment=one, part="home", version=1, by=people.host_head, at=NOW)


def test_the_council_pays_no_more_days_than_the_school_is_entitled_to(people):
    one = people.released()
    terms = people.terms(funder="council")

    with pytest.raises(OverBookedError, match="No days paid for by the council are set"):
        agreements.write_agreement(deployment=one, terms=terms, by=people.broker, at=NOW)

    RatingFactory(
        round=RatingRoundFactory(),
        school=people.host,
        urn=people.host.pk,
        current_urn=people.host.pk,
        computed_priority=1,
    )
    Entitlement(academic_year=2027, priority=1, days=2, core_visits=6).save()
    with pytest.raises(OverBookedError, match="has 2 days left of the 2 days"):
        agreements.write_agreement(deployment=one, terms=terms, by=people.broker, at=NOW)

    flagged = people.terms(funder="council", over_why="Agreed by the head of standards.")
    assert agreements.write_agreement(
        deployment=one, terms=flagged, by=people.broker, at=NOW
    ).over_why


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"objectives": []}, "at least one objective"),
        ({"objectives": [("a", "b")] * 6}, "at most 5"),
        ({"days": Decimal("0.7")}, "whole and half"),
        ({"ends_on": TODAY - datetime.timedelta(days=1)}, "cannot be before"),
        ({"home_share": Decimal(400)}, "cannot get more"),
        ({"funder": "project"}, "Name the project"),
    ],
)
def test_what_cannot_be_agreed_is_refused_in_words(people, changes, words):
    one = people.released()

    with pytest.raises(RefusedError, match=words):
        agreements.write_agreement(
            deployment=one, terms=people.terms(**changes), by=people.broker, at=NOW
        )


def change(people, one, days, **told):
    return agreements.change_days(
        deployment=one,
        days=Decimal(days),
        ends_on=TODAY + datetime.timedelta(days=80),
        **{"reason": "Both heads want more.", "by": people.broker, "at": NOW, **told},
    )


def test_days_are_changed_on_the_way_within_what_is_left(people):
    one = people.active()

    with pytest.raises(OverBookedError, match="has 5 days left"):
        change(people, one, "6")
    with pytest.raises(RefusedError, match="Visits of 1 day are booked"):
        change(people, one, "0.5")
    with pytest.raises(RefusedError, match="Say why"):
        change(people, one, "4", reason=" ")
    one = change(people, one, "4")

    assert (one.days_planned, one.state) == (4, State.ACTIVE)
    assert change(people, one, "4").moves.count() == one.moves.count()
    assert "4 days until" in one.moves.latest("pk").reason
    with pytest.raises(MovedSinceError, match="visits done"):
        change(people, people.reviewed(people.reviewed(one), "final", day=14), "5")


# --- On the way -------------------------------------------------------------------------


def test_a_pause_goes_on_where_it_was(people):
    one = people.reviewed(people.active())

    deployments.pause(deployment=one, reason="Illness.", by=people.broker, at=NOW)
    one = deployments.resume(deployment=one, by=people.broker, at=NOW)

    assert one.state == State.MID_REVIEW


def test_a_release_withdrawn_on_the_way_reaches_the_broker_and_is_handed_over(people):
    one = people.active()
    other = EntryPostFactory()
    CapacityFactory(entry=other.entry)

    deployments.withdraw_release(
        deployment=one, reason="We are two short.", by=people.home_head, at=days_later(3)
    )
    follower = deployments.hand_over(
        deployment=one,
        entry=other.entry,
        reason="Another leader goes on.",
        by=people.broker,
        at=days_later(3),
    )

    one.refresh_from_db()
    assert "deployment_adrift" in told(people.broker)
    assert (one.state, one.days_planned) == (State.HANDED_OVER, 1)
    assert (follower.state, follower.days_planned) == (State.OFFERED, 2)
    assert follower.objectives.count() == 3
    assert follower.succeeds == one
    assert told(other.user) == ["deployment_offered"]
    # Pressed twice it is handed over once.
    assert follower == deployments.hand_over(
        deployment=one, entry=other.entry, reason="Again.", by=people.broker, at=NOW
    )


def test_what_is_stopped_frees_its_unused_days(people):
    one = people.active()

    one = deployments.stop(deployment=one, reason="The head left.", by=people.broker, at=NOW)

    assert (one.state, one.days_planned) == (State.STOPPED, 1)
    assert people.entry.capacities.with_days().get().left == 4


def test_a_host_school_that_converted_is_followed_to_its_successor(people):
    one = people.active()
    academy = SchoolFactory(name="Wharf Lane Academy")
    people.host.status = Status.CLOSED
    people.host.save()
    SchoolLinkFactory(urn=people.host.pk, link_urn=academy.pk, kind="successor")

    found = deployments.watch(on=TODAY)
    moved = deployments.follow_host(deployment=one, by=people.broker, at=NOW)

    assert found == [one]
    assert "deployment_adrift" in told(people.broker)
    assert moved.host_school == academy
    assert moved.visits.count() == 1
    assert deployments.watch(on=TODAY) == []


def test_a_school_that_was_split_has_no_successor_to_follow_to(people):
    one = people.active()
    people.host.status = Status.CLOSED
    people.host.save()
    for half in (SchoolFactory(), SchoolFactory()):
        SchoolLinkFactory(urn=people.host.pk, link_urn=half.pk, kind="successor")

    with pytest.raises(RefusedError, match="no single school"):
        deployments.follow_host(deployment=one, by=people.broker, at=NOW)


def test_a_leader_who_leaves_is_noticed_and_told_of_once(people):
    one = people.active()
    post = people.entry.posts.get()
    post.ends_on = TODAY
    post.save()
    tomorrow = TODAY + datetime.timedelta(days=1)

    assert deployments.watch(on=TODAY) == []
    assert deployments.watch(on=tomorrow) == deployments.watch(on=tomorrow) == [one]
    assert told(people.broker).count("deployment_adrift") == 1


def test_closing_without_every_evaluation_says_why(people):
    one = people.completed()

    with pytest.raises(RefusedError, match="Not everybody"):
        deployments.close(deployment=one, by=people.broker, at=NOW)

    one = deployments.close(
        deployment=one, reason="The head has moved away.", by=people.broker, at=NOW
    )
    assert one.state == State.CLOSED


# --- Visits -----------------------------------------------------------------------------


def test_the_first_record_begins_it_and_asks_the_head(people):
    one = people.agreed()

    visit = people.visited(one)

    one.refresh_from_db()
    assert one.state == State.ACTIVE
    assert "record_to_check" in told(people.host_head)
    assert visits.record_due_on(visit) == datetime.date(2026, 11, 9)


def test_more_days_than_are_left_take_a_reason_of_their_own(people):
    one = change(people, people.active(), "6", over_why="An emergency.")

    with pytest.raises(OverBookedError):
        change(people, one, "20")
    assert change(people, one, "5.5").over_why == "An emergency."
    assert change(people, one, "20", over_why="Two emergencies.").over_why == "Two emergencies."


def test_visits_use_no_more_days_than_were_agreed(people):
    one = people.agreed("1.5")
    people.visited(one)

    with pytest.raises(RefusedError, match="1½ days were agreed"):
        people.visited(one, day=1)

    people.visited(one, day=1, half_days=1)
    assert deployments.used_days(one) == Decimal("1.5")


def test_a_record_is_in_the_past_once_a_day_and_after_the_first_day(people):
    one = people.agreed()

    with pytest.raises(RefusedError, match="once it has been"):
        visits.record(
            deployment=one,
            held_on=TODAY + datetime.timedelta(days=1),
            half_days=1,
            words="x",
            by=people.leader,
            at=NOW,
        )
    with pytest.raises(RefusedError, match="agreement begins"):
        people.visited(one, day=-3)
    people.visited(one)
    with pytest.raises(RefusedError, match="recorded already"):
        people.visited(one, words="Another record.")
    assert people.visited(one).record == "Read together."  # the same sent twice


def test_a_disputed_record_is_written_again_and_answered_anew(people):
    one = people.agreed()
    visit = people.visited(one)

    visit = visits.answer(
        visit=visit, is_accurate=False, words="It was half a day.", by=people.host_head, at=NOW
    )
    with pytest.raises(RefusedError, match="not accurate"):
        visits.answer(visit=visit, is_accurate=False, by=people.host_head, at=NOW)
    again = visits.record(
        deployment=one,
        visit=visit,
        held_on=visit.held_on,
        half_days=1,
        words="Read together for a morning.",
        by=people.leader,
        at=days_later(1),
    )

    assert "record_disputed" in told(people.leader)
    assert (again.is_accurate, again.half_days) == (None, 1)
    assert told(people.host_head).count("record_to_check") == 2


def test_whoever_owes_a_record_is_reminded_the_day_after_and_when_it_is_late(people):
    one = people.agreed()
    visits.book(deployment=one, held_on=TODAY, half_days=2, by=people.leader, at=NOW)

    for day in (0, 1, 2, 7, 8, 9):
        visits.remind(on=days_later(day).date())

    assert told(people.leader).count("record_owed") == 2


def test_a_booked_visit_is_taken_out_and_a_recorded_one_stays(people):
    one = people.agreed()
    booked = visits.book(
        deployment=one,
        held_on=TODAY + datetime.timedelta(days=2),
        half_days=1,
        by=people.leader,
        at=NOW,
    )
    recorded = people.visited(one)

    visits.take_out(visit=booked, by=people.leader)

    assert [visit.pk for visit in one.visits.all()] == [recorded.pk]
    with pytest.raises(RefusedError, match="stays"):
        visits.take_out(visit=recorded, by=people.leader)


def test_the_audit_counts_objectives_and_says_none_of_their_words(people):
    people.request.need = "Zanzibar"
    people.request.save()
    people.written(objectives=[("Zanzibar", "Zanzibar")])

    event = AuditEvent.objects.get(action="agreement written")
    assert event.after["objectives"] == 1
    events = AuditEvent.objects.all()
    assert "Zanzibar" not in " ".join(f"{one.before} {one.after}" for one in events)
