"""Sign-in by allauth, less what an account made by invitation does not offer."""

from django.urls import include, path
from django.views.defaults import page_not_found
from django.views.generic import RedirectView

from accounts.views import account, personal_data
from accounts.views.second_factor import SecondFactorSetUp

NOT_OFFERED = {"exception": LookupError("Accounts are made by invitation.")}

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="mfa_index"), name="account_home"),
    path("signup/", page_not_found, NOT_OFFERED, name="account_signup"),
    path("email/", account.EmailChange.as_view(), name="account_email"),
    path("sessions/", account.session_list, name="usersessions_list"),
    path("my-data/", personal_data.my_data, name="account_my_data"),
    path("my-data.json", personal_data.my_data_file, name="account_my_data_file"),
    path("2fa/totp/activate/", SecondFactorSetUp.as_view(), name="mfa_activate_totp"),
    path("", include("allauth.urls")),
]
