"""Which two editions?"""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Layout, Submit
from django import forms

from strategy.models import Edition


class EditionChoice(forms.ModelChoiceField):
    def __init__(self, **kwargs):
        super().__init__(
            queryset=Edition.objects.none(),
            to_field_name="slug",
            empty_label="Choose one",
            error_messages={"invalid_choice": "Choose an edition from the list"},
            **kwargs,
        )

    def label_from_instance(self, edition):
        return f"{edition}, {edition.years}"


class PairForm(forms.Form):
    earlier = EditionChoice(label="One edition")
    later = EditionChoice(label="The other")

    def __init__(self, *args, editions, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.queryset = editions

    def clean(self):
        given = super().clean()
        if given.get("earlier") and given.get("earlier") == given.get("later"):
            self.add_error("later", "Choose two different editions")
        return given

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_method = "get"
        helper.disable_csrf = True
        helper.layout = Layout("earlier", "later", ButtonHolder(Submit("compare", "Compare")))
        return helper
