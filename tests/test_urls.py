"""Who may open each address. An address missing from the table fails the build."""

from dataclasses import dataclass, field
from io import BytesIO

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse
from django.utils import timezone
from openpyxl import load_workbook

from accounts.middleware import ON_THE_WAY
from accounts.models import TOKENS
from accounts.permissions import Role
from core.models import AccessEvent
from dashboard.models import Rating
from notifications.kinds import ROUND_SHARED
from notifications.letters import unsubscribe_token
from strategy.models import Response
from strategy.services.consultations import link_of
from tests.conftest import holder_of, signed_in
from tests.factories.accounts import CityPostFactory, InvitationFactory
from tests.factories.dashboard import DraftRoundFactory, RatingFactory, RatingRoundFactory
from tests.factories.notifications import NoticeFactory
from tests.factories.schools import (
    DeputyFactory,
    ReleaseFactory,
    SchoolFactory,
    SchoolPostFactory,
    TrustFactory,
)
from tests.factories.strategy import (
    ConsultationFactory,
    ObjectiveFactory,
    ProgressUpdateFactory,
    QuestionFactory,
    ResponseFactory,
    StrategicActionFactory,
    SuccessMeasureFactory,
)
from tests.factories.website import StandardPageFactory, public_picture

PEOPLE = {
    "visitor",
    "stranger",
    "head",
    "chair",
    "head_elsewhere",
    "deputy",
    "trust_lead",
    "editor",
    "board_member",
    "board_chair",
    "broker",
    "moderator",
    "data_officer",
    "officer",
    "administrator",
}
EVERYONE = frozenset(PEOPLE)
SIGNED_IN = EVERYONE - {"visitor"}
ALL_RATINGS = frozenset({"officer", "data_officer", "moderator", "broker"})
OWN_SCHOOL = ALL_RATINGS | {"head", "chair", "deputy"}
OWN_TRUST = frozenset({"officer", "data_officer", "broker", "trust_lead"})
DATA = ALL_RATINGS | {"administrator"}
ROUNDS = frozenset({"officer", "data_officer"})
READS_ACCESS = ROUNDS | {"administrator", "head", "chair", "deputy"}
# Heads of any school: what they read is their own school's.
READS_AUDIT = READS_ACCESS | {"head_elsewhere"}
# Beside the lead of the objective, who is nobody of the city.
SIGNS_OFF = frozenset({"officer", "board_chair"})
PEOPLE_OFFICE = frozenset({"officer", "administrator"})
WRITERS = frozenset({"officer"})
NOBODY = frozenset()


@dataclass(frozen=True)
class Address:
    """Who may open it, and the sample object it is tried on."""

    who: frozenset
    sample: dict = field(default_factory=dict)


# The sample objects: one school in no trust, one trust with a school, a file, a draft round.
SCHOOL = {"urn": 900_777}
TRUST = {"uid": 90_777}
RELEASE = {"pk": 777}
DRAFT = {"pk": 777}
PERSON = {"pk": 90_777}
INVITATION = {"pk": 777}
NOTICE = {"pk": 777}  # the head's
EDITION = {"slug": "harbour-plan"}
OBJECTIVE = {**EDITION, "code": "SO1"}
UPDATE = {"pk": 777}
CONSULTATION = {"slug": "fair-winds"}
BOARD = {**EDITION, "academic_year": 2026, "term": "autumn"}

