"""What is asked at each step of a designation."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Layout, Submit
from django import forms

from core.forms import DatePartsField
from schools.models import School
from support_directory.models import Designation, Entry


class StepForm(forms.Form):
    """A step: its questions, and one button that says what it does."""

    def __init__(self, *args, deed, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.deed, self.today = deed, today

    @property
    def helper(self):
        helper = FormHelper()
        helper.layout = Layout(*self.fields, ButtonHolder(Submit("save", self.deed)))
        return helper


def words(label, help_text=""):
    return forms.CharField(
        label=label,
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        help_text=help_text,
    )


class ApplyForm(StepForm):
    type = forms.ChoiceField(
        label="Which title?",
        choices=[(each.value, each.label) for each in Entry.Type if each not in Entry.OFFER_TYPES],
    )
    body = forms.CharField(
        label="Who designates?",
        max_length=200,
        required=False,
        help_text="For example, the partnership or a teaching school.",
    )
    statement = words(
        "Why?",
        "Years in leadership, what was achieved, and for whom. The head and the panel read it.",
    )


class ReferForm(StepForm):
    supports = forms.TypedChoiceField(
        label="Do you support this application?",
        coerce=lambda value: value == "yes",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no"},
    )
    reference = words("Your reference", "The panel reads it, the person who applied does not.")
    release_days = forms.DecimalField(
        label="How many days a year would the school release them?",
        required=False,
        min_value=0,
        max_value=200,
        max_digits=4,
        decimal_places=1,
        help_text="15 days a year are usual for a specialist leader.",
    )

    def clean(self):
        given = super().clean()
        if given.get("supports") and not given.get("release_days"):
            self.add_error("release_days", "Enter the days of release a year")
        return given


class PanelForm(StepForm):
    panel_on = DatePartsField(label="When does the panel meet?", help_text="For example, 27 3 2026")


class ProposeForm(StepForm):
    decision = forms.ChoiceField(
        label="What do you propose?",
        choices=[
            (Designation.Decision.GRANTED, "To designate"),
            (Designation.Decision.REFUSED, "Not to designate"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what you propose"},
    )
    why = words("Why?", "The person who applied reads it once a second person has agreed.")


class SecondForm(StepForm):
    """Agreement to what was read: who proposed, what and why."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)


class BeginForm(StepForm):
    starts_on = DatePartsField(label="From which day?", help_text="For example, 1 9 2026")


class WhyForm(StepForm):
    why = words("Why?")


class MoveSchoolForm(StepForm):
    to = forms.ModelChoiceField(label="To which school?", queryset=School.objects.none())
    moved_on = DatePartsField(label="Since when?", help_text="For example, 1 9 2026")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = School.objects.local().open().order_by("name")


class EndForm(StepForm):
    because = forms.ChoiceField(label="For which reason?", choices=Designation.EndedBecause)
    why = words("In a sentence", "The person reads it and may appeal once.")
