"""A designation from application to end: the table of moves, two people, and each step by form."""

import datetime
from decimal import Decimal
from itertools import product

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Permission, Role, can
from accounts.services import RefusedError
from core.models import AuditEvent
from notifications.models import Notice
from support_directory.models import Designation, Entry
from support_directory.services import designations as services
from tests.conftest import holder_of, signed_in
from tests.factories.accounts import UserFactory
from tests.factories.schools import SchoolFactory, SchoolPostFactory
from tests.factories.support_directory import (
    DesignationFactory,
    EntryFactory,
    EntryPostFactory,
    OfferFactory,
)

State = Designation.State
NOW = datetime.datetime(2026, 11, 2, 9, tzinfo=datetime.UTC)
TODAY = NOW.date()
MOVES = {
    (State.APPLIED, State.REFERRED),
    (State.APPLIED, State.DECLINED),
    (State.APPLIED, State.WITHDRAWN),
    (State.REFERRED, State.PANEL),
    (State.REFERRED, State.WITHDRAWN),
    (State.PANEL, State.DESIGNATED),
    (State.PANEL, State.DECLINED),
    (State.PANEL, State.WITHDRAWN),
    (State.DESIGNATED, State.ACTIVE),
    (State.DESIGNATED, State.ENDED),
    (State.DESIGNATED, State.WITHDRAWN),
    (State.DECLINED, State.APPEALED),
    (State.APPEALED, State.DESIGNATED),
    (State.APPEALED, State.DECLINED),
    (State.APPEALED, State.ACTIVE),
    (State.APPEALED, State.ENDED),
    (State.ACTIVE, State.REVIEW_DUE),
    (State.ACTIVE, State.PAUSED),
    (State.ACTIVE, State.MOVED),
    (State.ACTIVE, State.ENDED),
    (State.REVIEW_DUE, State.ACTIVE),
    (State.REVIEW_DUE, State.PAUSED),
    (State.REVIEW_DUE, State.MOVED),
    (State.REVIEW_DUE, State.ENDED),
    (State.PAUSED, State.ACTIVE),
    (State.PAUSED, State.MOVED),
    (State.PAUSED, State.ENDED),
    (State.MOVED, State.ACTIVE),
    (State.MOVED, State.PAUSED),
    (State.MOVED, State.ENDED),
    (State.ENDED, State.APPEALED),
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def broker():
    return holder_of(Role.BROKER)


@pytest.fixture
def person():
    return UserFactory(full_name="Robin Tern")


@pytest.fixture
def entry(school, person):
    return EntryFactory(school=school, owner=person, name="Robin Tern")


def at(state, entry, **fields):
    """A designation in a state, with the days that state has."""
    begun = state in (State.ACTIVE, State.REVIEW_DUE, State.MOVED, State.PAUSED, State.ENDED)
    days = {} if begun else {"starts_on": None, "review_due_on": None}
    if state == State.ENDED:
        days = {"ends_on": TODAY, "ended_because": "asked"}
    if state == State.MOVED:
        days = {"moved_on": TODAY, "moved_to": SchoolFactory()}
    return DesignationFactory(entry=entry, state=state, **{**days, **fields})


def proposed(designation):
    """What somebody reads who looks at a designation now."""
    return Designation.objects.get(pk=designation.pk).proposal


def test_the_moves_are_those_of_the_table_and_no_others():
    moves = {
        (before, after)
        for before, after in product(State, State)
        if Designation(state=before).can_become(after)
    }

    assert moves == MOVES
    assert set(Designation.NEXT) == set(State)


def test_from_application_to_a_title_that_lets_its_person_keep_the_entry(
    entry, person, head, officer, broker
):
    asked = services.apply(
        entry=entry, type="sle", body="", statement="Five years.", by=person, at=NOW
    )
    again = services.apply(entry=entry, type="sle", body="", statement="x", by=person, at=NOW)
    assert again == asked
    assert Notice.objects.filter(user=head.user, kind="reference_asked").count() == 1

    services.refer(
        designation=asked, supports=True, reference="Yes.", release_days=Decimal(15),
        by=head.user, at=NOW,
    )  # fmt: skip
    services.call_panel(designation=asked, panel_on=TODAY, by=broker.user, at=NOW)
    services.propose(designation=asked, decision="granted", why="Strong.", by=broker.user, at=NOW)
    with pytest.raises(RefusedError, match="Another person"):
        services.second(designation=asked, seen=proposed(asked), by=broker.user, at=NOW)
    services.second(designation=asked, seen=proposed(asked), by=officer.user, at=NOW)
    assert not can(person, Permission.ENTRY_KEEP, within=entry)
    begun = services.begin(
        designation=asked, starts_on=timezone.localdate(), by=broker.user, at=timezone.now()
    )

    assert begun.state == State.ACTIVE
    assert begun.review_due_on == timezone.localdate() + datetime.timedelta(days=365)
    assert can(person, Permission.ENTRY_KEEP, within=entry)
    assert list(begun.steps.order_by("pk").values_list("after", flat=True)) == [
        "applied", "referred", "panel", "panel", "designated", "active",
    ]  # fmt: skip
    assert AuditEvent.objects.filter(action="designation taken further").count() == 6
    assert Notice.objects.filter(user=person, kind="designation_step").count() == 4


def test_only_people_are_designated_and_each_title_once(entry, person, broker):
    DesignationFactory(entry=entry)

    with pytest.raises(RefusedError, match="already"):
        services.apply(entry=entry, type="sle", body="", statement="", by=person, at=NOW)
    with pytest.raises(RefusedError, match="person"):
        services.apply(
            entry=OfferFactory(), type="sle", body="", statement="", by=broker.user, at=NOW
        )
    with transaction.atomic(), pytest.raises(IntegrityError):
        DesignationFactory(entry=entry)


def test_a_head_who_does_not_support_it_ends_it_without_showing_the_reference(entry, head):
    asked = at(State.APPLIED, entry)

    services.refer(
        designation=asked, supports=False, reference="Not yet.", release_days=None,
        by=head.user, at=NOW,
    )  # fmt: skip

    asked.refresh_from_db()
    assert asked.state == State.DECLINED
    assert "Not yet" not in asked.steps.get().why


def test_nobody_decides_on_themselves_or_on_whom_they_referred(entry, head, officer):
    waiting = at(State.PANEL, entry, referred_by=head.user, referred_on=TODAY)
    entry.owner = officer.user
    entry.save()

    for by in (officer.user, head.user):
        with pytest.raises(RefusedError, match="Nobody decides"):
            services.propose(designation=waiting, decision="granted", why="x", by=by, at=NOW)


def test_nobody_agrees_to_what_was_proposed_after_they_read(entry, officer, broker):
    waiting = at(State.PANEL, entry)
    services.propose(designation=waiting, decision="granted", why="Good.", by=broker.user, at=NOW)
    url = reverse("support_directory:designation-step", args=[waiting.pk, "second"])
    seen = officer.get(url).context["form"]["seen"].value()
    services.propose(
        designation=waiting, decision="refused", why="Zanzibar.", by=broker.user, at=NOW
    )

    page = officer.post(url, {"seen": seen}, follow=True).text

    waiting.refresh_from_db()
    assert waiting.state == State.PANEL
    assert "has proposed something else since you opened the page" in page
    assert "Zanzibar." in page
    officer.post(url, {"seen": officer.get(url).context["form"]["seen"].value()})
    waiting.refresh_from_db()
    assert waiting.state == State.DECLINED


def test_an_appeal_is_decided_by_two_others_and_made_once(entry, person, officer, broker):
    first, second = holder_of(Role.BROKER).user, holder_of(Role.OFFICER).user
    waiting = at(State.PANEL, entry)
    services.propose(designation=waiting, decision="refused", why="No.", by=first, at=NOW)
    services.second(designation=waiting, seen=proposed(waiting), by=second, at=NOW)
    later = NOW + datetime.timedelta(days=3)
    services.appeal(designation=waiting, why="Look again.", by=person, at=later)

    with pytest.raises(RefusedError, match="took part"):
        services.propose(designation=waiting, decision="granted", why="x", by=first, at=later)
    services.propose(
        designation=waiting, decision="refused", why="Still no.", by=officer.user, at=later
    )
    services.second(designation=waiting, seen=proposed(waiting), by=broker.user, at=later)

    waiting.refresh_from_db()
    assert waiting.state == State.DECLINED
    with pytest.raises(RefusedError, match="before"):
        services.appeal(designation=waiting, why="Again.", by=person, at=later)


def test_an_ended_title_that_is_won_back_counts_again(entry, person, officer, broker):
    designation = at(State.ENDED, entry)
    services.appeal(designation=designation, why="Wrong.", by=person, at=NOW)
    services.propose(designation=designation, decision="granted", why="x", by=officer.user, at=NOW)
    services.second(designation=designation, seen=proposed(designation), by=broker.user, at=NOW)

    designation.refresh_from_db()
    assert (designation.state, designation.ends_on) == (State.ACTIVE, None)


def test_a_move_to_another_school_takes_the_entry_along_and_is_reviewed_in_18_months(entry, broker):
    designation, other = at(State.ACTIVE, entry), SchoolFactory(name="Gull Steps School")

    services.move_school(designation=designation, to=other, moved_on=TODAY, by=broker.user, at=NOW)

    entry.refresh_from_db()
    designation.refresh_from_db()
    assert entry.school == other
    assert designation.review_due_on == TODAY + datetime.timedelta(days=548)


def test_a_leader_who_leaves_keeps_nothing_from_that_day(broker):
    post = EntryPostFactory()
    designation = at(State.ACTIVE, post.entry)

    services.end(designation=designation, because="left", why="Moved away.", by=broker.user, at=NOW)

    post.refresh_from_db()
    post.entry.refresh_from_db()
    assert post.ends_on == TODAY
    assert post.entry.state == Entry.State.ENDED


def test_another_title_keeps_a_person_in_the_directory(broker):
    post = EntryPostFactory()
    first = at(State.ACTIVE, post.entry)
    at(State.ACTIVE, post.entry, type="nle")

    services.end(designation=first, because="asked", why="One is enough.", by=broker.user, at=NOW)

    post.refresh_from_db()
    post.entry.refresh_from_db()
    assert (post.ends_on, post.entry.state) == (None, Entry.State.LISTED)


def test_a_review_is_announced_a_month_before_and_marked_on_its_day(entry, person):
    designation = at(State.ACTIVE, entry, review_due_on=TODAY)
    early = TODAY - datetime.timedelta(days=20)

    services.remind_of_reviews(on=early, at=NOW)
    services.remind_of_reviews(on=early, at=NOW)
    designation.refresh_from_db()
    assert designation.state == State.ACTIVE
    assert Notice.objects.filter(user=person, kind="review_coming").count() == 1

    services.remind_of_reviews(on=TODAY, at=NOW)
    designation.refresh_from_db()
    assert designation.state == State.REVIEW_DUE


# --- In the browser ---------------------------------------------------------------------


def send(client, designation, step, **answers):
    url = reverse("support_directory:designation-step", args=[designation.pk, step])
    assert client.get(url).status_code == 200
    response = client.post(url, answers)
    assert response.status_code == 302, response.text
    designation.refresh_from_db()
    return designation.state


def parts(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def test_every_step_is_taken_by_form(entry, person, head, officer, broker):
    me = signed_in(person, second_factor=False)
    EntryPostFactory(user=person, entry=entry)
    url = reverse("support_directory:designation-new", args=[entry.pk])
    me.post(url, {"type": "sle", "statement": "Five years."})
    designation = Designation.objects.get()
    page = reverse("support_directory:designation-detail", args=[designation.pk])

    assert send(head, designation, "refer", supports="yes", reference="Secret praise.",
                release_days="15") == State.REFERRED  # fmt: skip
    assert send(broker, designation, "panel", **parts("panel_on", TODAY)) == State.PANEL
    assert send(broker, designation, "propose", decision="granted", why="Good.") == State.PANEL
    assert "Good." not in me.get(page).text
    assert "Secret praise." not in me.get(page).text
    assert "Secret praise." in officer.get(page).text
    assert send(officer, designation, "second", seen=proposed(designation)) == State.DESIGNATED
    assert send(broker, designation, "begin", **parts("starts_on", TODAY)) == State.ACTIVE
    assert send(me, designation, "pause", why="A baby.") == State.PAUSED
    assert send(broker, designation, "renew", why="Back.") == State.ACTIVE
    assert send(broker, designation, "moved", to=SchoolFactory().pk,
                **parts("moved_on", TODAY)) == State.MOVED  # fmt: skip
    assert send(broker, designation, "end", because="role", why="No days.") == State.ENDED
    assert send(me, designation, "appeal", why="Unfair.") == State.APPEALED


def test_a_head_who_applied_for_somebody_and_left_has_no_part_in_it_any_more(entry, head):
    designation = at(State.ACTIVE, entry, applied_by=head.user)
    page = reverse("support_directory:designation-detail", args=[designation.pk])
    step = reverse("support_directory:designation-step", args=[designation.pk, "pause"])
    assert head.get(page).status_code == 200
    post = head.user.school_posts.get()
    post.ends_on = timezone.localdate() - datetime.timedelta(days=1)
    post.save()

    assert head.get(page).status_code == 404
    assert head.post(step, {"why": "No longer mine."}).status_code == 404


def test_who_has_no_part_in_it_finds_no_designation(entry, stranger):
    designation = at(State.ACTIVE, entry)
    elsewhere = signed_in(SchoolPostFactory().user, second_factor=False)

    for client in (stranger, elsewhere):
        url = reverse("support_directory:designation-detail", args=[designation.pk])
        assert client.get(url).status_code == 404


@pytest.mark.parametrize("count", [1, 10])
def test_the_list_takes_as_many_queries_for_ten(broker, django_assert_num_queries, count):
    DesignationFactory.create_batch(count)

    with django_assert_num_queries(7):
        response = broker.get(reverse("support_directory:designation-list"))

    assert len(response.context["page"]) == count