ADDRESSES = {
    "home": Address(EVERYONE),
    # Pages and pictures of editors; /cms/, where they are written, has one rule for all of it:
    # see tests/website/test_editor_door.py.
    "wagtail_serve": Address(EVERYONE, {"path": "about-us/"}),
    "picture": Address(EVERYONE, {"name": "harbour-777.png"}),
    "healthz": Address(EVERYONE),
    "readyz": Address(EVERYONE),
    "landing": Address(SIGNED_IN),
    "component-list": Address(PEOPLE_OFFICE),
    "audit-list": Address(READS_AUDIT),
    "audit-csv": Address(READS_AUDIT),
    # Of a round; `tests/pep_portal/test_records.py` tries what is about people.
    "record-history": Address(ALL_RATINGS, {"kind": "round", **DRAFT}),
    "schools:school-list": Address(EVERYONE),
    "schools:untold-list": Address(PEOPLE_OFFICE),
    "schools:head-change": Address(PEOPLE_OFFICE, SCHOOL),
    "schools:head-changed": Address(PEOPLE_OFFICE, SCHOOL),
    "schools:deputy-list": Address(frozenset({"head"}), SCHOOL),
    "schools:deputy-end": Address(frozenset({"head"}), {**SCHOOL, "pk": 778}),
    "schools:deputy-withdraw": Address(NOBODY, {**SCHOOL, "pk": 777}),
    "dashboard:school-overview": Address(EVERYONE, SCHOOL),
    "dashboard:school-results": Address(EVERYONE, SCHOOL),
    "dashboard:school-rating": Address(OWN_SCHOOL, SCHOOL),
    "dashboard:school-access": Address(READS_ACCESS, SCHOOL),
    "dashboard:trust-detail": Address(OWN_TRUST, TRUST),
    "dashboard:priority-list": Address(ALL_RATINGS),
    "dashboard:priority-csv": Address(ALL_RATINGS),
    "dashboard:priority-xlsx": Address(ALL_RATINGS),
    "dashboard:round-share": Address(ROUNDS, DRAFT),
    "dashboard:release-list": Address(DATA),
    "dashboard:release-detail": Address(DATA, RELEASE),
    "strategy:overview": Address(EVERYONE),
    "strategy:consultation-list": Address(EVERYONE),
    "strategy:consultation-detail": Address(EVERYONE, CONSULTATION),
    "strategy:respond": Address(EVERYONE, CONSULTATION),
    "strategy:response-confirm": Address(EVERYONE, {"link": link_of(Response(pk=777))}),
    # Public once what changed is published, as it is here.
    "strategy:published-list": Address(EVERYONE, CONSULTATION),
    "strategy:published-csv": Address(EVERYONE, CONSULTATION),
    # Kept on disk in service; the file of the sample is not there.
    "strategy:consultation-document": Address(NOBODY, {"pk": 777}),
    "strategy:consultation-new": Address(frozenset({"officer"})),
    "strategy:consultation-manage": Address(frozenset({"officer"}), CONSULTATION),
    "strategy:consultation-edit": Address(frozenset({"officer"}), CONSULTATION),
    "strategy:question-new": Address(frozenset({"officer"}), CONSULTATION),
    "strategy:question-edit": Address(frozenset({"officer"}), {**CONSULTATION, "number": 1}),
    # A deed of an officer: it takes a post alone.
    "strategy:question-remove": Address(NOBODY, {**CONSULTATION, "number": 1}),
    "strategy:document-new": Address(frozenset({"officer"}), CONSULTATION),
    "strategy:consultation-extend": Address(frozenset({"officer"}), CONSULTATION),
    "strategy:consultation-withdraw": Address(NOBODY, CONSULTATION),
    "strategy:response-list": Address(frozenset({"officer"}), CONSULTATION),
    "strategy:response-csv": Address(frozenset({"officer"}), CONSULTATION),
    "strategy:response-detail": Address(frozenset({"officer"}), {**CONSULTATION, "pk": 777}),
    "strategy:consultation-summarise": Address(frozenset({"officer"}), CONSULTATION),
    "strategy:update-list": Address(SIGNS_OFF),
    "strategy:request-new": Address(frozenset({"officer"})),
    "strategy:request-detail": Address(frozenset({"officer"}), UPDATE),
    "strategy:update-detail": Address(SIGNS_OFF, UPDATE),
    "strategy:update-edit": Address(frozenset({"officer"}), UPDATE),
    "strategy:update-history": Address(SIGNS_OFF, UPDATE),
    "strategy:board": Address(EVERYONE, BOARD),
    "strategy:board-pdf": Address(EVERYONE, BOARD),
    "strategy:edition-detail": Address(EVERYONE, EDITION),
    "strategy:edition-csv": Address(EVERYONE, EDITION),
    "strategy:edition-json": Address(EVERYONE, EDITION),
    "strategy:measure-detail": Address(EVERYONE, {**OBJECTIVE, "number": 1}),
    "strategy:objective-detail": Address(EVERYONE, OBJECTIVE),
    "strategy:action-detail": Address(EVERYONE, {**OBJECTIVE, "number": "1.1"}),
    "strategy:edition-new": Address(WRITERS),
    "strategy:edition-write": Address(WRITERS | {"board_chair"}, EDITION),
    "strategy:edition-edit": Address(WRITERS, EDITION),
    "strategy:edition-history": Address(WRITERS | {"board_chair"}, EDITION),
    "strategy:edition-refresh": Address(WRITERS, EDITION),
    "strategy:edition-step": Address(WRITERS | {"board_chair"}, {**EDITION, "state": "approved"}),
    "strategy:objective-new": Address(WRITERS, EDITION),
    "strategy:objective-write": Address(WRITERS, OBJECTIVE),
    "strategy:objective-edit": Address(WRITERS, OBJECTIVE),
    "strategy:objective-move": Address(NOBODY, OBJECTIVE),  # takes a post alone
    "strategy:objective-remove": Address(WRITERS, OBJECTIVE),
    "strategy:objective-correct": Address(WRITERS, OBJECTIVE),
    "strategy:part-new": Address(WRITERS, {**OBJECTIVE, "kind": "actions"}),
    "strategy:part-edit": Address(WRITERS, {**OBJECTIVE, "kind": "actions", "pk": 777}),
    "strategy:part-remove": Address(WRITERS, {**OBJECTIVE, "kind": "actions", "pk": 777}),
    "strategy:compare-pick": Address(EVERYONE),
    "strategy:edition-compare": Address(
        EVERYONE, {"earlier": EDITION["slug"], "later": EDITION["slug"]}
    ),
    "notifications:notice-list": Address(SIGNED_IN),
    "notifications:notice-open": Address(frozenset({"head"}), NOTICE),
    "notifications:preferences": Address(SIGNED_IN),
    "notifications:preference-history": Address(SIGNED_IN),
    "notifications:delivery-list": Address(PEOPLE_OFFICE),
    "notifications:unsubscribe": Address(EVERYONE, {"token": unsubscribe_token(777, ROUND_SHARED)}),
    "people:person-list": Address(PEOPLE_OFFICE),
    "people:person-detail": Address(PEOPLE_OFFICE, PERSON),
    "people:person-data": Address(PEOPLE_OFFICE, PERSON),
    "people:person-delete": Address(PEOPLE_OFFICE, PERSON),
    "people:post-start": Address(PEOPLE_OFFICE, {**PERSON, "kind": "school"}),
    "people:post-end": Address(PEOPLE_OFFICE, {"kind": "city", "pk": 777}),
    "people:preview-role": Address(PEOPLE_OFFICE, {"kind": "school"}),
    # Begun and ended by a button: they take a post alone.
    "people:preview-person": Address(NOBODY, PERSON),
    "people:preview-stop": Address(NOBODY),
    "people:permission-list": Address(PEOPLE_OFFICE),
    "people:invitation-list": Address(PEOPLE_OFFICE),
    "people:invitation-new": Address(PEOPLE_OFFICE, {"kind": "school"}),
    # Deeds of an officer on the list of invitations: they take a post alone.
    "people:invitation-revoke": Address(NOBODY, INVITATION),
    "people:invitation-resend": Address(NOBODY, INVITATION),
    # Whoever holds the letter opens its link, signed in or not.
    "people:invitation-accept": Address(EVERYONE, {"token": TOKENS.sign("777")}),
    # Sign-in, by allauth.
    "account_home": Address(SIGNED_IN),
    "account_email": Address(SIGNED_IN),
    "usersessions_list": Address(SIGNED_IN),
    "account_login": Address(EVERYONE),
    "account_logout": Address(EVERYONE),
    "account_inactive": Address(EVERYONE),
    "account_reauthenticate": Address(SIGNED_IN),
    "account_my_data": Address(SIGNED_IN),
    "account_my_data_file": Address(SIGNED_IN),
    "account_change_password": Address(SIGNED_IN),
    "account_set_password": Address(SIGNED_IN),
    "account_reset_password": Address(EVERYONE),
    "account_reset_password_done": Address(EVERYONE),
    "account_reset_password_from_key": Address(EVERYONE, {"uidb36": "1", "key": "set-password"}),
    "account_reset_password_from_key_done": Address(EVERYONE),
    "account_confirm_login_code": Address(SIGNED_IN),
    "mfa_index": Address(SIGNED_IN),
    "mfa_authenticate": Address(SIGNED_IN),
    "mfa_reauthenticate": Address(SIGNED_IN),
    "account_second_factor": Address(SIGNED_IN),
    "mfa_activate_totp": Address(SIGNED_IN),
    "mfa_deactivate_totp": Address(NOBODY),
    "mfa_list_webauthn": Address(SIGNED_IN),
    "mfa_add_webauthn": Address(SIGNED_IN),
    "mfa_reauthenticate_webauthn": Address(SIGNED_IN),
    # Leads a visitor to the sign-in page, where the passkey is asked for.
    "mfa_login_webauthn": Address(SIGNED_IN),
    # Somebody's own alone, after the password once more; nobody here has one.
    "mfa_edit_webauthn": Address(SIGNED_IN, {"pk": 777}),
    "mfa_remove_webauthn": Address(SIGNED_IN, {"pk": 777}),
    "mfa_view_recovery_codes": Address(NOBODY),
    "mfa_generate_recovery_codes": Address(SIGNED_IN),
    "mfa_download_recovery_codes": Address(NOBODY),
    # Not offered: accounts are made by invitation.
    "account_signup": Address(NOBODY),
    "account_email_verification_sent": Address(EVERYONE),
    "account_confirm_email": Address(EVERYONE, {"key": "unknown"}),
}


