"""Progress by term: what is due and late, one page to report it, and a second signature."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.permissions import Permission, audience, authorise, can, why
from accounts.services import RefusedError, day
from core.models import AuditEvent
from strategy.forms.progress import AskForm, GiveBackForm, RequestForm, SignForm, UpdateForm
from strategy.models import Milestone, Objective, ProgressUpdate, UpdateRequest
from strategy.notices import leads_of
from strategy.readings import Progress
from strategy.services import progress
from strategy.services.progress import ChangedSinceError, ClosedError

TERMS_SHOWN = 12


def update_list(request):
    """What a person has to report or sign: late first, then due, then waiting for a signature."""
    user, today = request.user, timezone.localdate()
    signs = can(user, Permission.PROGRESS_SIGN_OFF)
    led = set(Objective.objects.reported_by(user).values_list("pk", flat=True))
    if not signs and not led:
        raise PermissionDenied(why(Permission.PROGRESS_REPORT))
    asks = can(user, Permission.STRATEGY_DRAFT)
    updates = ProgressUpdate.objects.visible_to(user).for_list()
    if not signs:
        updates = updates.filter(objective__in=led)
    to_report = list(updates.to_report(today).late_first())
    waiting = list(updates.to_sign().late_first())
    leads = leads_of({update.objective_id for update in to_report}, on=today)
    rows = [(update, leads.get(update.objective_id, [])) for update in to_report]
    return render(
        request,
        "strategy/update_list.html",
        {
            "late": [row for row in rows if row[0].request.is_late(today)],
            "due": [row for row in rows if not row[0].request.is_late(today)],
            "waiting": waiting,
            "signs": signs,
            "asks": asks,
            "led": led,
            "reports_all": can(user, Permission.PROGRESS_REPORT),
            "terms": _terms() if asks else [],
            "done": [] if signs else list(updates.signed_off().newest_first()[:TERMS_SHOWN]),
            "audience": audience(Permission.PROGRESS_REPORT, Permission.PROGRESS_SIGN_OFF),
        },
    )


def _terms():
    return UpdateRequest.objects.select_related("edition").newest_first()[:TERMS_SHOWN]


def request_new(request):
    """Asks for which term, shows who will be told and who is missing, and opens the term."""
    authorise(request.user, Permission.STRATEGY_DRAFT)
    today = timezone.localdate()
    form = AskForm(request.POST or None, today=today)
    is_whole = form.is_valid()
    if is_whole and "confirm" in request.POST:
        try:
            asked, is_new = progress.ask(by=request.user, at=timezone.now(), **form.asked())
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            if is_new:
                messages.success(request, f"Asked. Answers are due on {day(asked.due_on)}.")
            else:
                messages.info(request, f"{asked} had been asked for already. Nothing was changed.")
            return redirect(asked)
    elif is_whole and "change" not in request.POST:
        edition = form.cleaned_data["edition"]
        return render(
            request,
            "strategy/request_check.html",
            {
                "facts": _facts(form),
                "answers": _carried(form),
                "objectives": _with_leads(edition.objectives.in_order(), today),
            },
        )
    return render(
        request,
        "strategy/request_new.html",
        {"form": form, "can_ask": form.fields["edition"].queryset.exists()},
    )


def _facts(form):
    asked = form.asked()
    return [
        ("Edition", asked["edition"]),
        ("Term", str(form.terms[form.cleaned_data["term"]])),
        ("Answers due", day(asked["due_on"])),
        ("Last day for late answers", day(asked["closes_on"])),
    ]


def _carried(form):
    """The answers as the form sent them."""
    return [
        (name, value)
        for name, value in form.data.items()
        if name.startswith(tuple(form.fields)) and name not in ("check", "confirm", "change")
    ]


def _with_leads(objectives, today):
    objectives = list(objectives)
    leads = leads_of([objective.pk for objective in objectives], on=today)
    return [(objective, leads.get(objective.pk, [])) for objective in objectives]


def request_detail(request, pk):
    """A term as an officer follows it: who has answered, who has not, and its days."""
    authorise(request.user, Permission.STRATEGY_DRAFT)
    asked = get_object_or_404(UpdateRequest.objects.select_related("edition"), pk=pk)
    form = RequestForm(request.POST or None, instance=asked)
    if form.is_valid():
        try:
            progress.change_request(
                request=asked, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Saved.")
            return redirect(asked)
    today = timezone.localdate()
    updates = list(asked.updates.for_list().order_by("objective__number"))
    leads = leads_of([update.objective_id for update in updates], on=today)
    return render(
        request,
        "strategy/request_detail.html",
        {
            # A form that was refused has written its days into the row it was given.
            "asked": UpdateRequest.objects.select_related("edition").get(pk=pk),
            "form": form,
            "rows": [(update, leads.get(update.objective_id, [])) for update in updates],
            "today": today,
            "audience": audience(Permission.STRATEGY_DRAFT),
        },
    )


def update_detail(request, pk):
    """What an update says and would change in the plan; signed off or given back here."""
    update = _update(request, pk)
    writes = _writes(request.user, update)
    signs = can(request.user, Permission.PROGRESS_SIGN_OFF)
    sign, question = SignForm(None), GiveBackForm(None)
    if request.method == "POST":
        authorise(request.user, Permission.PROGRESS_SIGN_OFF)
        is_return = "give_back" in request.POST
        form = (GiveBackForm if is_return else SignForm)(request.POST)
        sign, question = (sign, form) if is_return else (form, question)
        if form.is_valid():
            deed = progress.give_back if is_return else progress.sign_off
            try:
                deed(update=update, by=request.user, at=timezone.now(), **form.cleaned_data)
            except RefusedError as refused:
                form.add_error(None, str(refused))
                update = _update(request, pk)
            else:
                words = "Returned with your question." if is_return else "Signed off."
                messages.success(request, f"{words} {update.objective}, {update.request}.")
                return redirect("strategy:update-list")
    waits = update.state == ProgressUpdate.State.SUBMITTED
    is_own = update.submitted_by_id == request.user.pk
    return render(
        request,
        "strategy/update_detail.html",
        {
            "update": update,
            "said": _said(update),
            "progress": Progress.of(update) if update.rag and update.direction else None,
            "last": _last(update),
            "changes": progress.changes_of(update) if waits else [],
            "signs": signs and waits and not is_own,
            "is_own": signs and waits and is_own,
            "form": question if question.is_bound else sign,
            "question": question,
            "may_write": update.is_with_its_lead and writes,
            # Names of people are for colleagues: the public reads of bodies and posts.
            "is_inside": writes or signs,
            "audience": None if update.state == ProgressUpdate.State.SIGNED_OFF else _audience(),
        },
    )


def update_edit(request, pk):
    """One page to report an objective: saved as a draft, or sent for signing off."""
    update = _update(request, pk)
    authorise(request.user, Permission.PROGRESS_REPORT, within=update.objective)
    if request.method == "GET" and not update.is_with_its_lead:
        return redirect(update)
    form = _form(request.POST or None, update)
    other = None
    if form.is_valid():
        write = progress.submit if form.is_sent else progress.save_draft
        try:
            write(
                update=update,
                answers=form.answers,
                seen=form.cleaned_data["seen"],
                by=request.user,
                at=timezone.now(),
            )
        except ChangedSinceError as changed:
            form.add_error(None, str(changed))
            other = changed.kept
            form.data = {**form.data.dict(), "seen": changed.kept.version}
        except ClosedError as closed:
            form.add_error(None, str(closed))
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            words = "Sent for signing off." if form.is_sent else "Saved. You can come back to it."
            messages.success(request, f"{words} {update.objective}, {update.request}.")
            return redirect("strategy:update-list" if form.is_sent else request.path)
    return render(
        request,
        "strategy/update_edit.html",
        {
            "update": update,
            "form": form,
            "other": other,
            "other_said": _said(other) if other else None,
            "is_closed": update.request.is_closed(timezone.localdate()),
            "is_late": update.request.is_late(timezone.localdate()),
            "last": _last(update),
            "audience": _audience(),
        },
    )


def _form(data, update):
    milestones = Milestone.objects.order_by("position", "pk")
    actions = update.objective.actions.order_by("position").prefetch_related(
        Prefetch("milestones", milestones)
    )
    return UpdateForm(
        data,
        actions=list(actions),
        kept=progress.kept(update),
        version=update.version,
        today=timezone.localdate(),
    )


def update_history(request, pk):
    """Every change of an update: who, when, and what it said before and after."""
    update = _update(request, pk)
    if not (_writes(request.user, update) or can(request.user, Permission.PROGRESS_SIGN_OFF)):
        raise PermissionDenied(why(Permission.PROGRESS_REPORT))
    # By kind, too: the audit is long, and indexed by it.
    events = AuditEvent.objects.filter(
        kind=update._meta.verbose_name,
        subject_type=update._meta.label_lower,
        subject_id=str(update.pk),
    )
    return render(
        request,
        "strategy/update_history.html",
        {
            "update": update,
            "events": [(event, _changed(event)) for event in events.newest_first()],
            "audience": _audience(),
        },
    )


def _changed(event):
    before, after = event.before or {}, event.after or {}
    return [(name, before.get(name, ""), words) for name, words in after.items()]


def _update(request, pk):
    updates = ProgressUpdate.objects.visible_to(request.user).for_list()
    return get_object_or_404(updates.select_related("signed_off_by"), pk=pk)


def _writes(user, update):
    return can(user, Permission.PROGRESS_REPORT, within=update.objective)


def _audience():
    return audience(Permission.PROGRESS_REPORT, Permission.PROGRESS_SIGN_OFF)


def _last(update):
    """The objective's newest signed-off update of an earlier term, to be read beside this one."""
    earlier = ProgressUpdate.objects.before(update).signed_off().select_related("request")
    last = earlier.first()
    return {"update": last, "progress": Progress.of(last), "said": _said(last)} if last else None


def _said(update):
    """What an update says of actions and milestones, in the order of the plan."""
    return {
        "actions": list(update.actions.select_related("action").order_by("action__position", "pk")),
        "milestones": list(
            update.milestones.select_related("milestone__action").order_by(
                "milestone__action__position", "milestone__position"
            )
        ),
    }
