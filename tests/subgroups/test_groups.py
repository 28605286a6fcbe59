"""Groups by the day: names, addresses, mergers, seats, terms of reference and networks."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.permissions import Role
from accounts.services import RefusedError, appoint
from schools.models import SchoolPost
from subgroups import tasks
from subgroups.models import Group, Membership
from subgroups.record import name_on
from subgroups.services import groups
from support_directory.models.entries import is_member
from tests.factories.subgroups import (
    ActionFactory,
    BoardFactory,
    GroupFactory,
    MeetingFactory,
    MembershipFactory,
    NetworkFactory,
    publish,
)
from tests.subgroups.conftest import NOW, TODAY, text_of

APRIL = datetime.date(2026, 4, 1)


def rename(group, officer, name="Belonging Group", slug="belonging", starts_on=APRIL):
    return groups.rename(
        group=group, name=name, slug=slug, starts_on=starts_on, on=TODAY, by=officer.user
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [("Inclusion Group", "the Inclusion Group"), ("The Forum", "The Forum")],
)
def test_a_sentence_names_a_group_with_its_article(name, said):
    assert Group(name=name).in_words == said


def test_an_earlier_address_leads_to_the_group_and_to_each_page_of_it(
    client, officer, group, meeting
):
    old = [group.get_absolute_url(), meeting.get_absolute_url()]
    renamed = rename(group, officer)

    answers = [client.get(url) for url in old]

    meeting.group = renamed
    assert [answer.status_code for answer in answers] == [301, 301]
    assert [answer.url for answer in answers] == [
        renamed.get_absolute_url(),
        meeting.get_absolute_url(),
    ]


def test_what_a_group_did_is_told_by_the_name_it_had(officer, group, meeting):
    meeting.group = rename(group, officer)
    later = MeetingFactory(group=group, day=datetime.date(2026, 4, 7))

    assert name_on(meeting) == "Inclusion Group"
    assert name_on(later) == "Belonging Group"


def test_no_group_takes_the_earlier_address_of_another(officer, group):
    rename(group, officer)

    with pytest.raises(RefusedError, match="leads to another group"):
        rename(GroupFactory(), officer, slug="inclusion")


def test_a_merged_group_keeps_its_page_and_its_actions_go_on(client, officer, group, meeting):
    other = GroupFactory(name="Belonging Group", parent=group.parent)
    action = ActionFactory(meeting=meeting)
    publish(meeting)
    seat = MembershipFactory(group=group)
    MeetingFactory._meta.model.objects.exclude(pk=meeting.pk).update(
        state="cancelled", cancelled_why="Merged."
    )

    groups.end_group(group=group, ends_on=TODAY, into=other, by=officer.user, at=NOW)

    seat.refresh_from_db()
    action.refresh_from_db()
    assert seat.ends_on == TODAY
    assert (action.group, action.reference) == (other, "INC-2026-03/A" + str(action.number))
    assert client.get(meeting.minutes_url).status_code == 200


def test_a_group_with_a_meeting_to_come_is_not_ended(officer, group):
    MeetingFactory(group=group, day=datetime.date(2026, 5, 5))

    with pytest.raises(RefusedError, match="A meeting is planned on 5 May 2026"):
        groups.end_group(group=group, ends_on=TODAY, into=None, by=officer.user, at=NOW)


@pytest.mark.parametrize("role", Membership.ROLES)
def test_a_seat_confers_its_role_until_its_last_day(group, role):
    seat = MembershipFactory(group=group, role=role, ends_on=TODAY)
    assert group.roles_of(seat.user) == {role}

    seat.ends_on = TODAY - datetime.timedelta(days=1)
    seat.save()
    assert group.roles_of(seat.user) == set()


def test_a_clerk_names_members_and_no_chair(clerk, group, stranger):
    url = reverse("subgroups:member-add", args=[group.slug])
    asked = {
        "email": stranger.user.email,
        "starts_on-day": "1",
        "starts_on-month": "4",
        "starts_on-year": "2026",
    }

    clerk.post(url, {**asked, "role": Role.GROUP_CHAIR})
    assert group.roles_of(stranger.user) == set()

    clerk.post(url, {**asked, "role": Role.GROUP_MEMBER, "post": "Head, Wharf Lane"})
    assert group.roles_of(stranger.user) == {Role.GROUP_MEMBER}


def test_the_public_page_names_posts_and_no_person(client, group, chair):
    page = text_of(client.get(group.get_absolute_url()))

    assert "Head of a harbour school" in page
    assert str(chair.user) not in page


def test_terms_are_kept_in_versions(client, officer, group):
    url = reverse("subgroups:terms-new", args=[group.slug])
    day = {"adopted_on-day": "1", "adopted_on-month": "4", "adopted_on-year": "2026"}
    officer.post(url, {"text": "It meets each term.", **day})
    officer.post(url, {"text": "It meets each month.", **day})
    officer.post(url, {"text": "It meets each month.", **day})

    first = client.get(reverse("subgroups:terms-detail", args=[group.slug, 1]))

    assert group.terms.count() == 2
    assert "It meets each term." in text_of(first)


def test_anybody_with_a_post_joins_a_network_once_and_leaves_it(head):
    network = NetworkFactory()
    join = reverse("subgroups:network-join", args=[network.slug])
    head.post(join)
    head.post(join)
    assert network.memberships.count() == 1

    head.post(reverse("subgroups:network-leave", args=[network.slug]))
    assert not network.memberships.exists()


def leave_office(head):
    post = SchoolPost.objects.get(user=head.user)
    post.ends_on = TODAY - datetime.timedelta(days=1)
    post.save()


def test_a_seat_one_took_oneself_goes_with_the_last_post_and_a_given_one_stays(head, officer):
    networks = NetworkFactory.create_batch(3)
    for network in networks[:2]:
        head.post(reverse("subgroups:network-join", args=[network.slug]))
    tasks.leave_networks()
    assert networks[0].roles_of(head.user) == {Role.GROUP_MEMBER}
    leave_office(head)
    given = Membership(
        user=head.user, group=networks[2], role=Role.GROUP_MEMBER, starts_on=TODAY, ends_on=TODAY
    )
    appoint(post=given, by=officer.user)

    tasks.leave_networks()
    assert [bool(one.roles_of(head.user)) for one in networks] == [True, True, True]

    Membership.objects.get(pk=given.pk).delete()
    with time_machine.travel(NOW + datetime.timedelta(days=1), tick=False):
        tasks.leave_networks()
        assert not any(one.roles_of(head.user) for one in networks)
        assert not is_member(head.user)


def test_whose_post_ended_last_night_joins_no_network(head):
    network = NetworkFactory()
    leave_office(head)

    page = text_of(head.post(reverse("subgroups:network-join", args=[network.slug]), follow=True))

    assert "you hold none today" in page
    assert not network.memberships.exists()
    assert not is_member(head.user)


@pytest.mark.parametrize("ends_on", [None, TODAY + datetime.timedelta(days=365)])
def test_every_seat_ends_with_its_group(officer, group, ends_on):
    seat = MembershipFactory(group=group, role=Role.GROUP_CHAIR, ends_on=ends_on)
    MembershipFactory(group=group, starts_on=TODAY + datetime.timedelta(days=30))

    groups.end_group(group=group, ends_on=TODAY, into=None, by=officer.user, at=NOW)

    assert [(one.pk, one.ends_on) for one in group.memberships.all()] == [(seat.pk, TODAY)]


def test_a_seat_given_after_a_group_was_ended_lasts_no_longer(officer, stranger, group):
    last = TODAY + datetime.timedelta(days=30)
    groups.end_group(group=group, ends_on=last, into=None, by=officer.user, at=NOW)
    group.refresh_from_db()
    given = {"user": stranger.user, "group": group, "role": Role.GROUP_CHAIR}

    seat = appoint(post=Membership(starts_on=TODAY, **given), by=officer.user)

    assert seat.ends_on == last
    late = last + datetime.timedelta(days=1)
    with pytest.raises(RefusedError, match="ended on 14 May 2026"):
        appoint(post=Membership(starts_on=late, **given), by=officer.user)


def test_nobody_joins_a_group_by_themselves(stranger, group):
    stranger.post(reverse("subgroups:network-join", args=[group.slug]))

    assert not group.memberships.exists()


def test_a_group_is_started_by_an_officer(officer, db):
    asked = {
        "name": "Tides",
        "slug": "tides",
        "code": "TID",
        "kind": Group.Kind.BOARD,
        "remit": "Watches the tides.",
        "starts_on-day": "1",
        "starts_on-month": "9",
        "starts_on-year": "2026",
    }

    refused = officer.post(reverse("subgroups:group-new"), {**asked, "slug": "new"})
    officer.post(reverse("subgroups:group-new"), asked)

    assert "is an address of the portal itself" in text_of(refused)
    assert Group.objects.get(code="TID").names.get().name == "Tides"


@pytest.mark.parametrize("count", [1, 10])
def test_the_list_of_groups_takes_as_many_queries_whatever_its_length(
    client, db, count, django_assert_num_queries
):
    GroupFactory.create_batch(count, parent=BoardFactory())
    client.get("/groups/")

    with django_assert_num_queries(2):
        client.get("/groups/")
