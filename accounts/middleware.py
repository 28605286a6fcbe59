"""A second factor before anything that shows every school's rating."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.shortcuts import redirect

from accounts.permissions import needs_second_factor

# What a person may reach on the way to a second factor, and the way out.
ON_THE_WAY = {
    "account_login",
    "account_logout",
    "account_reauthenticate",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_activate_totp",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "healthz",
    "readyz",
}


class SecondFactorMiddleware:
    """Sends a person whose role needs a second factor to give one before going on.

    Whether this session gave one is read from the session, so whoever did pays no query.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        user = request.user
        if request.resolver_match.view_name in ON_THE_WAY or not user.is_authenticated:
            return None
        if gave_second_factor(request) or not needs_second_factor(user):
            return None
        return redirect("mfa_reauthenticate" if is_mfa_enabled(user) else "mfa_activate_totp")


def gave_second_factor(request):
    """Whether this session was opened, or since confirmed, with a code."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] == "mfa" for record in records)
