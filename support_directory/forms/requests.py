"""What is asked of whoever asks for support, and of the broker who finds somebody."""

import uuid
from decimal import Decimal

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Layout, Submit
from django import forms
from django.template.defaultfilters import floatformat

from schools.models import School
from support_directory import specialisms
from support_directory.models import SupportRequest
from support_directory.services.requests import Wanted

LONGEST = 2000
MOST_DAYS = 60
HALF = Decimal("0.5")


class DaysField(forms.DecimalField):
    """Whole and half days."""

    def __init__(self, **kwargs):
        super().__init__(
            min_value=HALF,
            max_value=MOST_DAYS,
            max_digits=4,
            decimal_places=1,
            help_text="Whole or half days, such as 4 or 2.5",
            error_messages={
                "required": "Enter how many days",
                "invalid": "Enter days as a number, such as 4 or 2.5",
                "min_value": "Enter at least half a day",
                "max_value": f"Enter {MOST_DAYS} days or fewer",
                "max_decimal_places": "Enter whole or half days, such as 4 or 2.5",
            },
            **kwargs,
        )
        self.widget = forms.TextInput(
            attrs={"inputmode": "decimal", "class": "govuk-input--width-4"}
        )

    def clean(self, value):
        days = super().clean(value)
        if days is not None and days % HALF:
            raise forms.ValidationError("Enter whole or half days, such as 4 or 2.5")
        return days


class RequestForm(forms.Form):
    """What a school needs; much of it filled in from where the asker came from."""

    school = forms.ModelChoiceField(
        label="For which school?",
        queryset=School.objects.none(),
        empty_label="Choose a school",
        error_messages={"required": "Choose a school"},
    )
    need = forms.CharField(
        label="What is needed?",
        help_text="Whoever is asked to help reads this. Name no pupils.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Say what is needed"},
    )
    specialism = forms.ChoiceField(
        label="In what should somebody be a specialist?",
        choices=[("", "No matter, or not known"), *specialisms.GROUPED_CHOICES],
        required=False,
    )
    expected_outcomes = forms.CharField(
        label="What should be different afterwards?",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    days = DaysField(label="About how many days?", required=False)
    funding = forms.ChoiceField(
        label="Who would pay?",
        choices=SupportRequest.Funding,
        initial=SupportRequest.Funding.UNKNOWN,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who would pay, or that it is not known yet"},
    )
    own_trust = forms.BooleanField(
        label="Suggest people of the school’s own trust as well", required=False
    )
    indicator = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    objective = forms.IntegerField(required=False, widget=forms.HiddenInput)
    once = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)

    def __init__(self, *args, schools, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["school"].queryset = schools

    def wanted(self, *, label="", stage="", objective=None):
        """What `services.requests.ask` takes; what it came from is looked up, never believed."""
        given = self.cleaned_data
        return Wanted(
            need=given["need"],
            specialism=given["specialism"],
            stage=stage,
            expected_outcomes=given["expected_outcomes"],
            days=given["days"],
            own_trust=given["own_trust"],
            funding=given["funding"],
            indicator=given["indicator"] if label else "",
            indicator_label=label,
            objective=objective,
        )

    def facts(self):
        """The answers as they are shown for checking."""
        given = self.cleaned_data
        days = given["days"]
        return [
            ("School", given["school"].name),
            ("What is needed", given["need"]),
            ("Specialist in", dict(specialisms.CHOICES).get(given["specialism"], "no matter")),
            ("What should be different afterwards", given["expected_outcomes"] or "not said"),
            ("Days", floatformat(days) if days else "not said"),
            ("Who would pay", SupportRequest.Funding(given["funding"]).label),
            ("People of the own trust", "as well" if given["own_trust"] else "no"),
        ]

    def carried(self):
        """The answers as they were sent, for the page that asks to check them."""
        return [(name, self.data[name]) for name in self.fields if self.data.get(name)]

    @property
    def helper(self):
        helper = FormHelper()
        helper.layout = Layout(
            "school",
            "need",
            "specialism",
            "expected_outcomes",
            "days",
            "funding",
            "own_trust",
            "indicator",
            "objective",
            "once",
            ButtonHolder(Submit("check", "Continue")),
        )
        return helper


class WhyForm(forms.Form):
    """A reason that stays with the request."""

    why = forms.CharField(
        label="Why?",
        help_text="The school and the brokers read it.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why"},
    )

    def __init__(self, *args, button, **kwargs):
        super().__init__(*args, **kwargs)
        self.button = button

    @property
    def helper(self):
        helper = FormHelper()
        helper.layout = Layout("why", ButtonHolder(Submit("end", self.button)))
        return helper


class ProposeForm(forms.Form):
    """For how many days somebody is asked, and why, where matching leaves them out."""

    days = DaysField(label="For how many days?")
    override_why = forms.CharField(
        label="Why all the same?",
        help_text="It stays with the request. Brokers and officers read it.",
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    once = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)

    def __init__(self, *args, is_excluded, **kwargs):
        super().__init__(*args, **kwargs)
        if is_excluded:
            self.fields["override_why"].required = True
            self.fields["override_why"].error_messages["required"] = "Say why all the same"
        else:
            del self.fields["override_why"]

    @property
    def helper(self):
        helper = FormHelper()
        names = [name for name in ("days", "override_why", "once") if name in self.fields]
        helper.layout = Layout(*names, ButtonHolder(Submit("propose", "Ask them")))
        return helper
