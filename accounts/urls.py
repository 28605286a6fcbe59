"""Sign-in by allauth, less what an account made by an officer does not offer."""

from django.urls import include, path
from django.views.defaults import page_not_found

from accounts.views.second_factor import SecondFactorSetUp

NOT_OFFERED = {"exception": LookupError("Accounts and their e-mail addresses are an officer's.")}

urlpatterns = [
    path("signup/", page_not_found, NOT_OFFERED, name="account_signup"),
    path("email/", page_not_found, NOT_OFFERED, name="account_email"),
    path("2fa/totp/activate/", SecondFactorSetUp.as_view(), name="mfa_activate_totp"),
    path("", include("allauth.urls")),
]
