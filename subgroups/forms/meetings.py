"""What is asked about a meeting and its agenda."""

import re
from datetime import date

from django import forms

from subgroups.forms.base import Asked, HourField, SendsPdf
from subgroups.models import AgendaItem, ExemptReason, Meeting, MinutesFile, Paper

DAY = re.compile(r"^\s*(\d{1,2})[\s./-](\d{1,2})[\s./-](\d{4})\s*$")
MOST_AT_ONCE = 12


class DaysField(forms.CharField):
    """Several days, one a line, as people write them: 3 3 2026."""

    widget = forms.Textarea(attrs={"rows": 4})

    def clean(self, value):
        days = []
        for line in super().clean(value).splitlines():
            if not line.strip():
                continue
            found = DAY.match(line)
            try:
                day, month, year = (int(part) for part in found.groups()) if found else (0, 0, 0)
                days.append(date(year, month, day))
            except ValueError:
                raise forms.ValidationError(
                    f"“{line.strip()}” is no day. Write each like 3 3 2026, one a line."
                ) from None
        if len(days) > MOST_AT_ONCE:
            raise forms.ValidationError(f"Plan {MOST_AT_ONCE} meetings at a time or fewer.")
        return days


class WhenAndWhere(forms.Form):
    starts = HourField(label="From when?", help_text="For example 16:00")
    ends = HourField(label="Until when?", required=False)
    place = forms.CharField(label="Where?", max_length=200, required=False)
    link = forms.URLField(
        label="Link to join",
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text="Only members see it.",
    )
    quorum = forms.IntegerField(label="Quorum", min_value=1, required=False)

    def clean(self):
        given = super().clean()
        starts, ends = given.get("starts"), given.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", "It ends after it starts")
        if not self.errors and not given.get("place") and not given.get("link"):
            raise forms.ValidationError("Give a place or a link to join.")
        return given


class PlanForm(Asked, WhenAndWhere):
    """One meeting or a series."""

    days = DaysField(
        label="On which days?",
        help_text="One a line, for example 3 3 2026. Days that are planned already stay as they"
        " are.",
    )
    field_order = ["days", "starts", "ends", "place", "link", "quorum"]
    verb = "Plan these meetings"


class MeetingForm(Asked, WhenAndWhere):
    """Another hour, place, link or quorum."""


class ItemForm(Asked, forms.ModelForm):
    """One item of the agenda."""

    class Meta:
        model = AgendaItem
        fields = ["title", "purpose", "minutes", "presenter", "is_exempt", "exempt_reason"]
        labels = {
            "title": "What is it about?",
            "purpose": "What is the meeting to do?",
            "minutes": "How many minutes?",
            "presenter": "Who brings it, by post?",
            "is_exempt": "Exempt: the public does not read it",
            "exempt_reason": "Statutory reason, if it is exempt",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        reasons = self.fields["exempt_reason"]
        reasons.choices = [("", "Choose a reason"), *ExemptReason.choices]

    def clean(self):
        given = super().clean()
        if given.get("is_exempt") and not given.get("exempt_reason"):
            self.add_error("exempt_reason", "Choose the statutory reason why it is exempt")
        if not given.get("is_exempt"):
            given["exempt_reason"] = ""
        return given


class PaperForm(SendsPdf, Asked, forms.ModelForm):
    """A paper of an item."""

    class Meta:
        model = Paper
        fields = ["title", "file", "is_public"]
        labels = {
            "title": "What is it called?",
            "file": "PDF",
            "is_public": "Anybody may read it once the minutes are published",
        }

    verb = "Add the paper"


class MinutesFileForm(SendsPdf, Asked, forms.ModelForm):
    """The minutes as a PDF."""

    class Meta:
        model = MinutesFile
        fields = ["file", "is_public"]
        labels = {
            "file": "PDF of the minutes",
            "is_public": "It holds nothing exempt: anybody may read it with the minutes",
        }

    verb = "Add the PDF"


class ApproveForm(Asked, forms.Form):
    """Which later meeting approved the minutes."""

    at_meeting = forms.ModelChoiceField(
        label="Which meeting approved them?",
        queryset=Meeting.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    verb = "Record the approval"

    def __init__(self, *args, meeting, on, **kwargs):
        super().__init__(*args, **kwargs)
        later = Meeting.objects.after(meeting).filter(day__lte=on).select_related("group")
        self.fields["at_meeting"].queryset = later
        self.fields["at_meeting"].initial = later.first()
        self.fields["at_meeting"].label_from_instance = lambda one: f"{one.day:%-d %B %Y}"
        self.has_later = later.exists()
