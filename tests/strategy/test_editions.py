"""The life of an edition: written, approved by another, published, renewed, archived."""

import datetime
from itertools import product

import pytest
import time_machine
from django.urls import reverse

from accounts.permissions import Role
from accounts.services import RefusedError
from core.models import AuditEvent
from strategy.models import (
    Correction,
    Edition,
    LeadBody,
    LinkedDocument,
    Milestone,
    Objective,
    Priority,
    StrategicAction,
)
from strategy.services import editions as services
from tests.conftest import holder_of
from tests.factories.accounts import UserFactory
from tests.factories.strategy import (
    DraftEditionFactory,
    EditionFactory,
    LeadBodyFactory,
    LinkedDocumentFactory,
    MilestoneFactory,
    ObjectiveFactory,
    PriorityFactory,
    StrategicActionFactory,
    TargetFactory,
)
from tests.strategy.test_overview import texts

TODAY = datetime.date(2026, 3, 2)
NOW = datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC)
State = Edition.State
ALLOWED = {
    (State.DRAFT, State.CONSULTATION),
    (State.DRAFT, State.APPROVED),
    (State.CONSULTATION, State.DRAFT),
    (State.CONSULTATION, State.APPROVED),
    (State.APPROVED, State.DRAFT),
    (State.APPROVED, State.PUBLISHED),
    (State.PUBLISHED, State.ARCHIVED),
}


@pytest.fixture
def writer(db):
    return UserFactory()


@pytest.fixture
def another(db):
    return UserFactory()


@pytest.fixture
def board_chair(db):
    return holder_of(Role.BOARD_CHAIR)


def edition_in(state):
    return EditionFactory(
        state=state,
        approved_on=TODAY if state not in (State.DRAFT, State.CONSULTATION) else None,
        published_on=TODAY if state in (State.PUBLISHED, State.ARCHIVED) else None,
        archived_on=TODAY if state == State.ARCHIVED else None,
    )


def address(name, edition, *more):
    return reverse(f"strategy:{name}", args=[edition.slug, *more])


# --- The table of moves -----------------------------------------------------------------


@pytest.mark.parametrize(("now", "then"), list(product(State, State)))
def test_an_edition_moves_as_the_table_allows_and_no_other_way(another, now, then):
    edition = ObjectiveFactory(edition=edition_in(now)).edition

    if (now, then) in ALLOWED:
        services.become(edition=edition, state=then, by=another, on=TODAY)
        assert Edition.objects.get().state == then
        assert AuditEvent.objects.filter(subject_type="strategy.edition").count() == 1
    else:
        with pytest.raises(RefusedError):
            services.become(edition=edition, state=then, by=another, on=TODAY)
        assert Edition.objects.get().state == now
        assert not AuditEvent.objects.exists()


def test_each_state_keeps_its_day_and_going_back_undoes_the_approval(another):
    edition = ObjectiveFactory(edition=edition_in(State.DRAFT)).edition
    for state in (State.APPROVED, State.DRAFT):
        services.become(edition=edition, state=state, by=another, on=TODAY)
    edition = Edition.objects.get()
    assert (edition.approved_on, edition.approved_by) == (None, None)

    for state in (State.APPROVED, State.PUBLISHED, State.ARCHIVED):
        edition = services.become(edition=edition, state=state, by=another, on=TODAY)
    assert {edition.approved_on, edition.published_on, edition.archived_on} == {TODAY}
    assert {edition.approved_by, edition.published_by} == {another}


def test_whoever_began_it_or_wrote_in_it_does_not_approve_it(writer, another):
    edition = services.draft(edition=DraftEditionFactory.build(), by=writer)
    services.add_part(
        part=Objective(edition=edition, code="SO1", short_name="Fair", text="Fair."), by=another
    )

    for person in (writer, another):
        with pytest.raises(RefusedError, match="Somebody who did not has to approve it"):
            services.become(edition=edition, state=State.APPROVED, by=person, on=TODAY)
    services.become(edition=edition, state=State.APPROVED, by=UserFactory(), on=TODAY)


