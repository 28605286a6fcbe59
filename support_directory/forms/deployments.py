"""What is asked on a deployment's way: of the person, the two heads and the broker."""

from decimal import Decimal

from django import forms

from core.forms import DatePartsField
from core.uploads import check_pdf
from strategy.forms.progress import WordsField
from strategy.models import Objective
from support_directory.models import (
    Contact,
    Deployment,
    DeploymentDocument,
    Entry,
    Note,
    Project,
    Visit,
)
from support_directory.services.agreements import MOST_OBJECTIVES, Terms

LONGEST = 4000
HALVES = {"min_value": Decimal("0.5"), "max_digits": 5, "decimal_places": 1}


def sentences(label, *, required="", rows=4, **options):
    """A question answered in sentences."""
    messages = {"max_length": "Write %(limit_value)d characters or fewer"}
    if required:
        messages["required"] = required
    return WordsField(
        label=label,
        max_length=LONGEST,
        required=bool(required),
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages=messages,
        **options,
    )


class EmptyForm(forms.Form):
    """A deed that asks nothing but to be confirmed."""


class ReasonForm(forms.Form):
    """Why something is done that others will want to know of."""

    reason = sentences(
        "Why?",
        required="Say why",
        help_text="All who are concerned read it on the timeline. Name no child.",
    )


class CloseForm(forms.Form):
    reason = sentences(
        "Why is it closed without everybody’s evaluation?",
        help_text="Leave it empty if all who were asked have answered.",
    )


class AcceptForm(forms.Form):
    """Yes to an offer, and what others have to know about interests."""

    conflict = forms.ChoiceField(
        label="Do you know of a conflict of interest?",
        help_text="For example a relative at the school, a post there before, or the same trust.",
        choices=Deployment.Conflict,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you know of a conflict of interest"},
    )
    conflict_how = sentences("What is it, and how is it dealt with?", rows=3)

    def clean(self):
        given = super().clean()
        is_managed = given.get("conflict") == Deployment.Conflict.MANAGED
        if is_managed and not given.get("conflict_how"):
            self.add_error("conflict_how", "Say what it is and how it is dealt with")
        return given


class AgreementForm(forms.Form):
    """What both schools and the broker agree: objectives, days, money, exit."""

    days = forms.DecimalField(
        label="How many days?",
        help_text="In whole and half days, such as 4 or 2.5.",
        error_messages={"required": "Enter the days", "invalid": "Enter a number, such as 2.5"},
        **HALVES,
    )
    starts_on = DatePartsField(label="When does it begin?", help_text="For example, 4 12 2026")
    ends_on = DatePartsField(label="When does it end?")
    day_rate = forms.DecimalField(
        label="What does a day cost, in pounds?",
        min_value=0,
        max_digits=7,
        decimal_places=2,
        error_messages={"required": "Enter the pounds a day"},
    )
    home_share = forms.DecimalField(
        label="What does the home school get of it, in pounds?",
        help_text="The rest is the brokerage.",
        min_value=0,
        max_digits=7,
        decimal_places=2,
        error_messages={"required": "Enter what the home school gets of a day"},
    )
    funder = forms.ChoiceField(
        label="Who pays?",
        choices=[(one.value, one.label.capitalize()) for one in Deployment.Funder],
        widget=forms.RadioSelect,
    )
    project = forms.ModelChoiceField(
        label="Which project, if a project pays?",
        queryset=Project.objects.none(),
        required=False,
        empty_label="None",
    )
    strategy_objective = forms.ModelChoiceField(
        label="Which objective of the strategy does it serve?",
        queryset=Objective.objects.none(),
        required=False,
        empty_label="None in particular",
    )
    exit_plan = sentences(
        "How does the school go on without the support?",
        required="Say how the school goes on without the support",
        rows=3,
    )
    over_why = sentences(
        "Why more days than are left?",
        rows=2,
        help_text="Only where it takes more than the person or the school has. Brokers and LA"
        " officers alone read it.",
    )

    def __init__(self, *args, deployment, **kwargs):
        super().__init__(*args, initial=_said(deployment), **kwargs)
        self.fields["project"].queryset = Project.objects.order_by("name")
        self.fields["strategy_objective"].queryset = (
            Objective.objects.filter(edition__state="published")
            .select_related("edition")
            .order_by("-edition__starts_on", "number")
        )
        for number in range(1, MOST_OBJECTIVES + 1):
            self.fields[f"objective_{number}"] = forms.CharField(
                label="What is to be reached?", max_length=300, required=False
            )
            self.fields[f"measure_{number}"] = forms.CharField(
                label="How will it be judged?", max_length=300, required=False
            )
        for each in deployment.objectives.all():
            self.fields[f"objective_{each.number}"].initial = each.text
            self.fields[f"measure_{each.number}"].initial = each.measure

    @property
    def pairs(self):
        """The questions of each objective; the first has to be answered."""
        return [
            (number, self[f"objective_{number}"], self[f"measure_{number}"])
            for number in range(1, MOST_OBJECTIVES + 1)
        ]

    def clean(self):
        given = super().clean()
        for number in range(1, MOST_OBJECTIVES + 1):
            text, measure = given.get(f"objective_{number}"), given.get(f"measure_{number}")
            if text and not measure:
                self.add_error(f"measure_{number}", f"Say how objective {number} will be judged")
            if measure and not text:
                self.add_error(f"objective_{number}", f"Enter what objective {number} is")
        if not any(given.get(f"objective_{number}") for number in range(1, MOST_OBJECTIVES + 1)):
            self.add_error("objective_1", "Enter at least one objective")
        days = given.get("days")
        if days and days % Decimal("0.5"):
            self.add_error("days", "Enter the days in whole and half days, such as 4 or 2.5")
        starts_on, ends_on = given.get("starts_on"), given.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The last day cannot be before the first")
        rate, share = given.get("day_rate"), given.get("home_share")
        if rate is not None and share is not None and share > rate:
            self.add_error("home_share", "The home school cannot get more than is paid")
        is_project = given.get("funder") == Deployment.Funder.PROJECT
        if is_project and not given.get("project"):
            self.add_error("project", "Choose the project that pays")
        return given

    @property
    def terms(self):
        given = self.cleaned_data
        return Terms(
            objectives=[
                (given[f"objective_{number}"], given[f"measure_{number}"])
                for number in range(1, MOST_OBJECTIVES + 1)
                if given[f"objective_{number}"]
            ],
            days=given["days"],
            day_rate=given["day_rate"],
            home_share=given["home_share"],
            funder=given["funder"],
            project=given["project"] if given["funder"] == Deployment.Funder.PROJECT else None,
            starts_on=given["starts_on"],
            ends_on=given["ends_on"],
            exit_plan=given["exit_plan"],
            strategy_objective=given["strategy_objective"],
            over_why=given["over_why"],
        )


