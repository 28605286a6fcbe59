"""Signing in, as a person meets it: password, code, and what is refused."""

import re

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories.accounts import PASSWORD, CityPostFactory, UserFactory
from tests.second_factor import code

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def give_password(client, email, password=PASSWORD, query="", **extra):
    address = reverse("account_login") + query
    return client.post(address, {"login": email, "password": password}, **extra)


@pytest.fixture
def person(db):
    """Somebody with an account and no post."""
    return UserFactory(email="robin@example.org")


@pytest.fixture
def guarded(db):
    """An LA officer whose authenticator app is set up."""
    user = CityPostFactory(user__email="officer@example.org").user
    TOTP.activate(user, SECRET)
    return user


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_a_password_signs_a_person_in_and_leads_to_what_needs_them(client, person):
    response = give_password(client, person.email)

    assert response.url == reverse("landing")
    assert is_signed_in(client)


def test_an_address_is_the_same_in_capitals(client, person):
    give_password(client, "ROBIN@Example.org")

    assert is_signed_in(client)


def test_an_address_is_kept_in_small_letters(db):
    assert User.objects.create_user("Other@Example.ORG", "x").email == "other@example.org"


def test_two_accounts_cannot_share_an_address_in_other_capitals(person):
    with pytest.raises(IntegrityError):
        UserFactory(email="Robin@example.org")


def test_a_wrong_password_and_an_unknown_address_look_the_same(client, person):
    wrong = give_password(client, person.email, "not the password")
    unknown = give_password(client, "nobody@example.org", "not the password")

    def errors(response):
        return response.context["form"].errors

    assert errors(wrong) == errors(unknown)
    assert wrong.status_code == unknown.status_code == 200
    assert not is_signed_in(client)


def test_a_reset_looks_the_same_for_an_unknown_address_and_writes_to_nobody(client, person):
    address = reverse("account_reset_password")

    known = client.post(address, {"email": person.email})
    written = len(mail.outbox)
    unknown = client.post(address, {"email": "nobody@example.org"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert written == len(mail.outbox) == 1


def test_a_reset_link_sets_a_password_and_does_not_sign_in(client, person):
    client.post(reverse("account_reset_password"), {"email": person.email})
    link = re.search(r"http://\S+", mail.outbox[0].body).group().split("/", 3)[3]
    form = client.get(f"/{link}", follow=True).redirect_chain[-1][0]

    client.post(form, {"password1": "winter orchard bell", "password2": "winter orchard bell"})

    person.refresh_from_db()
    assert person.check_password("winter orchard bell")
    assert not is_signed_in(client)


def test_a_closed_account_is_not_let_in(client, person):
    User._base_manager.filter(pk=person.pk).update(is_active=False)

    give_password(client, person.email)

    assert not is_signed_in(client)


def test_nobody_signs_themselves_up(client, db):
    form = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}

    client.post(reverse("account_signup"), form)

    assert not User.objects.exists()


def test_the_session_changes_its_key_at_sign_in(client, person):
    client.get(reverse("account_login"))
    session = client.session
    session["before"] = "sign-in"
    session.save()
    key = session.session_key

    give_password(client, person.email)

    assert client.session.session_key != key


def test_signing_out_takes_a_post_and_ends_the_session(sign_in, person):
    client = sign_in(person)

    client.get(reverse("account_logout"))
    after_looking = is_signed_in(client)
    client.post(reverse("account_logout"))

    assert (after_looking, is_signed_in(client)) == (True, False)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        r"/\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "https:evil.example",
        "/%09/evil.example",
    ],
)
def test_sign_in_leads_nowhere_outside_the_portal(client, person, elsewhere):
    response = client.post(
        reverse("account_login"),
        {"login": person.email, "password": PASSWORD, "next": elsewhere},
    )

    assert response.url in (reverse("landing"), "/%09/evil.example")


def test_sign_in_leads_back_to_the_page_that_asked_for_it(client, person):
    response = give_password(client, person.email, query="?next=/data/")

    assert response.url == "/data/"


def test_sign_in_without_a_token_of_the_form_is_refused(person):
    client = Client(enforce_csrf_checks=True)

    response = give_password(client, person.email)

    assert response.status_code == 403


def test_ten_wrong_passwords_make_an_account_wait(client, person):
    for _ in range(10):
        give_password(client, person.email, "not the password")

    give_password(client, person.email)

    assert not is_signed_in(client)


def test_a_school_behind_one_address_is_not_locked_out_by_one_account(client, person):
    for _ in range(12):
        give_password(client, "head@example.org", "not the password")

    give_password(client, person.email)

    assert is_signed_in(client)


