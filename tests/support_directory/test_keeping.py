"""Keeping an entry: what it says, its days, its confirmation, consent, and who keeps it."""

import datetime
from decimal import Decimal

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation
from accounts.permissions import Permission, Role, can
from accounts.services import RefusedError, accept
from core.models import AuditEvent
from notifications.models import Notice
from schools.models import SchoolLink, Status
from strategy.models.progress import Term
from strategy.terms import SchoolTerm
from support_directory.models import Capacity, Entry, Shortlisted
from support_directory.services import entries as services
from support_directory.services import reminders
from tests.conftest import holder_of, signed_in
from tests.factories.accounts import UserFactory
from tests.factories.schools import SchoolFactory, SchoolLinkFactory
from tests.factories.support_directory import (
    CapacityFactory,
    DeploymentFactory,
    EntryFactory,
    EntryPostFactory,
    OfferFactory,
    PublicEntryFactory,
)

NOW = datetime.datetime(2026, 11, 2, 9, tzinfo=datetime.UTC)
TODAY = NOW.date()
State = Entry.State

pytestmark = pytest.mark.django_db


@pytest.fixture
def broker():
    return holder_of(Role.BROKER)


@pytest.fixture
def owner():
    """A system leader, signed in; `owner.entry` is what they keep."""
    post = EntryPostFactory()
    client = signed_in(post.user, second_factor=False)
    client.entry = post.entry
    return client


def address(name, entry, *more):
    return reverse(f"support_directory:{name}", args=[entry.pk, *more])


def hide(entry, because, **fields):
    for name, value in {"state": State.HIDDEN, "hidden_because": because, **fields}.items():
        setattr(entry, name, value)
    entry.save()


def test_what_an_entry_says_is_searched_audited_and_versioned(broker):
    entry = EntryFactory.build(
        name="Zoë Tern", school=EntryFactory().school, state=State.DRAFT, kind=Entry.Kind.PERSON
    )

    services.write(entry=entry, codes=["maths"], by=broker.user, at=NOW)
    entry.headline = "Leads reading"
    services.write(entry=entry, codes=["english"], by=broker.user, at=NOW)
    services.write(entry=entry, codes=["english"], by=broker.user, at=NOW)

    assert "zoe tern" in entry.search_text
    assert "english" in entry.search_text
    assert "mathematics" not in entry.search_text
    changed = AuditEvent.objects.get(action="directory entry changed")
    assert changed.after == {"headline": "…", "specialisms": ["english"]}
    assert entry.history.count() == 2


def test_every_move_of_an_entry_is_one_of_the_table():
    allowed = {(before, after) for before, to in Entry.NEXT.items() for after in to}

    assert allowed == {
        (State.DRAFT, State.LISTED),
        (State.DRAFT, State.ENDED),
        (State.LISTED, State.HIDDEN),
        (State.LISTED, State.ENDED),
        (State.HIDDEN, State.LISTED),
        (State.HIDDEN, State.ENDED),
    }


@pytest.mark.parametrize(
    ("before", "to"), [(before, to) for before in State for to in State if before != to]
)
def test_a_move_out_of_the_table_is_refused(broker, before, to):
    entry = EntryFactory(state=before, hidden_because="keeper" if before == State.HIDDEN else "")
    move = {"entry": entry, "to": to, "because": "keeper", "by": broker.user, "at": NOW}
    if to in Entry.NEXT[before]:
        assert services.move(**move).state == to
        assert services.move(**move).state == to
    else:
        with pytest.raises(RefusedError):
            services.move(**move)


def test_an_owner_confirms_with_one_button_and_comes_back_by_it(owner):
    hide(owner.entry, "unconfirmed", last_confirmed_on=datetime.date(2025, 1, 1))

    page = owner.get(owner.entry.get_absolute_url()).text
    owner.post(address("entry-confirm", owner.entry))

    owner.entry.refresh_from_db()
    assert "Confirm that all is right" in page
    assert owner.entry.state == State.LISTED
    assert owner.entry.last_confirmed_on == timezone.localdate()


def test_an_owner_changes_what_it_says_but_not_who_it_is_about(owner):
    owner.post(
        address("entry-edit", owner.entry),
        {
            "headline": "Leads reading", "specialisms": ["english"], "stages": ["primary"],
            "sector": "any", "name": "Somebody Else", "day_rate": "400",
        },
    )  # fmt: skip

    entry = Entry.objects.get(pk=owner.entry.pk)
    assert (entry.headline, entry.specialism_codes) == ("Leads reading", {"english"})
    assert entry.name == owner.entry.name


