"""What has changed on this record? The versions of whatever people edit, field by field."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts.models import Invitation, User
from accounts.permissions import Permission, audience_of_all, authorise, can
from accounts.posts import kinds
from core.history import changes
from core.models import AuditEvent
from dashboard.models import RatingRound
from support_directory.models import (
    Deployment,
    Entitlement,
    Entry,
    PeerReview,
    Project,
    Rate,
    ReviewProgramme,
)

MOST_ON_A_PAGE = 100
# What people edit about people is read by those who may edit it and read the audit.
ABOUT_PEOPLE = (Permission.PEOPLE_MANAGE, Permission.AUDIT_VIEW)


@dataclass(frozen=True)
class Record:
    """A kind of record whose versions are shown: who may read them, and the page it stands on."""

    rows: Callable[[], QuerySet[Any]]
    needs: tuple[Permission, ...]
    page: Callable[[Any], tuple[str, str]]
    leaves_out: tuple[str, ...] = ()


def _of_post(kind: Any) -> Record:
    related = ["user", *([kind.SCOPE] if kind.SCOPE else [])]
    return Record(
        rows=lambda: kind.objects.select_related(*related),
        needs=ABOUT_PEOPLE,
        page=lambda post: (post.user.get_absolute_url(), str(post.user)),
        # Who holds it, where: the title says so, and neither ever changes.
        leaves_out=("user",),
    )


def _own_page(record: Any) -> tuple[str, str]:
    return record.get_absolute_url(), str(record)


def _days_page(_: Any) -> tuple[str, str]:
    return reverse("deployments:city-days"), "How many days of support are left?"


def records() -> dict[str, Record]:
    """Every kind of record whose versions are shown, by its word in an address."""
    return {
        "person": Record(
            rows=lambda: User.objects.all(),
            needs=ABOUT_PEOPLE,
            page=lambda person: (person.get_absolute_url(), str(person)),
        ),
        "invitation": Record(
            rows=lambda: Invitation.objects.all(),
            needs=ABOUT_PEOPLE,
            page=lambda _: (reverse("people:invitation-list"), "Who has been invited?"),
        ),
        "round": Record(
            rows=lambda: RatingRound.objects.of_home(),
            needs=(Permission.RATINGS_VIEW_ALL,),
            page=lambda round_: (round_.get_absolute_url(), "Which schools need most support?"),
        ),
        "entry": Record(
            rows=lambda: Entry.objects.all(),
            needs=(Permission.DIRECTORY_KEEP,),
            page=lambda entry: (entry.get_absolute_url(), str(entry)),
        ),
        **{
            word: Record(
                rows=model.objects.all,
                needs=(Permission.DEPLOYMENT_ARRANGE,),
                page=page,
            )
            for word, model, page in (
                ("deployment", Deployment, _own_page),
                ("project", Project, _own_page),
                ("entitlement", Entitlement, _days_page),
                ("rate", Rate, _days_page),
            )
        },
        "peer-programme": Record(
            rows=lambda: ReviewProgramme.objects.all(),
            needs=(Permission.PEER_REVIEW_RUN,),
            page=lambda programme: (programme.get_absolute_url(), str(programme)),
        ),
        # Its versions leave out the report and the answer, which planners may not read.
        "peer-review": Record(
            rows=lambda: PeerReview.objects.select_related("school"),
            needs=(Permission.PEER_REVIEW_RUN,),
            page=lambda review: (review.get_absolute_url(), str(review)),
        ),
        **{f"{word}-post": _of_post(kind) for word, kind in kinds().items()},
    }


def record_history(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    shown = records().get(kind)
    if shown is None:
        raise Http404
    for permission in shown.needs:
        authorise(request.user, permission)
    record = get_object_or_404(shown.rows(), pk=pk)
    told = changes(record.history.all(), leaves_out=shown.leaves_out)
    page_url, page_name = shown.page(record)
    return render(
        request,
        "pep_portal/record_history.html",
        {
            "record": record,
            "page": Paginator(told, MOST_ON_A_PAGE).get_page(request.GET.get("page")),
            "page_url": page_url,
            "page_name": page_name,
            "audience": audience_of_all(*shown.needs),
        },
    )


def histories_of(events: Iterable[AuditEvent], *, reader: Any) -> dict[tuple[str, str], str]:
    """Where a reader finds the versions of what some events were about, by model and number.

    A query for each kind of record among them; what is gone has none.
    """
    asked: dict[str, set[str]] = {}
    for event in events:
        asked.setdefault(event.subject_type, set()).add(event.subject_id)
    found = {}
    for word, record in records().items():
        model: type[Model] = record.rows().model
        label = model._meta.label_lower
        if label in asked and all(can(reader, permission) for permission in record.needs):
            for pk in record.rows().filter(pk__in=asked[label]).values_list("pk", flat=True):
                found[label, str(pk)] = reverse("record-history", args=[word, pk])
    return found
