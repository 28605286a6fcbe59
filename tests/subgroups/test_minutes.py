"""Minutes: numbers given once, no edit lost, and the guards on their way to the public."""

import datetime
import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.permissions import Role
from accounts.services import RefusedError
from core.models import AuditEvent
from notifications.models import Notice
from subgroups import tasks
from subgroups.models import Action, Meeting
from subgroups.services import meetings, minutes
from subgroups.services.minutes import ActionSaid, ChangedSinceError, ItemSaid, Said
from tests.factories.accounts import UserFactory
from tests.factories.subgroups import (
    ActionFactory,
    ItemFactory,
    MeetingFactory,
    MembershipFactory,
    publish,
)
from tests.subgroups.conftest import NOW, text_of

State = Meeting.State


@pytest.fixture
def item(meeting):
    return ItemFactory(meeting=meeting, title="The sea wall")


def said(item, *texts, decision=""):
    """One item with a decision, and an action for each text; rows have keys of their own."""
    return Said(
        items={item.pk: ItemSaid(text="It leaks.", decision=decision)},
        actions=tuple(
            ActionSaid(
                item=item.pk,
                once=f"row{number}",
                text=text,
                owner_post="Harbour master",
                due_on=datetime.date(2026, 5, 1),
            )
            for number, text in enumerate(texts)
        ),
    )


def save(meeting, words, *, by, seen=None):
    meeting.refresh_from_db()
    seen = meeting.version if seen is None else seen
    return minutes.save(meeting=meeting, said=words, seen=seen, by=by, at=NOW).meeting


def pdf(*, script):
    """A PDF of two hundred pages, with or without a script that runs when it is opened."""
    made = pikepdf.new()
    for _ in range(200):
        made.add_blank_page()
    if script:
        made.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    kept = io.BytesIO()
    made.save(kept)
    return SimpleUploadedFile("minutes.pdf", kept.getvalue(), content_type="application/pdf")


def references(meeting):
    return [action.reference for action in meeting.actions.order_by("number")]


@pytest.fixture
def checked(meeting, item, clerk, chair):
    """Minutes that the chair has checked, and a later meeting that may approve them."""
    save(meeting, said(item, "Mend it.", decision="To mend it."), by=clerk.user)
    minutes.send_to_chair(meeting=meeting, by=clerk.user, at=NOW)
    return minutes.check(meeting=meeting, by=chair.user, at=NOW)


@pytest.fixture
def later(meeting):
    return MeetingFactory(group=meeting.group, day=datetime.date(2026, 4, 13), number=4)


def test_actions_and_decisions_are_numbered_as_they_are_saved(meeting, item, clerk):
    save(meeting, said(item, "Mend it.", "Measure it.", decision="To mend it."), by=clerk.user)

    assert references(meeting) == ["INC-2026-03/A1", "INC-2026-03/A2"]
    assert meeting.decisions.get().reference == "INC-2026-03/D1"


def test_a_row_saved_twice_is_one_action(meeting, item, clerk):
    save(meeting, said(item, "Mend it."), by=clerk.user)
    save(meeting, said(item, "Mend it well."), by=clerk.user)

    assert [action.text for action in meeting.actions.all()] == ["Mend it well."]


def test_the_number_of_a_withdrawn_action_is_never_given_again(meeting, item, clerk):
    save(meeting, said(item, "Mend it.", "Measure it."), by=clerk.user)
    save(meeting, said(item, "Mend it.", ""), by=clerk.user)
    save(meeting, said(item, "Mend it.", "", "Paint it."), by=clerk.user)

    assert references(meeting) == ["INC-2026-03/A1", "INC-2026-03/A3"]


def test_of_two_clerks_the_second_is_told_and_nothing_is_written_over(meeting, item, clerk, chair):
    save(meeting, said(item, "Mend it."), by=chair.user)

    with pytest.raises(ChangedSinceError, match=str(chair.user)):
        save(meeting, said(item, "Paint it."), by=clerk.user, seen=0)

    assert [action.text for action in meeting.actions.all()] == ["Mend it."]


def test_minutes_go_to_the_chair_only_when_every_action_says_who_and_by_when(meeting, item, clerk):
    words = Said(actions=(ActionSaid(item=item.pk, once="row0", text="Mend it."),))
    save(meeting, words, by=clerk.user)

    with pytest.raises(RefusedError, match="Say who does INC-2026-03/A1"):
        minutes.send_to_chair(meeting=meeting, by=clerk.user, at=NOW)


def test_nobody_checks_or_approves_minutes_they_sent(meeting, item, chair, later):
    save(meeting, said(item, "Mend it."), by=chair.user)
    minutes.send_to_chair(meeting=meeting, by=chair.user, at=NOW)

    with pytest.raises(RefusedError, match="You sent these minutes yourself"):
        minutes.check(meeting=meeting, by=chair.user, at=NOW)

    vice = MembershipFactory(group=meeting.group, role=Role.GROUP_VICE).user
    minutes.check(meeting=meeting, by=vice, at=NOW)
    with pytest.raises(RefusedError, match="You sent these minutes yourself"):
        minutes.approve(meeting=meeting, at_meeting=later, by=chair.user, at=NOW)


