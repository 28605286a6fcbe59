"""Every role against every permission: the table once more, written out by hand."""

import datetime

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from accounts.models import User
from accounts.permissions import (
    GRANTS,
    NEEDS_SECOND_FACTOR,
    Permission,
    Role,
    audience,
    authorise,
    can,
    needs_second_factor,
)
from subgroups.models import Membership
from tests.factories.accounts import CityPostFactory, UserFactory
from tests.factories.schools import (
    DeputyFactory,
    SchoolFactory,
    SchoolPostFactory,
    TrustFactory,
    TrustPostFactory,
)
from tests.factories.strategy import ObjectiveFactory, ObjectivePostFactory
from tests.factories.subgroups import MembershipFactory
from tests.factories.support_directory import EntryPostFactory

MAY = {
    (Role.OFFICER, Permission.EVENTS_RUN),
    (Role.OFFICER, Permission.DEPLOYMENT_ARRANGE),
    (Role.OFFICER, Permission.DEPLOYMENT_SUMMARY),
    (Role.DATA_OFFICER, Permission.DEPLOYMENT_SUMMARY),
    (Role.MODERATOR, Permission.DEPLOYMENT_SUMMARY),
    (Role.BROKER, Permission.DEPLOYMENT_SUMMARY),
    (Role.OFFICER, Permission.DEPLOYMENT_DELIVER),
    (Role.OFFICER, Permission.DEPLOYMENT_VIEW),
    (Role.BROKER, Permission.DEPLOYMENT_ARRANGE),
    (Role.BROKER, Permission.DEPLOYMENT_DELIVER),
    (Role.BROKER, Permission.DEPLOYMENT_VIEW),
    (Role.HEAD, Permission.DEPLOYMENT_VIEW),
    (Role.HEAD, Permission.DEPLOYMENT_HOST),
    (Role.HEAD, Permission.DEPLOYMENT_RELEASE),
    (Role.CHAIR, Permission.DEPLOYMENT_VIEW),
    (Role.DEPUTY, Permission.DEPLOYMENT_VIEW),
    (Role.DEPUTY, Permission.DEPLOYMENT_HOST),
    (Role.DEPUTY, Permission.DEPLOYMENT_RELEASE),
    (Role.TRUST_LEAD, Permission.DEPLOYMENT_VIEW),
    (Role.SYSTEM_LEADER, Permission.DEPLOYMENT_DELIVER),
    (Role.OFFICER, Permission.SUPPORT_REQUEST),
    (Role.OFFICER, Permission.SUPPORT_VIEW),
    (Role.OFFICER, Permission.SUPPORT_BROKER),
    (Role.BROKER, Permission.SUPPORT_REQUEST),
    (Role.BROKER, Permission.SUPPORT_VIEW),
    (Role.BROKER, Permission.SUPPORT_BROKER),
    (Role.MODERATOR, Permission.SUPPORT_REQUEST),
    (Role.BOARD_CHAIR, Permission.SUPPORT_REQUEST),
    (Role.HEAD, Permission.SUPPORT_REQUEST),
    (Role.HEAD, Permission.SUPPORT_VIEW),
    (Role.CHAIR, Permission.SUPPORT_REQUEST),
    (Role.CHAIR, Permission.SUPPORT_VIEW),
    (Role.DEPUTY, Permission.SUPPORT_REQUEST),
    (Role.DEPUTY, Permission.SUPPORT_VIEW),
    (Role.TRUST_LEAD, Permission.SUPPORT_REQUEST),
    (Role.TRUST_LEAD, Permission.SUPPORT_VIEW),
    (Role.OFFICER, Permission.IMPACT_VIEW),
    (Role.OFFICER, Permission.IMPACT_SCHOOLS_VIEW),
    (Role.OFFICER, Permission.PEER_REVIEW_RUN),
    (Role.MODERATOR, Permission.IMPACT_VIEW),
    (Role.MODERATOR, Permission.IMPACT_SCHOOLS_VIEW),
    (Role.BROKER, Permission.IMPACT_VIEW),
    (Role.BROKER, Permission.IMPACT_SCHOOLS_VIEW),
    (Role.BROKER, Permission.PEER_REVIEW_RUN),
    (Role.BOARD_CHAIR, Permission.IMPACT_VIEW),
    (Role.BOARD_MEMBER, Permission.IMPACT_VIEW),
    (Role.HEAD, Permission.PEER_REPORT_READ),
    (Role.CHAIR, Permission.PEER_REPORT_READ),
    (Role.DEPUTY, Permission.PEER_REPORT_READ),
    (Role.OFFICER, Permission.RATINGS_VIEW_ALL),
    (Role.OFFICER, Permission.RATING_VIEW),
    (Role.OFFICER, Permission.ROUND_RUN),
    (Role.OFFICER, Permission.TRUST_VIEW),
    (Role.OFFICER, Permission.DATA_VIEW),
    (Role.OFFICER, Permission.PEOPLE_MANAGE),
    (Role.OFFICER, Permission.PERMISSIONS_VIEW),
    (Role.OFFICER, Permission.PREVIEW_AS),
    (Role.OFFICER, Permission.AUDIT_VIEW),
    (Role.OFFICER, Permission.ACCESS_VIEW),
    (Role.OFFICER, Permission.MAIL_VIEW),
    (Role.OFFICER, Permission.COMPONENTS_VIEW),
    (Role.OFFICER, Permission.STRATEGY_DRAFT),
    (Role.OFFICER, Permission.STRATEGY_APPROVE),
    (Role.OFFICER, Permission.PROGRESS_REPORT),
    (Role.OFFICER, Permission.PROGRESS_SIGN_OFF),
    (Role.OFFICER, Permission.CONSULTATION_RUN),
    (Role.OFFICER, Permission.DIRECTORY_VIEW),
    (Role.OFFICER, Permission.DIRECTORY_KEEP),
    (Role.OFFICER, Permission.ENTRY_KEEP),
    (Role.OFFICER, Permission.DESIGNATION_DECIDE),
    (Role.DATA_OFFICER, Permission.DIRECTORY_VIEW),
    (Role.DATA_OFFICER, Permission.RATINGS_VIEW_ALL),
    (Role.DATA_OFFICER, Permission.RATING_VIEW),
    (Role.DATA_OFFICER, Permission.ROUND_RUN),
    (Role.DATA_OFFICER, Permission.TRUST_VIEW),
    (Role.DATA_OFFICER, Permission.DATA_VIEW),
    (Role.DATA_OFFICER, Permission.AUDIT_VIEW),
    (Role.DATA_OFFICER, Permission.ACCESS_VIEW),
    (Role.MODERATOR, Permission.RATINGS_VIEW_ALL),
    (Role.MODERATOR, Permission.DATA_VIEW),
    (Role.BROKER, Permission.RATINGS_VIEW_ALL),
    (Role.BROKER, Permission.TRUST_VIEW),
    (Role.BROKER, Permission.DATA_VIEW),
    (Role.BROKER, Permission.DIRECTORY_VIEW),
    (Role.BROKER, Permission.DIRECTORY_KEEP),
    (Role.BROKER, Permission.ENTRY_KEEP),
    (Role.BROKER, Permission.DESIGNATION_DECIDE),
    (Role.MODERATOR, Permission.DIRECTORY_VIEW),
    (Role.ADMINISTRATOR, Permission.DIRECTORY_VIEW),
    (Role.EDITOR, Permission.DIRECTORY_VIEW),
    (Role.HEAD, Permission.DIRECTORY_VIEW),
    (Role.HEAD, Permission.DESIGNATION_REFER),
    (Role.CHAIR, Permission.DIRECTORY_VIEW),
    (Role.DEPUTY, Permission.DIRECTORY_VIEW),
    (Role.TRUST_LEAD, Permission.DIRECTORY_VIEW),
    (Role.TRUST_LEAD, Permission.DESIGNATION_REFER),
    (Role.BOARD_CHAIR, Permission.DIRECTORY_VIEW),
    (Role.BOARD_MEMBER, Permission.DIRECTORY_VIEW),
    (Role.OBJECTIVE_LEAD, Permission.DIRECTORY_VIEW),
    (Role.SYSTEM_LEADER, Permission.DIRECTORY_VIEW),
    (Role.SYSTEM_LEADER, Permission.ENTRY_KEEP),
    (Role.ADMINISTRATOR, Permission.DATA_VIEW),
    (Role.ADMINISTRATOR, Permission.PEOPLE_MANAGE),
    (Role.ADMINISTRATOR, Permission.PERMISSIONS_VIEW),
    (Role.ADMINISTRATOR, Permission.PREVIEW_AS),
    (Role.ADMINISTRATOR, Permission.AUDIT_VIEW),
    (Role.ADMINISTRATOR, Permission.ACCESS_VIEW),
    (Role.ADMINISTRATOR, Permission.MAIL_VIEW),
    (Role.ADMINISTRATOR, Permission.COMPONENTS_VIEW),
    (Role.ADMINISTRATOR, Permission.WEBSITE_EDIT),
    (Role.ADMINISTRATOR, Permission.WEBSITE_PUBLISH),
    (Role.ADMINISTRATOR, Permission.EVENTS_RUN),
    (Role.EDITOR, Permission.WEBSITE_EDIT),
    (Role.EDITOR, Permission.EVENTS_RUN),
    (Role.HEAD, Permission.RATING_VIEW),
    (Role.HEAD, Permission.ACCESS_VIEW),
    (Role.HEAD, Permission.DELEGATE),
    (Role.CHAIR, Permission.RATING_VIEW),
    (Role.CHAIR, Permission.ACCESS_VIEW),
    (Role.DEPUTY, Permission.RATING_VIEW),
    (Role.DEPUTY, Permission.ACCESS_VIEW),
    (Role.TRUST_LEAD, Permission.RATING_VIEW),
    (Role.TRUST_LEAD, Permission.TRUST_VIEW),
    (Role.BOARD_CHAIR, Permission.STRATEGY_APPROVE),
    (Role.BOARD_CHAIR, Permission.PROGRESS_SIGN_OFF),
    (Role.OBJECTIVE_LEAD, Permission.PROGRESS_REPORT),
    (Role.OFFICER, Permission.GROUPS_MANAGE),
    (Role.OFFICER, Permission.MEMBERS_MANAGE),
    (Role.OFFICER, Permission.GROUP_READ),
    (Role.OFFICER, Permission.EXEMPT_READ),
    (Role.OFFICER, Permission.MEETING_ARRANGE),
    (Role.OFFICER, Permission.MINUTES_WRITE),
    (Role.OFFICER, Permission.ACTIONS_KEEP),
    (Role.OFFICER, Permission.ESCALATIONS_READ),
    (Role.OFFICER, Permission.REPORTS_PUBLISH),
    (Role.BOARD_CHAIR, Permission.GROUP_READ),
    (Role.BOARD_CHAIR, Permission.ESCALATIONS_READ),
    (Role.BOARD_CHAIR, Permission.ESCALATION_DECIDE),
    (Role.BOARD_CHAIR, Permission.REPORTS_PUBLISH),
    (Role.BOARD_MEMBER, Permission.GROUP_READ),
    (Role.BOARD_MEMBER, Permission.ESCALATIONS_READ),
    *(
        (role, permission)
        for role in (Role.GROUP_CHAIR, Role.GROUP_VICE, Role.GROUP_CLERK)
        for permission in (
            Permission.DIRECTORY_VIEW,
            Permission.GROUP_READ,
            Permission.EXEMPT_READ,
            Permission.MEETING_ARRANGE,
            Permission.MINUTES_WRITE,
            Permission.ACTIONS_KEEP,
            Permission.ESCALATION_RAISE,
            Permission.ESCALATIONS_READ,
            Permission.ESCALATION_DECIDE,
            Permission.REPORT_WRITE,
            Permission.REPORTS_PUBLISH,
        )
    ),
    (Role.GROUP_CHAIR, Permission.MINUTES_APPROVE),
    (Role.GROUP_VICE, Permission.MINUTES_APPROVE),
    (Role.GROUP_CLERK, Permission.MEMBERS_MANAGE),
    (Role.GROUP_MEMBER, Permission.GROUP_READ),
    (Role.GROUP_MEMBER, Permission.EXEMPT_READ),
    (Role.GROUP_OBSERVER, Permission.GROUP_READ),
    (Role.GROUP_MEMBER, Permission.DIRECTORY_VIEW),
    (Role.GROUP_OBSERVER, Permission.DIRECTORY_VIEW),
}


