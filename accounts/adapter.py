"""How sign-in behaves: by invitation only, and a needed second factor stays on."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sites.shortcuts import get_current_site
from django.db import transaction

from accounts import tasks
from accounts.permissions import needs_second_factor
from core import audit, history

# Either of them beside a password; recovery codes only stand in for one that is not to hand.
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
WORDS = {
    Authenticator.Type.TOTP: "authenticator app",
    Authenticator.Type.WEBAUTHN: "passkey",
    Authenticator.Type.RECOVERY_CODES: "recovery codes",
}
WAYS = {
    "reauthenticate": "Use your password",
    "mfa_reauthenticate": "Use a code of your app, or a recovery code",
    "mfa_reauthenticate:webauthn": "Use a passkey",
}


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Accounts are made by an officer; nobody signs themselves up."""
        return False

    @transaction.atomic
    def confirm_email(self, request, email_address):
        """Whoever confirms a new address is the person it belongs to, signed in or not."""
        person = email_address.user
        before = person.email
        history.attribute(person, by=person)
        is_confirmed = super().confirm_email(request, email_address)
        if is_confirmed and person.email != before:
            audit.record(
                "e-mail address changed",
                subject=person,
                by=person,
                before={"email": before},
                after={"email": person.email},
            )
        return is_confirmed

    def send_mail(self, template_prefix, email, context):
        """A worker sends it, so that an answer takes no longer for an address with an account."""
        told = {"request": self.request, "email": email, **context}
        told["current_site"] = get_current_site(self.request)
        letter = self.render_mail(template_prefix, email, told)
        tasks.send_letter.delay(subject=letter.subject, body=letter.body, to=letter.to)

    def get_reauthentication_methods(self, user):
        """The ways to show that it is still the same person, in our words."""
        ways = super().get_reauthentication_methods(user)
        return [{**way, "description": WAYS[way["id"]]} for way in ways]


class MFAAdapter(DefaultMFAAdapter):
    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": (
            "Your post needs a second factor, and you have no other. Add another one first."
        ),
    }

    def can_delete_authenticator(self, authenticator):
        """Whoever needs a second factor keeps the last one."""
        if not needs_second_factor(authenticator.user):
            return True
        factors = Authenticator.objects.filter(user=authenticator.user, type__in=SECOND_FACTORS)
        return factors.exclude(pk=authenticator.pk).exists()

    def generate_authenticator_name(self, user, type):
        """What a passkey is called whose owner gave it no name."""
        return "Passkey"

    def get_public_key_credential_rp_entity(self):
        """Bound to the host name; a device shows it under the portal's own name."""
        return {
            **super().get_public_key_credential_rp_entity(),
            "name": settings.MFA_TOTP_ISSUER,
        }
