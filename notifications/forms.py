"""What a person may choose about notices."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Layout, Submit
from django import forms

from core.layout import Question
from notifications.kinds import KINDS, Way

SWITCHED = [kind for kind in KINDS.values() if kind.can_be_switched_off]


class PreferencesForm(forms.Form):
    """How each kind of notice that leaves a choice should come."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for kind in SWITCHED:
            self.fields[kind.key] = forms.ChoiceField(
                label=kind.label,
                choices=Way,
                widget=forms.RadioSelect,
                error_messages={
                    "required": f"Choose how you want to hear of this: {kind.label.lower()}",
                    "invalid_choice": f"Choose one of the three ways for: {kind.label.lower()}",
                },
            )

    @property
    def ways(self):
        """The way chosen for each kind, by its key."""
        return {kind.key: Way(self.cleaned_data[kind.key]) for kind in SWITCHED}

    @property
    def helper(self):
        helper = FormHelper()
        questions = [Question(name, size="s", small=True) for name in self.fields]
        helper.layout = Layout(*questions, ButtonHolder(Submit("save", "Save")))
        return helper
