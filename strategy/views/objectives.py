"""One objective, and one action: what we said, what we are doing, and how far it has come."""

from django.contrib.auth.decorators import login_not_required
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
        Objective.objects.visible_to(request.user).with_milestones().select_related("edition"),
        edition__slug=slug,
        code__iexact=code,
    )
    if objective.code != code:
        return redirect(objective, permanent=True)
    today = timezone.localdate()
    updates = list(objective.updates.signed_off().select_related("request__edition").newest_first())
    leads = list(objective.lead_bodies.newest_first())
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
            "takes_up": _visible(objective.continues, request.user),
            "taken_up_by": _visible(objective.continued_by, request.user),
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


def _visible(objectives, user):
    return list(
        objectives.visible_to(user)
        .select_related("edition")
        .order_by("edition__starts_on", "number")
    )