# Where a school stands by name beside its level of support or score, for some who may open it.
TELLS_A_RATING = {
    "landing",
    "dashboard:school-rating",
    "dashboard:trust-detail",
    "dashboard:priority-list",
    "dashboard:priority-csv",
    "dashboard:priority-xlsx",
}


def names(patterns, namespace=""):
    """Every name in the URLconf but those of the two admins, which are tried by themselves."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace == "admin" or str(pattern.pattern) == "cms/":
                continue
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}"


def address(name):
    return reverse(name, kwargs=ADDRESSES[name].sample)


@pytest.fixture
def school(db):
    return SchoolFactory(**SCHOOL)


@pytest.fixture
def trust(db):
    return TrustFactory(**TRUST)


@pytest.fixture
def people(
    client,
    stranger,
    head,
    chair,
    trust_lead,
    moderator,
    officer,
    administrator,
    school,
    trust_school,
):
    """A client of every kind of person; the school's rating is shared with it."""
    ReleaseFactory(**RELEASE)
    DraftRoundFactory(**DRAFT)
    CityPostFactory(pk=777, role=Role.EDITOR, user__pk=PERSON["pk"])
    InvitationFactory(**INVITATION)
    NoticeFactory(**NOTICE, user=head.user)
    StandardPageFactory(slug="about-us")
    public_picture("harbour-777.png")
    objective = ObjectiveFactory(edition__slug=EDITION["slug"], code=OBJECTIVE["code"])
    SuccessMeasureFactory(objective=objective, number=1)
    StrategicActionFactory(pk=777, objective=objective, number="1.1")
    ProgressUpdateFactory(**UPDATE, objective=objective, request__pk=UPDATE["pk"])
    consultation = ConsultationFactory(
        **CONSULTATION, summary="Thanks.", summarised_at=timezone.now()
    )
    QuestionFactory(consultation=consultation, number=1)
    ResponseFactory(pk=777, consultation=consultation)
    round_ = RatingRoundFactory()
    RatingFactory(round=round_, school=school)
    RatingFactory(round=round_, school=trust_school)
    return {
        "visitor": client,
        "stranger": stranger,
        "head": head,
        "chair": chair,
        "head_elsewhere": signed_in(SchoolPostFactory().user, second_factor=False),
        "deputy": signed_in(DeputyFactory(pk=778, school=school).user, second_factor=False),
        "trust_lead": trust_lead,
        "editor": holder_of(Role.EDITOR),
        "board_member": holder_of(Role.BOARD_MEMBER),
        "board_chair": holder_of(Role.BOARD_CHAIR),
        "broker": holder_of(Role.BROKER),
        "moderator": moderator,
        "data_officer": holder_of(Role.DATA_OFFICER),
        "officer": officer,
        "administrator": administrator,
    }


