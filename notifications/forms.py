"""What a person may choose about notices."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout, Submit
from django import forms

from notifications.kinds import KINDS

SWITCHED = [kind for kind in KINDS.values() if kind.can_be_switched_off]


class PreferencesForm(forms.Form):
    """The kinds of notice that are sent by e-mail too."""

    kinds = forms.MultipleChoiceField(
        label="Which notices should also come by e-mail?",
        help_text="Every notice is in your notices, whatever you choose here.",
        required=False,
        choices=[(kind.key, kind.label) for kind in SWITCHED],
        widget=forms.CheckboxSelectMultiple,
    )

    @property
    def wanted(self):
        """Each kind that can be switched off, and whether it was ticked."""
        return {kind.key: kind.key in self.cleaned_data["kinds"] for kind in SWITCHED}

    @property
    def helper(self):
        helper = FormHelper()
        helper.layout = Layout("kinds", Submit("save", "Save"))
        return helper
