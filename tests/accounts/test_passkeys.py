"""Passkeys: a second factor, a way in by themselves, and never taken from who needs them."""

import json

import pytest
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from bs4 import BeautifulSoup
from django.core import mail
from django.db import connection
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import User
from core.models import AuditEvent
from tests.factories.accounts import PASSWORD, CityPostFactory, UserFactory
from tests.second_factor import Passkey, code

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
LOGIN = {"accept": "application/json"}


def entered(user):
    """A client after password and, where a factor is asked for, no more than that."""
    client = Client()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    return client


def confirmed(user):
    """A client whose owner has just given the password once more."""
    client = entered(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def is_signed_in(client):
    return "_auth_user_id" in client.session


def add(client, passkey, *, name="Work laptop", **how):
    """Add a passkey as the page does."""
    options = client.get(reverse("mfa_add_webauthn")).context["options"]
    form = {"name": name, "credential": passkey.make(options, **how)}
    return client.post(reverse("mfa_add_webauthn"), form)


def sign_in(passkey, client=None, query="", **how):
    """Sign in with the passkey alone, and hand back client and answer."""
    client = client or Client()
    address = reverse("mfa_login_webauthn")
    options = client.get(address, headers=LOGIN).json()["request_options"]
    return client, client.post(address + query, {"credential": passkey.sign(options, **how)})


def owner_of(passkey, user):
    """That person, the passkey added to the account."""
    add(confirmed(user), passkey)
    return user


def subjects():
    """What the letters are about, without the host's name in brackets."""
    return {letter.subject.split("] ")[-1] for letter in mail.outbox}


def passkeys(user):
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)


@pytest.fixture
def passkey():
    return Passkey()


@pytest.fixture
def robin(db):
    return UserFactory(email="robin@example.org")


@pytest.fixture
def guarded(db):
    """An officer with nothing but a password yet."""
    return CityPostFactory(user__email="officer@example.org").user


# --- Adding one -------------------------------------------------------------------------


def test_whoever_must_give_a_second_factor_chooses_between_app_and_passkey(guarded):
    client = entered(guarded)

    sent_to = client.get(reverse("landing")).url
    page = BeautifulSoup(client.get(sent_to).content, "html.parser")

    ways = {link["href"] for link in page.select("main a.govuk-button")}
    assert sent_to == reverse("account_second_factor")
    assert ways == {reverse("mfa_add_webauthn"), reverse("mfa_activate_totp")}
    assert "Your post opens what must stay private" in page.text


def test_whoever_needs_none_is_not_told_that_a_post_asks_for_it(head):
    response = head.get(reverse("account_second_factor"))

    assert "Your post opens" not in response.text


def test_an_officer_adds_a_passkey_and_goes_on(guarded, passkey):
    client = confirmed(guarded)

    response = add(client, passkey)

    assert response.url == reverse("mfa_view_recovery_codes")
    assert client.get(response.url).status_code == 200
    assert client.get(reverse("landing")).status_code == 200
    assert [str(each) for each in passkeys(guarded)] == ["Work laptop"]


def test_recovery_codes_are_made_with_the_first_factor_alone(robin):
    client = confirmed(robin)
    add(client, Passkey())

    second = add(client, Passkey())

    assert second.url == reverse("mfa_index")
    codes = Authenticator.objects.filter(user=robin, type=Authenticator.Type.RECOVERY_CODES)
    assert codes.count() == 1


def test_the_password_is_asked_for_before_a_passkey_is_added(robin):
    response = entered(robin).get(reverse("mfa_add_webauthn"))

    assert response.url.startswith(reverse("account_reauthenticate"))


def test_a_new_passkey_is_audited_and_told_by_mail(robin, passkey):
    add(confirmed(robin), passkey)

    event = AuditEvent.objects.get(action="second factor added")
    (letter,) = mail.outbox
    assert (event.actor, event.about, event.after) == (robin, robin, {"factor": "passkey"})
    assert letter.to == ["robin@example.org"]
    assert subjects() == {"A passkey was added to your account"}
    assert "tell the council officer" in letter.body


def test_a_passkey_without_a_name_is_called_one(robin, passkey):
    add(confirmed(robin), passkey, name="")

    assert str(passkeys(robin).get()) == "Passkey"


def test_the_page_suggests_the_browser_as_a_name(robin):
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

    page = confirmed(robin).get(reverse("mfa_add_webauthn"), headers={"user-agent": firefox})

    assert page.context["form"]["name"].value() == "Firefox on Linux"