def opens(client, url):
    """Whether the page, or a step of the portal's own after it, is given to this person."""
    response = client.get(url)
    if response.status_code in (301, 302):
        return not response.url.startswith(reverse(settings.LOGIN_URL))
    assert response.status_code in (200, 403, 404, 405, 409), f"{url}: {response.status_code}"
    return response.status_code == 200


def test_the_table_names_every_address_and_no_other():
    assert set(names(get_resolver().url_patterns)) == set(ADDRESSES)


@pytest.fixture(autouse=True)
def pdfs_in_words(monkeypatch):
    """A PDF is the HTML it is drawn from, so that what it says can be read."""
    monkeypatch.setattr("core.pdf._drawn", str.encode)


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_an_address_opens_for_its_audience_alone(people, name):
    url = address(name)

    opened = {person for person, client in people.items() if opens(client, url)}

    assert opened == ADDRESSES[name].who


def words_of(response):
    """All that an answer says; a workbook cell by cell."""
    if "spreadsheet" not in response.get("Content-Type", ""):
        told = response.getvalue() if response.streaming else response.content
        return told.decode(errors="replace")
    sheets = load_workbook(BytesIO(response.content)).worksheets
    return " ".join(str(cell.value) for sheet in sheets for row in sheet.rows for cell in row)


