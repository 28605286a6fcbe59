"""A stranger sees no exempt word: in page, PDF, feed, versions, lists, thread, reports or pack."""

import datetime

import pytest
from django.urls import reverse

from core.models import AuditEvent
from core.search import Query
from strategy.models import Edition
from subgroups.highlights import draft_of
from subgroups.models import Declaration, Paper
from subgroups.models.meetings import ExemptReason
from subgroups.record import words_of
from subgroups.searchers import find_groups, find_minutes
from tests.factories.schools import SchoolFactory
from tests.factories.strategy import EditionFactory, ObjectiveFactory
from tests.factories.subgroups import (
    ActionFactory,
    EscalationFactory,
    ItemFactory,
    MembershipFactory,
    ReportCallFactory,
    publish,
)
from tests.subgroups.conftest import NOW, TODAY

SECRET = "zanzibar"


@pytest.fixture(autouse=True)
def pdfs_in_words(monkeypatch):
    monkeypatch.setattr("core.pdf._drawn", str.encode)


@pytest.fixture
def objective(group):
    objective = ObjectiveFactory(edition=EditionFactory(state=Edition.State.PUBLISHED))
    group.objectives.add(objective)
    return objective


@pytest.fixture
def secrets(meeting, objective):
    """A published meeting with the word in every place that an exempt item has, and a school."""
    seat = MembershipFactory(group=meeting.group)
    item = ItemFactory(
        meeting=meeting,
        title=f"Item {SECRET}",
        presenter=SECRET,
        is_exempt=True,
        exempt_reason=ExemptReason.IDENTITY,
    )
    ItemFactory(meeting=meeting, title="The sea wall")
    item.minute = item._meta.get_field("minute").related_model.objects.create(
        item=item, text=f"They said {SECRET}."
    )
    meeting.decisions.create(item=item, number=1, text=f"Decided {SECRET}.")
    ActionFactory(meeting=meeting, item=item, text=f"Do {SECRET}.", objective=objective)
    ActionFactory(
        meeting=meeting,
        item=ItemFactory(meeting=meeting, title="Support"),
        text=f"Visit {SECRET}.",
        school=SchoolFactory(),
        objective=objective,
    )
    Declaration.objects.create(
        meeting=meeting, membership=seat, item=item, interest=SECRET, deed="left"
    )
    Paper.objects.create(item=item, title=SECRET, file="papers/x.pdf", is_public=True, added_at=NOW)
    EscalationFactory(
        board=meeting.group.parent,
        group=meeting.group,
        title=SECRET,
        issue=SECRET,
        is_confidential=True,
        state="decided",
    )
    return publish(meeting)


def pages(meeting, objective):
    group, board = meeting.group, meeting.group.parent
    call = ReportCallFactory(board=board)
    return [
        group.get_absolute_url(),
        board.get_absolute_url(),
        reverse("subgroups:meeting-list", args=[group.slug]),
        reverse("subgroups:group-feed", args=[group.slug]),
        meeting.get_absolute_url(),
        meeting.minutes_url,
        meeting.page("minutes-pdf"),
        meeting.page("minutes-versions"),
        meeting.page("minutes-version", number=1),
        *(action.get_absolute_url() for action in meeting.actions.all()),
        *(paper.get_absolute_url() for paper in Paper.objects.all()),
        *(one.get_absolute_url() for one in group.escalations.all()),
        reverse("subgroups:escalation-list", args=[board.slug]),
        objective.get_absolute_url(),
        call.page("pack"),
        call.page("pack-pdf"),
    ]


def words(client, url):
    response = client.get(url)
    told = response.getvalue() if response.streaming else response.content
    return told.decode(errors="replace")


@pytest.mark.parametrize("who", ["visitor", "stranger", "observer"])
def test_no_exempt_word_reaches_who_may_not_read_it(
    client, stranger, observer, secrets, objective, who
):
    reader = {"visitor": client, "stranger": stranger, "observer": observer}[who]
    urls = pages(secrets, objective)
    if who == "observer":
        # Sits on the group: an action that names a school is no secret to it.
        urls = [url for url in urls if "/actions/" not in url and "/strategy/" not in url]
        urls = [url for url in urls if url != secrets.get_absolute_url()]

    leaks = [url for url in urls if SECRET in words(reader, url)]

    assert leaks == []


def test_the_public_reads_why_an_item_is_withheld(client, secrets):
    page = client.get(secrets.minutes_url).content.decode()

    assert "Exempt item" in page
    assert "paragraph 2: information likely to reveal the identity of an individual" in page
    assert "An action that names a school is withheld." in page
    assert "The sea wall" in page


def test_members_read_it(member, secrets):
    assert SECRET in words(member, secrets.minutes_url)
    assert SECRET in words(member, secrets.get_absolute_url())


def test_no_feed_holds_an_item_of_an_agenda(member, secrets):
    secrets.day = TODAY + datetime.timedelta(days=7)
    secrets.link = "https://harbour.example/join"
    secrets.save()
    member.post(reverse("subgroups:my-calendar"))
    address = member.get(reverse("subgroups:my-calendar")).context["address"]
    path = address[address.index("/groups/") :]

    mine = words(member, path).replace("\r\n ", "")
    public = words(member, reverse("subgroups:group-feed", args=[secrets.group.slug]))

    assert SECRET not in mine + public
    assert "sea wall" not in mine + public
    assert "harbour.example/join" in mine and "harbour.example/join" not in public


@pytest.mark.parametrize("typed", [SECRET, "Support", f"sea {SECRET}", "Inclusion"])
def test_the_search_finds_public_words_of_minutes_and_no_exempt_one(secrets, typed):
    query = Query.read(typed)

    found = [*find_minutes(query, None, TODAY), *find_groups(query, None, TODAY)]

    assert bool(found) == (SECRET not in typed)
    assert SECRET not in " ".join(f"{one.title} {one.text}" for one in found)


