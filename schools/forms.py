"""What a reader may ask of the register, and what is asked about who leads a school."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Fieldset, Layout, Submit
from django import forms

from core.forms import DatePartsField
from schools.models import Phase, SchoolPost

SEARCHED_PHASES = [Phase.PRIMARY, Phase.SECONDARY, Phase.ALL_THROUGH, Phase.NOT_APPLICABLE]
PHASE_WORDS = {Phase.NOT_APPLICABLE: "Special schools and others"}


class SchoolSearchForm(forms.Form):
    """A search in one line, narrowed by phase."""

    q = forms.CharField(
        label="Name, postcode, town or ward",
        required=False,
        max_length=100,
        strip=True,
    )
    phase = forms.TypedMultipleChoiceField(
        label="Phase",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        choices=[(phase.value, PHASE_WORDS.get(phase, phase.label)) for phase in SEARCHED_PHASES],
    )


class HeadChangeForm(forms.Form):
    """Who leaves, who comes, and when."""

    leaves = forms.ModelChoiceField(
        label="The head who leaves",
        queryset=SchoolPost.objects.none(),
        required=False,
        empty_label="Nobody: the post is vacant",
    )
    last_day = DatePartsField(
        label="Their last day",
        required=False,
        help_text="For example, 31 8 2026",
    )
    full_name = forms.CharField(label="Full name of the new head", max_length=200)
    email = forms.EmailField(
        label="E-mail address of the new head",
        help_text="The invitation goes there. Use an address that only this person reads.",
    )
    starts_on = DatePartsField(label="First day of the new head", help_text="For example, 1 9 2026")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, heads, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leaves"].queryset = heads
        self.fields["leaves"].label_from_instance = lambda post: str(post.user)

    def clean(self):
        given = super().clean()
        leaves, last_day = given.get("leaves"), given.get("last_day")
        starts_on = given.get("starts_on")
        if leaves and not last_day and "last_day" not in self.errors:
            self.add_error("last_day", "Enter the last day of the head who leaves")
        if leaves and last_day and last_day < leaves.starts_on:
            self.add_error("last_day", "The last day cannot be before the first")
        if leaves and last_day and starts_on and starts_on <= last_day:
            self.add_error("starts_on", "The new head starts after the last day of the old one")
        return given

    @property
    def helper(self):
        helper = FormHelper()
        helper.layout = Layout(
            Fieldset("Who leaves?", "leaves", "last_day"),
            Fieldset("Who comes?", "full_name", "email", "starts_on"),
            ButtonHolder(Submit("check", "Continue")),
        )
        return helper


class DelegationForm(forms.Form):
    """Who may act for the head, and until when."""

    full_name = forms.CharField(label="Full name", max_length=200)
    email = forms.EmailField(
        label="E-mail address",
        help_text="The invitation goes there. Use an address that only this person reads.",
    )
    ends_on = DatePartsField(
        label="Last day", help_text="Access ends at midnight after it. For example, 31 8 2026"
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_ends_on(self):
        if self.cleaned_data["ends_on"] < self.today:
            raise forms.ValidationError("The last day must be today or later")
        return self.cleaned_data["ends_on"]

    @property
    def helper(self):
        helper = FormHelper()
        helper.layout = Layout(
            "full_name", "email", "ends_on", ButtonHolder(Submit("invite", "Invite"))
        )
        return helper
