"""Which spreadsheet, and for which school year its days are."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Layout, Submit
from django import forms

from support_directory.spreadsheets import LARGEST


class ImportForm(forms.Form):
    file = forms.FileField(
        label="Which spreadsheet?",
        help_text="CSV or XLSX, up to 5 MB. Nothing is entered before you have read the report.",
        error_messages={"required": "Choose a spreadsheet"},
    )
    academic_year = forms.TypedChoiceField(label="For which school year are its days?", coerce=int)

    def __init__(self, *args, year, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["academic_year"].choices = [
            (each, f"{each - 1}/{each % 100:02}") for each in (year, year + 1)
        ]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith((".csv", ".xlsx")):
            raise forms.ValidationError("The file must be a CSV or an XLSX")
        if file.size > LARGEST:
            raise forms.ValidationError("The file is larger than 5 MB. Split it into several.")
        return file

    @property
    def helper(self):
        helper = FormHelper()
        helper.layout = Layout(
            "file", "academic_year", ButtonHolder(Submit("check", "Check this spreadsheet"))
        )
        return helper
