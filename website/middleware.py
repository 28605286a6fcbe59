"""The door of Wagtail's editor: who enters /cms/, and what a browser may do there."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect
from django.urls import reverse

from accounts.permissions import Permission, authorise
from accounts.services import RefusedError


class EditorMiddleware:
    """One rule for every address below /cms/, known or unknown: it takes the post of the day.

    The editor has scripts and styles in its pages that cannot carry a nonce, so they are not held
    to one there. Nothing comes from outside there either: see `CMS_CONTENT_SECURITY_POLICY`.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if is_editor(request):
            response._csp_config = settings.CMS_CONTENT_SECURITY_POLICY
        return response

    def process_view(self, request, view, args, kwargs):
        if is_editor(request):
            # Here as well: Wagtail's API opts out of the rule that asks for a sign-in.
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            authorise(request.user, Permission.WEBSITE_EDIT)
            # Power in the Django admin is none here: a superuser would publish alone.
            request.user.is_superuser = False
        return None

    def process_exception(self, request, exception):
        """A refusal of ours, told where Wagtail's pages show messages."""
        if is_editor(request) and isinstance(exception, RefusedError):
            messages.error(request, str(exception))
            return redirect("wagtailadmin_home")
        return None


def is_editor(request):
    return request.path.startswith(reverse("wagtailadmin_home"))