def test_an_empty_edition_goes_nowhere(another):
    with pytest.raises(RefusedError, match="Nothing stands in this edition yet"):
        services.become(
            edition=DraftEditionFactory(), state=State.CONSULTATION, by=another, on=TODAY
        )


def test_publishing_a_refresh_archives_what_it_refreshes(writer, another):
    before = ObjectiveFactory(edition=edition_in(State.PUBLISHED)).edition
    fresh = services.refresh(
        edition=before,
        slug="fresh",
        title="Fresh",
        starts_on=TODAY,
        ends_on=datetime.date(2027, 3, 1),
        by=writer,
    )
    services.become(edition=fresh, state=State.APPROVED, by=another, on=TODAY)

    services.become(edition=fresh, state=State.PUBLISHED, by=writer, on=TODAY)

    before.refresh_from_db()
    assert (before.state, before.archived_on) == (State.ARCHIVED, TODAY)
    assert Edition.objects.in_force().get() == Edition.objects.get(slug="fresh")


# --- Refreshing -------------------------------------------------------------------------


def test_a_refresh_holds_all_parts_again_and_continues_each(writer):
    objective = ObjectiveFactory(edition=edition_in(State.PUBLISHED), code="SO1")
    priority = PriorityFactory(objective=objective)
    action = StrategicActionFactory(objective=objective, priority=priority, status="done")
    StrategicActionFactory(objective=objective)
    MilestoneFactory(action=action, met_on=TODAY)
    LeadBodyFactory(objective=objective)
    LeadBodyFactory(objective=objective, body="Old Board", ends_on=datetime.date(2025, 1, 1))
    LinkedDocumentFactory(objective=objective)
    TargetFactory(success_measure__objective=objective)

    fresh = services.refresh(
        edition=objective.edition,
        slug="fresh",
        title="Fresh",
        starts_on=TODAY,
        ends_on=datetime.date(2027, 3, 1),
        by=writer,
    )

    copied = fresh.objectives.get()
    assert (copied.code, copied.text) == ("SO1", objective.text)
    assert list(copied.continues.all()) == [objective]
    assert copied.actions.get(number=action.number).priority == copied.priorities.get()
    assert copied.actions.get(number=action.number).milestones.get().met_on == TODAY
    assert copied.lead_bodies.get().body == "Harbour Board"
    assert copied.documents.count() == 1
    assert copied.measures.get().targets.count() == 1
    assert (fresh.state, fresh.refreshes) == (State.DRAFT, objective.edition)
    assert objective.actions.count() == 2


def test_an_edition_is_refreshed_once_and_only_in_force(writer):
    asked = {
        "title": "Fresh",
        "starts_on": TODAY,
        "ends_on": datetime.date(2027, 3, 1),
        "by": writer,
    }
    edition = edition_in(State.PUBLISHED)
    services.refresh(edition=edition, slug="fresh", **asked)

    with pytest.raises(RefusedError, match="It is being refreshed already, by “Fresh”"):
        services.refresh(edition=edition, slug="fresher", **asked)
    with pytest.raises(RefusedError, match="Only an edition in force"):
        services.refresh(edition=edition_in(State.ARCHIVED), slug="other", **asked)


# --- Writing ----------------------------------------------------------------------------


@pytest.mark.parametrize("state", State)
def test_text_is_written_in_a_draft_alone_and_who_leads_until_the_archive(writer, state):
    edition = edition_in(state)
    may = {kind: services.may_change(edition, kind) for kind in (Objective, LeadBody)}

    assert may == {Objective: state == State.DRAFT, LeadBody: state != State.ARCHIVED}


