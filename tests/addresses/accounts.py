"""Who may open the addresses of sign-in and own accounts."""

from tests.addresses.audiences import EVERYONE, NOBODY, SIGNED_IN, Address

ADDRESSES = {
    # Sign-in, by allauth.
    "account_home": Address(SIGNED_IN),
    "account_email": Address(SIGNED_IN),
    "usersessions_list": Address(SIGNED_IN),
    "account_login": Address(EVERYONE),
    "account_logout": Address(EVERYONE),
    "account_inactive": Address(EVERYONE),
    "account_reauthenticate": Address(SIGNED_IN),
    "account_my_data": Address(SIGNED_IN),
    "account_my_data_file": Address(SIGNED_IN),
    "account_change_password": Address(SIGNED_IN),
    "account_set_password": Address(SIGNED_IN),
    "account_reset_password": Address(EVERYONE),
    "account_reset_password_done": Address(EVERYONE),
    "account_reset_password_from_key": Address(EVERYONE, {"uidb36": "1", "key": "set-password"}),
    "account_reset_password_from_key_done": Address(EVERYONE),
    "account_confirm_login_code": Address(SIGNED_IN),
    "mfa_index": Address(SIGNED_IN),
    "mfa_authenticate": Address(SIGNED_IN),
    "mfa_reauthenticate": Address(SIGNED_IN),
    "account_second_factor": Address(SIGNED_IN),
    "mfa_activate_totp": Address(SIGNED_IN),
    "mfa_deactivate_totp": Address(NOBODY),
    "mfa_list_webauthn": Address(SIGNED_IN),
    "mfa_add_webauthn": Address(SIGNED_IN),
    "mfa_reauthenticate_webauthn": Address(SIGNED_IN),
    # Leads a visitor to the sign-in page, where the passkey is asked for.
    "mfa_login_webauthn": Address(SIGNED_IN),
    # Somebody's own alone, after the password once more; nobody here has one.
    "mfa_edit_webauthn": Address(SIGNED_IN, {"pk": 777}),
    "mfa_remove_webauthn": Address(SIGNED_IN, {"pk": 777}),
    "mfa_view_recovery_codes": Address(NOBODY),
    "mfa_generate_recovery_codes": Address(SIGNED_IN),
    "mfa_download_recovery_codes": Address(NOBODY),
    # Not offered: accounts are made by invitation.
    "account_signup": Address(NOBODY),
    "account_email_verification_sent": Address(EVERYONE),
    "account_confirm_email": Address(EVERYONE, {"key": "unknown"}),
}