def test_an_entry_for_nobody_is_refused_in_words(owner):
    response = owner.post(address("entry-edit", owner.entry), {"sector": "any"})

    assert "Choose at least one stage of schooling" in response.text


def test_days_are_offered_term_by_term_and_never_fewer_than_are_booked(owner):
    term = SchoolTerm.of(timezone.localdate())
    url = address("entry-days", owner.entry)
    assert owner.get(url).status_code == 200
    owner.post(url, {term.key: "5", term.later(1).key: "2.5"})
    assert list(owner.entry.capacities.in_order().values_list("days", flat=True)) == [
        Decimal("5.0"), Decimal("2.5"),
    ]  # fmt: skip
    DeploymentFactory(
        entry=owner.entry, academic_year=term.academic_year, term=term.term, days_planned=3
    )

    refused = owner.post(url, {term.key: "2", term.later(1).key: ""})

    assert "3 days are booked" in refused.text
    assert Capacity.objects.filter(entry=owner.entry).count() == 2
    owner.post(url, {term.key: "3", term.later(1).key: ""})
    assert Capacity.objects.get(entry=owner.entry).days == 3


def test_the_public_sees_an_entry_only_while_its_owner_agrees(owner, client):
    url, page = address("entry-consent", owner.entry), owner.entry.get_absolute_url()
    assert client.get(page).status_code == 404

    owner.post(url, {"give": "yes"})
    seen = client.get(page).text
    owner.post(url, {"withdraw": "yes"})

    assert owner.entry.headline in seen
    assert "350" not in seen
    assert client.get(page).status_code == 404
    assert AuditEvent.objects.filter(action__startswith="consent").count() == 2


def test_nobody_consents_for_a_person(broker, owner):
    with pytest.raises(RefusedError, match="Only"):
        services.choose_consent(entry=owner.entry, is_public=True, by=broker.user, at=NOW)
    with pytest.raises(RefusedError, match="no account"):
        services.choose_consent(entry=EntryFactory(), is_public=True, by=broker.user, at=NOW)

    offer = services.choose_consent(entry=OfferFactory(), is_public=True, by=broker.user, at=NOW)
    assert offer.consent_public


def test_an_owner_takes_a_break_but_does_not_end_or_undo_what_a_broker_hid(owner):
    assert owner.post(address("entry-step", owner.entry, "ended")).status_code == 403
    owner.post(address("entry-step", owner.entry, "hidden"))
    owner.entry.refresh_from_db()
    assert owner.entry.hidden_because == "owner"
    owner.post(address("entry-step", owner.entry, "listed"))

    hide(owner.entry, "keeper")
    assert owner.post(address("entry-step", owner.entry, "listed")).status_code == 403


def test_a_broker_enters_lists_assures_and_hands_over(broker, django_capture_on_commit_callbacks):
    broker.post(
        reverse("support_directory:entry-new"),
        {
            "type": "programme", "name": "Harbour Reads", "organisation_kind": "charity",
            "organisation": "Lantern Readers", "stages": ["primary"], "sector": "any",
        },
    )  # fmt: skip
    entry = Entry.objects.get()
    assert (entry.kind, entry.state) == (Entry.Kind.OFFER, State.DRAFT)

    broker.post(address("entry-step", entry, "listed"))
    broker.post(
        address("entry-assure", entry),
        {"on-day": 1, "on-month": 9, "on-year": 2026, "note": "Visit."},
    )
    with django_capture_on_commit_callbacks(execute=True):
        broker.post(
            address("entry-hand-over", entry),
            {"full_name": "Robin Tern", "email": "robin@harbour.example"},
        )
    entry.refresh_from_db()
    assert (entry.state, entry.quality_note) == (State.LISTED, "Visit.")
    assert "quality assured on 1 September 2026" in broker.get("/directory/").text
    assert [letter.to for letter in mail.outbox] == [["robin@harbour.example"]]

    robin = UserFactory(email="robin@harbour.example")
    accept(invitation=Invitation.objects.get(), user=robin, at=timezone.now())
    entry.refresh_from_db()
    assert entry.owner == robin
    assert can(robin, Permission.ENTRY_KEEP, within=entry)


def test_a_colleague_with_an_account_keeps_an_entry_at_once(broker):
    entry, user = EntryFactory(), UserFactory()

    post = services.hand_over(
        entry=entry, email=user.email.upper(), full_name="", by=broker.user, on=TODAY, at=NOW
    )

    assert (post.user, post.entry) == (user, entry)


def test_two_places_or_none_are_refused(broker):
    response = broker.post(
        reverse("support_directory:entry-new"),
        {"type": "sle", "name": "A", "organisation_kind": "hub", "stages": ["primary"],
         "sector": "any"},
    )  # fmt: skip

    assert "Name one place it comes from" in response.text


