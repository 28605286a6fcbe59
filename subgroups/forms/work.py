"""What is asked about actions, escalations and highlight reports."""

from secrets import token_hex

from django import forms

from accounts.models import User
from core.forms import DatePartsField
from schools.models import School
from strategy.models import Objective
from strategy.terms import SchoolTerm
from subgroups.forms.base import Asked, WordsField
from subgroups.models import Action, Escalation, HighlightReport
from support_directory.models import Deployment

# Of a box in two thirds of a page; the rest is scrolled.
LINE_OF_A_BOX, MOST_ROWS = 65, 20


class ProgressForm(Asked, forms.Form):
    """How an action came on."""

    state = forms.ChoiceField(label="How does it stand now?", widget=forms.RadioSelect)
    note = WordsField(
        label="What happened?", required=False, help_text="Those who sit on the group read it."
    )

    def __init__(self, *args, action, **kwargs):
        super().__init__(*args, **kwargs)
        self.action = action
        ways = [action.state, *(state for state in Action.State if action.can_become(state))]
        labels = {state.value: state.label.capitalize() for state in Action.State}
        self.fields["state"].choices = [(way, labels[way]) for way in ways]
        self.fields["state"].initial = action.state

    def clean(self):
        given = super().clean()
        dropped = given.get("state") == Action.State.DROPPED
        if dropped and self.action.state != Action.State.DROPPED and not given.get("note"):
            self.add_error("note", "Say why it is dropped")
        return given


class GiveForm(Asked, forms.Form):
    """Who does an action, by when, and what it concerns."""

    owner = forms.ModelChoiceField(
        label="Which member does it?",
        queryset=User.objects.none(),
        required=False,
        empty_label="None of them",
    )
    owner_post = forms.CharField(label="Or which post?", max_length=120, required=False)
    due_on = DatePartsField(label="By when?")
    objective = forms.ModelChoiceField(
        label="For which objective?",
        queryset=Objective.objects.none(),
        required=False,
        empty_label="None",
    )
    school = forms.ModelChoiceField(
        label="Which school does it concern?",
        queryset=School.objects.none(),
        required=False,
        empty_label="None by name",
        help_text="An action that names a school is never public.",
    )
    deployment = forms.ModelChoiceField(
        label="Which support from school to school?",
        queryset=Deployment.objects.none(),
        required=False,
        empty_label="None",
        help_text="The action then names the school that is supported. Who is lent, and that"
        " somebody is, stays with those who may see the deployment.",
    )

    def __init__(self, *args, action, members, objectives, deployments, **kwargs):
        """`deployments` are those that whoever gives the action may see."""
        super().__init__(*args, **kwargs)
        self.action = action
        self.fields["owner"].queryset = members
        self.fields["objective"].queryset = objectives
        schools = School.objects.local().open() | School.objects.filter(pk=action.school_id)
        self.fields["school"].queryset = schools.order_by("name", "urn")
        seen = list(deployments)
        self.is_unseen = action.deployment_id not in {None, *(each.pk for each in seen)}
        if seen:
            self.fields["deployment"].queryset = deployments
        else:
            del self.fields["deployment"]

    def clean(self):
        given = super().clean()
        if not self.errors and not given.get("owner") and not given.get("owner_post"):
            self.add_error("owner", "Choose a member, or name a post below")
        chosen = given.setdefault("deployment", None)
        if chosen and given.get("school") not in (None, chosen.host_school, self.action.school):
            self.add_error("school", f"Choose {chosen.host_school}, which is supported, or none")
        if chosen is None and self.is_unseen and given.get("school") == self.action.school:
            # Whoever may not see the deployment neither learns of it nor undoes the link.
            given["deployment"] = self.action.deployment
        return given


