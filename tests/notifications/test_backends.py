"""Where mail goes is chosen by EMAIL_URL alone, and a missing part names its remedy."""

import importlib
import os
import subprocess
import sys
import types

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from tests.processes import ROOT

BACKEND = "notifications.govuk_notify"


def settings_with(tmp_path, **environment):
    """The backend the settings choose, or the last line of what they complain of."""
    bare = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    command = "from pep_portal import settings as s; print(s.EMAIL_BACKEND)"
    done = subprocess.run(
        [sys.executable, "-c", command],
        cwd=ROOT,
        env={**bare, "PEP_VAR": str(tmp_path), **environment},
        capture_output=True,
        text=True,
    )
    return done.stdout.strip() or done.stderr.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("environment", "backend"),
    [
        ({}, "django.core.mail.backends.filebased.EmailBackend"),
        (
            {"EMAIL_URL": "smtp+tls://user:password@mail.example.org:587"},
            "django.core.mail.backends.smtp.EmailBackend",
        ),
        (
            {
                "EMAIL_URL": "govuk-notify:",
                "GOVUK_NOTIFY_API_KEY": "key",
                "GOVUK_NOTIFY_TEMPLATE_ID": "43573f75-80e7-402f-b308-e5f1066fbd6f",
            },
            f"{BACKEND}.EmailBackend",
        ),
    ],
    ids=["unset", "SMTP", "GOV.UK Notify"],
)
def test_the_address_of_the_mail_server_chooses_the_way(tmp_path, environment, backend):
    assert settings_with(tmp_path, **environment) == backend


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, "GOVUK_NOTIFY_API_KEY"),
        ({"GOVUK_NOTIFY_API_KEY": "key"}, "GOVUK_NOTIFY_TEMPLATE_ID"),
    ],
)
def test_govuk_notify_without_what_it_needs_says_what_to_set(tmp_path, given, missing):
    said = settings_with(tmp_path, EMAIL_URL="govuk-notify:", **given)

    assert f"{missing} is not set. Set it to" in said


def modules_of_govuk_notify(monkeypatch, backend):
    """Stand-ins for the two packages, which nothing else here needs."""

    class APIError(Exception):
        pass

    class TokenError(Exception):
        pass

    made = {
        "django_gov_notify": {},
        "django_gov_notify.backends": {"NotifyEmailBackend": backend},
        "notifications_python_client": {},
        "notifications_python_client.errors": {"APIError": APIError, "TokenError": TokenError},
    }
    for name, contents in made.items():
        module = types.ModuleType(name)
        vars(module).update(contents)
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.delitem(sys.modules, BACKEND, raising=False)
    return APIError


def test_a_backend_that_is_not_installed_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "django_gov_notify", None)
    monkeypatch.delitem(sys.modules, BACKEND, raising=False)

    with pytest.raises(ImproperlyConfigured, match="pip install 'django-gov-notify"):
        importlib.import_module(BACKEND)


def test_a_message_govuk_notify_refuses_is_a_fault_like_any_other(monkeypatch):
    class Refusing(BaseEmailBackend):
        def send_messages(self, email_messages):
            raise refusal("400 - recipient is not on the team list")

    refusal = modules_of_govuk_notify(monkeypatch, Refusing)
    backend = importlib.import_module(BACKEND).EmailBackend()

    with pytest.raises(OSError, match="recipient is not on the team list"):
        backend.send_messages([EmailMultiAlternatives(to=["a@example.org"])])


def test_a_message_govuk_notify_takes_counts_as_sent(monkeypatch):
    class Taking(BaseEmailBackend):
        def send_messages(self, email_messages):
            return len(email_messages)

    modules_of_govuk_notify(monkeypatch, Taking)
    backend = importlib.import_module(BACKEND).EmailBackend()

    assert backend.send_messages([EmailMultiAlternatives(to=["a@example.org"])]) == 1
