"""Groups by the day: names, addresses, mergers, seats, terms of reference and networks."""

import datetime

import pytest
from django.urls import reverse

from accounts.permissions import Role
from accounts.services import RefusedError
from subgroups.models import Group, Membership
from subgroups.record import name_on
from subgroups.services import groups
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


def test_anybody_joins_a_network_once_and_leaves_it(stranger):
    network = NetworkFactory()
    join = reverse("subgroups:network-join", args=[network.slug])
    stranger.post(join)
    stranger.post(join)
    assert network.memberships.count() == 1

    stranger.post(reverse("subgroups:network-leave", args=[network.slug]))
    assert not network.memberships.exists()


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
