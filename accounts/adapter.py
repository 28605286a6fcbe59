"""How sign-in behaves: by invitation only, and a needed second factor stays on."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter

from accounts.permissions import needs_second_factor


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Accounts are made by an officer; nobody signs themselves up."""
        return False


class MFAAdapter(DefaultMFAAdapter):
    def can_delete_authenticator(self, authenticator):
        """Whoever needs a second factor cannot switch it off."""
        return not needs_second_factor(authenticator.user)
