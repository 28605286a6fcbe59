"""What is held on a person: all of it is handed over, and all of it goes."""

import datetime
import json

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import get_page_models

from accounts import personal_data, tasks
from accounts.models import Invitation, User
from accounts.services import RefusedError
from core import audit, history, refusals
from core.access import opened
from core.models import AccessEvent, AuditEvent, Refusal
from dashboard.models import RatingRound
from notifications.kinds import Way
from notifications.kinds.ratings import ROUND_SHARED
from notifications.services import choose_ways
from tests.factories.accounts import CityPostFactory, InvitationFactory, UserFactory
from tests.factories.dashboard import RatingRoundFactory
from tests.factories.notifications import DigestFactory, NoticeFactory
from tests.factories.schools import ReleaseFactory, SchoolPostFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 22)
LAST_YEAR = datetime.date(2025, 8, 31)
# Whose versions are kept, and which of them belong to one person.
VERSIONS = [
    ("accounts", "User"),
    ("accounts", "CityPost"),
    ("accounts", "Invitation"),
    ("dashboard", "RatingRound"),
    ("notifications", "Preference"),
    ("schools", "SchoolPost"),
    ("schools", "TrustPost"),
    ("strategy", "ObjectivePost"),
    ("subgroups", "Action"),
    ("subgroups", "Group"),
    ("subgroups", "Membership"),
    ("support_directory", "Deployment"),
    ("support_directory", "Entitlement"),
    ("support_directory", "PeerReview"),
    ("support_directory", "Project"),
    ("support_directory", "Rate"),
    ("support_directory", "ReviewProgramme"),
    ("support_directory", "Entry"),
    ("support_directory", "EntryPost"),
]
OF_ONE_PERSON = {
    "CityPost",
    "EntryPost",
    "Membership",
    "ObjectivePost",
    "Preference",
    "SchoolPost",
    "TrustPost",
}
# Every column that points at a person. A new one must be thought of: see docs/security.md.
COLUMNS = {
    "account.EmailAddress.user",
    "accounts.CityPost.appointed_by",
    "accounts.CityPost.ended_by",
    "accounts.CityPost.user",
    "accounts.Invitation.accepted_by",
    "accounts.Invitation.invited_by",
    "accounts.Invitation.revoked_by",
    "admin.LogEntry.user",
    "core.AccessEvent.person",
    "core.AuditEvent.about",
    "core.AuditEvent.actor",
    "core.AuditEvent.on_behalf_of",
    "core.Refusal.person",
    *(
        f"{app}.Historical{name}.{column}"
        for app, name in VERSIONS
        for column in ("history_user", "in_name_of")
    ),
    *(f"{app}.Historical{name}.user" for app, name in VERSIONS if name in OF_ONE_PERSON),
    "dashboard.RatingRound.made_by",
    "dashboard.RatingRound.shared_by",
    "mfa.Authenticator.user",
    "notifications.Digest.user",
    "notifications.LastLook.user",
    "notifications.Notice.user",
    "notifications.Preference.user",
    "schools.Release.imported_by",
    "schools.SchoolPost.appointed_by",
    "schools.SchoolPost.ended_by",
    "schools.SchoolPost.user",
    "schools.TrustPost.appointed_by",
    "schools.TrustPost.ended_by",
    "schools.TrustPost.user",
    "strategy.Consultation.drafted_by",
    "strategy.Consultation.summarised_by",
    "strategy.Consultation.withdrawn_by",
    "strategy.Correction.made_by",
    "strategy.Edition.approved_by",
    "strategy.Edition.drafted_by",
    "strategy.Edition.published_by",
    "strategy.ObjectivePost.appointed_by",
    "strategy.ObjectivePost.ended_by",
    "strategy.ObjectivePost.user",
    "strategy.ProgressUpdate.signed_off_by",
    "strategy.ProgressUpdate.submitted_by",
    "strategy.Response.member",
    "strategy.Response.moderated_by",
    "strategy.UpdateRequest.asked_by",
    "subgroups.Action.owner",
    "subgroups.ActionNote.made_by",
    "subgroups.CalendarKey.user",
    "subgroups.Escalation.raised_by",
    "subgroups.EscalationPause.made_by",
    "subgroups.EscalationStep.made_by",
    "subgroups.HighlightReport.published_by",
    "subgroups.HighlightReport.submitted_by",
    "subgroups.HistoricalAction.owner",
    "subgroups.Meeting.approved_by",
    "subgroups.Meeting.checked_by",
    "subgroups.Meeting.saved_by",
    "subgroups.Meeting.sent_by",
    "subgroups.Membership.appointed_by",
    "subgroups.Membership.ended_by",
    "subgroups.Membership.user",
    "subgroups.MinutesFile.added_by",
    "subgroups.MinutesVersion.made_by",
    "subgroups.Paper.added_by",
    "subgroups.ReportCall.made_by",
    "subgroups.Resource.added_by",
    "subgroups.TermsOfReference.written_by",
    "support_directory.Capacity.changed_by",
    "support_directory.Deployment.created_by",
    "support_directory.Designation.applied_by",
    "support_directory.Designation.decided_by",
    "support_directory.Designation.referred_by",
    "support_directory.Designation.seconded_by",
    "support_directory.DesignationStep.by",
    "support_directory.DirectoryImport.decided_by",
    "support_directory.DirectoryImport.uploaded_by",
    "support_directory.Entry.consent_changed_by",
    "support_directory.Entry.created_by",
    "support_directory.Entry.last_confirmed_by",
    "support_directory.Entry.owner",
    "support_directory.Entry.quality_assured_by",
    "support_directory.EntryPost.appointed_by",
    "support_directory.EntryPost.ended_by",
    "support_directory.EntryPost.user",
    "support_directory.HistoricalEntry.owner",
    "support_directory.Shortlisted.user",
    "support_directory.SupportRequest.requested_by",
    "support_directory.Contact.added_by",
    "support_directory.DeploymentDocument.added_by",
    "support_directory.Move.by",
    "support_directory.Note.written_by",
    "support_directory.PeerReview.replied_by",
    "support_directory.PeerReview.reported_by",
    "support_directory.PeerReviewer.user",
    "support_directory.Review.written_by",
    "support_directory.ReviewProgramme.published_by",
    "support_directory.Shortlisting.chosen_by",
    "support_directory.Signature.signed_by",
    "support_directory.SupportRequest.ended_by",
    "support_directory.Visit.answered_by",
    "support_directory.Visit.recorded_by",
    "usersessions.UserSession.user",
    "wagtailadmin.EditingSession.user",
    "wagtailadmin.FormState.user",
    "wagtailcore.APIToken.user",
    "wagtailcore.Comment.resolved_by",
    "wagtailcore.Comment.user",
    "wagtailcore.CommentReply.user",
    "wagtailcore.ModelLogEntry.user",
    "wagtailcore.Page.locked_by",
    "wagtailcore.Page.owner",
    "wagtailcore.PageLogEntry.user",
    "wagtailcore.PageSubscription.user",
    "wagtailcore.Revision.user",
    "wagtailcore.TaskState.finished_by",
    "wagtailcore.UploadedFile.uploaded_by_user",
    "wagtailcore.WorkflowState.requested_by",
    "wagtaildocs.Document.uploaded_by_user",
    "wagtailimages.Image.uploaded_by_user",
    "wagtailusers.UserProfile.user",
    *(
        f"{page._meta.label}.{column}"
        for page in get_page_models()
        if page._meta.app_label == "website"
        for column in ("locked_by", "owner")
    ),
    "website.BulletinIssue.approved_by",
    "website.BulletinIssue.prepared_by",
    "website.Feedback.owner",
    "website.ResourceFile.uploaded_by_user",
    "website.Picture.uploaded_by_user",
}