def test_owners_hear_of_their_actions_once_the_chair_has_checked_them(meeting, item, clerk, chair):
    owner = MembershipFactory(group=meeting.group).user
    save(meeting, said(item, "Mend it."), by=clerk.user)
    action = meeting.actions.get()
    action.owner = owner
    action.save()
    minutes.send_to_chair(meeting=meeting, by=clerk.user, at=NOW)
    told = Notice.objects.filter(user=owner, kind="action_given")
    before = told.count()

    minutes.check(meeting=meeting, by=chair.user, at=NOW)
    minutes.give_back(meeting=meeting, why="A comma.", by=chair.user, at=NOW)
    minutes.send_to_chair(meeting=meeting, by=clerk.user, at=NOW)
    minutes.check(meeting=meeting, by=chair.user, at=NOW)

    assert (before, told.count()) == (0, 1)
    assert told.get().context["action"] == action.reference


def test_minutes_are_approved_at_a_later_meeting_that_took_place(checked, chair, meeting):
    to_come = MeetingFactory(group=meeting.group, day=datetime.date(2026, 5, 5))
    elsewhere = MeetingFactory(day=datetime.date(2026, 4, 1))

    for at_meeting in (meeting, to_come, elsewhere):
        with pytest.raises(RefusedError):
            minutes.approve(meeting=checked, at_meeting=at_meeting, by=chair.user, at=NOW)


def test_minutes_with_an_exempt_item_without_a_reason_are_not_published(
    checked, chair, later, item
):
    minutes.approve(meeting=checked, at_meeting=later, by=chair.user, at=NOW)
    item.is_exempt = True
    item.save()

    with pytest.raises(RefusedError, match="exempt and names no statutory reason"):
        minutes.publish(meeting=checked, by=chair.user, at=NOW)


def test_published_minutes_stay_as_they_were_while_they_are_put_right(
    client, checked, chair, clerk, later, item
):
    minutes.approve(meeting=checked, at_meeting=later, by=chair.user, at=NOW)
    published = minutes.publish(meeting=checked, by=chair.user, at=NOW)
    minutes.reopen(meeting=published, why="A slip.", by=chair.user, at=NOW)
    words = said(item, "Mend it.", decision="To paint it.")

    save(published, words, by=clerk.user)

    page = text_of(client.get(published.minutes_url))
    assert "To mend it." in page and "To paint it." not in page
    assert [version.step for version in published.versions.order_by("number")] == [
        "sent to the chair",
        "checked by the chair",
        "approved",
        "published",
        "opened to be put right",
    ]


@pytest.mark.parametrize("state", State)
def test_only_the_steps_of_the_table_are_taken(state):
    taken = {other for other in State if Meeting(state=state).can_become(other)}

    assert taken == Meeting.NEXT.get(state, set())


def test_a_chair_whose_term_ended_last_night_checks_nothing(meeting, item, clerk, chair):
    save(meeting, said(item, "Mend it."), by=clerk.user)
    minutes.send_to_chair(meeting=meeting, by=clerk.user, at=NOW)
    chair.seat.ends_on = datetime.date(2026, 4, 13)
    chair.seat.save()

    response = chair.post(meeting.page("minutes-check"))

    meeting.refresh_from_db()
    assert (response.status_code, meeting.state) == (403, State.WITH_CHAIR)


def test_a_meeting_with_actions_is_not_deleted(meeting, item, clerk):
    ActionFactory(meeting=meeting, item=item)

    with pytest.raises(RefusedError, match="has actions"):
        meetings.delete(meeting=meeting, by=clerk.user)


def test_clerks_are_reminded_after_three_and_seven_days_once_of_each(meeting, clerk, db):
    for day in (10, 9, 7, 7, 4):
        Meeting.objects.filter(pk=meeting.pk).update(day=datetime.date(2026, 4, day))
        tasks.remind()

    kinds = Notice.objects.filter(user=clerk.user, kind="minutes_due")
    assert sorted(notice.context["days"] for notice in kinds) == [3, 7]


# --- The page -----------------------------------------------------------------------------------


def typed(item, **more):
    at = f"item_{item.pk}"
    return {
        "seen": "0",
        f"{at}_text": "It leaks.",
        f"{at}_decision": "To mend it.",
        f"act_{item.pk}_abc_text": "Mend it.",
        f"act_{item.pk}_abc_post": "Harbour master",
        f"act_{item.pk}_abc_due_0": "",
        f"act_{item.pk}_abc_due-day": "1",
        f"act_{item.pk}_abc_due-month": "5",
        f"act_{item.pk}_abc_due-year": "2026",
        **more,
    }