def test_a_password_alone_does_not_let_a_guarded_account_in(client, guarded):
    response = give_password(client, guarded.email)

    assert response.url == reverse("mfa_authenticate")
    assert not is_signed_in(client)


def test_password_and_code_let_an_officer_in(client, guarded):
    give_password(client, guarded.email)

    response = client.post(reverse("mfa_authenticate"), {"code": code(SECRET)})

    assert response.url == reverse("landing")
    assert client.get(reverse("landing")).status_code == 200


@pytest.mark.parametrize(("seconds", "lets_in"), [(30, True), (90, False)])
def test_a_code_counts_half_a_minute_longer_and_no_more(client, guarded, seconds, lets_in):
    with time_machine.travel("2026-09-01T09:00:00Z", tick=False):
        shown = code(SECRET)

    with time_machine.travel(f"2026-09-01T09:0{seconds // 60}:{seconds % 60}Z", tick=False):
        give_password(client, guarded.email)
        client.post(reverse("mfa_authenticate"), {"code": shown})
        signed_in = is_signed_in(client)

    assert signed_in == lets_in


def test_a_code_lets_in_once(guarded):
    first, second = Client(), Client()
    now = code(SECRET)
    for client in (first, second):
        give_password(client, guarded.email)

    first.post(reverse("mfa_authenticate"), {"code": now})
    second.post(reverse("mfa_authenticate"), {"code": now})

    assert (is_signed_in(first), is_signed_in(second)) == (True, False)


def test_guessing_codes_makes_the_account_wait(client, guarded):
    give_password(client, guarded.email)
    for _ in range(11):
        client.post(reverse("mfa_authenticate"), {"code": "000000"})

    client.post(reverse("mfa_authenticate"), {"code": code(SECRET)})

    assert not is_signed_in(client)


def test_an_officer_new_to_the_portal_sets_up_a_second_factor_and_goes_on(client, db):
    officer = CityPostFactory().user
    give_password(client, officer.email)
    sent_to = client.get(reverse("landing")).url
    app = reverse("mfa_activate_totp")
    confirm = client.get(app).url
    client.post(confirm, {"password": PASSWORD})
    form = client.get(app).context["form"]

    client.post(app, {"code": code(form.secret)})

    assert sent_to == reverse("account_second_factor")
    assert client.get(reverse("landing")).status_code == 200
    assert Authenticator.objects.filter(user=officer, type=Authenticator.Type.TOTP).exists()


def test_a_session_from_before_the_second_factor_is_asked_for_a_code(sign_in, guarded):
    client = sign_in(guarded, second_factor=False)

    sent_to = client.get(reverse("landing")).url
    client.post(sent_to, {"code": code(SECRET)})

    assert sent_to == reverse("mfa_reauthenticate")
    assert client.get(reverse("landing")).status_code == 200


def test_an_officer_cannot_switch_the_second_factor_off(client, guarded):
    give_password(client, guarded.email)
    client.post(reverse("mfa_authenticate"), {"code": code(SECRET)})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    client.post(reverse("mfa_deactivate_totp"))

    assert Authenticator.objects.filter(user=guarded, type=Authenticator.Type.TOTP).exists()


def test_another_persons_code_in_the_session_counts_for_nothing(sign_in, guarded):
    client = sign_in(guarded)
    session = client.session
    session["account_authentication_methods_user"] = str(guarded.pk + 1)
    session.save()

    response = client.get(reverse("landing"))

    assert response.url == reverse("mfa_reauthenticate")


def test_the_django_admin_signs_in_by_the_same_page(client, db):
    response = client.get(reverse("admin:login"))

    assert response.url.startswith(reverse("account_login"))


def test_a_staff_account_enters_the_django_admin_with_a_second_factor(sign_in, db):
    administrator = UserFactory(is_staff=True, is_superuser=True)

    without = sign_in(administrator, second_factor=False).get(reverse("admin:index"))
    with_code = sign_in(administrator).get(reverse("admin:accounts_user_changelist"))

    assert without.url == reverse("account_second_factor")
    assert with_code.status_code == 200


def test_an_administrator_adds_a_person_by_e_mail(sign_in, db):
    client = sign_in(UserFactory(is_staff=True, is_superuser=True))
    form = {
        "email": "New.Head@example.org",
        "full_name": "New Head",
        "password1": PASSWORD,
        "password2": PASSWORD,
        "usable_password": "true",
        "posts-TOTAL_FORMS": 0,
        "posts-INITIAL_FORMS": 0,
    }

    client.post(reverse("admin:accounts_user_add"), form)

    assert User.objects.get(full_name="New Head").email == "new.head@example.org"