@pytest.fixture
def robin():
    return UserFactory(full_name="Robin Smith", email="robin@example.org")


@pytest.fixture
def traces(robin, school):
    """Robin has left something in every part of the portal."""
    SchoolPostFactory(user=robin, school=school, ends_on=LAST_YEAR)
    CityPostFactory(appointed_by=robin)
    InvitationFactory(email="Robin@example.org".lower(), full_name="Robin Smith")
    NoticeFactory(user=robin)
    Authenticator.objects.create(
        user=robin, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
    )
    RatingRoundFactory(shared_by=robin)
    audit.record("published file taken in", subject=ReleaseFactory(imported_by=robin), by=robin)
    audit.record("account changed", subject=robin, by=None, before={"full_name": "Robin Jones"})
    opened(AccessEvent.Page.LIST, by=robin, post="", at=timezone.now(), round_id=1)
    refusals.note(asked="read the audit", address="/audit/", by=robin, on=TODAY)
    robin.full_name = "Robin Smith-Jones"
    history.save(robin, by=robin)
    robin.full_name = "Robin Smith"
    history.save(robin, by=None, in_name_of=robin)
    choose_ways(ways={ROUND_SHARED.key: Way.PORTAL}, by=robin)
    round_ = RatingRoundFactory(cut_off=LAST_YEAR)
    round_.cut_off = TODAY
    history.save(round_, by=robin)


