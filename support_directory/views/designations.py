"""Designations: who asks for a title, who decides, whose review is due, and every step by form."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.permissions import Permission, audience, can, why
from accounts.services import RefusedError, day
from support_directory.forms import designations as forms
from support_directory.models import Designation, Entry
from support_directory.models.entries import is_member
from support_directory.services import designations as services

MOST_ON_A_PAGE = 100
State = Designation.State
KEEPER, HEAD, OWNER = "keeper", "head", "owner"


@dataclass(frozen=True)
class Step:
    """One thing that can be done with a designation: from where, by whom, asked how."""

    question: str
    deed: str
    states: tuple
    who: tuple
    form: type
    service: object


STEPS = {
    "refer": Step(
        "Do you support this application?",
        "Send the reference",
        (State.APPLIED,),
        (HEAD,),
        forms.ReferForm,
        services.refer,
    ),
    "panel": Step(
        "When does the panel meet?",
        "Call the panel",
        (State.REFERRED,),
        (KEEPER,),
        forms.PanelForm,
        services.call_panel,
    ),
    "propose": Step(
        "How shall this be decided?",
        "Propose",
        (State.PANEL, State.APPEALED),
        (KEEPER,),
        forms.ProposeForm,
        services.propose,
    ),
    "second": Step(
        "Do you agree with this decision?",
        "Agree, and decide",
        (State.PANEL, State.APPEALED),
        (KEEPER,),
        forms.SecondForm,
        services.second,
    ),
    "begin": Step(
        "From which day does it count?",
        "Begin",
        (State.DESIGNATED,),
        (KEEPER,),
        forms.BeginForm,
        services.begin,
    ),
    "renew": Step(
        "How did the review go?",
        "Renew for a year",
        (State.REVIEW_DUE, State.PAUSED, State.MOVED),
        (KEEPER,),
        forms.WhyForm,
        services.renew,
    ),
    "pause": Step(
        "Why pause it?",
        "Pause",
        (State.ACTIVE, State.REVIEW_DUE, State.MOVED),
        (KEEPER, OWNER),
        forms.WhyForm,
        services.pause,
    ),
    "moved": Step(
        "Where does this person work now?",
        "Note the move",
        (State.ACTIVE, State.REVIEW_DUE, State.PAUSED),
        (KEEPER,),
        forms.MoveSchoolForm,
        services.move_school,
    ),
    "end": Step(
        "Why does it end?",
        "End it",
        (State.DESIGNATED, State.ACTIVE, State.REVIEW_DUE, State.PAUSED, State.MOVED),
        (KEEPER,),
        forms.EndForm,
        services.end,
    ),
    "appeal": Step(
        "Why should others decide again?",
        "Appeal",
        (State.DECLINED, State.ENDED),
        (OWNER,),
        forms.WhyForm,
        services.appeal,
    ),
    "withdraw": Step(
        "Why withdraw it?",
        "Withdraw",
        (State.APPLIED, State.REFERRED, State.PANEL, State.DESIGNATED),
        (OWNER, KEEPER),
        forms.WhyForm,
        services.withdraw,
    ),
}


def designation_list(request):
    """What has to be decided or reviewed, and every other designation its reader may see."""
    designations = Designation.objects.visible_to(request.user)
    keeps = can(request.user, Permission.DESIGNATION_DECIDE)
    if not keeps and not designations.exists() and not is_member(request.user):
        raise PermissionDenied(why(Permission.DESIGNATION_DECIDE))
    page = Paginator(designations.for_list(), MOST_ON_A_PAGE).get_page(request.GET.get("page"))
    today = timezone.localdate()
    waits = (*Designation.UNDECIDED, State.DESIGNATED, State.REVIEW_DUE)
    return render(
        request,
        "support_directory/designation_list.html",
        {
            "page": page,
            "waiting": [each for each in page if each.state in waits],
            "others": [each for each in page if each.state not in waits],
            "today": today,
            "audience": _audience(),
        },
    )


def designation_new(request, pk):
    """Applies for a title, for oneself, or for somebody whose entry one keeps or whom one heads."""
    entry = get_object_or_404(
        Entry.objects.visible_to(request.user).people().select_related("school"), pk=pk
    )
    if not _may_apply(request.user, entry):
        raise PermissionDenied(why(Permission.ENTRY_KEEP))
    initial = {"type": entry.type}
    form = forms.ApplyForm(
        request.POST or None, deed="Apply", today=timezone.localdate(), initial=initial
    )
    if form.is_valid():
        try:
            designation = services.apply(
                entry=entry, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Applied. The head of the home school is asked to refer.")
            return redirect("support_directory:designation-detail", designation.pk)
    return render(
        request,
        "support_directory/entry_form.html",
        {
            "form": form,
            "title": "Which title is applied for?",
            "entry": entry,
            "back": entry.get_absolute_url(),
            "audience": _audience(),
        },
    )


def _may_apply(user, entry):
    if can(user, Permission.ENTRY_KEEP, within=entry) or entry.owner_id == user.pk:
        return True
    return entry.school is not None and can(user, Permission.DESIGNATION_REFER, within=entry.school)


def designation_detail(request, pk):
    """How a designation stands, what was said at each step, and what its reader may do next."""
    designation = _designation(request, pk)
    who = _who(request.user, designation)
    return render(
        request,
        "support_directory/designation_detail.html",
        {
            "designation": designation,
            "facts": _facts(designation, who),
            "steps": [(key, step.deed) for key, step in _open_to(request.user, designation, who)],
            "proposal": designation.decision
            and designation.seconded_by_id is None
            and KEEPER in who,
            "reference": designation.reference
            if KEEPER in who or designation.referred_by_id == request.user.pk
            else "",
            "events": _events(designation, with_all=KEEPER in who),
            "audience": _audience(),
        },
    )


def designation_step(request, pk, step):
    """One step by one form."""
    designation = _designation(request, pk)
    chosen = STEPS.get(step)
    if chosen is None:
        raise Http404
    if not {*chosen.who} & _who(request.user, designation):
        raise PermissionDenied("This step is for others. The page of the designation says whom.")
    if designation.state not in chosen.states:
        messages.info(request, f"This designation is {designation.get_state_display()} already.")
        return redirect("support_directory:designation-detail", pk)
    form = chosen.form(
        request.POST if request.method == "POST" else None,
        deed=chosen.deed,
        today=timezone.localdate(),
        initial={"seen": designation.proposal},
    )
    if form.is_valid():
        try:
            chosen.service(
                designation=designation, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except services.ProposedAnewError as anew:
            messages.warning(request, str(anew))
            return redirect(request.path)
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Done. Those it concerns are told.")
            return redirect("support_directory:designation-detail", pk)
    return render(
        request,
        "support_directory/designation_step.html",
        {
            "designation": designation,
            "form": form,
            "step": chosen,
            "proposal": step == "second",
            "audience": _audience(),
        },
    )


def _designation(request, pk):
    designations = Designation.objects.visible_to(request.user).select_related(
        "entry__school", "entry__trust", "entry__owner", "moved_to", "applied_by", "decided_by",
        "seconded_by", "referred_by",
    )  # fmt: skip
    return get_object_or_404(designations, pk=pk)


def _who(user, designation):
    """What a reader is to a designation."""
    who = set()
    if can(user, Permission.DESIGNATION_DECIDE):
        who.add(KEEPER)
    school = designation.entry.school
    if school and can(user, Permission.DESIGNATION_REFER, within=school):
        who.add(HEAD)
    if user.pk in (designation.entry.owner_id, designation.applied_by_id):
        who.add(OWNER)
    return who


def _open_to(user, designation, who):
    """The steps that a reader may take from here."""
    for key, step in STEPS.items():
        if designation.state not in step.states or not who & {*step.who}:
            continue
        if key == "second" and designation.decided_by_id in (None, user.pk):
            continue
        if key == "propose" and designation.decision and designation.decided_by_id != user.pk:
            continue
        if key == "appeal" and designation.appealed_on:
            continue
        yield key, step


def _facts(designation, who):
    moved_to, release = designation.moved_to, designation.release_days
    facts = [
        ("Title", designation.get_type_display()),
        ("Home school", designation.entry.home),
        ("Designating body", designation.body),
        ("Applied", f"{day(designation.applied_on)}, {designation.applied_by or 'account gone'}"),
        ("Release", release and f"{release.normalize():f} days a year"),
        ("Panel", designation.panel_on and day(designation.panel_on)),
        ("From", designation.starts_on and day(designation.starts_on)),
        ("Review by", designation.review_due_on and day(designation.review_due_on)),
        ("Moved", moved_to and f"to {moved_to}, {day(designation.moved_on)}"),
        ("Last day", designation.ends_on and day(designation.ends_on)),
        ("Ended because", designation.get_ended_because_display()),
    ]
    if KEEPER in who and designation.seconded_by:
        facts.append(("Decided by", f"{designation.decided_by} and {designation.seconded_by}"))
    return [fact for fact in facts if fact[1]]


def _events(designation, *, with_all):
    """The steps, newest first; what is only proposed is for those who decide."""
    steps = designation.steps.select_related("by").order_by("-at", "-pk")
    return [
        {
            "title": step.get_after_display().capitalize(),
            "when": step.at,
            "by": step.by if with_all else "",
            "text": step.why,
        }
        for step in steps
        if with_all or step.before != step.after
    ]


def _audience():
    decide = audience(Permission.DESIGNATION_DECIDE)
    return [*decide, "the person themselves", "who applied for them", "who leads the home school"]