@pytest.fixture
def trust(db):
    return TrustFactory()


@pytest.fixture
def school(trust):
    return SchoolFactory(trust=trust)


def holder(role, school):
    """A person who holds one post, and the school or trust it counts in (none: everywhere)."""
    if role in (Role.HEAD, Role.CHAIR):
        return SchoolPostFactory(school=school, role=role).user, school
    if role == Role.DEPUTY:
        return DeputyFactory(school=school).user, school
    if role == Role.TRUST_LEAD:
        return TrustPostFactory(trust=school.trust).user, school.trust
    if role == Role.OBJECTIVE_LEAD:
        post = ObjectivePostFactory()
        return post.user, post.objective
    if role == Role.SYSTEM_LEADER:
        post = EntryPostFactory()
        return post.user, post.entry
    if role in Membership.ROLES:
        seat = MembershipFactory(role=role)
        return seat.user, seat.group
    return CityPostFactory(role=role).user, None


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize("role", [*Role])
def test_a_role_may_do_exactly_what_the_table_says(school, role, permission):
    user, within = holder(role, school)

    assert can(user, permission, within) == ((role, permission) in MAY)


@pytest.mark.parametrize("permission", Permission)
@pytest.mark.parametrize(
    "role", [Role.HEAD, Role.CHAIR, Role.DEPUTY, Role.TRUST_LEAD, Role.OBJECTIVE_LEAD]
)
def test_a_post_counts_nowhere_but_where_it_is_held(school, role, permission):
    user, _ = holder(role, school)

    assert not can(user, permission)
    assert not can(user, permission, ObjectiveFactory())
    assert not can(user, permission, SchoolFactory())
    assert not can(user, permission, TrustFactory())


