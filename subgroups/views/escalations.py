"""Escalations: raised in four clicks, taken up by the board, with a clock on every page."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.permissions import Permission
from accounts.services import RefusedError, day
from core.numbers import number_in
from subgroups.forms.base import ReasonForm
from subgroups.forms.work import EscalationForm, StepForm
from subgroups.models import Action, Escalation
from subgroups.readers import Reader, who_reads
from subgroups.services import escalations
from subgroups.services.escalations import NEEDS_WORDS
from subgroups.views.finding import done, form_page, inside, of_group

State = Escalation.State
VERBS = {
    State.RAISED: "Raise it again",
    State.ACCEPTED: "Put it on the agenda",
    State.RETURNED: "Return it to the group",
    State.DISCUSSED: "Note that it was discussed",
    State.DEFERRED: "Put it off",
    State.DECIDED: "Record the decision",
    State.ACTIONED: "Note that it was acted upon",
    State.REPORTED_BACK: "Report back to the group",
    State.CLOSED: "Close it",
}
# Steps that settle nothing: offered after those that lead on.
SENT_AWAY = (State.RETURNED, State.DEFERRED)
WHO_READ = (Permission.ESCALATIONS_READ,)


@of_group
def escalation_list(request, group, reader):
    """What a group has escalated, or what a board was asked: what is overdue first."""
    inside(reader)
    today = timezone.localdate()
    seen = Escalation.objects.visible_to(request.user).for_list()
    of_board = group.escalated_here.all() if group.is_board else group.escalations.all()
    rows = list(seen.filter(pk__in=of_board.values("pk")).order_by("-raised_on", "-pk"))
    return render(
        request,
        "subgroups/escalation_list.html",
        {
            "group": group,
            "reader": reader,
            "running": by_clock([row for row in rows if not row.is_over], on=today),
            "over": [(row, row.age(today)) for row in rows if row.is_over][:100],
            "audience": who_reads(),
        },
    )


def by_clock(rows, *, on):
    """Each with its age and its due day, those overdue first, the longest waiting first."""
    told = [
        {
            "escalation": row,
            "age": row.age(on),
            "due": row.due(on),
            "is_overdue": row.is_overdue(on),
            "is_paused": row.is_paused,
            "waits": row.state in Escalation.WITH_BOARD,
        }
        for row in rows
    ]
    return sorted(told, key=lambda row: (not row["is_overdue"], row["due"], -row["age"]))


@of_group
def escalation_new(request, group, reader):
    """The questions on one page, the answers to check on the next."""
    reader.require(Permission.ESCALATION_RAISE)
    action = _from_action(request, group)
    start = {}
    if action:
        start = {"title": action.text[:120], "issue": action.text, "school": action.school_id}
    unsaved = Escalation(group=group, action=action)
    form = EscalationForm(request.POST or None, instance=unsaved, initial=start)
    is_whole = form.is_valid()
    if is_whole and "confirm" in request.POST:
        raised = _raise(form, request)
        if raised:
            messages.success(
                request,
                f"{raised.reference} is with {raised.board}."
                f" An answer is due by {day(raised.due_on)}.",
            )
            return redirect(raised)
    elif is_whole and "change" not in request.POST:
        return render(
            request,
            "subgroups/escalation_check.html",
            {
                "group": group,
                "facts": form.told(),
                "carried": form.carried(),
                "action": action,
            },
        )
    return render(
        request,
        "subgroups/escalation_new.html",
        {
            "group": group,
            "form": form,
            "action": action,
            "audience": who_reads(*WHO_READ),
        },
    )


def _raise(form, request):
    unsaved = form.instance
    unsaved.once = form.cleaned_data["once"]
    return done(form, escalations.escalate, escalation=unsaved, by=request.user, at=timezone.now())


def _from_action(request, group):
    asked = request.GET.get("action", "") or request.POST.get("action", "")
    if (number := number_in(asked)) is None:
        return None
    seen = Action.objects.visible_to(request.user).filter(group=group, item__is_exempt=False)
    return seen.filter(pk=number).select_related("meeting__group").first()


def _found(request, group, year, number):
    seen = Escalation.objects.visible_to(request.user).for_list()
    return get_object_or_404(
        seen.select_related("due_meeting__group", "action__meeting__group", "raised_by"),
        group=group,
        year=year,
        number=number,
    )


@of_group
def escalation_detail(request, group, reader, year, number):
    escalation = _found(request, group, year, number)
    board = Reader.of(request.user, escalation.board)
    today = timezone.localdate()
    return render(
        request,
        "subgroups/escalation_detail.html",
        {
            "group": group,
            "escalation": escalation,
            "clock": by_clock([escalation], on=today)[0],
            "steps": list(
                escalation.steps.select_related("made_by", "meeting__group").order_by(
                    "made_at", "pk"
                )
            ),
            "pauses": list(escalation.pauses.order_by("from_on", "pk")),
            "ways": [
                (state, VERBS[state])
                for state in sorted(State, key=lambda state: state in SENT_AWAY)
                if escalation.can_become(state) and _may(state, escalation, reader, board)
            ],
            "may_pause": (board.settles or reader.escalates) and not escalation.is_over,
            "audience": _audience(escalation),
        },
    )


def _audience(escalation):
    if escalation.is_confidential:
        return [
            f"those who lead {escalation.group}",
            f"members of {escalation.board}",
            *who_reads(*WHO_READ)[:1],
            f"whoever raised it, while they sit on {escalation.group}",
        ]
    return [f"everybody who sits on {escalation.group} or {escalation.board}", "LA officer"]


def _may(state, escalation, reader, board):
    """Steps of the board are taken by those who lead it, the others by those who lead the group."""
    if state in Escalation.BY_BOARD:
        return board.settles
    return reader.escalates


@of_group
def escalation_step(request, group, reader, year, number, state):
    escalation = _found(request, group, year, number)
    if state.replace("-", "_") not in State.values:
        raise Http404
    state = State(state.replace("-", "_"))
    board = Reader.of(request.user, escalation.board)
    if not _may(state, escalation, reader, board):
        asked = state in Escalation.BY_BOARD
        (board if asked else reader).require(
            Permission.ESCALATION_DECIDE if asked else Permission.ESCALATION_RAISE
        )
    form = StepForm(request.POST or None, verb=VERBS[state], needed=NEEDS_WORDS.get(state, ""))
    if form.is_valid() and done(
        form,
        escalations.take_step,
        escalation=escalation,
        state=state,
        by=request.user,
        at=timezone.now(),
        **form.cleaned_data,
    ):
        messages.success(request, f"{escalation.reference}: {state.label}.")
        return redirect(escalation)
    return form_page(
        request,
        form,
        title=f"{VERBS[state]}?",
        caption=str(escalation),
        back=escalation.get_absolute_url(),
        audience=_audience(escalation),
    )


@of_group
def escalation_clock(request, group, reader, year, number):
    """Stop the clock, saying why, or let it run on."""
    escalation = _found(request, group, year, number)
    if not reader.escalates:
        Reader.of(request.user, escalation.board).require(Permission.ESCALATION_DECIDE)
    if escalation.is_paused and request.method == "POST":
        return _resume(request, escalation)
    form = ReasonForm(
        request.POST or None, verb="Stop the clock", label="Why does the clock stand still?"
    )
    if form.is_valid() and done(
        form,
        escalations.pause,
        escalation=escalation,
        reason=form.cleaned_data["why"],
        by=request.user,
        at=timezone.now(),
    ):
        messages.success(request, "The clock stands still. Its page says why.")
        return redirect(escalation)
    return form_page(
        request,
        form,
        title="Stop the clock?",
        caption=str(escalation),
        back=escalation.get_absolute_url(),
        audience=_audience(escalation),
    )


def _resume(request, escalation):
    try:
        escalations.resume(escalation=escalation, by=request.user, at=timezone.now())
    except RefusedError as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "The clock runs on.")
    return redirect(escalation)
