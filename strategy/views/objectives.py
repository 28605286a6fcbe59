"""One objective, and one action: what we said, what we are doing, and how far it has come."""

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from strategy.models import LinkedDocument, Objective, StrategicAction
from strategy.readings import ActionRow, Progress, Reported, milestones_in_words, plan_of
from strategy.targets import measures_of
from strategy.thread import thread_of

LINKED = [
    (LinkedDocument.Kind.STRATEGY, "Linked strategies"),
    (LinkedDocument.Kind.DOCUMENT, "Documents"),
    (LinkedDocument.Kind.NEWS, "News about it"),
]


@login_not_required
def objective_detail(request, slug, code):
    objective = get_object_or_404(
        Objective.objects.visible_to(request.user)
        .with_milestones()
        .select_related("edition")
        .prefetch_related("actions__milestones"),
        edition__slug=slug,
        code__iexact=code,
    )
    if objective.code != code:
        return redirect(objective, permanent=True)
    today = timezone.localdate()
    updates = list(objective.updates.signed_off().select_related("request__edition").newest_first())
    leads = list(objective.lead_bodies.newest_first())
    before, after = _beside(objective, request.user)
    documents = list(objective.documents.order_by("-dated_on", "title"))
    return render(
        request,
        "strategy/objective_detail.html",
        {
            "objective": objective,
            "edition": objective.edition,
            "progress": Progress.of(updates[0]) if updates else None,
            "milestones": milestones_in_words(objective),
            "leads": [lead for lead in leads if lead.is_held_on(today)],
            "led_before": [lead for lead in leads if lead.ends_on and lead.ends_on < today],
            "measures": measures_of([objective]).get(objective.pk, []),
            "plan": plan_of(objective, on=today),
            "reported": [Reported.of(update) for update in updates],
            "linked": [
                (title, found)
                for kind, title in LINKED
                if (found := [document for document in documents if document.kind == kind])
            ],
            "corrections": list(objective.corrections.order_by("-made_at")),
            "takes_up": before,
            "taken_up_by": after,
            "thread": thread_of(objective, user=request.user),
        },
    )


@login_not_required
def action_detail(request, slug, code, number):
    action = get_object_or_404(
        StrategicAction.objects.visible_to(request.user)
        .select_related("objective__edition", "priority")
        .prefetch_related("milestones"),
        objective__edition__slug=slug,
        objective__code__iexact=code,
        number=number,
    )
    if action.objective.code != code:
        return redirect(action, permanent=True)
    said = action.progress.filter(update__in=action.objective.updates.signed_off())
    return render(
        request,
        "strategy/action_detail.html",
        {
            "action": action,
            "objective": action.objective,
            "edition": action.objective.edition,
            "row": ActionRow.of(action, on=timezone.localdate()),
            "said": said.select_related("update__request").order_by(
                "-update__request__academic_year", "-update__request__term"
            ),
            "thread": thread_of(action, user=request.user),
        },
    )


def _beside(objective, user):
    """What it takes up and what takes it up, as far as this person may see. One query."""
    seen = Objective.objects.visible_to(user)
    both = Objective.continues.through.objects.filter(
        Q(from_objective=objective, to_objective__in=seen)
        | Q(to_objective=objective, from_objective__in=seen)
    ).select_related("from_objective__edition", "to_objective__edition")
    before = [one.to_objective for one in both if one.from_objective_id == objective.pk]
    after = [one.from_objective for one in both if one.to_objective_id == objective.pk]
    return [
        sorted(found, key=lambda other: (other.edition.starts_on, other.number))
        for found in (before, after)
    ]