class EscalationForm(forms.ModelForm):
    """Everything a board needs to take up what a group cannot solve."""

    once = forms.CharField(widget=forms.HiddenInput, max_length=40)

    class Meta:
        model = Escalation
        fields = [
            "title",
            "issue",
            "why_not_alone",
            "ask",
            "asked",
            "urgency",
            "evidence",
            "de_escalation",
            "school",
            "is_confidential",
        ]
        labels = {
            "title": "What is it about, in a few words?",
            "issue": "What is the issue?",
            "why_not_alone": "Why can the group not solve it?",
            "ask": "What is asked of the board?",
            "asked": "What exactly?",
            "urgency": "How soon?",
            "evidence": "What does it rest on?",
            "de_escalation": "At what point can the group take it back?",
            "school": "Which school does it name?",
            "is_confidential": "Confidential: for those who lead the group, and the board",
        }
        help_texts = {"school": "What names a school is confidential, whatever you tick below."}
        widgets = {
            "ask": forms.RadioSelect,
            "urgency": forms.RadioSelect,
            **{
                name: forms.Textarea(attrs={"rows": 3})
                for name in ("issue", "why_not_alone", "asked", "evidence", "de_escalation")
            },
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ask"].choices = Escalation.Ask.choices
        self.fields["urgency"].choices = Escalation.Urgency.choices
        self.fields["school"].queryset = School.objects.local().open().order_by("name", "urn")
        self.fields["school"].empty_label = "None by name"
        self.fields["once"].initial = token_hex(12)

    def _post_clean(self):
        """The service gives what is still missing; the row is whole only then."""
        for name, value in self.cleaned_data.items():
            setattr(self.instance, name, value)

    def told(self):
        """The answers in words, to be checked."""
        rows = []
        for name in self.Meta.fields:
            value = self.cleaned_data.get(name)
            if name == "is_confidential":
                action = self.instance.action
                of_school = self.cleaned_data.get("school") or (action and action.school_id)
                value = "Yes" if value or of_school else "No"
            elif name in ("ask", "urgency"):
                value = dict(self.fields[name].choices)[value]
            rows.append((self.fields[name].label, value or "Nothing"))
        return rows

    def carried(self):
        return [
            (name, self.data.get(name, ""))
            for name in (*self.Meta.fields, "once")
            if name in self.data
        ]


class StepForm(Asked, forms.Form):
    """What is said with a step of an escalation."""

    words = WordsField(label="What is said?", required=False)

    def __init__(self, *args, verb, needed, **kwargs):
        super().__init__(*args, **kwargs)
        self.verb = verb
        self.fields["words"].required = bool(needed)
        if needed:
            self.fields["words"].error_messages["required"] = needed.rstrip(".")


class CallForm(Asked, forms.Form):
    """For which term reports are called, and until when."""

    term = forms.ChoiceField(label="For which term?")
    due_on = DatePartsField(label="When are they due?", help_text="For example, 4 12 2026")
    verb = "Call for the reports"

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on
        now = SchoolTerm.of(on)
        self.terms = {term.key: term for term in (now.later(places) for places in range(-1, 3))}
        self.fields["term"].choices = [(key, str(term)) for key, term in self.terms.items()]
        self.fields["term"].initial = now.key

    def clean_due_on(self):
        if self.cleaned_data["due_on"] < self.on:
            raise forms.ValidationError("The day must be today or later")
        return self.cleaned_data["due_on"]


class ReportForm(forms.Form):
    """The report of a term, drafted by the portal and put right by the chair."""

    done = WordsField(
        label="What was done?",
        rows=6,
        max_length=8000,
        error_messages={"required": "Say what was done this term"},
    )
    measures = WordsField(label="Which measures moved?", rows=4, max_length=8000, required=False)
    work = WordsField(
        label="Support and budget",
        rows=3,
        max_length=8000,
        required=False,
        help_text="Of support for fewer than five schools the draft says nothing: so few could"
        " tell which are helped. Everybody will read it.",
    )
    risks = WordsField(label="What is at risk?", rows=3, max_length=8000, required=False)
    asks = WordsField(label="What is asked of the board?", rows=3, max_length=8000, required=False)
    next_term = WordsField(label="What comes next?", rows=3, max_length=8000, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        """Each box is as high as what the portal drafted for it."""
        super().__init__(*args, **kwargs)
        for part in HighlightReport.PARTS:
            lines = str(self[part].value() or "").splitlines()
            needed = sum(1 + len(line) // LINE_OF_A_BOX for line in lines)
            attributes = self.fields[part].widget.attrs
            attributes["rows"] = min(max(attributes["rows"], needed + 1), MOST_ROWS)

    def parts(self):
        return {part: self.cleaned_data[part] for part in HighlightReport.PARTS}
