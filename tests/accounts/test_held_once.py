"""Nobody holds the same post twice on a day: the database itself refuses, of every kind of post."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from accounts import services
from accounts.constraints import NoOverlap
from accounts.models import CityPost
from accounts.permissions import Role
from accounts.posts import kinds
from tests.factories.accounts import CityPostFactory, UserFactory
from tests.factories.schools import SchoolFactory, SchoolPostFactory, TrustFactory, TrustPostFactory
from tests.factories.strategy import ObjectiveFactory, ObjectivePostFactory
from tests.factories.subgroups import GroupFactory, MembershipFactory
from tests.factories.support_directory import EntryFactory, EntryPostFactory

WORDS = "This person holds this post on some of these days already."
NOW = datetime.datetime(2026, 5, 1, 12, tzinfo=datetime.UTC)
FACTORIES = {
    "city": CityPostFactory,
    "school": SchoolPostFactory,
    "trust": TrustPostFactory,
    "objective": ObjectivePostFactory,
    "entry": EntryPostFactory,
    "group": MembershipFactory,
}
PLACES = {
    "school": SchoolFactory,
    "trust": TrustFactory,
    "objective": ObjectiveFactory,
    "entry": EntryFactory,
    "group": GroupFactory,
}


def day(month, number):
    return datetime.date(2026, month, number)


def spring(kind="city", **given):
    """A post from 1 April to 30 June."""
    return FACTORIES[kind](starts_on=day(4, 1), ends_on=day(6, 30), **given)


def again(post, starts_on, ends_on, **changed):
    """The same post on other days, put where no code of ours looks at it."""
    model = type(post)
    fields = {"user_id": post.user_id, "role": post.role}
    if model.SCOPE:
        fields[f"{model.SCOPE}_id"] = getattr(post, f"{model.SCOPE}_id")
    other = model(**{**fields, "starts_on": starts_on, "ends_on": ends_on, **changed})
    with transaction.atomic():
        model._base_manager.bulk_create([other])
    return other


def test_every_kind_of_post_is_held_once_and_tried_here():
    assert set(kinds()) == set(FACTORIES)
    for model in kinds().values():
        (truth,) = [each for each in model._meta.constraints if isinstance(each, NoOverlap)]
        assert set(truth.fields) == {"user", "role", *([model.SCOPE] if model.SCOPE else [])}


@pytest.mark.parametrize("kind", FACTORIES)
@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (day(1, 1), day(4, 1)),
        (day(5, 1), day(5, 1)),
        (day(6, 30), day(7, 1)),
        (day(6, 30), None),
        (day(1, 1), None),
        (day(1, 1), day(12, 31)),
    ],
)
def test_the_database_refuses_a_post_on_any_of_the_same_days(db, kind, starts_on, ends_on):
    post = spring(kind)

    with pytest.raises(IntegrityError, match="held_once_on_any_day"):
        again(post, starts_on, ends_on)


@pytest.mark.parametrize("kind", FACTORIES)
@pytest.mark.parametrize(
    ("starts_on", "ends_on"), [(day(1, 1), day(3, 31)), (day(7, 1), day(7, 2)), (day(7, 1), None)]
)
def test_the_days_before_and_after_are_free(db, kind, starts_on, ends_on):
    assert again(spring(kind), starts_on, ends_on).pk


def test_two_posts_without_an_end_are_refused(db):
    post = CityPostFactory(starts_on=day(4, 1))

    with pytest.raises(IntegrityError, match="held_once_on_any_day"):
        again(post, day(9, 1), None)


@pytest.mark.parametrize("kind", PLACES)
def test_the_same_days_are_free_in_another_place(db, kind):
    place = {f"{kind}_id": PLACES[kind]().pk}

    assert again(spring(kind), day(4, 1), day(6, 30), **place).pk


def test_the_same_days_are_free_in_another_role_and_for_another_person(db):
    post = spring(role=Role.BROKER)

    assert again(post, day(4, 1), day(6, 30), role=Role.EDITOR).pk
    assert again(post, day(4, 1), day(6, 30), user_id=UserFactory().pk).pk


@pytest.mark.parametrize(
    "change",
    [
        {"starts_on": day(6, 1)},
        {"role": Role.BROKER, "starts_on": day(5, 1), "ends_on": day(5, 2)},
        {"starts_on": day(1, 1), "ends_on": None},
    ],
)
def test_the_database_refuses_a_change_that_makes_two_of_one_day(db, change):
    held = spring(role=Role.BROKER)
    later = again(held, day(7, 1), day(8, 31))

    with pytest.raises(IntegrityError, match="held_once"), transaction.atomic():
        CityPost._base_manager.filter(pk=later.pk).update(**change)


def test_a_change_of_somebody_to_somebody_else_is_refused_if_they_hold_it(db):
    held, other = spring(role=Role.BROKER), spring(role=Role.BROKER)

    with pytest.raises(IntegrityError, match="held_once"), transaction.atomic():
        CityPost._base_manager.filter(pk=other.pk).update(user=held.user)


def test_a_post_may_be_made_shorter_longer_and_the_same_again(db):
    held = spring(role=Role.BROKER)
    again(held, day(9, 1), None)

    for ends_on in (day(5, 1), day(8, 31), day(8, 31)):
        CityPost._base_manager.filter(pk=held.pk).update(ends_on=ends_on)

    held.refresh_from_db()
    assert held.ends_on == day(8, 31)


def test_a_race_for_a_post_is_lost_in_words(db, monkeypatch):
    held = spring(role=Role.BROKER)
    monkeypatch.setattr(NoOverlap, "validate", lambda *args, **kwargs: None)
    post = CityPost(user=held.user, role=Role.BROKER, starts_on=day(6, 1))

    with pytest.raises(services.RefusedError) as refused:
        services.appoint(post=post, by=None)

    assert str(refused.value) == WORDS
    assert held.user.posts.count() == 1


def test_who_holds_a_post_is_told_in_the_same_words_before_it_comes_to_that(db):
    held = spring(role=Role.BROKER)
    post = CityPost(user=held.user, role=Role.BROKER, starts_on=day(6, 1))

    with pytest.raises(services.RefusedError) as refused:
        services.appoint(post=post, by=None)

    assert str(refused.value) == WORDS


def test_a_post_is_not_drawn_out_into_the_next_one(db):
    held = spring(role=Role.BROKER)
    again(held, day(9, 1), None)

    with pytest.raises(services.RefusedError) as refused:
        services.end_post(post=held, seen=held.version, ends_on=day(9, 1), by=None, at=NOW)

    held.refresh_from_db()
    assert str(refused.value) == WORDS
    assert (held.ends_on, held.ended_at) == (day(6, 30), None)


def test_another_refusal_of_the_database_is_not_taken_for_this_one(db):
    with pytest.raises(IntegrityError, match="ends_after"), services.held_once():
        CityPostFactory(starts_on=day(4, 1), ends_on=day(3, 1))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL remakes no tables")
def test_a_table_that_a_migration_remakes_keeps_its_triggers(db):
    as_migrated = MigrationLoader(connection).project_state().apps
    editor = connection.SchemaEditorClass(connection, collect_sql=True)
    editor.deferred_sql = []

    editor._remake_table(as_migrated.get_model("accounts", "CityPost"))

    made = [sql for sql in editor.collected_sql if sql.startswith("CREATE TRIGGER")]
    assert len(made) == 2
    assert all('ON "accounts_citypost"' in sql for sql in made)
