"""The portal as an attacker meets it; `docs/security.md` names the line each test stands for."""

import datetime
import re
from urllib.parse import urlencode

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.models import AuditEvent
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.dashboard import DraftRoundFactory, RatingFactory, RatingRoundFactory
from tests.factories.schools import SchoolFactory, SchoolPostFactory
from tests.test_urls import ADDRESSES, address

pytestmark = pytest.mark.django_db

NO_STORE = "private, no-store"


# --- What others may keep (ASVS 8.1, 8.2) -----------------------------------------------


@pytest.mark.parametrize("name", ["home", "landing", "schools:school-list", "account_logout"])
def test_nobody_keeps_a_page_made_for_somebody(head, name):
    assert head.get(reverse(name))["Cache-Control"] == NO_STORE


def test_nobody_keeps_a_rating_nor_a_file_of_ratings(officer, head, school):
    RatingFactory(round=RatingRoundFactory(), school=school)
    rating = reverse("dashboard:school-rating", args=[school.urn])

    for client, url in [
        (head, rating),
        (officer, reverse("dashboard:priority-csv")),
        (officer, reverse("dashboard:priority-xlsx")),
        (officer, reverse("audit-csv")),
    ]:
        assert client.get(url)["Cache-Control"] == NO_STORE


def test_nobody_keeps_a_refusal_either(stranger, school):
    assert stranger.get(reverse("dashboard:priority-list"))["Cache-Control"] == NO_STORE


def test_a_page_that_sets_a_cookie_is_nobody_elses(client):
    response = client.get(reverse("account_login"))

    assert response.cookies
    assert response["Cache-Control"] == NO_STORE


def test_a_visitors_page_may_be_kept_for_visitors_alone(client, school):
    response = client.get(school.get_absolute_url())

    assert not response.cookies
    assert "Cookie" in response["Vary"]


def test_what_one_person_opened_is_not_given_to_the_next(head, stranger, school):
    rated = RatingFactory(round=RatingRoundFactory(), school=school)
    url = reverse("dashboard:school-rating", args=[school.urn])
    first = head.get(url)

    for client in (stranger, Client()):
        response = client.get(url)
        assert response.status_code in (302, 404)
        assert str(rated.score) not in response.text
    assert str(rated.score) in first.text


# --- What may be inferred (docs/security.md, disclosure control) ------------------------


def public_addresses():
    return sorted(name for name, address in ADDRESSES.items() if "visitor" in address.who)


@pytest.mark.parametrize("name", public_addresses())
def test_no_public_page_tells_or_counts_priorities(client, name):
    round_ = RatingRoundFactory()
    for priority in (1, 2, 3):
        RatingFactory(round=round_, school=SchoolFactory(), computed_priority=priority)
    if ADDRESSES[name].sample.keys() == {"urn"}:
        RatingFactory(round=round_, school=SchoolFactory(**ADDRESSES[name].sample))

    text = client.get(address(name), follow=True).content.decode(errors="replace")

    assert not re.search(r"Priority\s*[123]|highest level of support|targeted support", text)
    assert "82.5" not in text


def test_a_stranger_learns_no_more_than_a_visitor(stranger, school):
    RatingFactory(round=RatingRoundFactory(), school=school)

    for url in ("/", "/my/", school.get_absolute_url(), reverse("schools:school-list")):
        assert not re.search(r"Priority\s*[123]", stranger.get(url).text)


# --- Input nobody types (ASVS 5.1) ------------------------------------------------------

HOSTILE = [
    "9" * 30,
    "-1",
    "0",
    "\x00",
    "' OR 1=1 --",
    "<script>alert(7)",
    "../../etc/passwd",
    "é" * 300,
    # Digits to Python, and no number.
    "²",
    "9" * 5000,
]
ASKED = ["round", "page", "q", "phase", "priority", "trust", "data", "sort", "person", "school"]
ASKED += ["kind", "role", "held", "since-day", "next", "tab", "year", "action", "objective"]
ASKED += ["indicator", "measure", "show", "topic", "visit", "entry"]


def getting_addresses():
    return sorted(name for name in ADDRESSES if not name.startswith(("healthz", "readyz")))


@pytest.mark.parametrize("name", getting_addresses())
def test_no_question_in_an_address_breaks_a_page(officer, school, name):
    RatingFactory(round=RatingRoundFactory(), school=school)
    if ADDRESSES[name].sample.keys() == {"urn"}:
        SchoolFactory(**ADDRESSES[name].sample)

    for value in HOSTILE:
        response = officer.get(address(name), dict.fromkeys(ASKED, value))
        assert response.status_code < 500
        if "html" in response["Content-Type"]:
            assert "<script>alert(7)" not in response.text