def test_a_device_is_asked_to_keep_the_key_and_to_check_who_holds_it(robin):
    options = confirmed(robin).get(reverse("mfa_add_webauthn")).context["options"]["publicKey"]

    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["rp"] == {"id": "testserver", "name": "Portsmouth Education Partnership"}


def test_a_device_that_checked_nobody_is_refused(robin, passkey):
    response = add(confirmed(robin), passkey, verified=False)

    assert "The passkey could not be added" in response.text
    assert not passkeys(robin).exists()


def test_a_passkey_made_for_another_place_is_refused(robin):
    response = add(confirmed(robin), Passkey(origin="https://evil.example"))

    assert "The passkey could not be added" in response.text
    assert not passkeys(robin).exists()


def test_an_answer_counts_once(robin, passkey):
    client = confirmed(robin)
    options = client.get(reverse("mfa_add_webauthn")).context["options"]
    form = {"name": "Twice", "credential": passkey.make(options)}

    client.post(reverse("mfa_add_webauthn"), form)
    client.post(reverse("mfa_add_webauthn"), form)

    assert passkeys(robin).count() == 1


def broken(answer, **parts):
    given = json.loads(answer)
    given["response"].update(parts)
    return json.dumps(given)


NONSENSE = [
    "",
    "nothing",
    "null",
    "[]",
    "5",
    '{"response": {}}',
    '{"response": []}',
    '{"id": "AAAA", "rawId": "BBBB", "type": "public-key", "response": {}}',
    '{"id": 1, "rawId": 1, "type": 1, "response": {"userHandle": 5}}',
]


@pytest.mark.parametrize("credential", NONSENSE)
def test_what_no_browser_gives_is_refused_in_words_and_the_name_is_kept(robin, credential):
    form = {"name": "Work laptop", "credential": credential}

    response = confirmed(robin).post(reverse("mfa_add_webauthn"), form)

    page = BeautifulSoup(response.content, "html.parser")
    assert "asskey" in page.select_one(".govuk-error-summary").text
    assert page.select_one("input[name=name]")["value"] == "Work laptop"
    assert not passkeys(robin).exists()


def test_an_answer_without_a_key_is_refused(robin, passkey):
    client = confirmed(robin)
    options = client.get(reverse("mfa_add_webauthn")).context["options"]
    keyless = broken(passkey.make(options), attestationObject="oA")

    response = client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": keyless})

    assert "The passkey could not be added" in response.text


# --- Signing in -------------------------------------------------------------------------


def test_a_passkey_alone_signs_an_officer_in(guarded, passkey):
    owner_of(passkey, guarded)

    client, response = sign_in(passkey)

    assert response.url == reverse("landing")
    assert client.get(reverse("dashboard:priority-list")).status_code == 200
    assert passkeys(guarded).get().last_used_at


def test_a_passkey_alone_signs_in_whoever_needs_no_second_factor(robin, passkey):
    owner_of(passkey, robin)

    client, _ = sign_in(passkey)

    assert client.get(reverse("landing")).status_code == 200


def test_signing_in_leads_back_to_the_page_that_asked(robin, passkey):
    owner_of(passkey, robin)

    _, response = sign_in(passkey, query="?next=/data/")

    assert response.url == "/data/"


def test_signing_in_leads_nowhere_outside_the_portal(robin, passkey):
    owner_of(passkey, robin)

    _, response = sign_in(passkey, query="?next=https://evil.example/")

    assert response.url == reverse("landing")


def test_a_device_that_checked_nobody_signs_nobody_in(guarded, passkey):
    owner_of(passkey, guarded)

    client, response = sign_in(passkey, query="?next=/data/", verified=False)

    assert response.url == reverse("account_login") + "?next=%2Fdata%2F"
    assert "No account here knows this passkey" in client.get(response.url).text
    assert not is_signed_in(client)


def test_a_removed_passkey_signs_nobody_in(robin, passkey):
    owner_of(passkey, robin)
    passkeys(robin).delete()

    client, _ = sign_in(passkey)

    assert not is_signed_in(client)


def test_a_passkey_of_another_account_does_not_open_this_one(robin, guarded, passkey):
    owner_of(passkey, robin)
    owner_of(Passkey(), guarded)
    other = Passkey()
    other.id, other.owner = passkey.id, passkey.owner

    client, _ = sign_in(other)

    assert not is_signed_in(client)


def test_an_old_answer_signs_nobody_in_again(robin, passkey):
    owner_of(passkey, robin)
    client, address = Client(), reverse("mfa_login_webauthn")
    options = client.get(address, headers=LOGIN).json()["request_options"]
    answer = {"credential": passkey.sign(options)}
    client.post(address, answer)
    client.post(reverse("account_logout"))

    client.get(address, headers=LOGIN)
    client.post(address, answer)

    assert not is_signed_in(client)


