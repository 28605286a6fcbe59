"""Writing an edition: what stands in it, who leads, and the steps of its life."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.permissions import Permission, audience, authorise, can, why
from accounts.services import RefusedError
from core.models import AuditEvent
from strategy.forms import editions as forms
from strategy.models import (
    Edition,
    LeadBody,
    LinkedDocument,
    Milestone,
    Objective,
    Priority,
    StrategicAction,
)
from strategy.readings import facts_of
from strategy.services import editions as services

WRITERS = audience(Permission.STRATEGY_DRAFT)
READERS = audience(Permission.STRATEGY_DRAFT, Permission.STRATEGY_APPROVE)


@dataclass(frozen=True)
class Kind:
    """A kind of part under an objective, as its word in an address."""

    word: str
    title: str
    one: str
    model: type
    form: type


KINDS = {
    kind.word: kind
    for kind in (
        Kind("priorities", "Priorities", "a priority", Priority, forms.PriorityForm),
        Kind("actions", "Actions", "an action", StrategicAction, forms.ActionForm),
        Kind("milestones", "Milestones", "a milestone", Milestone, forms.MilestoneForm),
        Kind("leads", "Who leads", "a body that leads", LeadBody, forms.LeadBodyForm),
        Kind("documents", "Linked documents", "a document", LinkedDocument, forms.DocumentForm),
    )
}

# A step as its button says it, and what it means for readers.
STEPS = {
    "draft": (
        "Take it back and write on",
        "It is hidden from the public again, and can be changed.",
    ),
    "consultation": (
        "Put it out for consultation",
        "Everybody can read it. Its text stays as it is.",
    ),
    "approved": ("Approve it", "Its text stays as it is. Somebody may then publish it."),
    "published": (
        "Publish it",
        "Everybody can read it, for ever at this address. Its text changes by a new edition alone.",
    ),
    "archived": ("Archive it", "It stays readable as it is, and is no longer in force."),
}


def edition_new(request):
    authorise(request.user, Permission.STRATEGY_DRAFT)
    form = forms.EditionForm(request.POST or None)
    if form.is_valid():
        edition = _done(
            request, form, services.draft, edition=Edition(**form.words()), by=request.user
        )
        if edition:
            messages.success(request, f"“{edition}” is begun. Nobody but its writers sees it.")
            return redirect("strategy:edition-write", edition.slug)
    return _form(request, form, title="Begin a new edition", back=("strategy:overview", []))


def edition_write(request, slug):
    """Everything an edition holds, with the ways to change it and its next steps."""
    _may_write_or_approve(request.user)
    edition = get_object_or_404(
        Edition.objects.visible_to(request.user).select_related("refreshes", "drafted_by"),
        slug=slug,
    )
    objectives = edition.objectives.in_order().annotate(
        action_count=Count("actions", distinct=True),
        priority_count=Count("priorities", distinct=True),
    )
    writes = can(request.user, Permission.STRATEGY_DRAFT)
    return render(
        request,
        "strategy/edition_write.html",
        {
            "edition": edition,
            "facts": [("State", edition.get_state_display().capitalize()), *facts_of(edition)],
            "objectives": objectives,
            "steps": [
                (state, STEPS[state][0])
                for state in Edition.State.values
                if edition.can_become(state) and can(request.user, _permission(state))
            ],
            "is_open": writes and services.may_change(edition, Objective),
            "writes": writes,
            "may_refresh": writes and edition.state == Edition.State.PUBLISHED,
            "audience": READERS,
        },
    )


def edition_edit(request, slug):
    edition = _edition(request, slug)
    form = forms.EditionForm(request.POST or None, instance=edition)
    if form.is_valid() and _done(
        request, form, services.revise, edition=edition, words=form.words(), by=request.user
    ):
        return redirect("strategy:edition-write", slug)
    return _form(
        request, form, title=f"What is {edition}?", back=("strategy:edition-write", [slug])
    )


def edition_step(request, slug, state):
    """Check answers, and confirm: what an edition becomes, and what that means."""
    if state not in STEPS:
        raise Http404
    authorise(request.user, _permission(state))
    edition = get_object_or_404(Edition.objects.visible_to(request.user), slug=slug)
    refused = ""
    if request.method == "POST":
        try:
            services.become(edition=edition, state=state, by=request.user, on=timezone.localdate())
        except RefusedError as error:
            refused = str(error)
        else:
            messages.success(request, f"Done: “{edition}” is {Edition.State(state).label}.")
            return redirect("strategy:edition-write", slug)
    elif not edition.can_become(state):
        refused = (
            f"This edition is {edition.get_state_display()};"
            f" it cannot become {Edition.State(state).label}."
        )
    elif state == Edition.State.APPROVED and services.wrote_in(edition, request.user):
        refused = services.OWN_WORK
    refreshed = edition.refreshes if state == Edition.State.PUBLISHED else None
    return render(
        request,
        "strategy/edition_step.html",
        {
            "edition": edition,
            "step": STEPS[state],
            "facts": [
                ("Edition", f"{edition}, {edition.years}"),
                ("State now", edition.get_state_display().capitalize()),
                ("Objectives", edition.objectives.count()),
                ("Begun by", edition.drafted_by or "a data file"),
            ],
            "refreshed": refreshed,
            "refused": refused,
            "audience": audience(_permission(state)),
        },
        status=409 if refused and request.method == "POST" else 200,
    )


def edition_refresh(request, slug):
    edition = _edition(request, slug)
    form = forms.RefreshForm(request.POST or None, initial={"title": edition.title})
    if form.is_valid():
        fresh = _done(
            request, form, services.refresh, edition=edition, by=request.user, **form.words()
        )
        if fresh:
            messages.success(request, f"“{fresh}” is begun with all that stands in {edition}.")
            return redirect("strategy:edition-write", fresh.slug)
    return _form(request, form, title=f"Refresh {edition}", back=("strategy:edition-write", [slug]))


def edition_history(request, slug):
    """Every change of an edition and of what stands in it: who, when, from what to what."""
    _may_write_or_approve(request.user)
    edition = get_object_or_404(Edition.objects.visible_to(request.user), slug=slug)
    # By kind, too: the audit is long, and indexed by it.
    events = AuditEvent.objects.filter(
        kind=edition._meta.verbose_name,
        subject_type=edition._meta.label_lower,
        subject_id=str(edition.pk),
    )
    return render(
        request,
        "strategy/edition_history.html",
        {
            "edition": edition,
            "events": [(event, _changes(event)) for event in events.newest_first()],
            "audience": READERS,
        },
    )


def _changes(event):
    before, after = event.before or {}, event.after or {}
    return [(name, before.get(name), after.get(name)) for name in dict.fromkeys([*before, *after])]


def objective_new(request, slug):
    edition = _edition(request, slug)
    form = forms.ObjectiveForm(request.POST or None, instance=Objective(edition=edition))
    if form.is_valid():
        objective = _done(
            request,
            form,
            services.add_part,
            part=Objective(edition=edition, **form.words()),
            continues=form.cleaned_data.get("continues", ()),
            by=request.user,
        )
        if objective:
            return redirect("strategy:objective-write", slug, objective.code)
    return _form(request, form, title="Add an objective", back=("strategy:edition-write", [slug]))


def objective_write(request, slug, code):
    """All parts of one objective, each with the ways to change it."""
    objective = _objective(request, slug, code)
    return render(
        request,
        "strategy/objective_write.html",
        {
            "objective": objective,
            "edition": objective.edition,
            "parts": [
                (
                    kind,
                    list(_parts(kind, objective)),
                    services.may_change(objective.edition, kind.model),
                )
                for kind in KINDS.values()
            ],
            "is_open": services.may_change(objective.edition, Objective),
            "may_correct": objective.edition.state == Edition.State.PUBLISHED,
            "audience": WRITERS,
        },
    )


def objective_edit(request, slug, code):
    objective = _objective(request, slug, code)
    form = forms.ObjectiveForm(request.POST or None, instance=objective)
    if form.is_valid() and _done(
        request,
        form,
        services.change_part,
        part=objective,
        words=form.words(),
        continues=form.cleaned_data.get("continues"),
        by=request.user,
    ):
        return redirect("strategy:objective-write", slug, objective.code)
    return _form(
        request,
        form,
        title=f"Change {objective}",
        back=("strategy:objective-write", [slug, objective.code]),
    )


@require_POST
def objective_move(request, slug, code):
    objective = _objective(request, slug, code)
    try:
        services.move_objective(objective=objective, up="up" in request.POST, by=request.user)
    except RefusedError as refused:
        messages.warning(request, str(refused))
    return redirect("strategy:edition-write", slug)


def objective_remove(request, slug, code):
    objective = _objective(request, slug, code)
    return _remove(request, objective, back=("strategy:edition-write", [slug]))


def objective_correct(request, slug, code):
    objective = _objective(request, slug, code)
    form = forms.CorrectionForm(
        request.POST or None,
        initial={"short_name": objective.short_name, "text": objective.text},
    )
    if form.is_valid() and _done(
        request,
        form,
        services.correct,
        objective=objective,
        by=request.user,
        at=timezone.now(),
        **form.cleaned_data,
    ):
        messages.success(request, "Corrected. The earlier words stay on its page.")
        return redirect(objective)
    return _form(
        request,
        form,
        title=f"Correct the words of {objective}",
        back=("strategy:objective-write", [slug, objective.code]),
    )


def part_new(request, slug, code, kind):
    objective, kind = _objective(request, slug, code), _kind(kind)
    form = _part_form(kind, request, objective, _new(kind, objective))
    if form.is_valid() and _done(
        request,
        form,
        services.add_part,
        part=_new(kind, objective, **form.words()),
        by=request.user,
    ):
        return redirect("strategy:objective-write", slug, objective.code)
    return _form(
        request,
        form,
        title=f"Add {kind.one} to {objective}",
        back=("strategy:objective-write", [slug, objective.code]),
    )


def part_edit(request, slug, code, kind, pk):
    objective, kind = _objective(request, slug, code), _kind(kind)
    part = get_object_or_404(_parts(kind, objective), pk=pk)
    form = _part_form(kind, request, objective, part)
    if form.is_valid() and _done(
        request, form, services.change_part, part=part, words=form.words(), by=request.user
    ):
        return redirect("strategy:objective-write", slug, objective.code)
    return _form(
        request,
        form,
        title=f"Change {kind.one} of {objective}",
        back=("strategy:objective-write", [slug, objective.code]),
    )


def part_remove(request, slug, code, kind, pk):
    objective, kind = _objective(request, slug, code), _kind(kind)
    part = get_object_or_404(_parts(kind, objective), pk=pk)
    return _remove(request, part, back=("strategy:objective-write", [slug, objective.code]))


def _part_form(kind, request, objective, part):
    extra = {"objective": objective} if kind.model is Milestone else {}
    return kind.form(request.POST or None, instance=part, **extra)


def _new(kind, objective, /, **words):
    return (
        kind.model(**words) if kind.model is Milestone else kind.model(objective=objective, **words)
    )


def _parts(kind, objective):
    if kind.model is Milestone:
        return (
            Milestone.objects.filter(action__objective=objective)
            .select_related("action__objective__edition")
            .order_by("action__position", "position")
        )
    order = {"priorities": "number", "actions": "position"}.get(kind.word, "pk")
    return (
        kind.model.objects.filter(objective=objective)
        .select_related("objective__edition")
        .order_by(order)
    )


def _kind(word):
    if word not in KINDS:
        raise Http404
    return KINDS[word]


def _edition(request, slug):
    authorise(request.user, Permission.STRATEGY_DRAFT)
    return get_object_or_404(Edition, slug=slug)


def _objective(request, slug, code):
    authorise(request.user, Permission.STRATEGY_DRAFT)
    return get_object_or_404(
        Objective.objects.select_related("edition"), edition__slug=slug, code=code
    )


def _permission(state):
    is_approval = state == Edition.State.APPROVED
    return Permission.STRATEGY_APPROVE if is_approval else Permission.STRATEGY_DRAFT


def _may_write_or_approve(user):
    if not (can(user, Permission.STRATEGY_DRAFT) or can(user, Permission.STRATEGY_APPROVE)):
        raise PermissionDenied(why(Permission.STRATEGY_DRAFT))


def _done(request, form, service, **asked):
    """What a service did, or None with its refusal on the form."""
    try:
        return service(**asked)
    except RefusedError as refused:
        form.add_error(None, str(refused))
        return None


def _form(request, form, *, title, back):
    name, args = back
    return render(
        request,
        "strategy/write_form.html",
        {"form": form, "title": title, "back": reverse(name, args=args), "audience": WRITERS},
    )


def _remove(request, part, *, back):
    name, args = back
    refused = ""
    if request.method == "POST":
        try:
            services.remove_part(part=part, by=request.user)
        except RefusedError as error:
            refused = str(error)
        else:
            messages.success(request, "Removed. The history of the edition still shows it.")
            return redirect(name, *args)
    return render(
        request,
        "strategy/part_remove.html",
        {
            "part": part,
            "back": reverse(name, args=args),
            "refused": refused,
            "audience": WRITERS,
        },
        status=409 if refused else 200,
    )
