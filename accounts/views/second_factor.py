"""Setting up, giving and removing a second factor; the rest of sign-in is allauth's own."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import passthrough_next_redirect_url
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.internal import auth
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    ListWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.generic import FormView

from accounts.adapter import WORDS
from accounts.models import User
from accounts.permissions import needs_second_factor
from accounts.views.account import browser_of
from core import audit


def second_factor_choose(request):
    """Which second factor? Where whoever must give one, and has none, begins."""
    is_needed = needs_second_factor(request.user)
    return render(request, "mfa/choose.html", {"is_needed": is_needed})


class Asked(AuthenticateView):
    """Allauth's page after the password, which asks only for what the person has."""

    def get_context_data(self, **kwargs):
        held = Authenticator.objects.filter(user=self.stage.login.user)
        types = set(held.values_list("type", flat=True))
        return {
            **super().get_context_data(**kwargs),
            "has_app": Authenticator.Type.TOTP in types,
            "has_passkey": Authenticator.Type.WEBAUTHN in types,
        }


class AppAdded(ActivateTOTPView):
    """Allauth's page, after which this session counts as confirmed.

    The code typed here proves the app works; asking for another at once proves no more.
    """

    @transaction.atomic
    def form_valid(self, form):
        response = super().form_valid(form)
        added(self.request, Authenticator.Type.TOTP)
        return response


class PasskeyAdded(AddWebAuthnView):
    """Allauth's page, for keys that can sign in by themselves; it confirms the session too."""

    def get_initial(self):
        return {"name": browser_of(self.request.headers.get("user-agent", ""))}

    def get_context_data(self, **kwargs):
        # Not allauth's own, which would ask for a key that needs a password beside it.
        told = FormView.get_context_data(self, **kwargs)
        options = auth.begin_registration(self.request.user, passwordless=True)
        return {**told, "options": options}

    @transaction.atomic
    def form_valid(self, form):
        response = super().form_valid(form)
        added(self.request, Authenticator.Type.WEBAUTHN)
        return response


def added(request, kind):
    """Audit a new factor, and count it as given: it has just been used."""
    factor = Authenticator.objects.filter(user=request.user, type=kind).latest("pk")
    record_authentication(request, request.user, "mfa", id=factor.pk, type=factor.type)
    audit.record(
        "second factor added", subject=request.user, by=request.user, after={"factor": WORDS[kind]}
    )


def removed(request, kind):
    audit.record(
        "second factor removed",
        subject=request.user,
        by=request.user,
        before={"factor": WORDS[kind]},
    )


class OneAtATime:
    """Two removals at once wait for each other, so that the last factor is seen to be the last."""

    @transaction.atomic
    def post(self, request, *args, **kwargs):
        User.objects.select_for_update().get(pk=request.user.pk)
        return super().post(request, *args, **kwargs)


class AppRemoved(OneAtATime, DeactivateTOTPView):
    def form_valid(self, form):
        response = super().form_valid(form)
        removed(self.request, Authenticator.Type.TOTP)
        return response


class PasskeyRemoved(OneAtATime, RemoveWebAuthnView):
    """Allauth's page, but a passkey that is needed stays."""

    @property
    def refusal(self):
        """Why the passkey cannot be removed; empty if it can."""
        adapter = get_adapter()
        if adapter.can_delete_authenticator(self.object):
            return ""
        return adapter.error_messages["cannot_delete_authenticator"]

    def get_context_data(self, **kwargs):
        return super().get_context_data(refusal=self.refusal, **kwargs)

    def form_valid(self, form):
        if self.refusal:
            return self.form_invalid(form)
        response = super().form_valid(form)
        removed(self.request, Authenticator.Type.WEBAUTHN)
        return response


class PasskeyList(ListWebAuthnView):
    def get_queryset(self):
        return super().get_queryset().order_by("-created_at", "-pk")


class PasskeySignIn(LoginWebAuthnView):
    """Allauth's way in with a passkey alone; where it fails, the sign-in page says why."""

    def form_invalid(self, form):
        for words in form.non_field_errors():
            messages.error(self.request, words)
        sign_in = reverse("account_login")
        return redirect(passthrough_next_redirect_url(self.request, sign_in, "next"))


class PasskeyAgain(ReauthenticateWebAuthnView):
    """Allauth's page; where it fails, it says why and asks again."""

    def form_invalid(self, form):
        for words in form.non_field_errors():
            messages.error(self.request, words)
        return redirect(passthrough_next_redirect_url(self.request, self.request.path, "next"))


class RecoveryCodesMade(GenerateRecoveryCodesView):
    @transaction.atomic
    def form_valid(self, form):
        response = super().form_valid(form)
        audit.record("recovery codes made", subject=self.request.user, by=self.request.user)
        return response
