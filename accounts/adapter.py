"""How sign-in behaves: by invitation only, and a needed second factor stays on."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.sites.shortcuts import get_current_site

from accounts import tasks
from accounts.permissions import needs_second_factor


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Accounts are made by an officer; nobody signs themselves up."""
        return False

    def send_mail(self, template_prefix, email, context):
        """A worker sends it, so that an answer takes no longer for an address with an account."""
        told = {"request": self.request, "email": email, **context}
        told["current_site"] = get_current_site(self.request)
        letter = self.render_mail(template_prefix, email, told)
        tasks.send_letter.delay(subject=letter.subject, body=letter.body, to=letter.to)


class MFAAdapter(DefaultMFAAdapter):
    def can_delete_authenticator(self, authenticator):
        """Whoever needs a second factor cannot switch it off."""
        return not needs_second_factor(authenticator.user)
