"""The steps of a deployment: each a page with one question, its answer, and the next page."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Permission
from accounts.services import RefusedError
from support_directory.forms.deployments import (
    AcceptForm,
    AgreementForm,
    CloseForm,
    DaysForm,
    EmptyForm,
    HandOverForm,
    ReasonForm,
    SignForm,
)
from support_directory.invoicing import in_days, in_pounds
from support_directory.ledger import payer_of
from support_directory.models import Deployment
from support_directory.services import agreements, deployments
from support_directory.views.deployment_pages import page, refuse_unless, seen

State = Deployment.State

# What a broker may do, by its word in an address: question, form, deed, words afterwards.
STEPS = {
    "pause": ("Pause this support?", ReasonForm, deployments.pause, "Paused."),
    "resume": ("Go on with this support?", EmptyForm, deployments.resume, "Under way again."),
    "stop": ("Stop this support early?", ReasonForm, deployments.stop, "Stopped."),
    "cancel": ("Cancel this support?", ReasonForm, deployments.cancel, "Cancelled."),
    "close": ("Close this deployment?", CloseForm, deployments.close, "Closed."),
    "follow-host": (
        "Take it to the school that followed?",
        EmptyForm,
        deployments.follow_host,
        "Taken to the school that followed.",
    ),
}


def answer(request, pk):
    """Yes or no to an offer, in one page."""
    deployment, part = seen(request, pk)
    refuse_unless(part.delivers, Permission.DEPLOYMENT_DELIVER)
    is_no = "decline" in request.POST
    yes = AcceptForm(request.POST if request.method == "POST" and not is_no else None)
    no = ReasonForm(request.POST if is_no else None)
    form = no if is_no else yes
    if form.is_valid():
        deed = deployments.decline if is_no else deployments.accept
        done = "Declined." if is_no else "Accepted. The home school’s head is asked next."
        if _done(request, form, deed, deployment, done):
            return redirect(deployment)
    return render(
        request,
        "deployments/answer.html",
        {
            **page(deployment, part),
            "form": form,
            "yes": yes,
            "no": no,
            "is_open": deployment.state == State.OFFERED,
        },
    )


def release(request, pk):
    """The home school's head lets somebody go, or says why not."""
    deployment, part = seen(request, pk)
    refuse_unless(part.releases, Permission.DEPLOYMENT_RELEASE)
    is_no = "refuse" in request.POST
    no = ReasonForm(request.POST if is_no else None)
    yes = EmptyForm(request.POST if request.method == "POST" and not is_no else None)
    form = no if is_no else yes
    if form.is_valid():
        deed = deployments.refuse_release if is_no else deployments.release
        done = "Not released. The broker is told." if is_no else "Released."
        if _done(request, form, deed, deployment, done):
            return redirect(deployment)
    return render(
        request,
        "deployments/release.html",
        {
            **page(deployment, part, home=True),
            "form": form,
            "no": no,
            "is_open": deployment.state == State.ACCEPTED,
            "may_withdraw": deployment.can_become(State.UNRELEASED),
        },
    )


def withdraw_release(request, pk):
    """The home school's head calls somebody back."""
    deployment, part = seen(request, pk)
    refuse_unless(part.releases, Permission.DEPLOYMENT_RELEASE)
    form = ReasonForm(request.POST or None)
    done = "The release is withdrawn. A broker is told, and hands over or stops the support."
    if form.is_valid() and _done(request, form, deployments.withdraw_release, deployment, done):
        return redirect(deployment)
    return _step_page(request, deployment, part, form, "Withdraw the release?", home=True)


def step(request, pk, name):
    """A broker's step: pause, go on, stop, cancel, close, follow the host school."""
    deployment, part = seen(request, pk)
    refuse_unless(part.arranges, Permission.DEPLOYMENT_ARRANGE)
    if name not in STEPS:
        raise Http404
    title, form_class, deed, done = STEPS[name]
    # A form without a question is bound by being sent at all.
    form = form_class(request.POST if request.method == "POST" else None)
    if form.is_valid() and _done(request, form, deed, deployment, done):
        return redirect(deployment)
    return _step_page(request, deployment, part, form, title)


