"""What do you think of the strategy? Asked of everybody, read by officers, answered in public."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.permissions import Permission, audience, authorise, can
from accounts.services import RefusedError, day
from core import audit
from core.throttle import is_allowed
from core.uploads import attachment
from strategy import consulted
from strategy.forms.consultations import (
    ConsultationForm,
    DocumentForm,
    ExtendForm,
    ModerateForm,
    QuestionForm,
    RespondForm,
    SummaryForm,
)
from strategy.models import Consultation, ConsultationDocument, Question, Response
from strategy.services import consultations
from strategy.services.consultations import ClosedError

AN_HOUR, A_DAY = 60 * 60, 24 * 60 * 60
# A school sits behind one address; a mailbox is one person's.
MOST_FROM_AN_ADDRESS, MOST_MAILS_TO_ONE = 120, 3
MOST_ON_A_PAGE = 100


# --- For everybody ------------------------------------------------------------------------


@login_not_required
def consultation_list(request):
    today = timezone.localdate()
    listed = Consultation.objects.visible_to(request.user, on=today).select_related("edition")
    return render(
        request,
        "strategy/consultation_list.html",
        {
            "rows": [(one, one.stands(today)) for one in listed.newest_first()],
            "runs": can(request.user, Permission.CONSULTATION_RUN),
        },
    )


@login_not_required
def consultation_detail(request, slug):
    """What is asked, until when, and, once it is written, what was said and what changed."""
    today = timezone.localdate()
    consultation = _visible(request, slug, today)
    runs = can(request.user, Permission.CONSULTATION_RUN)
    summarised = bool(consultation.summarised_at)
    return render(
        request,
        "strategy/consultation_detail.html",
        {
            "consultation": consultation,
            "stands": consultation.stands(today),
            "is_open": consultation.is_open(today),
            "questions": list(consultation.questions.order_by("number")),
            "documents": list(consultation.documents.order_by("pk")),
            "themes": list(
                consultation.themes.select_related("objective__edition").order_by("number")
            ),
            "counts": consulted.counts(consultation) if summarised or runs else None,
            "published": consultation.responses.published().count() if summarised else 0,
            "runs": runs,
        },
    )


@never_cache
@login_not_required
def respond(request, slug):
    """The questions on one page, the answers to check on the next, then thanks."""
    now = timezone.now()
    consultation = _visible(request, slug, timezone.localdate(now))
    member = request.user if request.user.is_authenticated else None
    form = RespondForm(request.POST or None, consultation=consultation, member=member, at=now)
    is_whole = request.method == "POST" and form.is_valid()
    if is_whole and "send" in request.POST:
        if sent := _send(request, form, consultation, member, now):
            return sent
    elif is_whole and "change" not in request.POST:
        return render(
            request,
            "strategy/response_check.html",
            {"consultation": consultation, "told": form.told(), "carried": form.carried()},
        )
    return render(
        request,
        "strategy/respond.html",
        {
            "consultation": consultation,
            "form": form,
            "member": member,
            "is_open": consultation.is_open(timezone.localdate(now)),
        },
    )


def _send(request, form, consultation, member, now):
    """The page after answers are taken; None puts the form on the page again."""
    given = form.cleaned_data
    if not _within_limits(request, consultation, given.get("email", "")):
        form.add_error(
            None,
            "Too many answers came from here. Yours were not sent: please try again tomorrow.",
        )
        return None
    try:
        response = consultations.respond(
            consultation=consultation,
            answers=form.given(),
            once=given["once"],
            at=now,
            email=given.get("email", ""),
            member=member,
            organisation=given["organisation"],
            may_publish=given["may_publish"],
        )
    except ClosedError as refused:
        form.add_error(None, str(refused))
        return None
    return render(
        request,
        "strategy/response_sent.html",
        {
            "consultation": consultation,
            "is_counted": bool(response.confirmed_at),
            "email": response.email,
            "days": consultations.LINK_LASTS_DAYS,
        },
    )


def _within_limits(request, consultation, email):
    address = get_adapter().get_client_ip(request)
    fair = is_allowed(
        f"answers-{consultation.pk}", address, most=MOST_FROM_AN_ADDRESS, seconds=AN_HOUR
    )
    if not email:
        return fair
    # Nobody's mailbox is filled by somebody who types its address in again and again.
    mailbox = email.lower().replace(" ", "")
    return fair and is_allowed("answer-mail", mailbox, most=MOST_MAILS_TO_ONE, seconds=A_DAY)


@never_cache
@login_not_required
def response_confirm(request, link):
    """What the link in the mail leads to: one button, so that no program counts by looking."""
    try:
        response = Response.objects.select_related("consultation").get(
            pk=consultations.unsigned(link)
        )
    except signing.SignatureExpired:
        return _no_longer(request, "expired", 410)
    except (signing.BadSignature, ValueError):
        return _no_longer(request, "altered", 404)
    except Response.DoesNotExist:
        return _no_longer(request, "gone", 410)
    is_new = False
    if request.method == "POST":
        response, is_new = consultations.confirm(response=response, at=timezone.now())
    return render(
        request,
        "strategy/response_confirm.html",
        {
            "response": response,
            "consultation": response.consultation,
            "is_new": is_new,
            "answers": response.answers.select_related("question").order_by("question__number"),
        },
    )


def _no_longer(request, why, status):
    return render(
        request,
        "strategy/response_link.html",
        {"why": why, "days": consultations.LINK_LASTS_DAYS},
        status=status,
    )


@login_not_required
def published_list(request, slug):
    """Responses whose authors allow it, once somebody has read them; after the closing day."""
    consultation = _summarised(request, slug)
    responses = consultation.responses.published().newest_first()
    page = Paginator(responses.prefetch_related("answers__question"), MOST_ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    return render(
        request, "strategy/published_list.html", {"consultation": consultation, "page": page}
    )


@login_not_required
def published_csv(request, slug):
    """The same as a file, written line by line."""
    consultation = _summarised(request, slug)
    return consulted.published_csv(consultation)


@login_not_required
def document(request, pk):
    """A PDF to read before answering, to those who see its consultation."""
    seen = Consultation.objects.visible_to(request.user, on=timezone.localdate())
    found = get_object_or_404(
        ConsultationDocument.objects.exclude(file=""), pk=pk, consultation__in=seen
    )
    return attachment(found.file, name=f"{found.title}.pdf")


def _visible(request, slug, today):
    seen = Consultation.objects.visible_to(request.user, on=today).select_related("edition")
    return get_object_or_404(seen, slug=slug)


def _summarised(request, slug):
    consultation = _visible(request, slug, timezone.localdate())
    if not consultation.summarised_at:
        raise Http404
    return consultation


# --- For those who run one ------------------------------------------------------------------


def consultation_new(request):
    authorise(request.user, Permission.CONSULTATION_RUN)
    form = ConsultationForm(request.POST or None, today=timezone.localdate())
    if form.is_valid():
        form.instance.drafted_by = request.user
        consultation = form.save()
        audit.record("consultation drafted", subject=consultation, by=request.user)
        messages.success(request, "Saved. Now add the questions.")
        return redirect("strategy:consultation-manage", consultation.slug)
    return render(request, "strategy/consultation_form.html", {"form": form, "consultation": None})


def consultation_manage(request, slug):
    """One page to run a consultation from: its questions, documents, days and answers."""
    consultation = _run(request, slug)
    today = timezone.localdate()
    responses = consultation.responses
    return render(
        request,
        "strategy/consultation_manage.html",
        {
            "consultation": consultation,
            "stands": consultation.stands(today),
            "has_opened": consultation.opens_on <= today,
            "is_closed": consultation.is_closed(today),
            "questions": list(consultation.questions.order_by("number")),
            "documents": list(consultation.documents.order_by("pk")),
            "facts": _facts(responses),
            "may_change_questions": not responses.exists(),
            "audience": audience(Permission.CONSULTATION_RUN),
        },
    )


def _facts(responses):
    """How many answered, in one query."""
    counted = Q(confirmed_at__isnull=False, replaced_at=None)
    waiting = counted & Q(moderation=Response.Moderation.WAITING)
    told = responses.aggregate(
        counted=Count("pk", filter=counted),
        waiting=Count("pk", filter=waiting),
        unconfirmed=Count("pk", filter=Q(confirmed_at=None)),
        replaced=Count("pk", filter=Q(replaced_at__isnull=False)),
    )
    return [
        ("Responses that count", f"{told['counted']:,}"),
        ("Of them still to be read", f"{told['waiting']:,}"),
        ("Sent and not confirmed", f"{told['unconfirmed']:,}"),
        ("Replaced by a later one of the same person", f"{told['replaced']:,}"),
    ]


def consultation_edit(request, slug):
    consultation = _run(request, slug)
    form = ConsultationForm(request.POST or None, instance=consultation, today=timezone.localdate())
    if form.is_valid():
        form.save()
        audit.record(
            "consultation changed",
            subject=consultation,
            by=request.user,
            after={name: str(form.cleaned_data[name]) for name in form.changed_data},
        )
        messages.success(request, "Saved.")
        return redirect("strategy:consultation-manage", consultation.slug)
    return render(
        request, "strategy/consultation_form.html", {"form": form, "consultation": consultation}
    )


def question_new(request, slug):
    return _question(request, Question(consultation=_run(request, slug)))


def question_edit(request, slug, number):
    consultation = _run(request, slug)
    return _question(request, get_object_or_404(consultation.questions, number=number))


def _question(request, question):
    consultation = question.consultation
    form = QuestionForm(request.POST or None, instance=question)
    if form.is_valid():
        try:
            consultations.save_question(question=form.save(commit=False), by=request.user)
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The question is saved.")
            return redirect("strategy:consultation-manage", consultation.slug)
    return render(
        request, "strategy/question_form.html", {"form": form, "consultation": consultation}
    )


@require_POST
def question_remove(request, slug, number):
    consultation = _run(request, slug)
    question = get_object_or_404(consultation.questions, number=number)
    try:
        consultations.remove_question(question=question, by=request.user)
    except RefusedError as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "The question is taken out.")
    return redirect("strategy:consultation-manage", slug)


def document_new(request, slug):
    consultation = _run(request, slug)
    unsaved = ConsultationDocument(consultation=consultation)
    form = DocumentForm(request.POST or None, request.FILES or None, instance=unsaved)
    if form.is_valid():
        audit.record("document of a consultation added", subject=form.save(), by=request.user)
        messages.success(request, "The document is added.")
        return redirect("strategy:consultation-manage", consultation.slug)
    return render(
        request, "strategy/document_form.html", {"form": form, "consultation": consultation}
    )


def consultation_extend(request, slug):
    consultation = _run(request, slug)
    form = ExtendForm(request.POST or None)
    if form.is_valid():
        try:
            changed = consultations.extend(
                consultation=consultation, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except RefusedError as refused:
            form.add_error("closes_on", str(refused))
        else:
            messages.success(request, f"Answers are taken until {day(changed.closes_on)}.")
            return redirect("strategy:consultation-manage", slug)
    return render(
        request, "strategy/consultation_extend.html", {"form": form, "consultation": consultation}
    )


@require_POST
def consultation_withdraw(request, slug):
    consultation = _run(request, slug)
    try:
        consultations.withdraw(consultation=consultation, by=request.user, at=timezone.now())
    except RefusedError as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "The consultation is withdrawn; it will not open.")
    return redirect("strategy:consultation-manage", slug)


def response_list(request, slug):
    """The responses that count, those to be read first."""
    consultation = _run(request, slug)
    responses = consultation.responses.counted()
    wanted = request.GET.get("show")
    if wanted in Response.Moderation.values:
        responses = responses.filter(moderation=wanted)
    page = Paginator(responses.newest_first(), MOST_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "strategy/response_list.html",
        {
            "consultation": consultation,
            "page": page,
            "shown": [
                (label, value, value == wanted) for value, label in Response.Moderation.choices
            ],
            "wanted": wanted,
            "audience": audience(Permission.CONSULTATION_RUN),
        },
    )


def response_detail(request, slug, pk):
    """One response to read, and to publish or withhold."""
    consultation = _run(request, slug)
    response = get_object_or_404(
        consultation.responses.counted().prefetch_related("answers__question"), pk=pk
    )
    form = ModerateForm(request.POST or None, response=response)
    if form.is_valid():
        given = form.cleaned_data
        consultations.moderate(
            response=response,
            verdict=given["verdict"],
            withheld_for=given["withheld_for"],
            shown=form.shown(),
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, "Saved.")
        return redirect(_next_to_read(consultation))
    return render(
        request,
        "strategy/response_detail.html",
        {
            "consultation": consultation,
            "response": response,
            "answers": sorted(response.answers.all(), key=lambda one: one.question.number),
            "form": form,
            "audience": audience(Permission.CONSULTATION_RUN),
        },
    )


def _next_to_read(consultation):
    waiting = consultation.responses.counted().filter(moderation=Response.Moderation.WAITING)
    following = waiting.select_related("consultation").newest_first().first()
    return following or redirect("strategy:response-list", consultation.slug).url


def response_csv(request, slug):
    """Every response that counts, for those who run the consultation."""
    return consulted.responses_csv(_run(request, slug))


def consultation_summarise(request, slug):
    """What you said, what changed: written theme by theme, checked, and published."""
    consultation = _run(request, slug)
    form = SummaryForm(request.POST or None, consultation=consultation)
    if form.is_valid():
        try:
            consultations.summarise(
                consultation=consultation,
                summary=form.cleaned_data["summary"],
                themes=form.themes(),
                by=request.user,
                at=timezone.now(),
            )
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "What you said, and what changed, is published.")
            return redirect(consultation)
    return render(
        request,
        "strategy/consultation_summarise.html",
        {"form": form, "consultation": consultation, "counts": consulted.counts(consultation)},
    )


def _run(request, slug):
    authorise(request.user, Permission.CONSULTATION_RUN)
    return get_object_or_404(Consultation.objects.select_related("edition"), slug=slug)