@pytest.mark.django_db
@pytest.mark.parametrize("permission", Permission)
def test_a_visitor_may_do_nothing_that_needs_permission(permission):
    assert not can(AnonymousUser(), permission, SchoolFactory())


@pytest.mark.parametrize("permission", Permission)
def test_a_person_without_a_post_may_do_nothing_that_needs_permission(school, permission):
    assert not can(UserFactory(), permission, school)


def test_every_role_stands_in_the_table():
    assert set(GRANTS) == set(Role)


def test_a_trust_lead_counts_in_each_school_of_the_trust(school):
    lead = TrustPostFactory(trust=school.trust).user

    assert can(lead, Permission.RATING_VIEW, school)


def test_access_lasts_through_the_last_day_of_a_post_and_no_longer(school):
    post = SchoolPostFactory(school=school, ends_on=datetime.date(2026, 8, 31))

    with time_machine.travel(datetime.datetime(2026, 8, 31, 22, 30, tzinfo=datetime.UTC)):
        on_the_last_evening = can(post.user, Permission.RATING_VIEW, school)
    with time_machine.travel(datetime.datetime(2026, 8, 31, 23, 30, tzinfo=datetime.UTC)):
        after_midnight_in_england = can(post.user, Permission.RATING_VIEW, school)

    assert (on_the_last_evening, after_midnight_in_england) == (True, False)


