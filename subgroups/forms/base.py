"""What the forms of this room share."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Layout, Submit
from django import forms

from core.uploads import check_pdf

ROWS = {"rows": 3}
LONGEST = 4000


class Asked:
    """A form with its fields in order and one button, which says what it does."""

    verb = "Save"

    @property
    def helper(self):
        helper = FormHelper()
        helper.layout = Layout(*self.fields, ButtonHolder(Submit("save", self.verb)))
        return helper


class WordsField(forms.CharField):
    """Text of several lines, the same whichever way a browser ends them."""

    def __init__(self, *, rows=3, max_length=LONGEST, **kwargs):
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class HourField(forms.TimeField):
    """An hour of the day, typed as people type it."""

    def __init__(self, **kwargs):
        kwargs.setdefault("input_formats", ["%H:%M", "%H.%M", "%H%M", "%I:%M%p", "%I%p"])
        kwargs.setdefault("widget", forms.TextInput())
        kwargs.setdefault("error_messages", {"invalid": "Enter an hour, like 16:00"})
        super().__init__(**kwargs)

    def to_python(self, value):
        return super().to_python(value.replace(" ", "") if isinstance(value, str) else value)

    def prepare_value(self, value):
        return f"{value:%H:%M}" if hasattr(value, "hour") else value


class SendsPdf:
    """A form with a PDF that is looked into before it is kept."""

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file:
            check_pdf(file)
            self.instance.size = file.size
        return file


class ReasonForm(Asked, forms.Form):
    """Why something is done."""

    why = WordsField(label="Why?", error_messages={"required": "Say why"})

    def __init__(self, *args, verb="Save", label="Why?", hint="", **kwargs):
        super().__init__(*args, **kwargs)
        self.verb = verb
        self.fields["why"].label, self.fields["why"].help_text = label, hint