def test_published_text_is_refused_by_every_service(writer):
    action = StrategicActionFactory(objective__edition=edition_in(State.PUBLISHED))
    objective = action.objective
    tries = [
        lambda: services.revise(edition=objective.edition, words={"title": "New"}, by=writer),
        lambda: services.add_part(part=Priority(objective=objective, text="More"), by=writer),
        lambda: services.change_part(part=action, words={"text": "Other"}, by=writer),
        lambda: services.remove_part(part=objective, by=writer),
        lambda: services.move_objective(objective=objective, up=True, by=writer),
    ]

    for attempt in tries:
        with pytest.raises(RefusedError, match="Its text is changed in a draft alone"):
            attempt()


def test_the_history_says_each_field_before_and_after(writer):
    objective = ObjectiveFactory(edition=DraftEditionFactory(), short_name="Fair", code="SO1")
    older = ObjectiveFactory(short_name="Older", code="P1")

    services.change_part(
        part=objective,
        words={"short_name": "Fairer", "text": objective.text},
        continues=[older],
        by=writer,
    )
    services.change_part(part=objective, words={"short_name": "Fairer"}, by=writer)

    event = AuditEvent.objects.get()
    assert event.action == "objective SO1 changed"
    assert event.before == {"short name": "Fair", "continues": "[]"}
    assert event.after == {"short name": "Fairer", "continues": "['P1 Older']"}


def test_a_new_part_comes_last_and_a_button_pressed_twice_adds_it_once(writer):
    objective = ObjectiveFactory(edition=DraftEditionFactory())
    action = StrategicActionFactory(objective=objective, position=4)
    for _ in range(2):
        services.add_part(part=Priority(objective=objective, text="First"), by=writer)
        services.add_part(part=Milestone(action=action, text="Ten"), by=writer)
    services.add_part(part=Priority(objective=objective, text="Second"), by=writer)
    made = services.add_part(
        part=StrategicAction(objective=objective, number="9", text="Do", owner="All"), by=writer
    )

    assert list(objective.priorities.values_list("number", "text")) == [(1, "First"), (2, "Second")]
    assert action.milestones.count() == 1
    assert made.position == 5


def test_what_is_not_whole_is_refused_in_words(writer):
    objective = ObjectiveFactory(edition=DraftEditionFactory())
    stranger = PriorityFactory()

    with pytest.raises(RefusedError, match="belongs to another objective"):
        services.add_part(
            part=StrategicAction(
                objective=objective, number="1", text="Do", owner="All", priority=stranger
            ),
            by=writer,
        )


def test_objectives_change_places_and_stay_at_the_ends(writer):
    edition = DraftEditionFactory()
    first, second = (ObjectiveFactory(edition=edition, code=code) for code in ("A", "B"))

    services.move_objective(objective=second, up=True, by=writer)
    services.move_objective(objective=second, up=True, by=writer)
    services.move_objective(objective=first, up=False, by=writer)

    assert [one.code for one in edition.objectives.in_order()] == ["B", "A"]
    services.move_objective(objective=second, up=False, by=writer)
    assert [one.code for one in edition.objectives.in_order()] == ["A", "B"]


# --- Correcting -------------------------------------------------------------------------


def test_a_correction_keeps_code_address_and_earlier_words(writer):
    objective = ObjectiveFactory(code="SO1", short_name="Fare winds")
    where = objective.get_absolute_url()

    services.correct(
        objective=objective,
        short_name="Fair winds",
        text=objective.text,
        reason="A slip.",
        by=writer,
        at=NOW,
    )

    objective.refresh_from_db()
    assert (objective.short_name, objective.get_absolute_url()) == ("Fair winds", where)
    assert Correction.objects.get().short_name == "Fare winds"


@pytest.mark.parametrize("state", [State.DRAFT, State.ARCHIVED])
def test_only_words_in_force_are_corrected(writer, state):
    objective = ObjectiveFactory(edition=edition_in(state))

    with pytest.raises(RefusedError, match="Only the words of an edition in force"):
        services.correct(
            objective=objective, short_name="New", text="New", reason="Why", by=writer, at=NOW
        )


