"""What is asked of those who write an edition, a form a noun."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Layout, Submit
from django import forms

from core.forms import DatePartsField
from strategy.models import (
    Edition,
    LeadBody,
    LinkedDocument,
    Milestone,
    Objective,
    Priority,
    StrategicAction,
)

ROWS = {"rows": 3}


class PlanForm(forms.ModelForm):
    """A form of this room: its fields in order, and one button."""

    verb = "Save"

    @property
    def helper(self):
        helper = FormHelper()
        helper.layout = Layout(*self.fields, ButtonHolder(Submit("save", self.verb)))
        return helper

    def words(self):
        """What was answered, field by field, without what is no column."""
        return {name: value for name, value in self.cleaned_data.items() if name != "continues"}

    def _post_clean(self):
        """The service checks the whole row; here each field by itself is enough."""


class Days(forms.ModelForm):
    """A first and a last day in their order."""

    def clean(self):
        given = super().clean()
        starts_on, ends_on = given.get("starts_on"), given.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The last day cannot be before the first")
        return given


class EditionForm(Days, PlanForm):
    starts_on = DatePartsField(label="First day", help_text="For example, 1 9 2026")
    ends_on = DatePartsField(label="Last day", help_text="For example, 31 8 2029")

    class Meta:
        model = Edition
        fields = ["title", "slug", "called", "starts_on", "ends_on", "summary", "note"]
        labels = {
            "title": "What is it called?",
            "slug": "Last part of its address",
            "called": "What are its parts called?",
            "summary": "What is it for, in a few sentences?",
            "note": "What must every reader know?",
        }
        help_texts = {
            "slug": "Small letters, numbers and hyphens: strategy-2026-29. It never changes.",
            "note": "Shown on every page of the edition. Leave it out if there is nothing.",
        }
        widgets = {
            "summary": forms.Textarea(attrs=ROWS),
            "note": forms.Textarea(attrs=ROWS),
            "called": forms.RadioSelect,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["slug"].error_messages["unique"] = "Another edition has this address"
        if self.instance.pk:
            del self.fields["slug"]

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if Edition.objects.filter(slug=slug).exists():
            raise forms.ValidationError("Another edition has this address")
        return slug


class RefreshForm(EditionForm):
    verb = "Begin the refresh"

    class Meta(EditionForm.Meta):
        fields = ["title", "slug", "starts_on", "ends_on"]


class ObjectiveForm(PlanForm):
    continues = forms.ModelMultipleChoiceField(
        label="What does it take up from earlier editions?",
        queryset=Objective.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="From this the comparison of editions knows what was kept, merged or split.",
    )

    class Meta:
        model = Objective
        fields = ["code", "short_name", "text", "what_success_is"]
        labels = {"text": "Exact wording", "what_success_is": "What does success look like?"}
        widgets = {
            "text": forms.Textarea(attrs=ROWS),
            "what_success_is": forms.Textarea(attrs=ROWS),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        edition = self.instance.edition
        earlier = Objective.objects.exclude(edition=edition).exclude(
            edition__state=Edition.State.DRAFT
        )
        field = self.fields["continues"]
        field.queryset = earlier.select_related("edition").order_by("-edition__starts_on", "number")
        field.label_from_instance = lambda one: f"{one} ({one.edition}, {one.edition.years})"
        if self.instance.pk:
            del self.fields["code"]
            field.initial = self.instance.continues.all()
        if not field.queryset.exists():
            del self.fields["continues"]

    def clean_code(self):
        code = self.cleaned_data["code"]
        if self.instance.edition.objectives.filter(code__iexact=code).exists():
            raise forms.ValidationError("Another objective of this edition has this code")
        return code


class PriorityForm(PlanForm):
    class Meta:
        model = Priority
        fields = ["text"]
        labels = {"text": "What matters most?"}
        widgets = {"text": forms.Textarea(attrs=ROWS)}


class ActionForm(PlanForm):
    due_on = DatePartsField(
        label="By which day?", required=False, help_text="For example, 19 7 2028"
    )

    class Meta:
        model = StrategicAction
        fields = ["number", "priority", "text", "owner", "due_on", "due_words"]
        labels = {
            "priority": "Under which priority?",
            "text": "What will be done?",
            "owner": "Who does it?",
            "due_words": "Or when, in words?",
        }
        help_texts = {"due_words": "Where that is no day, such as each autumn term."}
        widgets = {"text": forms.Textarea(attrs=ROWS)}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["priority"].queryset = self.instance.objective.priorities.order_by("number")
        self.fields["priority"].empty_label = "None in particular"

    def clean_number(self):
        number = self.cleaned_data["number"]
        like = self.instance.objective.actions.exclude(pk=self.instance.pk)
        if like.filter(number=number).exists():
            raise forms.ValidationError("Another action of this objective has this number")
        return number


class MilestoneForm(PlanForm):
    due_on = DatePartsField(
        label="By which day?", required=False, help_text="For example, 19 7 2028"
    )

    class Meta:
        model = Milestone
        fields = ["action", "text", "due_on"]
        labels = {"action": "Of which action?", "text": "What is met, or not?"}
        widgets = {"text": forms.Textarea(attrs=ROWS)}

    def __init__(self, *args, objective=None, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["action"]
        else:
            self.fields["action"].queryset = objective.actions.in_order()
            self.fields["action"].empty_label = "Choose one"


class LeadBodyForm(Days, PlanForm):
    starts_on = DatePartsField(label="First day", help_text="For example, 1 9 2026")
    ends_on = DatePartsField(
        label="Last day", required=False, help_text="Leave it out if it is not known yet."
    )

    class Meta:
        model = LeadBody
        fields = ["body", "post", "starts_on", "ends_on"]
        labels = {"body": "Which body leads?", "post": "Which post in it answers?"}


class DocumentForm(PlanForm):
    dated_on = DatePartsField(label="Dated", required=False, help_text="For example, 1 9 2026")
    url = forms.URLField(label="Address", required=False, max_length=500, assume_scheme="https")

    class Meta:
        model = LinkedDocument
        fields = ["kind", "title", "publisher", "url", "dated_on"]
        labels = {"kind": "What is it?", "title": "Title", "publisher": "Publisher"}
        widgets = {"kind": forms.RadioSelect}


class CorrectionForm(forms.Form):
    """The right words, and why they are put right."""

    short_name = forms.CharField(label="Short name", max_length=80)
    text = forms.CharField(label="Wording", widget=forms.Textarea(attrs=ROWS))
    reason = forms.CharField(
        label="Why is it corrected?",
        max_length=500,
        widget=forms.Textarea(attrs=ROWS),
        help_text="Everybody reads this on the page, beside the earlier words.",
    )

    @property
    def helper(self):
        helper = FormHelper()
        helper.layout = Layout(*self.fields, ButtonHolder(Submit("correct", "Correct it")))
        return helper
