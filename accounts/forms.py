"""What is asked about people and their posts, and of a person's passkey."""

from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Layout, Submit
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User, choices_of
from accounts.permissions import Role
from accounts.posts import SOON
from accounts.previews import of_role, roles_to_preview
from core.forms import DatePartsField

HELD = [
    ("today", "Hold a post today"),
    ("ending", f"Hold a post that ends within {SOON.days} days"),
    ("none", "Hold no post today"),
]
SECOND_FACTOR = [("missing", "Needed and not set up")]


class PeopleFilterForm(forms.Form):
    """Whom to list, as the address says; what nobody offers narrows nothing."""

    q = forms.CharField(label="Name or e-mail address", required=False, max_length=100)
    role = forms.ChoiceField(
        label="Role held today", required=False, choices=[("", "Any role"), *Role.choices]
    )
    held = forms.ChoiceField(
        label="Posts", required=False, choices=[("", "Everybody with an account"), *HELD]
    )


class PostForm(forms.Form):
    """Which post, where, and from when until when."""

    role = forms.ChoiceField(label="Which post?")
    place = forms.ModelChoiceField(label="Where?", queryset=User.objects.none())
    starts_on = DatePartsField(label="First day", help_text="For example, 1 9 2026")
    ends_on = DatePartsField(
        label="Last day", required=False, help_text="Leave it out if it is not known yet."
    )

    order: tuple[str, ...] = ("role", "place", "starts_on", "ends_on")
    verb = "Start this post"

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["role"].choices = choices_of(kind.ROLES)
        if len(kind.ROLES) == 1:
            self.fields["role"].initial = kind.ROLES[0]
        places = kind.places()
        if places is None:
            del self.fields["place"]
        else:
            self.fields["place"].queryset = places
            self.fields["place"].empty_label = "Choose one"

    def clean(self):
        given = super().clean()
        starts_on, ends_on = given.get("starts_on"), given.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The last day cannot be before the first")
        return given

    def post(self, *, of):
        """The post described, for a person; not saved."""
        given = self.cleaned_data
        scope = {self.kind.SCOPE: given["place"]} if self.kind.SCOPE else {}
        return self.kind(
            user=of,
            role=given["role"],
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            **scope,
        )

    @property
    def helper(self):
        helper = FormHelper()
        fields = [name for name in self.order if name in self.fields]
        helper.layout = Layout(*fields, ButtonHolder(Submit("save", self.verb)))
        return helper


class InvitationForm(PostForm):
    """Who is invited, and to which post."""

    full_name = forms.CharField(label="Full name", max_length=200)
    email = forms.EmailField(
        label="E-mail address",
        help_text="The link goes there. Use an address that only this person reads.",
    )

    order = ("full_name", "email", "role", "place", "starts_on", "ends_on")
    verb = "Invite"

    def invitation(self):
        """What is asked of `services.invite`."""
        given = self.cleaned_data
        place = given.get("place")
        return {
            "email": given["email"],
            "full_name": given["full_name"],
            "post_kind": self.kind.KIND,
            "role": given["role"],
            "scope_id": place.pk if place else 0,
            "place": str(place) if place else "the whole city",
            "starts_on": given["starts_on"],
            "ends_on": given["ends_on"],
        }


