"""Who visits whom as peers: programmes for planners, visits for teams and schools."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.permissions import Permission, audience, authorise, can
from accounts.services import RefusedError
from support_directory.forms.peer_reviews import (
    ArrangeForm,
    ProgrammeForm,
    ReplyForm,
    ReportForm,
    ReviewerForm,
)
from support_directory.models import PeerReview, PeerReviewer, ReviewProgramme
from support_directory.services import peer_reviews as services

# Who reads a report: by the rule of `PeerReview.readable_by`.
TEAM = "The team of the visit"


def peer_review_list(request):
    """Visits that concern a person, and for planners the programmes."""
    runs = can(request.user, Permission.PEER_REVIEW_RUN)
    reviews = list(PeerReview.objects.readable_by(request.user).for_list())
    return render(
        request,
        "support_directory/peer_review_list.html",
        {
            "runs": runs,
            "programmes": ReviewProgramme.objects.for_list() if runs else [],
            "reviews": reviews,
        },
    )


def programme_new(request):
    authorise(request.user, Permission.PEER_REVIEW_RUN)
    return _programme_form(request, ReviewProgramme())


def programme_edit(request, pk):
    authorise(request.user, Permission.PEER_REVIEW_RUN)
    return _programme_form(request, get_object_or_404(ReviewProgramme, pk=pk))


def _programme_form(request, programme):
    form = ProgrammeForm(request.POST or None, instance=programme)
    if form.is_valid():
        try:
            services.save_programme(
                programme=form.instance, schools=form.cleaned_data["schools"], by=request.user
            )
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Saved.")
            return redirect(form.instance)
    return render(
        request,
        "support_directory/peer_programme_form.html",
        {
            "form": form,
            "programme": programme if programme.pk else None,
            "audience": audience(Permission.PEER_REVIEW_RUN),
        },
    )


def programme_detail(request, pk):
    """A programme as its planners see it: schools, reviewers, visits, and how far each is."""
    authorise(request.user, Permission.PEER_REVIEW_RUN)
    programme = get_object_or_404(ReviewProgramme, pk=pk)
    reviews = programme.reviews.for_list().prefetch_related(
        "team__reviewer__user", "team__reviewer__taking_part__school"
    )
    return render(
        request,
        "support_directory/peer_programme.html",
        {
            "programme": programme,
            "schools": [
                place.school
                for place in programme.schools.select_related("school").order_by("school__name")
            ],
            "reviewers": services.reviewers_of(programme),
            "rows": [
                (review, _in_order(review), programme.team_size - len(review.team.all()))
                for review in reviews
            ],
            "is_draft": programme.state == ReviewProgramme.State.DRAFT,
            "is_open": programme.state != ReviewProgramme.State.CLOSED,
            "audience": audience(Permission.PEER_REVIEW_RUN),
        },
    )


def _in_order(review):
    """The team, whoever leads it first."""
    return sorted(review.team.all(), key=lambda member: (not member.leads, member.pk))


def reviewer_new(request, pk):
    authorise(request.user, Permission.PEER_REVIEW_RUN)
    programme = get_object_or_404(ReviewProgramme, pk=pk)
    form = ReviewerForm(request.POST or None, programme=programme, on=timezone.localdate())
    if form.is_valid():
        try:
            services.add_reviewer(by=request.user, **form.cleaned_data)
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Added.")
            return redirect(programme)
    return render(
        request,
        "support_directory/peer_reviewer_form.html",
        {
            "form": form,
            "programme": programme,
            "audience": audience(Permission.PEER_REVIEW_RUN),
        },
    )


@require_POST
def reviewer_remove(request, pk, reviewer):
    authorise(request.user, Permission.PEER_REVIEW_RUN)
    programme = get_object_or_404(ReviewProgramme, pk=pk)
    found = get_object_or_404(PeerReviewer, pk=reviewer, taking_part__programme=programme)
    return _done(
        request, programme, "Taken out.", services.remove_reviewer, reviewer=found, by=request.user
    )


@require_POST
def programme_plan(request, pk):
    words = "Planned. Nobody has been told yet: check it, change it, then announce it."
    return _step(request, pk, words, services.draft_plan, on=timezone.localdate())


@require_POST
def programme_publish(request, pk):
    words = "Announced: schools and teams have been told."
    return _step(request, pk, words, services.publish, at=timezone.now())


@require_POST
def programme_close(request, pk):
    return _step(request, pk, "Closed.", services.close)


def _step(request, pk, words, deed, **given):
    """A deed of one button on a programme."""
    authorise(request.user, Permission.PEER_REVIEW_RUN)
    programme = get_object_or_404(ReviewProgramme, pk=pk)
    return _done(request, programme, words, deed, programme=programme, by=request.user, **given)


def _done(request, page, words, deed, **given):
    """A deed of one button, and back to where it stands."""
    try:
        deed(**given)
    except RefusedError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, words)
    return redirect(page)


def review_detail(request, pk):
    """One visit: who comes and what for; the report, for the school and the team alone."""
    review = get_object_or_404(
        PeerReview.objects.visible_to(request.user).select_related("school", "programme"), pk=pk
    )
    reads = PeerReview.objects.readable_by(request.user).filter(pk=pk).exists()
    team = review.team.select_related("reviewer__user", "reviewer__taking_part__school")
    runs = can(request.user, Permission.PEER_REVIEW_RUN)
    return render(
        request,
        "support_directory/peer_review.html",
        {
            "review": review,
            "team": sorted(team, key=lambda member: (not member.leads, member.pk)),
            "reads": reads,
            "runs": runs,
            "may_report": review.can_become(PeerReview.State.REPORTED)
            and review.held_on <= timezone.localdate()
            and services.in_team(review, request.user),
            "may_reply": review.can_become(PeerReview.State.ANSWERED)
            and can(request.user, Permission.PEER_REPORT_READ, within=review.school),
            "may_arrange": runs and review.can_become(PeerReview.State.CANCELLED),
            "readers": [*audience(Permission.PEER_REPORT_READ), TEAM],
            "audience": [
                *audience(Permission.PEER_REVIEW_RUN, Permission.PEER_REPORT_READ),
                TEAM,
            ],
        },
    )


def review_arrange(request, pk):
    authorise(request.user, Permission.PEER_REVIEW_RUN)
    review = get_object_or_404(PeerReview.objects.select_related("school", "programme"), pk=pk)
    form = ArrangeForm(request.POST or None, review=review, on=timezone.localdate())
    if form.is_valid():
        try:
            services.arrange(review=review, by=request.user, at=timezone.now(), **form.cleaned_data)
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Saved.")
            return redirect(review.programme)
    return render(
        request,
        "support_directory/peer_review_arrange.html",
        {"form": form, "review": review, "audience": audience(Permission.PEER_REVIEW_RUN)},
    )


@require_POST
def review_cancel(request, pk):
    authorise(request.user, Permission.PEER_REVIEW_RUN)
    review = get_object_or_404(PeerReview.objects.select_related("programme"), pk=pk)
    return _done(
        request,
        review.programme,
        "Called off.",
        services.cancel,
        review=review,
        by=request.user,
    )


def review_report(request, pk):
    """The team writes what it saw; the school gets it when it is handed over."""
    review = get_object_or_404(
        PeerReview.objects.of_team(request.user).select_related("school", "programme"), pk=pk
    )
    if review.is_reported:
        return redirect(review)
    form = ReportForm(request.POST or None)
    if form.is_valid():
        try:
            services.hand_over(
                review=review, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Handed over to the school.")
            return redirect(review)
    return _asked(request, "support_directory/peer_review_report.html", review, form)


def review_reply(request, pk):
    """The school says what it makes of its report."""
    review = get_object_or_404(
        PeerReview.objects.readable_by(request.user).select_related("school", "programme"), pk=pk
    )
    authorise(request.user, Permission.PEER_REPORT_READ, within=review.school)
    if not review.is_reported:
        raise Http404
    form = ReplyForm(request.POST or None)
    if form.is_valid():
        try:
            services.answer(review=review, by=request.user, at=timezone.now(), **form.cleaned_data)
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Sent to the team.")
            return redirect(review)
    return _asked(request, "support_directory/peer_review_reply.html", review, form)


def _asked(request, template, review, form):
    readers = [*audience(Permission.PEER_REPORT_READ), TEAM]
    return render(request, template, {"review": review, "form": form, "audience": readers})
