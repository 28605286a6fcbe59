"""A person's own account: their e-mail address, and where they are signed in."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from allauth.account.views import EmailView
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator

# First match wins: most browsers claim to be others as well.
BROWSERS = [("Edg/", "Edge"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")]
SYSTEMS = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
]


@dataclass(frozen=True)
class SignedIn:
    """One browser in which a person is signed in."""

    browser: str
    ip: str
    since: datetime
    is_this: bool


class EmailChange(EmailView):
    """Allauth's page, for an account whose address an officer or a letter has vouched for.

    The new address is asked to confirm, and the old one is told, only if the old one counts.
    """

    @method_decorator(reauthentication_required(app="allauth.account"))
    def dispatch(self, request, *args, **kwargs):
        vouched = {"verified": True, "primary": True}
        EmailAddress.objects.update_or_create(
            user=request.user, email=request.user.email, defaults=vouched
        )
        return super().dispatch(request, *args, **kwargs)


def session_list(request):
    """Where am I signed in? Two buttons: sign out everywhere else, or everywhere."""
    if request.method == "POST":
        end_other_sessions(request, request.user)
        if "everywhere" not in request.POST:
            messages.success(request, "You are signed out everywhere but here.")
            return redirect("usersessions_list")
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        logout(request)
        messages.success(request, "You are signed out everywhere.")
        return redirect("account_login")
    return render(request, "accounts/session_list.html", {"sessions": _sessions(request)})


def _sessions(request):
    """The sessions that still count, this one first. Two queries."""
    known = {
        each.session_key: each
        for each in UserSession.objects.filter(user=request.user).order_by("-created_at")
    }
    alive = set(
        Session.objects.filter(session_key__in=known, expire_date__gt=timezone.now()).values_list(
            "session_key", flat=True
        )
    )
    here = request.session.session_key
    sessions = [
        SignedIn(browser_of(each.user_agent), each.ip, each.created_at, is_this=key == here)
        for key, each in known.items()
        if key in alive
    ]
    return sorted(sessions, key=lambda session: not session.is_this)


def browser_of(user_agent):
    """A browser and its system in words somebody recognises their own by."""
    browser = next((words for sign, words in BROWSERS if sign in user_agent), "A browser")
    system = next((words for sign, words in SYSTEMS if sign in user_agent), "")
    return f"{browser} on {system}" if system else browser
