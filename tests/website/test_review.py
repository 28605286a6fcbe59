"""Nothing is public before somebody who did not write it has read it."""

import datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import WorkflowState
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from accounts.permissions import Permission, Role
from accounts.services import RefusedError
from core.models import AuditEvent
from tests.conftest import holder_of
from tests.factories.website import StandardPageFactory
from website import policies, tasks
from website.models import HomePage, Review, StandardPage, had_a_hand_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(db):
    return holder_of(Role.EDITOR)


@pytest.fixture
def approver(db):
    return holder_of(Role.ADMINISTRATOR)


def filled(title="About us", *, slug="about-us", text="We work together.", **more):
    """What an editor's form sends."""
    return nested_form_data(
        {
            "title": title,
            "slug": slug,
            "introduction": "Who we are.",
            "search_description": "",
            "body": streamfield([("text", rich_text(f"<p>{text}</p>"))]),
            "go_live_at": "",
            "expire_at": "",
            **more,
        }
    )


def created(client, *, action="action-submit", parent=None, **form):
    parent = parent or HomePage.objects.get()
    url = reverse("wagtailadmin_pages:add", args=["website", "standardpage", parent.pk])
    return client.post(url, {**filled(**form), action: "1"})


def changed(client, page, *, action="action-submit", **form):
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(url, {**filled(slug=page.slug, **form), action: "1"})


def decided(client, page, deed, **form):
    page = StandardPage.objects.get(pk=page.pk)
    state = page.current_workflow_task_state or page.workflow_states.last().task_states.last()
    args = [page.pk, deed, state.pk]
    return client.post(reverse("wagtailadmin_pages:workflow_action", args=args), form)


def ended_yesterday(person):
    post = person.posts.get()
    post.ends_on = timezone.localdate() - datetime.timedelta(days=1)
    post.save()


def submitted_by(client, **form):
    created(client, **form)
    return StandardPage.objects.get()


# --- The way of a page ------------------------------------------------------------------


def test_a_page_is_written_submitted_approved_and_then_public(editor, approver):
    page = submitted_by(editor)
    before = Client().get("/about-us/").status_code

    answer = decided(approver, page, "approve")

    public = Client().get("/about-us/")
    assert (before, answer.status_code, public.status_code) == (404, 302, 200)
    assert "We work together." in public.text
    events = AuditEvent.objects.filter(kind="page").order_by("pk")
    assert [(event.action, event.actor) for event in events] == [
        ("page submitted for review", editor.user),
        ("page approved", approver.user),
    ]


def test_a_draft_is_nobodys_but_the_editors(editor):
    created(editor, action="action-save-draft")

    page = StandardPage.objects.get()
    assert not page.live
    assert Client().get("/about-us/").status_code == 404


def test_a_change_to_a_public_page_waits_for_its_review(editor, approver):
    page = StandardPageFactory(slug="about-us", title="About us")

    changed(editor, page, text="Quite another text.")
    waiting = Client().get("/about-us/").text
    decided(approver, page, "approve")

    assert "Quite another text." not in waiting
    assert "Quite another text." in Client().get("/about-us/").text


def test_a_page_sent_back_says_why_and_is_submitted_again(editor, approver):
    page = submitted_by(editor)

    decided(approver, page, "reject", comment="Please name the trusts.")
    page = StandardPage.objects.get()
    told = editor.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    returned = page.current_workflow_state.status
    changed(editor, page, text="With the trusts named.")
    decided(approver, page, "approve")

    assert "Please name the trusts." in told
    assert returned == WorkflowState.STATUS_NEEDS_CHANGES
    assert "With the trusts named." in Client().get("/about-us/").text
    assert AuditEvent.objects.filter(action="page returned from review").count() == 1


def test_the_author_cannot_write_on_while_a_page_is_in_review(editor):
    page = submitted_by(editor)

    changed(editor, page, text="Slipped in.", action="action-save-draft")

    page.refresh_from_db()
    assert "Slipped in." not in str(page.get_latest_revision_as_object().body)


def test_nothing_is_mailed_past_the_portals_own_notices(editor, approver):
    page = submitted_by(editor)
    decided(approver, page, "reject", comment="No.")

    assert mail.outbox == []


# --- Four eyes --------------------------------------------------------------------------