@pytest.mark.parametrize("credential", NONSENSE)
def test_nonsense_signs_nobody_in_and_is_answered_in_words(client, db, credential):
    client.get(reverse("mfa_login_webauthn"), headers=LOGIN)

    response = client.post(reverse("mfa_login_webauthn"), {"credential": credential}, follow=True)

    assert response.status_code == 200
    assert "asskey" in response.text
    assert not is_signed_in(client)


def test_a_closed_account_is_not_let_in_by_a_passkey(robin, passkey):
    owner_of(passkey, robin)
    User._base_manager.filter(pk=robin.pk).update(is_active=False)

    client, _ = sign_in(passkey)

    assert not is_signed_in(client)


def test_the_session_changes_its_key(robin, passkey):
    owner_of(passkey, robin)
    client = Client()
    client.get(reverse("mfa_login_webauthn"), headers=LOGIN)
    before = client.session.session_key

    sign_in(passkey, client)

    assert client.session.session_key != before


def test_nobody_keeps_what_was_asked_of_a_device(client, db):
    response = client.get(reverse("mfa_login_webauthn"), headers=LOGIN)

    assert response["Cache-Control"] == "private, no-store"


def test_tries_without_end_are_answered_with_a_wait(client, db):
    address = reverse("mfa_login_webauthn")

    answers = [client.post(address) for _ in range(121)]

    assert {answer.status_code for answer in answers[:120]} == {302}
    assert answers[120].status_code == 429
    assert "Wait five minutes" in answers[120].text


def test_after_the_password_a_passkey_is_the_second_factor(guarded, passkey):
    owner_of(passkey, guarded)
    client = entered(guarded)
    page = client.get(reverse("mfa_authenticate"))

    answer = passkey.sign(page.context["js_data"]["request_options"])
    response = client.post(reverse("mfa_authenticate"), {"credential": answer})

    assert "authenticator app" not in BeautifulSoup(page.content, "html.parser").main.text
    assert response.url == reverse("landing")
    assert client.get(reverse("landing")).status_code == 200


def test_after_the_password_somebody_elses_passkey_is_refused_in_words(guarded, robin, passkey):
    owner_of(passkey, guarded)
    other = Passkey()
    owner_of(other, robin)
    client = entered(guarded)
    page = client.get(reverse("mfa_authenticate"))

    answer = other.sign(page.context["js_data"]["request_options"])
    response = client.post(reverse("mfa_authenticate"), {"credential": answer})

    assert "does not belong to this account" in response.text
    assert not is_signed_in(client)


def test_guessing_with_passkeys_makes_the_account_wait(guarded, passkey):
    owner_of(passkey, guarded)
    client = entered(guarded)
    for _ in range(11):
        client.post(reverse("mfa_authenticate"), {"credential": NONSENSE[-2]})
    page = client.get(reverse("mfa_authenticate"))
    answer = passkey.sign(page.context["js_data"]["request_options"])
    for _ in range(11):
        client.post(reverse("mfa_authenticate"), {"credential": broken(answer, signature="AAAA")})

    client.post(reverse("mfa_authenticate"), {"credential": answer})

    assert not is_signed_in(client)


def test_whoever_has_the_app_alone_is_not_offered_a_passkey(guarded):
    TOTP.activate(guarded, SECRET)

    page = entered(guarded).get(reverse("mfa_authenticate"))

    assert "Use your passkey" not in page.text


def test_a_recovery_code_stands_in_for_a_lost_passkey(guarded, passkey):
    client = confirmed(guarded)
    add(client, passkey)
    spare = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]
    client = entered(guarded)

    client.post(reverse("mfa_authenticate"), {"code": spare})

    assert client.get(reverse("landing")).status_code == 200


def test_a_session_from_before_the_passkey_is_asked_for_it(guarded, passkey):
    owner_of(passkey, guarded)
    client = Client()
    client.force_login(guarded)

    sent_to = client.get(reverse("landing")).url
    page = client.get(sent_to)
    answer = passkey.sign(page.context["js_data"]["request_options"])
    client.post(sent_to, {"credential": answer})

    assert sent_to == reverse("mfa_reauthenticate_webauthn")
    assert "Use a code of your app, or a recovery code" in page.text
    assert client.get(reverse("landing")).status_code == 200


