"""What is asked about progress: of an officer for a term, of a lead, and of a second person."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Layout, Submit
from django import forms

from core.forms import DatePartsField
from strategy.models import Edition, ProgressUpdate, StrategicAction, UpdateRequest
from strategy.services.progress import Answers
from strategy.terms import SchoolTerm

LONGEST_REASON = 4000
LONGEST_NOTE = 1000


class WordsField(forms.CharField):
    """Text of several lines, the same whichever way a browser ends them."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class DaysForm(forms.Form):
    """Until when answers are taken."""

    due_on = DatePartsField(label="When are answers due?", help_text="For example, 4 12 2026")
    closes_on = DatePartsField(
        label="What is the last day for late answers?",
        help_text="Until then an answer is taken and marked late. After it the term is closed.",
    )

    def clean(self):
        given = super().clean()
        due_on, closes_on = given.get("due_on"), given.get("closes_on")
        if due_on and closes_on and closes_on < due_on:
            self.add_error("closes_on", "The last day cannot be before the day answers are due")
        return given


class AskForm(DaysForm):
    """For which edition and term progress is asked, and until when."""

    edition = forms.ModelChoiceField(
        label="Of which edition?", queryset=Edition.objects.none(), empty_label=None
    )
    term = forms.ChoiceField(label="For which term?")

    field_order = ["edition", "term", "due_on", "closes_on"]

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["edition"].queryset = Edition.objects.in_force()
        now = SchoolTerm.of(today)
        self.terms = {term.key: term for term in (now.later(places) for places in range(-1, 3))}
        self.fields["term"].choices = [(key, str(term)) for key, term in self.terms.items()]
        self.fields["term"].initial = now.key

    def clean_due_on(self):
        if self.cleaned_data["due_on"] < self.today:
            raise forms.ValidationError("The day answers are due must be today or later")
        return self.cleaned_data["due_on"]

    def asked(self):
        """What `services.progress.ask` needs."""
        given = self.cleaned_data
        term = self.terms[given["term"]]
        return {
            "edition": given["edition"],
            "academic_year": term.academic_year,
            "term": term.term,
            "due_on": given["due_on"],
            "closes_on": given["closes_on"],
        }

    @property
    def helper(self):
        helper = FormHelper()
        helper.layout = Layout(*self.field_order, ButtonHolder(Submit("check", "Continue")))
        return helper


class RequestForm(DaysForm, forms.ModelForm):
    """Other days for a term that was asked for, and where the council's record stands."""

    class Meta:
        model = UpdateRequest
        fields = ["due_on", "closes_on", "council_record"]

    council_record = forms.URLField(
        label="Where is the council’s own record of this term?",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="The address of the published meeting. The page for elected members leads there.",
    )
    due_on, closes_on = DaysForm.base_fields["due_on"], DaysForm.base_fields["closes_on"]

    @property
    def helper(self):
        helper = FormHelper()
        helper.layout = Layout(
            "due_on", "closes_on", "council_record", ButtonHolder(Submit("save", "Save"))
        )
        return helper


class UpdateForm(forms.Form):
    """One objective in one term: how it goes and why, every action, every milestone met.

    A draft may leave out what a finished update must say.
    """

    rag = forms.ChoiceField(
        label="How is this objective going?",
        choices=ProgressUpdate.Rag,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose red, amber or green"},
    )
    direction = forms.ChoiceField(
        label="Which way is it going since last term?",
        choices=[(way.value, way.label.capitalize()) for way in ProgressUpdate.Direction],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a direction"},
    )
    reason = WordsField(
        label="Why?",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="What happened, and what it rests on. Everybody reads this once it is signed"
        " off, so name no child and no member of staff.",
        error_messages={
            "required": "Say why",
            "max_length": "Say why in %(limit_value)d characters or fewer (you have used"
            " %(show_value)d)",
        },
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)

    MANDATORY = ("rag", "direction", "reason")

    def __init__(self, data=None, *, actions, kept, version, today, **kwargs):
        self.is_sent = bool(data) and "send" in data
        self.actions, self.today = actions, today
        super().__init__(data, initial=_initial(kept, version), **kwargs)
        for action in actions:
            self._ask_of(action, kept)

    def _ask_of(self, action, kept):
        """How far an action is, a note, and the day of each milestone not met before."""
        status, note = kept.actions.get(action.pk, (action.status, ""))
        self.fields[f"status_{action.pk}"] = forms.ChoiceField(
            label="How far is it?", choices=StrategicAction.Status, initial=status
        )
        self.fields[f"note_{action.pk}"] = WordsField(
            label="Note",
            required=False,
            initial=note,
            max_length=LONGEST_NOTE,
            widget=forms.Textarea(attrs={"rows": 2}),
            error_messages={
                "max_length": f"Action {action.number}: write the note in %(limit_value)d"
                " characters or fewer"
            },
        )
        for milestone in _open(action):
            self.fields[f"met_{milestone.pk}"] = DatePartsField(
                label=f"Milestone: {milestone.text}",
                required=False,
                initial=kept.milestones.get(milestone.pk),
                help_text="The day it was met. Leave it empty if it is not met yet.",
            )

    def full_clean(self):
        for name in self.MANDATORY:
            self.fields[name].required = self.is_sent
        super().full_clean()
        for name in self.MANDATORY:
            self.fields[name].required = True

    def clean(self):
        given = super().clean()
        for action in self.actions:
            for milestone in _open(action):
                met_on = given.get(f"met_{milestone.pk}")
                if met_on and met_on > self.today:
                    self.add_error(f"met_{milestone.pk}", "The day it was met cannot be to come")
        return given

    @property
    def answers(self):
        given = self.cleaned_data
        return Answers(
            rag=given["rag"],
            direction=given["direction"],
            reason=given["reason"],
            actions={
                action.pk: (given[f"status_{action.pk}"], given[f"note_{action.pk}"])
                for action in self.actions
            },
            milestones={
                milestone.pk: given[f"met_{milestone.pk}"]
                for action in self.actions
                for milestone in _open(action)
                if given[f"met_{milestone.pk}"]
            },
        )

    @property
    def parts(self):
        """Each action with its questions, and the milestones that were met before."""
        for action in self.actions:
            yield {
                "action": action,
                "status": self[f"status_{action.pk}"],
                "note": self[f"note_{action.pk}"],
                "milestones": [self[f"met_{milestone.pk}"] for milestone in _open(action)],
                "met": [one for one in action.milestones.all() if one.met_on],
            }


def _initial(kept, version):
    return {
        "rag": kept.rag,
        "direction": kept.direction,
        "reason": kept.reason,
        "seen": version,
    }


def _open(action):
    return [milestone for milestone in action.milestones.all() if not milestone.met_on]


class SignForm(forms.Form):
    """The version that was read; signing asks no more."""

    seen = forms.IntegerField(widget=forms.HiddenInput)


class GiveBackForm(SignForm):
    """What a second person wants to know before signing."""

    question = WordsField(
        label="What is your question?",
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Only those who report or sign off this objective read it.",
        error_messages={"required": "Enter your question"},
    )