def test_an_editor_does_not_approve_at_all(editor):
    page = submitted_by(editor)
    other = holder_of(Role.EDITOR)

    for client in (editor, other):
        decided(client, page, "approve")

    page.refresh_from_db()
    assert not page.live


def test_whoever_approves_did_not_submit(approver):
    page = submitted_by(approver)

    decided(approver, page, "approve")

    page.refresh_from_db()
    assert not page.live
    decided(holder_of(Role.ADMINISTRATOR), page, "approve")
    page.refresh_from_db()
    assert page.live


def test_whoever_approves_wrote_no_part_of_it(editor, approver):
    created(approver, action="action-save-draft")
    page = StandardPage.objects.get()
    changed(editor, page, text="One word more.")

    decided(approver, page, "approve")

    page.refresh_from_db()
    assert not page.live


def test_a_change_slipped_in_with_the_approval_is_not_published(editor, approver):
    page = submitted_by(editor)

    answer = changed(
        approver,
        page,
        text="Slipped in by the approver.",
        action="action-workflow-action",
        **{"workflow-action-name": "approve"},
    )

    page.refresh_from_db()
    assert not page.live
    assert "somebody else has to approve it" in approver.get(answer.url).text
    assert "Slipped in" in str(page.get_latest_revision_as_object().body)


def test_what_somebody_wrote_before_the_last_publication_does_not_bar_them(editor, approver):
    page = submitted_by(approver)
    decided(holder_of(Role.ADMINISTRATOR), page, "approve")
    page.refresh_from_db()

    changed(editor, page, text="New from the editor.")
    page.refresh_from_db()

    assert not had_a_hand_in(page, approver.user)
    decided(approver, page, "approve")
    assert "New from the editor." in Client().get("/about-us/").text


def test_an_approval_after_the_post_has_ended_counts_for_nothing(editor, approver):
    page = submitted_by(editor)
    ended_yesterday(approver.user)

    answer = decided(approver, page, "approve")

    page.refresh_from_db()
    assert (answer.status_code, page.live) == (403, False)


def test_the_task_itself_refuses_whoever_may_not(editor, approver):
    page = submitted_by(editor)
    state = page.current_workflow_task_state
    review = Review.objects.get()

    with pytest.raises(RefusedError, match="Only those who may publish"):
        review.on_action(state, editor.user, "approve")
    assert review.get_actions(page, editor.user) == []
    assert not review.get_task_states_user_can_moderate(editor.user).exists()
    assert review.get_task_states_user_can_moderate(approver.user).get() == state
    assert "had no hand in the page" in Review.get_description()


def test_a_page_that_was_approved_twice_is_published_once(editor, approver):
    page = submitted_by(editor)

    decided(approver, page, "approve")
    decided(holder_of(Role.ADMINISTRATOR), page, "approve")

    assert AuditEvent.objects.filter(action="page approved").count() == 1


# --- Ways round the review --------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR])
def test_no_button_publishes_straight_away(role):
    client = holder_of(role)
    page = StandardPageFactory(slug="about-us", live=False)
    home = HomePage.objects.get()

    created(client, action="action-publish", slug="straight", title="Straight")
    changed(client, page, action="action-publish")
    for deed in ("publish", "bulk/wagtailcore/page/publish"):
        client.post(f"/cms/api/main/pages/{page.pk}/action/{deed}/", {})
    client.post(f"/cms/bulk/wagtailcore/page/publish/?id={page.pk}", {"include_descendants": "on"})

    assert not StandardPage.objects.filter(live=True).exists()
    edit = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).text
    add = reverse("wagtailadmin_pages:add", args=["website", "standardpage", home.pk])
    assert 'name="action-publish"' not in edit + client.get(add).text
    assert 'name="action-submit"' in edit


@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR])
def test_a_copy_of_a_public_page_is_a_draft(role):
    client = holder_of(role)
    page = StandardPageFactory(slug="about-us")
    home = HomePage.objects.get()

    client.post(
        reverse("wagtailadmin_pages:copy", args=[page.pk]),
        {
            "new_title": "A copy",
            "new_slug": "a-copy",
            "new_parent_page": home.pk,
            "publish_copies": "on",
            "alias": "",
        },
    )

    assert not StandardPage.objects.get(slug="a-copy").live