def rated_in(response, schools):
    """The schools whose rating an answer tells."""
    words = words_of(response)
    levels = {*Rating.Priority.labels, "82.5"}
    return {school.urn for school in schools if school.name in words and any_of(levels, words)}


def any_of(levels, words):
    return any(level in words for level in levels)


def noted(user, urn):
    """Whether the access log says that somebody opened the rating of a school."""
    rounds = Rating.objects.of_school(urn).values("round")
    return AccessEvent.objects.of_school(urn, rounds=rounds).filter(person=user).exists()


@pytest.mark.parametrize("name", sorted(ADDRESSES))
def test_whoever_is_told_a_rating_leaves_a_line_in_the_access_log(
    people, school, trust_school, name
):
    url = address(name)

    told = {
        (person, urn)
        for person in ADDRESSES[name].who
        for urn in rated_in(people[person].get(url), [school, trust_school])
    }

    assert {(person, urn) for person, urn in told if not noted(people[person].user, urn)} == set()
    assert bool(told) == (name in TELLS_A_RATING)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(set(ADDRESSES) - ON_THE_WAY))
def test_without_a_second_factor_an_officer_is_sent_to_set_one_up(name):
    client = signed_in(CityPostFactory().user, second_factor=False)

    response = client.get(address(name))

    assert (response.status_code, response.url) == (302, reverse("account_second_factor"))


def test_nobody_without_a_staff_account_enters_the_django_admin(people):
    pages = [reverse("admin:index"), reverse("admin:accounts_user_changelist")]

    def enters(client, url):
        response = client.get(url, follow=True)
        return response.status_code == 200 and response.resolver_match.namespace == "admin"

    entered = {person for person, client in people.items() for url in pages if enters(client, url)}

    assert entered == NOBODY


def test_an_unknown_address_is_a_404_for_a_visitor(db):
    response = Client().get("/no-such-page/")

    assert response.status_code == 404