def test_minutes_are_written_on_one_page(clerk, meeting, item):
    url = meeting.page("minutes-write")
    blank = clerk.get(url).content.decode()

    response = clerk.post(url, typed(item, save="yes"), follow=True)

    assert f'name="item_{item.pk}_text"' in blank
    page = response.content.decode()
    assert "INC-2026-03/A1" in page and "Decision 1" in page
    assert Action.objects.get().due_on == datetime.date(2026, 5, 1)


def test_what_is_pasted_keeps_its_words_and_loses_pictures_and_scripts(clerk, meeting, item):
    pasted = "<h2>Wall</h2><p class=Mso>It <b>leaks</b><img src=x><script>alert(1)</script></p>"
    words = {**typed(item), f"item_{item.pk}_text": pasted, "save": "yes"}

    response = clerk.post(meeting.page("minutes-write"), words, follow=True)

    item.refresh_from_db()
    assert item.minute.text == "## Wall\n\nIt **leaks**"
    assert "Left out of what you pasted: pictures, scripts." in text_of(response)


def test_the_second_of_two_editors_sees_both_texts_and_may_save_again(clerk, chair, meeting, item):
    url = meeting.page("minutes-write")
    chair.post(url, {**typed(item), f"item_{item.pk}_text": "The chair’s words."})

    refused = clerk.post(url, {**typed(item), f"item_{item.pk}_text": "The clerk’s words."})

    page = text_of(refused)
    assert f"{chair.user} has saved these minutes" in page
    assert "The chair’s words." in page and "The clerk’s words." in page
    assert 'name="seen" value="1"' in refused.content.decode()


def test_the_script_saves_by_the_same_page_and_hears_of_a_conflict(clerk, meeting, item):
    url = meeting.page("minutes-write")

    saved = clerk.post(url, typed(item, autosave="yes"))
    again = clerk.post(url, typed(item, autosave="yes"))

    assert saved.json() == {"version": 1, "saved": "11:00", "others": ""}
    assert "press Save, and you are shown both" in again.json()["error"]
    assert again.json()["is_over"]
    assert Action.objects.count() == 1


def test_an_open_page_is_told_of_the_other_editor(clerk, chair, meeting, item):
    url = meeting.page("minutes-write")
    chair.get(url)

    page = text_of(clerk.get(url))

    assert f"{chair.user} (11:00) also has this page open." in page


def test_a_pdf_of_200_pages_is_taken_and_one_with_a_script_refused(clerk, meeting):
    url = meeting.page("minutes-file-add")

    refused = clerk.post(url, {"file": pdf(script=True)})
    assert "The PDF holds a script" in text_of(refused)
    assert not meeting.files.exists()

    clerk.post(url, {"file": pdf(script=False)})
    given = clerk.get(meeting.files.get().get_absolute_url())
    assert given.getvalue().startswith(b"%PDF-")


def test_a_pdf_of_a_meeting_with_exempt_items_is_for_members_alone(clerk, meeting, item):
    item.is_exempt, item.exempt_reason = True, "2"
    item.save()

    with pytest.raises(RefusedError, match="for members alone"):
        minutes.add_file(
            file=meeting.files.model(meeting=meeting, is_public=True), by=clerk.user, at=NOW
        )


def test_the_chair_publishes_from_the_landing_page_in_four_clicks(client, checked, chair, later):
    landing = chair.get("/my/").content.decode()
    assert checked.minutes_url in landing  # 1

    chair.get(checked.minutes_url)
    chair.post(checked.page("minutes-approve"), {"at_meeting": later.pk})  # 2
    asked = chair.get(checked.page("minutes-publish"))  # 3
    chair.post(checked.page("minutes-publish"))  # 4

    assert "Nothing in them is withheld" in text_of(asked)
    assert "INC-2026-03/A1" in text_of(client.get(checked.minutes_url))


def test_the_audit_names_no_word_of_the_minutes(meeting, item, clerk):
    save(meeting, said(item, "Mend it quietly."), by=clerk.user)

    told = " ".join(f"{event.subject_label} {event.after}" for event in AuditEvent.objects.all())
    assert "quietly" not in told


@pytest.mark.parametrize("count", [1, 10])
def test_minutes_take_as_many_queries_whatever_their_length(
    client, meeting, count, django_assert_max_num_queries
):
    for _ in range(count):
        ActionFactory(meeting=meeting, item=ItemFactory(meeting=meeting))
    publish(meeting)

    with django_assert_max_num_queries(8):
        client.get(meeting.minutes_url)


@pytest.mark.parametrize("count", [1, 10])
def test_the_page_of_writing_takes_as_many_queries_whatever_is_on_it(
    clerk, meeting, count, django_assert_max_num_queries
):
    for _ in range(count):
        ActionFactory(meeting=meeting, item=ItemFactory(meeting=meeting))
        MembershipFactory(group=meeting.group, user=UserFactory())

    with django_assert_max_num_queries(22):
        clerk.get(meeting.page("minutes-write"))
