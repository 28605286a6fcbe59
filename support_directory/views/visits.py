"""Visits of a deployment: booked, recorded, answered, and every objective reviewed."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.permissions import Permission
from accounts.services import RefusedError
from support_directory.forms.deployments import AccurateForm, BookForm, RecordForm
from support_directory.forms.reviews import ReviewForm
from support_directory.models import Review
from support_directory.services import reviews, visits
from support_directory.views.deployment_pages import concerned, page, refuse_unless, visit_of


def visit_list(request, pk):
    """Every visit with its record's state; whoever is lent records and books here."""
    deployment, part = concerned(request, pk)
    today = timezone.localdate()
    return render(
        request,
        "deployments/visits.html",
        {
            **page(deployment, part),
            "rows": [(each, _stands(each, today)) for each in deployment.visits.in_order()],
            "may_write": _writes(part) and deployment.takes_visits,
        },
    )


def _writes(part):
    return part.delivers or part.arranges


def _stands(visit, today):
    """How a visit stands, in words and the colour that repeats them."""
    if visit.is_accurate:
        return "Found accurate", "green"
    if visit.is_accurate is False:
        return "Found not accurate", "red"
    if visit.recorded_at:
        return "Recorded, not answered yet", "blue"
    if visit.held_on > today:
        return "To come", "grey"
    due = visits.record_due_on(visit)
    if due < today:
        return f"Record late: it was due on {due:%-d %B %Y}", "red"
    return f"Record due by {due:%-d %B %Y}", "yellow"


def visit_new(request, pk):
    """Write down a visit that has been, or book one to come."""
    deployment, part = concerned(request, pk)
    refuse_unless(_writes(part), Permission.DEPLOYMENT_DELIVER)
    is_booking = "book" in request.GET
    today = timezone.localdate()
    form_class = BookForm if is_booking else RecordForm
    form = form_class(request.POST or None, initial={} if is_booking else {"held_on": today})
    if form.is_valid():
        deed = visits.book if is_booking else visits.record
        try:
            deed(deployment=deployment, by=request.user, at=timezone.now(), **form.cleaned_data)
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Booked." if is_booking else "Recorded. The head is asked.")
            return redirect("deployments:visits", deployment.pk)
    title = "When is the next visit?" if is_booking else "What was done on the visit?"
    return _form_page(request, deployment, part, form, title)


def visit_detail(request, pk, visit_pk):
    """The record of one visit: read, answered by the head, or written by whoever was there."""
    deployment, part = concerned(request, pk)
    visit = visit_of(deployment, visit_pk)
    may_write = _writes(part) and deployment.takes_records and not visit.invoiced_on
    writes = may_write and (not visit.recorded_at or "change" in request.GET)
    if writes:
        return _record(request, deployment, part, visit)
    may_answer = part.hosts and visit.recorded_at and not visit.invoiced_on
    form = AccurateForm(request.POST if may_answer and request.method == "POST" else None)
    if request.method == "POST":
        refuse_unless(may_answer, Permission.DEPLOYMENT_HOST)
        if form.is_valid():
            try:
                visits.answer(
                    visit=visit,
                    is_accurate=form.cleaned_data["is_accurate"],
                    words=form.cleaned_data["answer_words"],
                    by=request.user,
                    at=timezone.now(),
                )
            except RefusedError as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, "Thank you: your answer is kept.")
                return redirect("deployments:visits", deployment.pk)
    return render(
        request,
        "deployments/visit.html",
        {
            **page(deployment, part),
            "visit": visit,
            "form": form,
            "may_answer": may_answer,
            "may_write": may_write,
            "back": reverse("deployments:visits", args=[deployment.pk]),
        },
    )


def _record(request, deployment, part, visit):
    kept = {
        "held_on": visit.held_on,
        "half_days": visit.half_days,
        "words": visit.record,
        "agreed_actions": visit.agreed_actions,
    }
    form = RecordForm(request.POST or None, initial=kept)
    if form.is_valid():
        try:
            visits.record(
                deployment=deployment,
                visit=visit,
                by=request.user,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Recorded. The head is asked.")
            return redirect("deployments:visits", deployment.pk)
    return _form_page(request, deployment, part, form, "What was done on the visit?", visit=visit)


@require_POST
def visit_remove(request, pk, visit_pk):
    """Take out a visit that did not come about."""
    deployment, part = concerned(request, pk)
    refuse_unless(_writes(part), Permission.DEPLOYMENT_DELIVER)
    try:
        visits.take_out(visit=visit_of(deployment, visit_pk), by=request.user)
    except RefusedError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "The visit is taken out.")
    return redirect("deployments:visits", deployment.pk)


def _form_page(request, deployment, part, form, title, *, visit=None):
    return render(
        request,
        "deployments/step.html",
        {
            **page(deployment, part),
            "form": form,
            "step_title": title,
            "back": reverse("deployments:visits", args=[deployment.pk]),
            "removable": visit if visit and not visit.recorded_at else None,
        },
    )


def review(request, pk, kind):
    """Every objective on one page: how far it is, and what shows it."""
    if kind not in Review.Kind.values:
        raise Http404
    deployment, part = concerned(request, pk)
    refuse_unless(_writes(part), Permission.DEPLOYMENT_DELIVER)
    kept = deployment.reviews.filter(kind=kind).first()
    said = {}
    if kept:
        said = {each.objective_id: (each.progress, each.evidence) for each in kept.objectives.all()}
    form = ReviewForm(
        request.POST or None,
        objectives=deployment.objectives.order_by("number"),
        kept=said,
        today=timezone.localdate(),
    )
    why_not = reviews.why_not(deployment, kind)
    if form.is_valid():
        try:
            reviews.review(
                deployment=deployment,
                kind=kind,
                held_on=form.cleaned_data["held_on"],
                summary=form.cleaned_data["summary"],
                objectives=form.answers,
                by=request.user,
                at=timezone.now(),
            )
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Reviewed.")
            return redirect("deployments:objectives", deployment.pk)
    return render(
        request,
        "deployments/review.html",
        {
            **page(deployment, part),
            "form": form,
            "kind": Review.Kind(kind),
            "why_not": why_not,
        },
    )