def delete(person, by=None):
    personal_data.delete_person(person=person, by=by, on=TODAY)


# --- Handing it over --------------------------------------------------------------------


def test_every_column_that_points_at_a_person_is_thought_of():
    found = {
        f"{model._meta.label}.{column.name}"
        for model in apps.get_models()
        for column in model._meta.fields
        if isinstance(column, models.ForeignKey) and column.related_model is User
    }

    assert found == COLUMNS


def test_a_person_is_handed_everything_but_secrets(sign_in, robin, traces):
    response = sign_in(robin, second_factor=False).get(reverse("account_my_data_file"))

    told = json.loads(response.content)
    assert told["account"]["email"] == "robin@example.org"
    assert told["school posts: user"][0]["ends_on"] == "2025-08-31"
    assert told["audit events: actor"][0]["action"] == "published file taken in"
    assert told["audit events: about"][0]["before"] == {"full_name": "Robin Jones"}
    assert told["access events: person"][0]["page"] == "list"
    assert told["refused requests: person"][0]["asked"] == ["read the audit"]
    assert told["notices: user"] and told["invitations to the address"]
    names = [version["full_name"] for version in told["versions of the account"]]
    assert names == ["Robin Smith", "Robin Smith-Jones", "Robin Smith"]
    assert told["versions of school posts: user"][0]["ends_on"] == "2025-08-31"
    assert told["versions of invitations to the address"][0]["email"] == "robin@example.org"
    assert told["versions of preferences: user"][0]["wants_email"] is False
    assert "round" in told["versions of rating rounds: history user"][0]
    assert "attachment" in response["Content-Disposition"]
    for secret in ("JBSWY3DPEHPK3PXP", robin.password):
        assert secret not in response.text


def test_of_what_a_person_did_to_others_the_others_data_stay_out(robin, traces):
    told = personal_data.held_on(robin)

    [post] = told["city posts: appointed by"]
    assert isinstance(post, str)
    assert "example.org" not in post


def test_an_officer_hands_it_over_for_somebody_and_that_is_audited(officer, robin, traces):
    response = officer.get(reverse("people:person-data", args=[robin.pk]))

    assert json.loads(response.content)["account"]["full_name"] == "Robin Smith"
    event = AuditEvent.objects.newest_first()[0]
    assert (event.action, event.actor, event.about) == (
        "personal data taken away",
        officer.user,
        robin,
    )


def test_nobody_has_the_data_of_another(head, robin):
    assert head.get(reverse("people:person-data", args=[robin.pk])).status_code == 403
    assert "robin@example.org" not in head.get(reverse("account_my_data_file")).text


def test_the_page_counts_what_is_held(sign_in, robin, traces):
    page = sign_in(robin, second_factor=False).get(reverse("account_my_data"))

    assert ("School posts: user", 1) in page.context["counts"]
    assert reverse("account_my_data_file") in page.text


# --- Deleting ---------------------------------------------------------------------------


def test_nothing_of_a_deleted_person_is_left_but_a_number(robin, traces):
    number = robin.pk

    delete(robin)

    for model in apps.get_models():
        for row in model._base_manager.values():
            words = str(row).lower()
            assert "robin" not in words, model
    assert AuditEvent.objects.filter(actor_name=f"Deleted person {number}").exists()
    assert AuditEvent.objects.filter(action="account deleted").exists()
    assert RatingRound.history.filter(by_name=f"Deleted person {number}").count() == 1


def test_an_officer_deletes_an_account_after_being_asked(officer, robin):
    url = reverse("people:person-delete", args=[robin.pk])

    asked = officer.get(url)
    before = User.objects.filter(pk=robin.pk).exists()
    done = officer.post(url, follow=True)

    assert "cannot be undone" in asked.text and before
    assert not User.objects.filter(pk=robin.pk).exists()
    assert "The audit keeps a number for the name" in done.text
    event = AuditEvent.objects.get(action="account deleted")
    assert (event.actor, event.subject_label) == (officer.user, f"Deleted person {robin.pk}")