def test_a_new_address_shuts_the_old_one(client, member, secrets):
    url = reverse("subgroups:my-calendar")
    member.post(url)
    old = member.get(url).context["address"]
    member.post(url)
    new = member.get(url).context["address"]

    opened = [client.get(one[one.index("/groups/") :]).status_code for one in (old, new)]

    assert opened == [404, 200]
    assert client.get(reverse("subgroups:my-feed", args=["made-up"])).status_code == 404


def test_a_report_drafts_itself_without_what_is_withheld(secrets):
    call = ReportCallFactory(board=secrets.group.parent)

    draft = draft_of(secrets.group, call.school_term, on=TODAY)

    assert SECRET not in " ".join(draft.parts().values())


def test_no_head_reads_of_it_in_the_audit_of_their_school(chair, secrets):
    action = secrets.actions.get(text=f"Visit {SECRET}.")

    chair.post(action.get_absolute_url(), {"state": "under_way", "note": f"Rang {SECRET}."})

    action.refresh_from_db()
    assert action.state == "under_way"
    events = AuditEvent.objects.of_schools([action.school_id])
    assert not events.exists()
    told = " ".join(f"{one.subject_label} {one.before} {one.after}" for one in events.all())
    assert SECRET not in told


# --- What was public before ---------------------------------------------------------------


def publish_again(meeting):
    """The minutes as they stand now, published over those of before."""
    meeting.published_version = meeting.versions.create(
        number=meeting.versions.count() + 1,
        step="published",
        words=words_of(meeting),
        is_published=True,
        made_at=NOW,
    )
    meeting.save()


@pytest.fixture
def told(meeting):
    """A published meeting with the word in an item that anybody may read, and in its interest."""
    seat = MembershipFactory(group=meeting.group)
    item = ItemFactory(meeting=meeting, title=f"Item {SECRET}")
    meeting.items.create(number=99, title="The sea wall")
    item.minute = item._meta.get_field("minute").related_model.objects.create(
        item=item, text=f"They said {SECRET}."
    )
    Declaration.objects.create(
        meeting=meeting, membership=seat, item=item, interest=SECRET, deed="left"
    )
    return publish(meeting)


@pytest.mark.parametrize("knows_its_row", [True, False])
def test_an_item_that_became_exempt_is_withheld_in_earlier_versions(
    client, observer, member, told, knows_its_row
):
    item = told.items.get(title=f"Item {SECRET}")
    item.is_exempt, item.exempt_reason = True, ExemptReason.IDENTITY
    if knows_its_row:
        # Items of minutes that are opened again may be put in another order.
        item.number = 100
    else:
        first = told.versions.get()
        for one in first.words["items"]:
            del one["id"]
        first.save()
    item.save()
    publish_again(told)
    earlier = told.page("minutes-version", number=1)

    assert SECRET not in words(client, earlier)
    assert SECRET not in words(observer, earlier)
    assert "The sea wall" in words(client, earlier)
    assert SECRET in words(member, earlier)


@pytest.fixture
def agreed(meeting):
    """A published action that names no school, carried into the next published minutes."""
    action = ActionFactory(
        meeting=meeting, item=ItemFactory(meeting=meeting, title="Support"), text=f"Visit {SECRET}."
    )
    publish(meeting)
    later = meeting.group.meetings.exclude(pk=meeting.pk).get()
    ItemFactory(meeting=later, kind="matters", title="Matters arising")
    publish(later)
    return action


def test_an_action_that_names_a_school_since_is_withheld_where_it_was_public(
    client, agreed, pdfs_in_words
):
    later = agreed.group.meetings.get(day=agreed.meeting.day + datetime.timedelta(days=42))
    urls = [
        agreed.meeting.minutes_url,
        agreed.meeting.page("minutes-pdf"),
        agreed.meeting.page("minutes-version", number=1),
        later.minutes_url,
    ]
    assert all(SECRET in words(client, url) for url in urls)
    assert find_minutes(Query.read(SECRET), None, TODAY)

    agreed.school = SchoolFactory()
    agreed.save()

    assert not any(SECRET in words(client, url) for url in urls)
    assert not find_minutes(Query.read(SECRET), None, TODAY)


@pytest.mark.parametrize("because", ["exempt", "school"])
def test_a_pdf_of_minutes_is_for_members_once_something_in_them_is_withheld(
    client, member, agreed, because
):
    meeting = agreed.meeting
    file = meeting.files.create(file="minutes/x.pdf", is_public=True, added_at=NOW)
    assert file.get_absolute_url() in words(client, meeting.minutes_url)

    if because == "exempt":
        meeting.items.update(is_exempt=True, exempt_reason=ExemptReason.IDENTITY)
    else:
        agreed.school = SchoolFactory()
        agreed.save()

    assert file.get_absolute_url() not in words(client, meeting.minutes_url)
    assert file.get_absolute_url() in words(member, meeting.minutes_url)


def test_who_left_the_group_reads_no_exempt_action_they_owned(observer, secrets):
    action = secrets.actions.get(text=f"Do {SECRET}.")
    action.owner = observer.user
    action.save()
    urls = [action.get_absolute_url(), reverse("subgroups:my-actions"), "/my/"]
    assert SECRET in words(observer, action.get_absolute_url())

    observer.seat.ends_on = TODAY - datetime.timedelta(days=1)
    observer.seat.save()

    assert not any(SECRET in words(observer, url) for url in urls)
    assert action.reference not in words(observer, reverse("subgroups:my-actions"))
