"""What is asked about money: entitlements of a year, rates, projects."""

from django import forms

from core.forms import DatePartsField
from dashboard.models import Rating
from support_directory.models import Project, Rate


class EntitlementForm(forms.Form):
    """Days and core visits of every level of support in one school year."""

    def __init__(self, *args, kept, **kwargs):
        super().__init__(*args, **kwargs)
        for priority in Rating.Priority:
            one = kept.get(priority)
            self.fields[f"days_{priority.value}"] = forms.DecimalField(
                label=f"Days of support, {priority.label}",
                min_value=0,
                max_digits=5,
                decimal_places=1,
                initial=one.days if one else 0,
                error_messages={"required": f"Enter the days of {priority.label}"},
            )
            self.fields[f"visits_{priority.value}"] = forms.IntegerField(
                label=f"Core visits, {priority.label}",
                min_value=0,
                max_value=100,
                initial=one.core_visits if one else 0,
                error_messages={"required": f"Enter the core visits of {priority.label}"},
            )

    @property
    def numbers(self):
        """Days and core visits by level of support."""
        given = self.cleaned_data
        return {
            priority: (given[f"days_{priority.value}"], given[f"visits_{priority.value}"])
            for priority in Rating.Priority
        }


class RateForm(forms.ModelForm):
    starts_on = DatePartsField(label="From which day?", help_text="For example, 1 9 2026")

    class Meta:
        model = Rate
        fields = ["starts_on", "day_rate", "home_share"]
        labels = {
            "day_rate": "What does a day cost, in pounds?",
            "home_share": "What does the home school get of it, in pounds?",
        }

    def clean(self):
        given = super().clean()
        rate, share = given.get("day_rate"), given.get("home_share")
        if rate is not None and share is not None and not 0 <= share <= rate:
            self.add_error("home_share", "Enter at most what a day costs")
        return given


class ProjectForm(forms.ModelForm):
    starts_on = DatePartsField(label="First day", help_text="For example, 1 9 2026")
    ends_on = DatePartsField(label="Last day")

    class Meta:
        model = Project
        fields = ["name", "funder", "budget", "starts_on", "ends_on", "measures", "schools"]
        labels = {"budget": "Sum, in pounds", "measures": "By which measures is it judged?"}
        widgets = {
            "measures": forms.Textarea(attrs={"rows": 3}),
            "schools": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["schools"].queryset = (
            self.fields["schools"].queryset.local().open().order_by("name")
        )
        self.fields["schools"].label = "Which schools is it for?"

    def clean(self):
        given = super().clean()
        starts_on, ends_on = given.get("starts_on"), given.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The last day cannot be before the first")
        if (budget := given.get("budget")) is not None and budget <= 0:
            self.add_error("budget", "Enter more than nothing")
        return given
