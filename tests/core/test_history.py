"""What a record said before: a version for each change, and none that is lost or empty."""

import datetime

import pytest
from django.apps import apps
from django.contrib.auth.models import update_last_login
from django.db import models
from django.utils import timezone

from accounts.models import CityPost, Invitation, User
from accounts.permissions import Role
from core import history
from core.history import UntrackedWriteError, changes
from notifications.models import Preference
from schools.models import SchoolPost
from tests.factories.accounts import CityPostFactory, InvitationFactory, UserFactory
from tests.factories.schools import DeputyFactory, SchoolPostFactory

pytestmark = pytest.mark.django_db

JULY = datetime.date(2026, 7, 31)


@pytest.fixture
def robin():
    return UserFactory(full_name="Robin Smith", email="robin@example.org")


@pytest.fixture
def kim():
    return UserFactory(full_name="Kim Jones")


def told(record, **options):
    return [
        (each.field, each.before, each.after, each.by)
        for each in changes(record.history.all(), **options)
    ]


def test_a_change_is_told_field_by_field_newest_first_with_who_made_it(robin, kim):
    robin.full_name = "Robin Green"
    history.save(robin, by=kim)
    robin.email, robin.is_active = "green@example.org", False
    history.save(robin, by=robin)

    assert told(robin)[:3] == [
        ("E-mail address", "robin@example.org", "green@example.org", "Robin Green"),
        ("May sign in", "yes", "no", "Robin Green"),
        ("Full name", "Robin Smith", "Robin Green", "Kim Jones"),
    ]


def test_what_a_record_began_with_is_told_but_not_what_was_left_blank(kim):
    post = CityPostFactory.build(user=kim, role=Role.EDITOR)

    history.save(post, by=None)

    assert told(post, leaves_out=["user"]) == [
        ("First day", "–", "1 September 2020", "The portal itself"),
        ("Role", "–", "Editor", "The portal itself"),
    ]


def test_a_change_in_anothers_name_says_both(robin, kim):
    post = CityPostFactory(user=robin)
    post.ends_on = JULY

    history.save(post, by=kim, in_name_of=robin)

    assert told(post)[0] == (
        "Last day",
        "not set",
        "31 July 2026",
        "Kim Jones, on behalf of Robin Smith",
    )


def test_a_day_given_as_text_is_the_day_it_means(robin):
    post = CityPostFactory(user=robin, ends_on=JULY)
    post.ends_on = "2026-07-31"

    history.save(post, by=robin)

    assert post.history.count() == 1


def test_what_a_field_points_at_is_named_in_one_query_a_field(django_assert_num_queries):
    deputy = DeputyFactory()

    with django_assert_num_queries(4):
        words = {field: after for field, _, after, _ in told(deputy)}

    assert words["School"] == str(deputy.school)
    assert words["Delegated from"] == str(deputy.delegated_from)


def test_what_a_field_pointed_at_and_is_gone_is_a_number(robin):
    post = SchoolPostFactory(user=robin)
    version = post.history.get()
    version.school_id = 1
    version.save()

    assert ("School", "–", "School 1, no longer kept", "The portal itself") in told(post)


def test_a_sign_in_a_password_and_a_save_that_changes_nothing_make_no_version(robin):
    update_last_login(None, robin)
    robin.set_password("another quiet harbour")
    robin.save()
    history.save(robin, by=robin)

    assert robin.history.count() == 1


def test_a_name_is_credited_for_one_version_alone(robin, kim):
    robin.full_name = "Robin Green"
    history.save(robin, by=kim)
    robin.full_name = "Robin Brown"
    robin.save()

    assert robin.history.first().by_name == "The portal itself"


def test_whoever_is_signed_in_is_credited_where_a_library_saves(administrator, robin):
    administrator.user.is_staff = administrator.user.is_superuser = True
    administrator.user.save()
    form = {"email": robin.email, "full_name": "Robin Green", "is_active": "on"}

    administrator.post(f"/django-admin/accounts/user/{robin.pk}/change/", form)

    assert told(robin)[0] == ("Full name", "Robin Smith", "Robin Green", str(administrator.user))