@pytest.mark.django_db
def test_access_begins_on_the_first_day_of_a_post():
    post = CityPostFactory(starts_on=datetime.date(2026, 9, 1))

    with time_machine.travel("2026-08-31T12:00:00Z", tick=False):
        before = can(User.objects.get(pk=post.user.pk), Permission.ROUND_RUN)
    with time_machine.travel("2026-09-01T12:00:00Z", tick=False):
        since = can(User.objects.get(pk=post.user.pk), Permission.ROUND_RUN)

    assert (before, since) == (False, True)


def test_authorise_refuses_what_is_not_granted(school):
    user, _ = holder(Role.HEAD, school)

    with pytest.raises(PermissionDenied):
        authorise(user, Permission.RATINGS_VIEW_ALL)


def test_authorise_lets_through_what_is_granted(school):
    user, _ = holder(Role.HEAD, school)

    assert authorise(user, Permission.RATING_VIEW, school) is None


def test_whoever_sees_every_rating_or_administers_needs_a_second_factor():
    assert {
        Role.OFFICER,
        Role.DATA_OFFICER,
        Role.MODERATOR,
        Role.BROKER,
        Role.ADMINISTRATOR,
    } == NEEDS_SECOND_FACTOR


@pytest.mark.django_db
def test_a_staff_account_needs_a_second_factor_without_any_post():
    assert needs_second_factor(UserFactory(is_staff=True))


def test_a_head_needs_no_second_factor(school):
    user, _ = holder(Role.HEAD, school)

    assert not needs_second_factor(user)


def test_the_audience_is_read_off_the_table():
    assert audience(Permission.RATINGS_VIEW_ALL) == [
        "LA officer",
        "LA data officer",
        "Moderator of the School Improvement Board",
        "Broker",
    ]
