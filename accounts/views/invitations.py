"""Invitations: an officer sends and withdraws them, a person accepts one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.core.signing import BadSignature
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts import services
from accounts.forms import InvitationForm, JoinForm
from accounts.models import TOKENS, Invitation
from accounts.permissions import Permission, audience, authorise, can
from accounts.views.people import kind_or_404

MOST_ON_A_PAGE = 50

# What the page of a closed invitation says: how it stands, and what to do.
CLOSED = {
    "altered": (
        "This link is not one of ours",
        "It may have been cut in two by your mail program. Copy the whole link from the letter"
        " into your browser.",
    ),
    "used": (
        "This invitation has been accepted",
        "A link works once. If it was you, sign in with your e-mail address and password.",
    ),
    "withdrawn": (
        "This invitation has been withdrawn",
        "If you have had a newer letter, use the link in that one.",
    ),
    "expired": (
        "This invitation has expired",
        "A link works for 14 days. Ask whoever invited you for a new one.",
    ),
    "over": (
        "The post this invitation was for has ended",
        "If you still hold it, ask whoever invited you for a new invitation.",
    ),
}


def invitation_list(request):
    authorise(request.user, Permission.PEOPLE_MANAGE)
    invitations = Invitation.objects.select_related("invited_by").newest_first()
    page = Paginator(invitations, MOST_ON_A_PAGE).get_page(request.GET.get("page"))
    now = timezone.now()
    return render(
        request,
        "accounts/invitation_list.html",
        {
            "page": page,
            "rows": [(each, services.why_closed(each, at=now)) for each in page],
            "may_read_history": can(request.user, Permission.AUDIT_VIEW),
            "audience": audience(Permission.PEOPLE_MANAGE),
        },
    )


def invitation_new(request, kind):
    authorise(request.user, Permission.PEOPLE_MANAGE)
    form = InvitationForm(request.POST or None, kind=kind_or_404(kind))
    if form.is_valid():
        try:
            invitation = services.invite(**form.invitation(), by=request.user, at=timezone.now())
        except services.RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Invited. The link has been sent to {invitation.email}.")
            return redirect("people:invitation-list")
    return render(request, "accounts/invitation_new.html", {"form": form})


@require_POST
def invitation_revoke(request, pk):
    authorise(request.user, Permission.PEOPLE_MANAGE)
    invitation = get_object_or_404(Invitation, pk=pk)
    try:
        services.revoke(invitation=invitation, by=request.user, at=timezone.now())
    except services.RefusedError as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"Withdrawn. The link sent to {invitation.email} is worthless.")
    return redirect("people:invitation-list")


@require_POST
def invitation_resend(request, pk):
    authorise(request.user, Permission.PEOPLE_MANAGE)
    now = timezone.now()
    invitation = get_object_or_404(Invitation.objects.open(now), pk=pk)
    services.send(invitation)
    messages.success(request, f"The link has been sent to {invitation.email} again.")
    return redirect("people:invitation-list")


@never_cache
@login_not_required
def invitation_accept(request, token):
    """What a person meets who follows the link of an invitation."""
    try:
        pk = TOKENS.unsign(token)
    except BadSignature:
        return _closed(request, "altered", status=404)
    invitation = Invitation.objects.select_related("invited_by").filter(pk=pk).first()
    if invitation is None:
        return _closed(request, "withdrawn", status=410)
    if why := services.why_closed(invitation, at=timezone.now()):
        return _closed(request, why, status=410)
    if request.user.is_authenticated:
        return _accept_signed_in(request, invitation)
    return _join(request, invitation)


def _accept_signed_in(request, invitation):
    is_theirs = request.user.email.lower() == invitation.email
    if request.method == "POST" and is_theirs:
        try:
            services.accept(invitation=invitation, user=request.user, at=timezone.now())
        except services.RefusedError as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, "Accepted. What your post brings is below.")
        return redirect("landing")
    return render(
        request,
        "accounts/invitation_accept.html",
        {"invitation": invitation, "is_theirs": is_theirs},
    )


def _join(request, invitation):
    form = JoinForm(request.POST or None, invitation=invitation)
    if form.is_valid():
        try:
            services.join(
                invitation=invitation,
                password=form.cleaned_data["password1"],
                at=timezone.now(),
            )
        except services.RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, f"Your password is set. Sign in with it and {invitation.email}."
            )
            return redirect("account_login")
    return render(
        request,
        "accounts/invitation_join.html",
        {
            "invitation": invitation,
            "form": form,
            "sign_in": f"{reverse('account_login')}?next={request.path}",
        },
    )


def _closed(request, why, *, status):
    title, remedy = CLOSED[why]
    return render(
        request,
        "accounts/invitation_closed.html",
        {"title": title, "remedy": remedy},
        status=status,
    )