def test_a_correction_that_changes_nothing_is_refused(writer):
    objective = ObjectiveFactory()

    with pytest.raises(RefusedError, match="These are the words it has"):
        services.correct(
            objective=objective,
            short_name=objective.short_name,
            text=objective.text,
            reason="Why",
            by=writer,
            at=NOW,
        )


# --- Pages ------------------------------------------------------------------------------

ABOUT = {
    "title": "Harbour plan",
    "slug": "harbour-2026",
    "called": "objective",
    "starts_on-day": "1",
    "starts_on-month": "9",
    "starts_on-year": "2026",
    "ends_on-day": "31",
    "ends_on-month": "8",
    "ends_on-year": "2029",
}


def test_an_edition_goes_from_the_first_word_to_the_public(client, officer, board_chair):
    new = reverse("strategy:edition-new")
    assert officer.post(new, ABOUT).url == "/strategy/harbour-2026/edit/"
    edition = Edition.objects.get()
    officer.post(
        address("objective-new", edition), {"code": "SO1", "short_name": "Fair", "text": "Fair."}
    )
    to_part = {"priorities": {"text": "Reading"}, "leads": {"body": "Board", **day("starts_on")}}
    to_part |= {
        "actions": {"number": "1.1", "text": "Do it.", "owner": "All", **day("due_on")},
        "documents": {"kind": "news", "title": "News", "url": "https://harbour.example/"},
    }
    for kind, answers in to_part.items():
        response = officer.post(address("part-new", edition, "SO1", kind), answers)
        assert response.status_code == 302, response.context["form"].errors
    action = StrategicAction.objects.get()
    officer.post(
        address("part-new", edition, "SO1", "milestones"), {"action": action.pk, "text": "Ten"}
    )
    assert client.get(edition.get_absolute_url()).status_code == 404

    assert officer.post(address("edition-step", edition, "approved")).status_code == 409
    assert board_chair.get(address("edition-step", edition, "approved")).status_code == 200
    board_chair.post(address("edition-step", edition, "approved"))
    officer.post(address("edition-step", edition, "published"))

    page = client.get(reverse("strategy:objective-detail", args=[edition.slug, "SO1"])).text
    assert all(words in page for words in ("Reading", "Do it.", "Ten", "Board", "News"))
    assert "Edition published" in texts(officer.get(address("edition-history", edition)), "h2")


def day(name):
    return {f"{name}-day": "1", f"{name}-month": "9", f"{name}-year": "2026"}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"slug": "compare"}, "is an address of the portal itself"),
        ({"slug": "taken"}, "Another edition has this address"),
        ({"ends_on-year": "2025"}, "The last day cannot be before the first"),
        ({"title": ""}, "Enter an answer to “What is it called?”"),
        ({"starts_on-day": "31", "starts_on-month": "2"}, "Enter a real date"),
    ],
)
def test_bad_answers_are_told_at_their_field_and_nothing_is_lost(officer, wrong, words):
    EditionFactory(slug="taken")

    response = officer.post(reverse("strategy:edition-new"), {**ABOUT, **wrong})

    assert words in response.text
    assert "harbour-2026" in response.text or "slug" in wrong
    assert Edition.objects.count() == 1


def test_a_code_and_a_number_are_given_once(officer):
    action = StrategicActionFactory(
        objective__edition=DraftEditionFactory(), objective__code="SO1", number="1.1"
    )
    edition = action.objective.edition

    code = officer.post(
        address("objective-new", edition), {"code": "so1", "short_name": "A", "text": "A"}
    )
    number = officer.post(
        address("part-new", edition, "SO1", "actions"),
        {"number": "1.1", "text": "A", "owner": "A"},
    )

    assert "Another objective of this edition has this code" in code.text
    assert "Another action of this objective has this number" in number.text