def test_a_shortlist_is_its_brokers_own(broker, officer):
    entry = EntryFactory()

    broker.post(address("shortlist-change", entry))
    broker.post(address("shortlist-change", entry))

    assert Shortlisted.objects.count() == 1
    assert entry.name in broker.get(reverse("support_directory:shortlist")).text
    assert entry.name not in officer.get(reverse("support_directory:shortlist")).text
    broker.post(address("shortlist-change", entry), {"off": "yes"})
    assert not Shortlisted.objects.exists()


def test_an_unconfirmed_entry_is_asked_after_twice_and_then_hides(owner, client):
    entry = owner.entry
    entry.last_confirmed_on = TODAY
    entry.save()

    def run(days):
        day = TODAY + datetime.timedelta(days=days)
        at = NOW + datetime.timedelta(days=days)
        reminders.remind(on=day, at=at)
        # A notice is dated by the clock; here by the day it is for.
        Notice.objects.filter(user=owner.user, created_at__gt=at).update(created_at=at)
        Notice.objects.filter(user=owner.user, created_at__lt=NOW).update(created_at=at)
        entry.refresh_from_db()
        return Notice.objects.filter(user=owner.user).count(), entry.state

    assert run(334) == (0, State.LISTED)
    assert run(335) == run(336) == (1, State.LISTED)
    assert run(350) == run(351) == (2, State.LISTED)
    assert run(364) == (2, State.LISTED)
    assert run(365) == run(366) == (3, State.HIDDEN)
    assert entry.hidden_because == "unconfirmed"


def test_nothing_hides_before_its_keeper_was_asked(owner):
    entry = owner.entry
    entry.last_confirmed_on = TODAY - datetime.timedelta(days=700)
    entry.save()

    assert reminders.remind(on=TODAY, at=NOW) == 0

    entry.refresh_from_db()
    assert entry.state == State.LISTED
    assert Notice.objects.filter(user=owner.user, kind="entry_confirm").count() == 1


def test_entries_nobody_keeps_are_one_notice_a_week_for_brokers(broker):
    old = OfferFactory(last_confirmed_on=TODAY - datetime.timedelta(days=340))
    older = OfferFactory(last_confirmed_on=TODAY - datetime.timedelta(days=379))
    OfferFactory(last_confirmed_on=TODAY)

    assert [reminders.remind(on=TODAY, at=NOW) for _ in range(2)] == [1, 0]

    older.refresh_from_db()
    assert older.state == State.HIDDEN
    notice = Notice.objects.get(kind="entries_confirm")
    assert (notice.user, notice.context) == (broker.user, {"count": 1})
    with time_machine.travel(NOW, tick=False):
        assert [*broker.get(notice.link).context["page"]] == [old]


def test_my_page_leads_to_my_entry_which_takes_a_button_more(owner):
    landing = owner.get(reverse("landing")).text

    assert owner.entry.get_absolute_url() in landing
    page = owner.get(owner.entry.get_absolute_url()).text
    assert address("entry-days", owner.entry) in page
    assert address("entry-edit", owner.entry) in page


def test_a_capacity_of_another_term_is_left_alone(owner):
    CapacityFactory(entry=owner.entry, academic_year=2020)

    services.offer_days(
        entry=owner.entry, days={SchoolTerm(2027, Term.AUTUMN): Decimal(1)}, by=None, at=NOW
    )

    assert owner.entry.capacities.count() == 2


def test_a_public_entry_is_found_without_signing_in(client):
    entry = PublicEntryFactory()

    assert entry.name in client.get("/directory/").text


def test_an_entry_follows_its_school_into_the_one_that_took_its_place():
    closed = SchoolFactory(status=Status.CLOSED, closed_on=TODAY)
    heir, other = SchoolFactory(name="Gull Steps Academy"), SchoolFactory()
    split = SchoolFactory(status=Status.CLOSED, closed_on=TODAY)
    for urn, link_urn in ((closed.urn, heir.urn), (split.urn, heir.urn), (split.urn, other.urn)):
        SchoolLinkFactory(urn=urn, link_urn=link_urn, kind=SchoolLink.Kind.SUCCESSOR)
    goes, stays = EntryFactory(school=closed), EntryFactory(school=split)

    moved = [services.follow_schools(on=TODAY, at=NOW) for _ in range(2)]

    goes.refresh_from_db()
    stays.refresh_from_db()
    assert moved == [1, 0]
    assert (goes.school, stays.school) == (heir, split)
    assert "gull steps" in goes.search_text