def test_an_older_version_comes_back_through_review_alone(approver):
    page = StandardPageFactory(slug="about-us", title="New name")
    older = page.save_revision(user=None)
    url = reverse("wagtailadmin_pages:revisions_revert", args=[page.pk, older.pk])

    shown = approver.get(url).text

    assert 'name="action-publish"' not in shown


def test_an_editor_takes_nothing_down_and_whoever_publishes_does(editor, approver):
    page = StandardPageFactory(slug="about-us")
    url = reverse("wagtailadmin_pages:unpublish", args=[page.pk])

    editor.post(url)
    still = Client().get("/about-us/").status_code
    approver.post(url)

    assert (still, Client().get("/about-us/").status_code) == (200, 410)


@pytest.mark.parametrize("deed", ["unpublish", "delete"])
def test_nobody_takes_the_home_page_away(approver, deed):
    home = HomePage.objects.get()

    approver.post(reverse(f"wagtailadmin_pages:{deed}", args=[home.pk]))

    assert Client().get("/").status_code == 200


def test_nobody_shuts_a_public_page_with_a_password_of_wagtails(approver):
    page = StandardPageFactory()

    url = reverse("wagtailadmin_pages:set_privacy", args=[page.pk])

    assert approver.post(url, {"restriction_type": "login"}).status_code in (302, 403)
    assert not page.view_restrictions.exists()


# --- By the clock -----------------------------------------------------------------------


def test_an_approved_page_is_public_from_its_day_until_its_last(editor, approver):
    with time_machine.travel("2026-11-20T09:00:00Z", tick=False):
        page = submitted_by(editor, go_live_at="2026-12-01 08:00", expire_at="2026-12-08 08:00")
        decided(approver, page, "approve")
        tasks.publish_scheduled()
        early = Client().get("/about-us/").status_code
    with time_machine.travel("2026-12-01T08:01:00Z", tick=False):
        tasks.publish_scheduled()
        on_its_day = Client().get("/about-us/").status_code
    with time_machine.travel("2026-12-08T08:01:00Z", tick=False):
        tasks.publish_scheduled()
        after = Client().get("/about-us/").status_code

    assert (early, on_its_day, after) == (404, 200, 410)


def test_a_day_chosen_without_review_publishes_nothing(editor):
    with time_machine.travel("2026-11-20T09:00:00Z", tick=False):
        created(editor, action="action-save-draft", go_live_at="2026-12-01 08:00")
    with time_machine.travel("2026-12-01T08:01:00Z", tick=False):
        tasks.publish_scheduled()

    assert Client().get("/about-us/").status_code == 404


# --- Rights follow from posts -----------------------------------------------------------


def test_people_with_a_right_are_those_whose_post_holds_today(editor, approver):
    ended_yesterday(holder_of(Role.ADMINISTRATOR).user)
    pages, pictures = policies.PagePolicy(), policies.FilePolicy("website.Picture")
    home = HomePage.objects.get()

    assert set(pages.users_with_any_permission(["publish"])) == {approver.user}
    assert set(pages.users_with_permission("add")) == {editor.user, approver.user}
    assert set(pages.users_with_permission_for_instance("lock", home)) == {approver.user}
    assert set(pictures.users_with_any_permission(["choose"])) == {editor.user, approver.user}
    assert set(policies.people_who_may(Permission.WEBSITE_PUBLISH)) == {approver.user}


def test_whoever_holds_no_post_has_no_right_on_any_page_or_picture(stranger):
    pages, pictures = policies.PagePolicy(), policies.FilePolicy("website.Picture")

    assert not pages.explorable_instances(stranger.user).exists()
    assert not pages.user_has_any_permission(stranger.user, ["add", "change", "publish"])
    assert not pictures.user_has_permission(stranger.user, "choose")


def test_whoever_publishes_calls_a_planned_publication_off(editor, approver):
    with time_machine.travel("2026-11-20T09:00:00Z"):
        page = submitted_by(editor, go_live_at="2026-12-01 08:00")
        decided(approver, page, "approve")
        revision = page.revisions.exclude(approved_go_live_at=None).get()
        url = reverse("wagtailadmin_pages:revisions_unschedule", args=[page.pk, revision.pk])

        editor.post(url)
        revision.refresh_from_db()
        refused = revision.approved_go_live_at
        approver.post(url)
        revision.refresh_from_db()

    assert refused is not None
    assert revision.approved_go_live_at is None