@pytest.mark.parametrize("number", [0, 10**9, 2**31, 2**63, 10**30])
def test_no_number_in_an_address_breaks_a_page(officer, number):
    for name, address_ in ADDRESSES.items():
        for key, value in address_.sample.items():
            if isinstance(value, int):
                url = reverse(name, kwargs={**address_.sample, key: number})
                assert officer.get(url).status_code in (301, 302, 403, 404, 405), url


# --- Object references (ASVS 4.2.1) -----------------------------------------------------


def test_naming_a_draft_round_does_not_open_it_to_a_head(head, school):
    shared, draft = RatingRoundFactory(), DraftRoundFactory()
    RatingFactory(round=shared, school=school)
    RatingFactory(round=draft, school=school)
    url = reverse("dashboard:school-rating", args=[school.urn])

    assert head.get(url, {"round": shared.pk}).status_code == 200
    assert head.get(url, {"round": draft.pk}).status_code == 404


def test_a_round_of_another_authority_is_in_nobodys_list(officer):
    RatingFactory(round=RatingRoundFactory())
    elsewhere = RatingRoundFactory(la_code=202)

    for name in ("priority-list", "priority-csv", "priority-xlsx"):
        response = officer.get(reverse(f"dashboard:{name}"), {"round": elsewhere.pk})
        assert response.status_code == 404


# --- What administrators do (ASVS 4.3, 7.1) ---------------------------------------------


@pytest.fixture
def superuser(sign_in):
    return sign_in(UserFactory(is_staff=True, is_superuser=True))


def test_a_change_in_the_django_admin_is_audited(superuser):
    person = UserFactory(full_name="Robin Smith")
    url = reverse("admin:accounts_user_change", args=[person.pk])

    superuser.post(url, {"email": person.email, "full_name": "Robin Jones", "is_staff": "on"})

    [event] = AuditEvent.objects.all()
    assert (event.actor, event.about, event.action) == (superuser.user, person, "account changed")
    assert event.before == {"full_name": "Robin Smith", "is_active": True, "is_staff": False}
    assert event.after == {"full_name": "Robin Jones", "is_active": False, "is_staff": True}


def test_no_post_is_given_and_nobody_deleted_in_the_django_admin(superuser):
    person = UserFactory()
    page = superuser.get(reverse("admin:accounts_user_change", args=[person.pk]))

    response = superuser.post(reverse("admin:accounts_user_delete", args=[person.pk]))

    assert "posts-TOTAL_FORMS" not in page.text
    assert response.status_code == 403


# --- Forged forms (ASVS 4.2.2, 13.2.3) --------------------------------------------------

# The button of a mail program posts without a form: its address is signed (RFC 8058).
SIGNED_ADDRESSES = {"notifications:unsubscribe", "bulletin-stop"}


@pytest.mark.parametrize("name", sorted(set(ADDRESSES) - SIGNED_ADDRESSES))
def test_no_form_is_taken_without_its_token(officer, name):
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = officer.cookies

    assert forged.post(address(name), {"anything": "1"}).status_code in (403, 404, 405)


# --- Ways out of the portal (ASVS 5.1.5) ------------------------------------------------

ELSEWHERE = ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"]


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
@pytest.mark.parametrize("name", ["account_logout", "account_reauthenticate", "account_login"])
def test_no_page_leads_out_of_the_portal(officer, name, elsewhere):
    url = f"{reverse(name)}?{urlencode({'next': elsewhere})}"

    for response in (
        officer.get(url),
        officer.post(url, {"next": elsewhere, "password": PASSWORD}),
    ):
        led = response.get("Location", "/")
        assert led.startswith("/") and not led.startswith(("//", "/\\"))
        assert 'href="javascript' not in response.text


# --- Who the portal believes to be itself (ASVS 14.5.3, 5.2.4) ---------------------------


@pytest.mark.parametrize("header", ["HTTP_HOST", "HTTP_X_FORWARDED_HOST"])
def test_a_reset_link_never_leads_to_a_host_that_a_stranger_named(client, header):
    person = UserFactory()

    response = client.post(
        reverse("account_reset_password"), {"email": person.email}, **{header: "example.org"}
    )

    assert response.status_code in (400, 302)
    assert all("example.org/account" not in letter.body for letter in mail.outbox)


# --- Mail (ASVS 5.2.3) ------------------------------------------------------------------


