"""Sign-in by allauth, less what an account made by invitation does not offer."""

from django.urls import include, path
from django.views.defaults import page_not_found
from django.views.generic import RedirectView

from accounts.views import account, personal_data, second_factor

NOT_OFFERED = {"exception": LookupError("Accounts are made by invitation.")}

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="mfa_index"), name="account_home"),
    path("signup/", page_not_found, NOT_OFFERED, name="account_signup"),
    path("email/", account.EmailChange.as_view(), name="account_email"),
    path("sessions/", account.session_list, name="usersessions_list"),
    path("my-data/", personal_data.my_data, name="account_my_data"),
    path("my-data.json", personal_data.my_data_file, name="account_my_data_file"),
    path("2fa/choose/", second_factor.second_factor_choose, name="account_second_factor"),
    path("2fa/authenticate/", second_factor.Asked.as_view(), name="mfa_authenticate"),
    path("2fa/totp/activate/", second_factor.AppAdded.as_view(), name="mfa_activate_totp"),
    path("2fa/totp/deactivate/", second_factor.AppRemoved.as_view(), name="mfa_deactivate_totp"),
    path(
        "2fa/recovery-codes/generate/",
        second_factor.RecoveryCodesMade.as_view(),
        name="mfa_generate_recovery_codes",
    ),
    path("2fa/webauthn/", second_factor.PasskeyList.as_view(), name="mfa_list_webauthn"),
    path("2fa/webauthn/add/", second_factor.PasskeyAdded.as_view(), name="mfa_add_webauthn"),
    path("2fa/webauthn/login/", second_factor.PasskeySignIn.as_view(), name="mfa_login_webauthn"),
    path(
        "2fa/webauthn/reauthenticate/",
        second_factor.PasskeyAgain.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "2fa/webauthn/keys/<int:pk>/remove/",
        second_factor.PasskeyRemoved.as_view(),
        name="mfa_remove_webauthn",
    ),
    path("", include("allauth.urls")),
]
