"""The first officer of a new portal is appointed by a command."""

import pytest
from django.core.management import CommandError, call_command

from accounts.permissions import Permission, can
from core.models import AuditEvent
from tests.factories.accounts import UserFactory


@pytest.fixture
def first(db):
    return UserFactory(email="first@example.org", full_name="First Officer")


def test_the_first_officer_is_appointed(first, capsys):
    call_command("appoint", "First@example.org", "officer")

    assert can(first, Permission.PEOPLE_MANAGE)
    assert "First Officer: LA officer, from today" in capsys.readouterr().out
    assert AuditEvent.objects.get(action="post started").actor_name == "The portal itself"


def test_whoever_holds_the_post_is_not_appointed_again(first):
    call_command("appoint", first.email, "officer")

    with pytest.raises(CommandError, match="already"):
        call_command("appoint", first.email, "officer")


def test_an_unknown_address_is_told_the_remedy(db):
    with pytest.raises(CommandError, match="createsuperuser"):
        call_command("appoint", "nobody@example.org", "officer")