def test_a_line_break_in_an_address_asks_for_no_mail(client):
    client.post(
        reverse("account_reset_password"),
        {"email": "robin@example.org\nBcc: everyone@example.org"},
    )

    assert mail.outbox == []


def test_a_line_break_in_a_name_adds_no_header_to_a_letter(
    officer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        officer.post(
            reverse("people:invitation-new", args=["city"]),
            {
                "email": "robin@example.org",
                "full_name": "Robin\r\nBcc: everyone@example.org",
                "role": "broker",
                "starts_on-day": "1",
                "starts_on-month": "12",
                "starts_on-year": "2026",
            },
        )

    [letter] = mail.outbox
    assert letter.recipients() == ["robin@example.org"]
    assert set(letter.message().keys()).isdisjoint({"Bcc", "Cc"})


def test_a_letter_of_sign_in_is_sent_by_a_worker(client, monkeypatch):
    """So that an answer does not wait for a mail server where there is an account alone."""
    handed_on = []
    monkeypatch.setattr("accounts.tasks.send_letter.delay", lambda **told: handed_on.append(told))
    person = UserFactory()

    client.post(reverse("account_reset_password"), {"email": person.email})

    assert [told["to"] for told in handed_on] == [[person.email]]
    assert mail.outbox == []


# --- Sessions (ASVS 3) ------------------------------------------------------------------


def test_a_session_named_by_somebody_else_is_not_taken(client):
    person = UserFactory()
    client.cookies["sessionid"] = "a" * 32

    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})

    assert client.session.session_key != "a" * 32


def test_a_new_password_ends_every_other_session(sign_in):
    person = UserFactory()
    other = sign_in(person, second_factor=False)
    person.set_password("another quiet harbour")
    person.save()

    assert other.get(reverse("landing")).status_code == 302


def test_closing_an_account_ends_its_sessions(sign_in):
    person = UserFactory()
    client = sign_in(person, second_factor=False)
    person.is_active = False
    person.save()

    assert client.get(reverse("landing")).status_code == 302


def test_the_end_of_a_post_shuts_a_session_out_at_once(sign_in, school):
    RatingFactory(round=RatingRoundFactory(), school=school)
    post = SchoolPostFactory(school=school)
    client = sign_in(post.user, second_factor=False)
    url = reverse("dashboard:school-rating", args=[school.urn])
    before = client.get(url)

    post.ends_on = timezone.localdate() - datetime.timedelta(days=1)
    post.save()

    assert (before.status_code, client.get(url).status_code) == (200, 404)


def test_cookies_are_out_of_reach_of_scripts_and_of_other_sites(client):
    person = UserFactory()
    client.get(reverse("account_login"))
    client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})

    for name in ("sessionid", "csrftoken"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"


# --- Guessing (ASVS 2.2, 2.4) -----------------------------------------------------------


def test_a_sign_in_takes_as_long_for_an_unknown_address(client, monkeypatch):
    """Not measured by the clock: each attempt computes as many hashes."""
    hashed = []
    encode = MD5PasswordHasher.encode

    def counted(self, password, salt):
        hashed.append(password)
        return encode(self, password, salt)

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    person, closed = UserFactory(), UserFactory(is_active=False)

    counts = []
    for email in (person.email, "nobody@example.org", closed.email):
        hashed.clear()
        client.post(reverse("account_login"), {"login": email, "password": "wrong"})
        counts.append(len(hashed))

    assert len(set(counts)) == 1
    assert counts[0] > 0


# --- Files (ASVS 12) --------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/static/../pep_portal/settings.py",
        "/static/%2e%2e/manage.py",
        "/media/x",
        "/private/x",
        "/var/pep.sqlite3",
        "/.env",
        "/.git/config",
        "/requirements.lock",
    ],
)
def test_no_file_but_the_assets_is_served(officer, path):
    assert officer.get(path, follow=True).status_code == 404


# --- Pages and headers (ASVS 14.4, 7.4) -------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/my/", "/no-such-page/", "/priorities/", "/priorities.csv"])
def test_every_answer_carries_the_headers_that_protect_it(stranger, path):
    response = stranger.get(path)

    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy and "unsafe-eval" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
    assert "Server" not in response and "X-Powered-By" not in response


def test_a_fault_tells_nothing_of_the_inside(officer, monkeypatch):
    monkeypatch.setattr(
        "pep_portal.views.rows_for",
        lambda user, **when: (_ for _ in ()).throw(ValueError("s3cret")),
    )
    officer.raise_request_exception = False

    response = officer.get(reverse("landing"))

    assert response.status_code == 500
    for word in ("s3cret", "Traceback", "ValueError", "pep_portal/"):
        assert word not in response.text