# --- Where people land ------------------------------------------------------------------


def test_a_page_in_review_is_on_the_first_page_of_whoever_may_approve_it(editor, approver):
    submitted_by(editor)

    told = approver.get(reverse("landing")).text
    author = editor.get(reverse("landing")).text

    assert "1 page waits for somebody who did not write it. It is due by" in told
    assert "wait for a second reader" not in author
    assert "7 pages are public; 1 has words that are not public yet." in author


def test_nobody_is_asked_to_read_their_own_page(approver):
    submitted_by(approver)

    assert "wait for a second reader" not in approver.get(reverse("landing")).text


def test_two_pages_wait_in_the_plural(editor, approver):
    created(editor)
    created(editor, slug="another", title="Another")
    StandardPageFactory()

    told = approver.get(reverse("landing")).text

    assert "2 pages wait for somebody who did not write them. The first is due by" in told
    assert "8 pages are public; 2 have words that are not public yet." in told


def test_a_website_without_drafts_says_so(editor):
    assert "7 pages are public; nothing waits to be published." in editor.get("/my/").text


# --- By when ----------------------------------------------------------------------------

FRIDAY = datetime.datetime(2026, 12, 4, 15, tzinfo=datetime.UTC)


def of_this_moment():
    """An editor and somebody who approves, signed in at whatever time it is."""
    return holder_of(Role.EDITOR), holder_of(Role.ADMINISTRATOR)


def test_a_page_is_to_be_read_within_three_working_days(db):
    with time_machine.travel(FRIDAY, tick=False):
        editor, approver = of_this_moment()
        submitted_by(editor)
        [(told, is_late)] = approver.get(reverse("review-list")).context["to_read"]
        first = approver.get(reverse("landing")).text
        own = editor.get(reverse("review-list"))

    assert told.due_on == datetime.date(2026, 12, 9) and not is_late
    assert "It is due by 9 December 2026." in first
    assert own.context["to_read"] == [] and len(own.context["own"]) == 1
    assert "Nothing waits for you." in own.text


def test_a_page_that_comes_out_sooner_is_to_be_read_before(db):
    with time_machine.travel(FRIDAY, tick=False):
        editor, approver = of_this_moment()
        created(editor, go_live_at="2026-12-07 08:00")
        [(soon, _)] = approver.get(reverse("review-list")).context["to_read"]

    assert soon.due_on == datetime.date(2026, 12, 7)


def test_late_pages_come_first_and_are_named(db):
    with time_machine.travel(FRIDAY, tick=False):
        editor, _ = of_this_moment()
        created(editor, slug="old", title="Long ago")
    with time_machine.travel(FRIDAY + datetime.timedelta(days=6), tick=False):
        editor, approver = of_this_moment()
        created(editor, slug="new", title="Just now", go_live_at="2026-12-11 08:00")
        page = approver.get(reverse("review-list"))
        first = approver.get(reverse("landing")).text

    told = [(one.title, is_late) for one, is_late in page.context["to_read"]]
    assert told == [("Long ago", True), ("Just now", False)]
    assert page.text.count("Late</strong>") == 1
    assert "Late: Long ago." in first


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_of_reviews_takes_as_many_queries_however_many(
    editor, approver, count, django_assert_num_queries
):
    for number in range(count):
        created(editor, slug=f"page-{number}", title=f"Page {number}")
    approver.get(reverse("review-list"))

    with django_assert_num_queries(6):
        assert len(approver.get(reverse("review-list")).context["to_read"]) == count


def test_the_editors_menu_offers_to_approve_to_whoever_may_and_had_no_hand_in_it(editor, approver):
    page = submitted_by(editor)
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])

    assert "Approve and publish" in menu_of(approver.get(url))
    assert "Approve and publish" not in menu_of(editor.get(url))

    changed(approver, page, text="A better word.", action="action-save-draft")

    assert "Approve and publish" not in menu_of(approver.get(url))
    assert "Ask for changes" in menu_of(approver.get(url))


def menu_of(page):
    """What stands beside “Save draft”."""
    footer = BeautifulSoup(page.content, "html.parser").find("footer")
    return {button.get_text(" ", strip=True) for button in footer.find_all("button")}
