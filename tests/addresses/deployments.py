"""Who may open the addresses of deployments, evaluations, and of days and money."""

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from schools.models import School
from support_directory.models import Evaluation, Project, Visit
from tests.addresses.audiences import EVERYONE, NOBODY, Address
from tests.addresses.samples import SCHOOL
from tests.factories.support_directory import DeploymentFactory

ARRANGES = frozenset({"officer", "broker"})
# The host school's own, beside those who arrange.
CONCERNED = ARRANGES | {"head", "chair", "deputy"}
ONE = {"pk": 777}
VISIT = {**ONE, "visit_pk": 777}
LINK = {"link": Evaluation(pk=777, sending=1).link}

ADDRESSES = {
    "deployments:deployment-list": Address(CONCERNED),
    "deployments:deployment-detail": Address(CONCERNED, ONE),
    "deployments:objectives": Address(CONCERNED, ONE),
    "deployments:days": Address(CONCERNED, ONE),
    "deployments:timeline": Address(CONCERNED, ONE),
    "deployments:documents": Address(CONCERNED, ONE),
    "deployments:document": Address(NOBODY, {**ONE, "document_pk": 777}),
    "deployments:notes": Address(CONCERNED, ONE),
    "deployments:contact-new": Address(CONCERNED, ONE),
    "deployments:contact-remove": Address(NOBODY, {**ONE, "contact_pk": 777}),
    "deployments:agreement": Address(CONCERNED, ONE),
    "deployments:agreement-write": Address(ARRANGES, ONE),
    "deployments:answer": Address(ARRANGES, ONE),
    # The head of the home school alone, who is none of these.
    "deployments:release": Address(NOBODY, ONE),
    "deployments:withdraw-release": Address(NOBODY, ONE),
    "deployments:days-change": Address(ARRANGES, ONE),
    "deployments:hand-over": Address(ARRANGES, ONE),
    "deployments:step": Address(ARRANGES, {**ONE, "name": "stop"}),
    "deployments:visits": Address(CONCERNED, ONE),
    "deployments:visit-new": Address(ARRANGES, ONE),
    "deployments:visit-detail": Address(CONCERNED, VISIT),
    "deployments:visit-remove": Address(NOBODY, VISIT),
    "deployments:review": Address(ARRANGES, {**ONE, "kind": "mid"}),
    "deployments:response-rate": Address(ARRANGES),
    # By a signed link: whoever holds it.
    "deployments:evaluation": Address(EVERYONE, LINK),
    "deployments:evaluation-screen": Address(EVERYONE, {**LINK, "screen": 1}),
    "deployments:evaluation-again": Address(NOBODY, LINK),
    "deployments:summary": Address(ARRANGES | {"data_officer", "moderator"}),
    "deployments:city-days": Address(ARRANGES),
    "deployments:entitlement-edit": Address(ARRANGES, {"year": 2026}),
    "deployments:rate-new": Address(ARRANGES),
    "deployments:invoices": Address(ARRANGES),
    "deployments:invoices-csv": Address(ARRANGES),
    "deployments:invoices-mark": Address(NOBODY),
    "deployments:project-list": Address(ARRANGES),
    "deployments:project-new": Address(ARRANGES),
    "deployments:project-detail": Address(ARRANGES, {"pk": 777}),
    "deployments:project-edit": Address(ARRANGES, {"pk": 777}),
}
# What a school is entitled to tells its level of support; the summary names it.
TELLS_A_RATING = {"deployments:city-days", "deployments:summary"}


def furnish(people):
    """A deployment under way at the head's school, with a recorded visit and an evaluation."""
    deployment = DeploymentFactory(
        pk=777,
        host_school=School.objects.get(urn=SCHOOL["urn"]),
        state="active",
        starts_on=date(2026, 9, 7),
        ends_on=date(2026, 12, 11),
    )
    Visit.objects.create(
        pk=777,
        deployment=deployment,
        held_on=date(2026, 9, 14),
        half_days=1,
        record="Read together.",
        recorded_at=datetime(2026, 9, 15, tzinfo=UTC),
    )
    now = timezone.now()
    Evaluation.objects.create(
        pk=777,
        deployment=deployment,
        part="host",
        email="head@example.org",
        asked_at=now,
        expires_at=now + timedelta(days=28),
    )
    Project.objects.create(
        pk=777,
        name="Harbour reading",
        funder="Harbour Trust",
        budget=5000,
        starts_on=date(2026, 9, 1),
        ends_on=date(2027, 7, 31),
        measures="Reading at 11.",
    )
