"""Contacts of a deployment are kept for a year after it is over, and no longer."""

import pytest

from support_directory.models import Contact
from support_directory.services import contacts, deployments
from tests.support_directory.deploying import NOW, cast, days_later

pytestmark = pytest.mark.django_db


def ring(deployment):
    return Contact.objects.create(
        deployment=deployment, name="A year leader", part="Year 6", telephone="1", added_at=NOW
    )


def test_contacts_go_a_year_after_the_deployment_is_over():
    people = cast()
    over = people.offered()
    deployments.decline(deployment=over, reason="No time.", by=people.leader, at=NOW)
    ring(over)
    running = ring(people.active())

    counts = [contacts.let_go(at=days_later(days)) for days in (365, 366, 367)]

    assert counts == [0, 1, 0]
    assert list(Contact.objects.all()) == [running]