def test_a_wrong_passkey_is_asked_for_again_and_the_way_on_is_kept(guarded, passkey):
    owner_of(passkey, guarded)
    client = Client()
    client.force_login(guarded)
    address = reverse("mfa_reauthenticate_webauthn")
    options = client.get(address).context["js_data"]["request_options"]
    answer = broken(passkey.sign(options), signature="AAAA")

    response = client.post(address, {"credential": answer, "next": "/data/"})

    assert response.url == f"{address}?next=%2Fdata%2F"
    assert "does not belong to your account" in client.get(response.url).text
    assert client.get(reverse("landing")).url == address


# --- Keeping and removing ---------------------------------------------------------------


def test_a_person_sees_when_a_passkey_was_added_and_used(robin, passkey):
    client = confirmed(robin)
    add(client, passkey)
    page = BeautifulSoup(client.get(reverse("mfa_list_webauthn")).content, "html.parser")
    before = page.select_one("[data-label='Last used']").text

    sign_in(passkey)

    page = BeautifulSoup(client.get(reverse("mfa_list_webauthn")).content, "html.parser")
    assert page.select_one("tbody th").text == "Work laptop"
    assert before == "not since it was added"
    assert page.select_one("[data-label='Last used']").text[-5:-3].isdigit()


@pytest.mark.parametrize("count", [1, 10])
def test_passkeys_are_listed_in_as_many_queries_whatever_their_number(
    robin, passkey, count, django_assert_max_num_queries
):
    client = confirmed(robin)
    add(client, passkey)
    data = passkeys(robin).get().data
    for _ in range(count - 1):
        Authenticator.objects.create(user=robin, type=Authenticator.Type.WEBAUTHN, data=data)

    with django_assert_max_num_queries(8):
        response = client.get(reverse("mfa_list_webauthn"))

    assert len(response.context["authenticators"]) == count


def test_nobody_sees_renames_or_removes_anothers_passkey(robin, guarded, passkey):
    owner_of(passkey, guarded)
    pk = passkeys(guarded).get().pk
    client = confirmed(robin)

    listed = client.get(reverse("mfa_list_webauthn")).context["authenticators"]
    renamed = client.post(reverse("mfa_edit_webauthn", args=[pk]), {"name": "Mine"})
    removed = client.post(reverse("mfa_remove_webauthn", args=[pk]))

    assert list(listed) == []
    assert (renamed.status_code, removed.status_code) == (404, 404)
    assert str(passkeys(guarded).get()) == "Work laptop"


def test_a_passkey_is_renamed_and_goes_on_working(robin, passkey):
    client = confirmed(robin)
    add(client, passkey)

    client.post(reverse("mfa_edit_webauthn", args=[passkeys(robin).get().pk]), {"name": "Phone"})

    assert str(passkeys(robin).get()) == "Phone"
    assert is_signed_in(sign_in(passkey)[0])


def test_a_name_is_not_left_empty(robin, passkey):
    client = confirmed(robin)
    add(client, passkey)

    response = client.post(reverse("mfa_edit_webauthn", args=[passkeys(robin).get().pk]))

    assert BeautifulSoup(response.content, "html.parser").select_one(".govuk-error-summary li a")
    assert str(passkeys(robin).get()) == "Work laptop"


def remove(client, user):
    return client.post(reverse("mfa_remove_webauthn", args=[passkeys(user).latest("pk").pk]))


def test_whoever_needs_none_removes_the_last_one_and_the_codes_go_with_it(robin, passkey):
    client = confirmed(robin)
    add(client, passkey)
    mail.outbox.clear()

    remove(client, robin)

    event = AuditEvent.objects.get(action="second factor removed")
    assert not Authenticator.objects.filter(user=robin).exists()
    assert (event.actor, event.before) == (robin, {"factor": "passkey"})
    assert subjects() == {"A passkey was removed from your account"}


def test_an_officer_keeps_the_last_one_and_is_told_why(guarded, passkey):
    client = confirmed(guarded)
    add(client, passkey)
    address = reverse("mfa_remove_webauthn", args=[passkeys(guarded).get().pk])

    page = client.get(address)
    response = client.post(address)

    for answer in (page, response):
        assert "Your post needs a second factor, and you have no other" in answer.text
        assert "Remove it" not in answer.text
    assert passkeys(guarded).count() == 1
    assert not AuditEvent.objects.filter(action="second factor removed").exists()


def test_an_officer_removes_one_of_two(guarded):
    client = confirmed(guarded)
    add(client, Passkey())
    add(client, Passkey())

    remove(client, guarded)
    remove(client, guarded)

    assert passkeys(guarded).count() == 1


