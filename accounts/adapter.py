"""How sign-in behaves: by invitation only, and every role lands on its own page."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        """Accounts are made by an officer; nobody signs themselves up."""
        return False