class EndPostForm(forms.Form):
    """The last day of a post, and the post as it was when the page was opened."""

    ends_on = DatePartsField(
        label="What is the last day of this post?",
        help_text="Access ends at midnight after it. For example, 31 8 2026",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def helper(self):
        helper = FormHelper()
        helper.layout = Layout("ends_on", "seen", ButtonHolder(Submit("end", "End this post")))
        return helper


class JoinForm(forms.Form):
    """The password of somebody new to the portal."""

    password1 = forms.CharField(
        label="Choose a password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="12 characters or more. Three words that do not belong together are good.",
    )
    password2 = forms.CharField(
        label="The same password again",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, invitation, **kwargs):
        super().__init__(*args, **kwargs)
        self.invitation = invitation

    def clean_password1(self):
        password = self.cleaned_data["password1"]
        invited = User(email=self.invitation.email, full_name=self.invitation.full_name)
        validate_password(password, invited)
        return password

    def clean(self):
        given = super().clean()
        if given.get("password1") and given["password1"] != given.get("password2"):
            self.add_error("password2", "Type the same password twice")
        return given

    @property
    def helper(self):
        helper = FormHelper()
        helper.layout = Layout(
            "password1", "password2", ButtonHolder(Submit("join", "Set the password"))
        )
        return helper


class PreviewForm(forms.Form):
    """As which role, and where."""

    role = forms.ChoiceField(label="As which role?")
    place = forms.ModelChoiceField(label="Where?", queryset=User.objects.none())

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["role"].choices = choices_of(roles_to_preview(kind))
        places = kind.places()
        if places is None:
            del self.fields["place"]
        else:
            self.fields["place"].queryset = places
            self.fields["place"].empty_label = "Choose one"

    def preview(self):
        place = self.cleaned_data.get("place")
        scope = {self.kind.SCOPE: place} if place else {}
        post = self.kind(role=self.cleaned_data["role"], **scope)
        return of_role(post, scope_id=place.pk if place else 0)

    @property
    def helper(self):
        helper = FormHelper()
        fields = [name for name in ("role", "place") if name in self.fields]
        helper.layout = Layout(*fields, ButtonHolder(Submit("preview", "Preview")))
        return helper


NO_PASSKEY = "No passkey arrived. Passkeys need scripts, and a browser and device that know them."
# What the libraries raise over an answer that no browser gives.
MALFORMED = (TypeError, ValueError, KeyError, AssertionError)


class CredentialField(forms.JSONField):
    """What a browser hands over of a passkey, put here by a script."""

    widget = forms.HiddenInput
    default_error_messages = {"required": NO_PASSKEY, "invalid": NO_PASSKEY}

    def clean(self, value):
        given = super().clean(value)
        if not isinstance(given, dict) or not isinstance(given.get("response"), dict):
            raise ValidationError(NO_PASSKEY, code="invalid")
        return given


class PasskeyName(forms.CharField):
    def __init__(self, **kwargs):
        super().__init__(
            label="What do you call it?",
            max_length=100,
            help_text="You will know it by this name, such as “Work laptop” or “My phone”.",
            **kwargs,
        )


class PasskeyForm(AddWebAuthnForm):
    """A passkey just made. Each can sign in by itself, so that is not asked."""

    name = PasskeyName(required=False)
    credential = CredentialField()
    passwordless = None

    refused = "The passkey could not be added. Nothing was changed. Try again."

    def clean(self):
        try:
            given = super().clean()
        except (ValidationError, *MALFORMED):
            raise ValidationError(self.refused, code="refused") from None
        return _said_once(self, given)


class PasskeyNameForm(EditWebAuthnForm):
    name = PasskeyName()


class GivesPasskey:
    """Says what went wrong with a passkey in its own words, and once, above the form."""

    refused: str

    def clean_credential(self):
        try:
            return super().clean_credential()
        except MALFORMED:
            raise ValidationError(self.refused, code="refused") from None
        except ValidationError as error:
            is_wrong = error.code == "incorrect_code"
            raise ValidationError(self.refused, code="refused") if is_wrong else error from None

    def clean(self):
        return _said_once(self, super().clean())


def _said_once(form, given):
    """Errors of the hidden field belong above the form: nobody can mend them there."""
    if hidden := form.errors.pop("credential", None):
        raise ValidationError(hidden.as_data())
    return given


class PasskeySecondForm(GivesPasskey, AuthenticateWebAuthnForm):
    credential = CredentialField()
    refused = "This passkey does not belong to this account. Try another, or give a code."


class PasskeyAgainForm(GivesPasskey, ReauthenticateWebAuthnForm):
    credential = CredentialField()
    refused = "This passkey does not belong to your account. Try another."


class PasskeySignInForm(GivesPasskey, LoginWebAuthnForm):
    credential = CredentialField()
    refused = (
        "No account here knows this passkey; it may have been removed. Sign in with your password."
    )