def hand_over(request, pk):
    """Another person goes on with the days that are left."""
    deployment, part = seen(request, pk)
    refuse_unless(part.arranges, Permission.DEPLOYMENT_ARRANGE)
    form = HandOverForm(request.POST or None, deployment=deployment)
    if form.is_valid():
        try:
            follower = deployments.hand_over(
                deployment=deployment, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Handed over. {follower.entry} is asked.")
            return redirect(follower)
    return _step_page(request, deployment, part, form, "Who goes on with this support?")


def _done(request, form, deed, deployment, done):
    """Whether a deed was done; the form says why not."""
    try:
        deed(deployment=deployment, by=request.user, at=timezone.now(), **form.cleaned_data)
    except RefusedError as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, done)
    return True


def _step_page(request, deployment, part, form, title, *, home=False):
    return render(
        request,
        "deployments/step.html",
        {
            **page(deployment, part, home=home),
            "form": form,
            "step_title": title,
            "back": deployment.get_absolute_url(),
        },
    )


def change_days(request, pk):
    """More or fewer days than were agreed, or another last day."""
    deployment, part = seen(request, pk)
    refuse_unless(part.arranges, Permission.DEPLOYMENT_ARRANGE)
    kept = {"days": deployment.days_planned, "ends_on": deployment.ends_on}
    form = DaysForm(request.POST or None, initial=kept)
    done = "Saved. The timeline says so to all concerned."
    if form.is_valid() and _done(request, form, agreements.change_days, deployment, done):
        return redirect(deployment)
    return _step_page(request, deployment, part, form, "How many days from now on?")


# --- The agreement ------------------------------------------------------------------------


def agreement(request, pk):
    """What was agreed, who has signed, and a button for whoever has not."""
    deployment, part = seen(request, pk)
    form = SignForm(request.POST or None)
    if form.is_valid():
        as_part = form.cleaned_data["part"]
        refuse_unless(as_part in part.signs, Permission.DEPLOYMENT_HOST)
        try:
            agreements.sign(
                deployment=deployment,
                part=as_part,
                version=form.cleaned_data["version"],
                by=request.user,
                at=timezone.now(),
            )
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Signed.")
            return redirect(request.path)
    signatures = {
        each.part: each
        for each in deployment.signatures.select_related("signed_by").filter(
            agreement_version=deployment.agreement_version
        )
    }
    parts = agreements.signing_parts(deployment)
    is_signing = deployment.state == State.RELEASED and deployment.agreement_version
    return render(
        request,
        "deployments/agreement.html",
        {
            **page(deployment, part, home=True),
            "form": form,
            "facts": _facts(deployment, part),
            "objectives": list(deployment.objectives.order_by("number")),
            "signatures": [(one.label, signatures.get(one)) for one in parts],
            "to_sign": [
                one for one in parts if is_signing and one in part.signs and one not in signatures
            ],
            "may_write": part.arranges and deployment.state in (State.ACCEPTED, State.RELEASED),
        },
    )


def _facts(deployment, part):
    facts = [
        ("Who", f"{deployment.entry}, {deployment.home_school or deployment.entry.home}"),
        ("For", deployment.host_school),
        ("What for", deployment.purpose),
        ("Days", in_days(deployment.days_planned)),
        ("From", _day(deployment.starts_on)),
        ("Until", _day(deployment.ends_on)),
    ]
    # Both schools sign what is paid; whoever is lent has nothing to do with it.
    if part.sees_money or part.lends:
        facts += [
            ("A day costs", in_pounds(deployment.day_rate)),
            ("Of it to the home school", in_pounds(deployment.home_share)),
        ]
        if part.sees_money:
            facts.append(("Who pays", payer_of(deployment)))
    facts += [
        ("Conflict of interest", _conflict(deployment)),
        ("How the school goes on without it", deployment.exit_plan or "Not written yet"),
    ]
    if deployment.strategy_objective:
        facts.append(("Objective of the strategy", deployment.strategy_objective))
    return facts


def _conflict(deployment):
    if not deployment.conflict:
        return "Not declared yet"
    return deployment.conflict_how or "None is known"


def _day(date):
    return f"{date:%-d %B %Y}" if date else "Not set yet"


def agreement_write(request, pk):
    """A broker puts the agreement into words; signatures start anew."""
    deployment, part = seen(request, pk)
    refuse_unless(part.arranges, Permission.DEPLOYMENT_ARRANGE)
    form = AgreementForm(request.POST or None, deployment=deployment)
    if form.is_valid():
        try:
            agreements.write_agreement(
                deployment=deployment, terms=form.terms, by=request.user, at=timezone.now()
            )
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Saved. Those who sign it are asked.")
            return redirect(reverse("deployments:agreement", args=[deployment.pk]))
    return render(
        request,
        "deployments/agreement_write.html",
        {**page(deployment, part), "form": form},
    )