@pytest.mark.parametrize(
    "write",
    [
        lambda: User.objects.update(full_name="Somebody Else"),
        lambda: CityPost.objects.filter(pk=1).update(ends_on=JULY),
        lambda: Invitation.objects.update(revoked_at=timezone.now()),
        lambda: Preference.objects.update(wants_email=False),
        lambda: SchoolPost.objects.update(school=900_001),
        lambda: SchoolPost.objects.update(school_id=900_001),
        lambda: User.objects.bulk_create([User(email="new@example.org")]),
        lambda: User.objects.bulk_update([], ["full_name"]),
    ],
)
def test_no_write_in_bulk_passes_the_versions_by(write):
    with pytest.raises(UntrackedWriteError):
        write()


def test_every_model_whose_versions_are_kept_refuses_writes_in_bulk():
    assert {model.__name__ for model in history.tracked()} >= {
        "User",
        "CityPost",
        "SchoolPost",
        "TrustPost",
        "Invitation",
        "Preference",
        "RatingRound",
    }
    for model in history.tracked():
        assert isinstance(model.objects.all(), history.VersionedQuerySet), model


def test_what_is_left_out_of_the_versions_may_be_written_in_bulk():
    invitation = InvitationFactory()

    Invitation.objects.update(sent_at=timezone.now())

    assert invitation.history.count() == 1


def test_a_version_never_asks_for_others_to_say_what_it_is(django_assert_num_queries):
    version = SchoolPostFactory().history.get()

    with django_assert_num_queries(0):
        words = str(version)

    assert words.startswith(f"school post {version.id}, ")


def test_a_version_goes_with_its_record(robin):
    CityPostFactory(user=robin, ends_on=JULY)
    robin.full_name = "Robin Green"
    robin.save()

    robin.delete()

    for model in history.tracked():
        assert not model.history.exists()


# --- Letting go -------------------------------------------------------------------------


def ago(days):
    return timezone.now() - datetime.timedelta(days=days)


def written(record, *days):
    """Versions of a record as if written so many days ago, the first of them first."""
    record.history.all().delete()
    for each in days:
        record.full_name = f"Robin {each}"
        record.save()
        newest = record.history.first()
        type(newest)._base_manager.filter(pk=newest.pk).update(history_date=ago(each))


@pytest.mark.parametrize(
    ("days", "left"),
    [
        ([900], ["Robin 900"]),
        ([900, 800], ["Robin 800"]),
        ([900, 800, 100, 50], ["Robin 50", "Robin 100", "Robin 800"]),
        ([100, 50], ["Robin 50", "Robin 100"]),
    ],
)
def test_what_was_said_at_the_last_moment_that_is_kept_stays(robin, days, left):
    written(robin, *days)

    gone = history.let_go(before=ago(365))

    assert [version.full_name for version in robin.history.all()] == left
    assert gone == len(days) - len(left)


def test_the_versions_of_others_do_not_count(robin, kim):
    written(robin, 900)
    written(kim, 800)

    assert history.let_go(before=ago(365)) == 0


# --- Beginning --------------------------------------------------------------------------


def test_a_record_older_than_the_versions_begins_with_one(robin):
    post = SchoolPostFactory(user=robin)
    post.history.all().delete()

    history.begin("schools", "SchoolPost").code(apps, None)
    post.ends_on = JULY
    post.save()

    assert told(post, leaves_out=["user", "school"]) == [
        ("Last day", "not set", "31 July 2026", "The portal itself"),
        ("First day", "–", "1 September 2020", "The portal itself"),
        ("Role", "–", "Headteacher", "The portal itself"),
    ]
    assert [change.note for change in changes(post.history.all())][1:] == [
        "as it stood when versions were first kept"
    ] * 4


def test_every_person_who_writes_a_version_is_a_column_of_personal_data():
    for model in history.tracked():
        version = model.history.model
        people = [f for f in version._meta.fields if isinstance(f, models.ForeignKey)]
        assert {"history_user", "in_name_of"} <= {field.name for field in people}