def _said(deployment):
    return {
        "days": deployment.days_planned,
        "starts_on": deployment.starts_on,
        "ends_on": deployment.ends_on,
        "day_rate": deployment.day_rate,
        "home_share": deployment.home_share,
        "funder": deployment.funder,
        "project": deployment.project_id,
        "strategy_objective": deployment.strategy_objective_id,
        "exit_plan": deployment.exit_plan,
        "over_why": deployment.over_why,
    }


class DaysForm(ReasonForm):
    """Other days than were agreed."""

    days = forms.DecimalField(
        label="How many days from now on?",
        help_text="In all, with those that are used. In whole and half days.",
        error_messages={"required": "Enter the days", "invalid": "Enter a number, such as 2.5"},
        **HALVES,
    )
    ends_on = DatePartsField(label="When does it end?", help_text="For example, 4 12 2026")
    over_why = sentences(
        "Why more days than are left?",
        rows=2,
        help_text="Only where it takes more than the person or the school has. Brokers and LA"
        " officers alone read it.",
    )

    field_order = ["days", "ends_on", "reason", "over_why"]


class SignForm(forms.Form):
    """The wording that was read; signing asks no more."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    part = forms.CharField(widget=forms.HiddenInput)


class HandOverForm(ReasonForm):
    entry = forms.ModelChoiceField(
        label="Who goes on with it?",
        queryset=Entry.objects.none(),
        empty_label="Choose a person",
        error_messages={"required": "Choose who goes on with it"},
    )
    over_why = sentences(
        "Why more days than are left?",
        rows=2,
        help_text="Only where it takes more days than the person has.",
    )

    field_order = ["entry", "reason", "over_why"]

    def __init__(self, *args, deployment, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["entry"].queryset = (
            Entry.objects.listed()
            .exclude(pk=deployment.entry_id)
            .exclude(school=deployment.host_school_id)
            .order_by("name")
        )


class BookForm(forms.Form):
    """A visit to come."""

    held_on = DatePartsField(label="On which day?", help_text="For example, 4 12 2026")
    half_days = forms.TypedChoiceField(
        label="How long?",
        choices=Visit._meta.get_field("half_days").choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose half a day or a whole day"},
    )


class RecordForm(BookForm):
    """A visit that has been."""

    words = sentences(
        "What was done?", required="Say what was done", help_text="Name no child.", rows=5
    )
    agreed_actions = sentences("What was agreed until next time?", rows=3)


class AccurateForm(forms.Form):
    """The head's answer to a record."""

    is_accurate = forms.TypedChoiceField(
        label="Is this record accurate?",
        choices=[("yes", "Yes"), ("no", "No")],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose yes or no"},
    )
    answer_words = sentences("What is not accurate?", rows=3)

    def clean(self):
        given = super().clean()
        if given.get("is_accurate") is False and not given.get("answer_words"):
            self.add_error("answer_words", "Say what is not accurate")
        return given


class NoteForm(forms.ModelForm):
    class Meta:
        model = Note
        fields = ["text", "visibility"]
        widgets = {"text": forms.Textarea(attrs={"rows": 4}), "visibility": forms.RadioSelect}
        error_messages = {
            "text": {"required": "Enter your note"},
            "visibility": {"required": "Choose who may read it"},
        }

    def __init__(self, *args, arranges, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["visibility"].choices = Note.Visibility.choices
        if not arranges:
            del self.fields["visibility"]


class ContactForm(forms.ModelForm):
    class Meta:
        model = Contact
        fields = ["name", "part", "email", "telephone"]
        error_messages = {
            "name": {"required": "Enter a name"},
            "part": {"required": "Enter what they are, such as Year 6 lead"},
        }

    def clean(self):
        given = super().clean()
        if not given.get("email") and not given.get("telephone"):
            self.add_error("email", "Enter an e-mail address or a telephone number")
        return given


class DocumentForm(forms.ModelForm):
    class Meta:
        model = DeploymentDocument
        fields = ["title", "file"]
        help_texts = {"file": "A PDF of at most 20 MB."}
        error_messages = {
            "title": {"required": "Enter a title"},
            "file": {"required": "Choose a PDF"},
        }

    def clean_file(self):
        check_pdf(self.cleaned_data["file"])
        return self.cleaned_data["file"]
