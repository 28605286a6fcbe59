"""What may be asked of the lists."""

from django import forms

from dashboard.priorities import SORTS


class AnyOfField(forms.Field):
    """Any number of words from the address; one nobody offers finds nothing."""

    widget = forms.SelectMultiple

    def clean(self, value):
        return list(value or [])


class PriorityFilterForm(forms.Form):
    """The filter and the order of the priority list, as its address says."""

    round = forms.IntegerField(required=False)
    priority = AnyOfField(required=False)
    phase = AnyOfField(required=False)
    trust = AnyOfField(required=False)
    data = AnyOfField(required=False)
    sort = forms.ChoiceField(choices=[(key, key) for key in SORTS], required=False)

    FACETS = ("priority", "phase", "trust", "data")

    @property
    def chosen(self):
        """The boxes ticked, by group."""
        return {name: self.cleaned_data.get(name) or [] for name in self.FACETS}

    @property
    def order(self):
        return self.cleaned_data.get("sort") or "priority"