def test_a_part_is_changed_and_removed_with_its_trace(officer):
    priority = PriorityFactory(objective__edition=DraftEditionFactory(), objective__code="SO1")
    edition = priority.objective.edition
    where = ("SO1", "priorities", priority.pk)

    officer.post(address("part-edit", edition, *where), {"text": "Reading daily"})
    priority.refresh_from_db()
    assert priority.text == "Reading daily"
    officer.get(address("part-remove", edition, *where))
    officer.post(address("part-remove", edition, *where))

    assert not Priority.objects.exists()
    history = " ".join(texts(officer.get(address("edition-history", edition)), "main"))
    assert "Text: Reading aloud in every class. → Reading daily" in history
    assert "Priority of SO1 removed" in history


def test_an_objective_is_reworded_moved_and_removed_in_a_draft(officer):
    edition = DraftEditionFactory()
    first, second = (ObjectiveFactory(edition=edition, code=code) for code in ("A", "B"))
    older = ObjectiveFactory()

    officer.post(
        address("objective-edit", edition, "A"),
        {"short_name": "Renamed", "text": "New.", "continues": [older.pk]},
    )
    officer.post(address("objective-move", edition, "B"), {"up": "yes"})
    first.refresh_from_db()
    assert first.short_name == "Renamed"
    assert list(first.continues.all()) == [older]
    assert [one.code for one in edition.objectives.in_order()] == ["B", "A"]

    officer.post(address("objective-remove", edition, "A"))
    assert edition.objectives.get() == second


def test_the_parts_of_a_published_edition_are_refused_on_the_page(officer):
    objective = ObjectiveFactory(code="SO1")
    edition = objective.edition
    ObjectiveFactory(edition=edition, code="SO2")

    page = officer.post(address("part-new", edition, "SO1", "priorities"), {"text": "More"})
    moved = officer.post(address("objective-move", edition, "SO2"), {"up": "yes"}, follow=True)
    removed = officer.post(address("objective-remove", edition, "SO1"))
    renamed = officer.post(address("edition-edit", edition), {**ABOUT, "title": "Other"})

    assert "Its text is changed in a draft alone" in page.text
    assert "Its text is changed in a draft alone" in moved.text
    assert (removed.status_code, renamed.status_code) == (409, 200)
    assert Objective.objects.count() == 2


def test_words_in_force_are_corrected_with_a_reason_everybody_reads(client, officer):
    objective = ObjectiveFactory(code="SO1", short_name="Fare winds")
    correct = address("objective-correct", objective.edition, "SO1")

    assert "Why is it corrected?" in officer.get(correct).text
    missing = officer.post(correct, {"short_name": "Fair winds", "text": objective.text})
    assert "Enter an answer to “Why is it corrected?”" in missing.text
    officer.post(correct, {"short_name": "Fair winds", "text": objective.text, "reason": "A slip."})

    page = client.get(objective.get_absolute_url()).text
    assert "SO1 Fair winds" in page and "Fare winds" in page and "A slip." in page


def test_a_refresh_begins_from_a_page(officer):
    edition = ObjectiveFactory().edition

    response = officer.post(
        address("edition-refresh", edition),
        {key: value for key, value in ABOUT.items() if key != "called"},
    )

    assert response.url == "/strategy/harbour-2026/edit/"
    assert Edition.objects.get(slug="harbour-2026").refreshes == edition


def test_a_step_that_is_not_allowed_says_why_and_has_no_button(officer):
    edition = ObjectiveFactory().edition

    response = officer.get(address("edition-step", edition, "draft"))

    assert "it cannot become draft" in response.text
    assert "<form method" not in response.text.split("<main")[1].split("</main")[0]
    assert officer.get(address("edition-step", edition, "adopted")).status_code == 404


def test_who_wrote_in_it_is_told_before_pressing_that_another_approves(officer, board_chair):
    edition = ObjectiveFactory(edition=DraftEditionFactory(drafted_by=officer.user)).edition
    approve = address("edition-step", edition, "approved")

    assert "Somebody who did not has to approve it" in officer.get(approve).text
    assert "Somebody who did not" not in board_chair.get(approve).text


