"""A second factor before anything that shows every school's rating; looking as somebody else."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse

from accounts import previews
from accounts.permissions import needs_second_factor
from accounts.services import RefusedError
from core.models import AccessEvent

# What a person may reach on the way to a second factor, and the way out.
ON_THE_WAY = {
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_second_factor",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "healthz",
    "readyz",
}


# Where the person who previews stays themselves: the way out.
STAYS_ITSELF = ("people:preview-stop", "account_logout")
# What belongs to one person alone, or administers: no part of a preview.
NOT_PREVIEWED = ("account_home", "admin:index", "wagtailadmin_home")


class PreviewMiddleware:
    """Answers as somebody else would be answered, and undoes all that it took.

    What is noted of ratings opened is kept in the name of the person who previews.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if previews.KEY not in request.session or request.path in map(reverse, STAYS_ITSELF):
            return self.get_response(request)
        previewer = request.user
        preview = previews.chosen(request)
        if preview is None or not gave_second_factor(request, previewer):
            previews.stop(request)
            return self.get_response(request)
        request.preview, request.previewer = preview, previewer
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            raise PermissionDenied(
                f"You are looking at the portal as {preview.words}, and nothing can be changed"
                " meanwhile. Stop previewing first."
            )
        if request.path.startswith(tuple(map(reverse, NOT_PREVIEWED))):
            raise PermissionDenied(
                "This page belongs to one person alone and is no part of a preview."
            )
        try:
            return self._answered(request, preview, previewer)
        except RefusedError as refused:
            del request.session[previews.KEY]
            raise PermissionDenied(str(refused)) from None

    def _answered(self, request, preview, previewer):
        with transaction.atomic():
            request.user = previews.stand_in(preview, by=previewer)
            response = self.get_response(request)
            opened = list(AccessEvent.objects.filter(person=request.user))
            transaction.set_rollback(True)
        request.user = previewer
        for event in opened:
            event.pk, event.person, event.person_name = None, previewer, str(previewer)[:200]
            event.post = f"previewing as {preview.words}"[:200]
        AccessEvent.objects.bulk_create(opened, ignore_conflicts=True)
        return response


class SecondFactorMiddleware:
    """Sends a person whose role needs a second factor to give one before going on.

    Whether this session gave one is read from the session, so whoever did pays no query.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        user = getattr(request, "previewer", request.user)
        if request.resolver_match.view_name in ON_THE_WAY or not user.is_authenticated:
            return None
        if gave_second_factor(request, user) or not needs_second_factor(user):
            return None
        return redirect(_where_to_give_one(user))


def _where_to_give_one(user):
    """A code for whoever has the app, else a passkey; a choice for whoever has neither."""
    if is_mfa_enabled(user, [Authenticator.Type.TOTP]):
        return "mfa_reauthenticate"
    if is_mfa_enabled(user, [Authenticator.Type.WEBAUTHN]):
        return "mfa_reauthenticate_webauthn"
    return "account_second_factor"


def gave_second_factor(request, user):
    """Whether this session was opened, or since confirmed, with a code or a passkey.

    A passkey alone is enough: its device has asked for a face, a finger or a PIN.
    """
    records = get_authentication_records(request, user)
    return any(record["method"] == "mfa" for record in records)