def test_an_officer_with_a_passkey_gives_up_the_app_but_not_both(guarded, passkey):
    TOTP.activate(guarded, SECRET)
    client = entered(guarded)
    client.post(reverse("mfa_authenticate"), {"code": code(SECRET)})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    add(client, passkey)

    client.post(reverse("mfa_deactivate_totp"))
    remove(client, guarded)

    held = Authenticator.objects.filter(user=guarded).values_list("type", flat=True)
    event = AuditEvent.objects.get(action="second factor removed")
    assert set(held) == {"webauthn", "recovery_codes"}
    assert event.before == {"factor": "authenticator app"}


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite locks the whole file")
def test_a_removal_locks_the_person(robin, passkey, django_assert_max_num_queries):
    client = confirmed(robin)
    add(client, passkey)

    with django_assert_max_num_queries(40) as queries:
        remove(client, robin)

    assert any("FOR UPDATE" in each["sql"] for each in queries.captured_queries)


def test_an_app_and_new_recovery_codes_are_audited_and_told(
    guarded, django_capture_on_commit_callbacks
):
    client = confirmed(guarded)
    form = client.get(reverse("mfa_activate_totp")).context["form"]

    request = RequestFactory().get("/")
    with context.request_context(request), django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code(form.secret)})
        client.post(reverse("mfa_generate_recovery_codes"))

    events = AuditEvent.objects.order_by("pk").values_list("action", flat=True)
    assert list(events) == ["second factor added", "recovery codes made"]
    assert subjects() == {
        "An authenticator app was set up for your account",
        "New recovery codes were made for your account",
    }


def test_the_account_page_says_what_is_in_use(robin, passkey):
    client = confirmed(robin)
    before = client.get(reverse("mfa_index")).text

    add(client, passkey)

    after = client.get(reverse("mfa_index")).text
    assert "Your password alone opens your account" in before
    assert "Your password alone opens your account" not in after
    assert "You have 1." in after


def test_a_preview_shows_no_passkeys(officer, head):
    officer.post(reverse("people:preview-person", args=[head.user.pk]))

    response = officer.get(reverse("mfa_list_webauthn"))

    assert response.status_code == 403


@pytest.mark.parametrize("name", ["account_login", "mfa_add_webauthn"])
def test_without_scripts_a_page_says_what_passkeys_need(robin, name):
    client = Client() if name == "account_login" else confirmed(robin)

    page = BeautifulSoup(client.get(reverse(name)).content, "html.parser")

    place = page.select_one("[data-module=pep-passkey]")
    assert "scripts" in place.select_one("[data-without]").text
    assert place.form.has_attr("hidden")
    assert not page.select("[onclick], main script:not([src]):not([type='application/json'])")


# --- Lost ones --------------------------------------------------------------------------


@pytest.fixture
def staff(sign_in, db):
    return sign_in(UserFactory(is_staff=True, is_superuser=True))


def test_an_administrator_takes_a_lost_one_away_and_its_owner_is_told(staff, guarded, passkey):
    owner_of(passkey, guarded)
    mail.outbox.clear()
    pk = passkeys(guarded).get().pk

    staff.post(reverse("admin:mfa_authenticator_delete", args=[pk]), {"post": "yes"})

    event = AuditEvent.objects.get(action="second factor removed")
    assert not Authenticator.objects.filter(user=guarded).exists()
    assert (event.actor, event.about, event.before) == (staff.user, guarded, {"factor": "passkey"})
    assert [letter.to for letter in mail.outbox] == [["officer@example.org"]]
    assert entered(guarded).get(reverse("landing")).url == reverse("account_second_factor")


def test_several_taken_away_at_once_are_each_audited(staff, guarded, robin):
    owner_of(Passkey(), guarded)
    TOTP.activate(robin, SECRET)
    chosen = Authenticator.objects.exclude(type=Authenticator.Type.RECOVERY_CODES)

    staff.post(
        reverse("admin:mfa_authenticator_changelist"),
        {"action": "delete_selected", "_selected_action": [each.pk for each in chosen], "post": 1},
    )

    about = AuditEvent.objects.filter(action="second factor removed").values_list(
        "about", flat=True
    )
    assert set(about) == {guarded.pk, robin.pk}


def test_administrators_see_no_secret_and_make_nothing(staff, robin):
    factor = TOTP.activate(robin, SECRET).instance

    page = staff.get(reverse("admin:mfa_authenticator_change", args=[factor.pk]))
    new = staff.get(reverse("admin:mfa_authenticator_add"))

    assert page.status_code == 200
    assert SECRET not in page.text
    assert new.status_code == 403