def test_each_page_names_those_alone_who_may_open_it(officer):
    edition = ObjectiveFactory(edition=DraftEditionFactory(), code="SO1").edition
    both = "Who can see this: LA officer and Strategic Board chair."

    assert texts(officer.get(address("edition-write", edition)), ".pep-who") == [both]
    assert texts(officer.get(address("objective-write", edition, "SO1")), ".pep-who") == [
        "Who can see this: LA officer."
    ]


def test_before_publishing_a_refresh_the_page_names_what_it_archives(officer):
    before = ObjectiveFactory(edition=EditionFactory(title="Before")).edition
    fresh = edition_in(State.APPROVED)
    Edition.objects.filter(pk=fresh.pk).update(refreshes=before)

    page = officer.get(address("edition-step", fresh, "published")).text

    assert "It refreshes Before" in page


def test_who_may_only_approve_sees_the_draft_and_no_way_to_change_it(board_chair):
    edition = ObjectiveFactory(edition=DraftEditionFactory(), code="SO1").edition

    page = board_chair.get(address("edition-write", edition)).text

    assert "Approve it" in page
    assert "Add an objective" not in page
    assert board_chair.get(address("objective-write", edition, "SO1")).status_code == 403
    assert board_chair.post(address("edition-step", edition, "published")).status_code == 403


def test_an_unknown_kind_or_part_is_unknown(officer):
    edition = ObjectiveFactory(code="SO1", edition=DraftEditionFactory()).edition
    elsewhere = PriorityFactory()

    assert officer.get(address("part-new", edition, "SO1", "wishes")).status_code == 404
    assert (
        officer.get(address("part-edit", edition, "SO1", "priorities", elsewhere.pk)).status_code
        == 404
    )


@pytest.mark.parametrize("count", [1, 10])
def test_writing_ten_objectives_takes_as_many_queries_as_one(
    officer, django_assert_num_queries, count
):
    edition = DraftEditionFactory()
    for number in range(count):
        objective = ObjectiveFactory(edition=edition, code=f"S{number}")
        PriorityFactory(objective=objective)
        action = StrategicActionFactory(objective=objective)
        MilestoneFactory(action=action)
    for _ in range(count):
        LinkedDocument.objects.create(objective=objective, title="One")
        LeadBodyFactory(objective=objective)
    pages = [address("edition-write", edition), address("objective-write", edition, objective.code)]
    for page in pages:
        officer.get(page)

    with django_assert_num_queries(5):
        officer.get(pages[0])
    with django_assert_num_queries(9):
        officer.get(pages[1])


def test_a_draft_is_given_another_title_but_never_another_address(officer):
    edition = DraftEditionFactory(slug="first")

    officer.post(address("edition-edit", edition), {**ABOUT, "title": "Other", "slug": "second"})

    edition.refresh_from_db()
    assert (edition.title, edition.slug) == ("Other", "first")
    assert AuditEvent.objects.filter(action="edition changed").get().after["title"] == "Other"


def test_a_new_objective_says_what_it_takes_up(officer):
    older = ObjectiveFactory()
    edition = DraftEditionFactory()

    officer.post(
        address("objective-new", edition),
        {"code": "SO1", "short_name": "A", "text": "A.", "continues": [older.pk]},
    )

    assert list(edition.objectives.get().continues.all()) == [older]


@time_machine.travel(NOW.replace(year=2026, month=11), tick=False)
def test_who_leads_changes_while_an_edition_is_in_force(client, officer):
    objective = ObjectiveFactory(code="SO1")

    officer.post(
        address("part-new", objective.edition, "SO1", "leads"),
        {"body": "Pier Board", **day("starts_on")},
    )

    assert "Pier Board, since 1 September 2026" in client.get(objective.get_absolute_url()).text
    assert not objective.edition.writers.exists()
