"""Setting up the second factor; the rest of sign-in is allauth's own."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView


class SecondFactorSetUp(ActivateTOTPView):
    """Allauth's page, after which this session counts as confirmed.

    The code typed here proves the app works; asking for another at once proves no more.
    """

    def form_valid(self, form):
        response = super().form_valid(form)
        totp = Authenticator.objects.get(user=self.request.user, type=Authenticator.Type.TOTP)
        record_authentication(self.request, self.request.user, "mfa", id=totp.pk, type=totp.type)
        return response
