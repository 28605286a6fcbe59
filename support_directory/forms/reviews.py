"""What is asked to judge support: of every objective on one page, and at the end on three."""

from django import forms

from core.forms import DatePartsField
from support_directory.forms.deployments import sentences
from support_directory.models import Evaluation, ObjectiveReview


class ReviewForm(forms.Form):
    """Each objective in words and with what shows it, on one page."""

    held_on = DatePartsField(label="When was it?", help_text="For example, 4 12 2026")
    summary = sentences("What else is there to say?", rows=3)

    def __init__(self, *args, objectives, kept, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.objectives, self.today = list(objectives), today
        self.fields["held_on"].initial = today
        for each in self.objectives:
            progress, evidence = kept.get(each.pk, ("", ""))
            self.fields[f"progress_{each.number}"] = forms.ChoiceField(
                label="How far is it?",
                choices=ObjectiveReview.Progress,
                widget=forms.RadioSelect,
                initial=progress,
                error_messages={"required": f"Choose how far objective {each.number} is"},
            )
            self.fields[f"evidence_{each.number}"] = sentences(
                "What shows it?",
                required=f"Say what shows how far objective {each.number} is",
                rows=2,
                initial=evidence,
            )

    def clean_held_on(self):
        if self.cleaned_data["held_on"] > self.today:
            raise forms.ValidationError("A review is written once it has been")
        return self.cleaned_data["held_on"]

    @property
    def parts(self):
        return [
            (each, self[f"progress_{each.number}"], self[f"evidence_{each.number}"])
            for each in self.objectives
        ]

    @property
    def answers(self):
        """Progress and evidence by the number of the objective."""
        given = self.cleaned_data
        return {
            each.number: (given[f"progress_{each.number}"], given[f"evidence_{each.number}"])
            for each in self.objectives
        }


class UsefulForm(forms.Form):
    """The first screen."""

    useful = forms.ChoiceField(
        label="How useful was the support?",
        choices=Evaluation.Useful,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how useful it was"},
    )
    useful_why = sentences("Why?", rows=3)


class ChangedForm(forms.Form):
    """The second screen."""

    changed = sentences(
        "What is different now?",
        required="Say what is different now, or that nothing is",
        rows=4,
        help_text="Name no child.",
    )
    lasts = forms.ChoiceField(
        label="Will it last?",
        choices=Evaluation.Lasts,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether it will last"},
    )


class AgainForm(forms.Form):
    """The third and last screen."""

    again = forms.ChoiceField(
        label="Would you do it again?",
        choices=Evaluation.Again,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you would do it again"},
    )
    better = sentences("What should be better next time?", rows=3)


SCREENS = {1: UsefulForm, 2: ChangedForm, 3: AgainForm}