@pytest.mark.parametrize("ends_on", [None, TODAY, datetime.date(2027, 8, 31)])
def test_whoever_holds_a_post_is_not_deleted(robin, school, ends_on):
    SchoolPostFactory(user=robin, school=school, ends_on=ends_on)

    with pytest.raises(RefusedError, match="End it first"):
        delete(robin)

    assert not AuditEvent.objects.exists()


def test_nobody_deletes_their_own_account(officer):
    response = officer.post(reverse("people:person-delete", args=[officer.user.pk]))

    assert "Nobody deletes their own account" in response.text
    assert User.objects.filter(pk=officer.user.pk).exists()


@pytest.mark.parametrize("power", ["is_staff", "is_superuser"])
def test_an_account_with_power_in_the_django_admin_is_not_deleted(robin, power):
    setattr(robin, power, True)

    with pytest.raises(RefusedError, match="Django admin"):
        delete(robin)


def test_a_deleted_persons_session_opens_nothing(sign_in, robin):
    client = sign_in(robin, second_factor=False)
    delete(robin)

    assert client.get(reverse("landing")).status_code == 302


def test_a_stranger_deletes_nobody(stranger, robin):
    assert stranger.post(reverse("people:person-delete", args=[robin.pk])).status_code == 403
    assert Client().post(reverse("people:person-delete", args=[robin.pk])).status_code == 302
    assert User.objects.filter(pk=robin.pk).exists()


# --- Letting go in time -----------------------------------------------------------------


def ago(days):
    return timezone.now() - datetime.timedelta(days=days)


def let_go():
    return personal_data.let_go(at=timezone.now(), on=timezone.localdate())


def test_what_is_older_than_the_settings_say_goes_and_the_rest_stays(robin):
    for days in (1094, 1096):
        opened(AccessEvent.Page.LIST, by=robin, post="", at=ago(days), round_id=days)
    for days in (364, 366):
        digest = DigestFactory(made_at=ago(days))
        NoticeFactory(created_at=ago(days), digest=digest)
        InvitationFactory(expires_at=ago(days), email=f"person{days}@example.org")

    for days in (179, 181):
        refusals.note(asked="", address="/", by=robin, on=timezone.localdate(ago(days)))

    gone = let_go()

    assert gone == {
        "access events": 1,
        "notices": 1,
        "digests": 1,
        "invitations": 1,
        "refused requests": 1,
        "bookings": 0,
        "feedbacks": 0,
        "versions written over": 0,
        "people": 0,
    }
    assert Refusal.objects.get().day == timezone.localdate(ago(179))
    assert AccessEvent.objects.get().number == 1094
    assert Invitation.objects.get().email == "person364@example.org"


@pytest.mark.parametrize(
    ("joined", "signed_in", "left", "goes"),
    [
        (731, 731, 731, True),
        (731, None, None, True),
        (729, None, None, False),
        (731, 729, 731, False),
        (731, 731, 729, False),
        (731, 731, "still there", False),
    ],
)
def test_an_account_nobody_needs_is_deleted(robin, school, joined, signed_in, left, goes):
    User.objects.filter(pk=robin.pk).update(
        joined_at=ago(joined), last_login=ago(signed_in) if signed_in else None
    )
    if left:
        ends_on = None if left == "still there" else ago(left).date()
        SchoolPostFactory(user=robin, school=school, ends_on=ends_on)

    assert let_go()["people"] == goes
    assert User.objects.filter(pk=robin.pk).exists() is not goes


def test_an_account_of_the_django_admin_is_never_let_go(robin):
    User._base_manager.filter(pk=robin.pk).update(joined_at=ago(9999), is_staff=True)

    assert let_go()["people"] == 0


def test_the_command_counts_first_if_asked(capsys):
    NoticeFactory(created_at=ago(400))

    call_command("apply_retention", "--dry-run")
    counted = capsys.readouterr().out
    call_command("apply_retention")

    assert "notices: 1 would go" in counted
    assert "notices: 1 gone" in capsys.readouterr().out


def test_the_task_says_nothing(capsys):
    with time_machine.travel("2030-01-01T03:40:00Z"):
        tasks.apply_retention()

    assert capsys.readouterr().out == ""
