"""What is asked in a consultation, of those who answer and of those who run it."""

import re

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Layout, Submit
from django import forms

from core.forms import DatePartsField
from core.traps import Trapped
from core.uploads import check_pdf
from strategy.forms.progress import WordsField
from strategy.models import Consultation, ConsultationDocument, Edition, Question, Response, Theme
from strategy.services.consultations import Given

LONGEST_ANSWER = 5_000
MOST_LINKS = 3
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
MOST_THEMES = 10
# Words that stand where the address of a consultation would.
NO_SLUG = {"new", "documents", "confirm"}


class RespondForm(Trapped, forms.Form):
    """The questions of one consultation, who answers, and whether it may be published."""

    def __init__(self, *args, consultation, member, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.member, self.at = member, at
        self.questions = list(consultation.questions.order_by("number"))
        for question in self.questions:
            self.fields[f"q{question.pk}"] = _field_of(question)
        if member is None:
            self.fields["email"] = forms.EmailField(
                label="Your e-mail address",
                help_text="We write to it once, so that you can confirm. It is never published.",
                error_messages={"required": "Enter your e-mail address"},
            )
            self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["organisation"] = forms.CharField(
            label="Do you answer for an organisation?",
            help_text="Its name, for example your school. Leave it empty to answer for yourself.",
            max_length=160,
            required=False,
        )
        self.fields["may_publish"] = forms.ChoiceField(
            label="May we publish your answers?",
            choices=Response.MayPublish,
            widget=forms.RadioSelect,
            error_messages={"required": "Choose whether we may publish your answers"},
        )

    @property
    def asked(self):
        """The questions with their fields."""
        return [self[f"q{question.pk}"] for question in self.questions]

    def clean_may_publish(self):
        given = self.cleaned_data["may_publish"]
        if given == Response.MayPublish.NAMED and not self.data.get("organisation", "").strip():
            raise forms.ValidationError(
                "Enter the organisation whose name may be published, or choose another answer"
            )
        return given

    def clean(self):
        given = super().clean()
        if not any(self.given().values()) and not self.errors:
            raise forms.ValidationError("Answer at least one question.")
        return given

    def given(self):
        """What was answered, by the number of the question."""
        return {
            question.pk: _given(question, self.cleaned_data.get(f"q{question.pk}"))
            for question in self.questions
        }

    def told(self):
        """Question and answer as they are shown for checking, and everything else said."""
        lines = [
            (str(question), given.text or ", ".join(given.chosen) or "No answer")
            for question, given in zip(self.questions, self.given().values(), strict=True)
        ]
        if self.member is None:
            lines.append(("Your e-mail address", self.cleaned_data["email"]))
        lines.append(
            ("You answer for", self.cleaned_data["organisation"] or "yourself"),
        )
        publish = Response.MayPublish(self.cleaned_data["may_publish"])
        return [*lines, ("May we publish your answers?", publish.label)]

    def carried(self):
        """The answers as they were sent, for the page that asks to check them."""
        names = ["csrfmiddlewaretoken", "check", "send", "change"]
        return [
            (name, value)
            for name in self.data
            if name not in names
            for value in self.data.getlist(name)
        ]


def _field_of(question):
    told = {"label": str(question), "help_text": question.hint, "required": question.is_required}
    if question.is_free:
        return AnswerField(
            max_length=LONGEST_ANSWER,
            widget=forms.Textarea(attrs={"rows": 6}),
            error_messages={"required": "Answer this question"},
            **told,
        )
    choices = [(answer, answer) for answer in question.choices]
    if question.kind == Question.Kind.SEVERAL:
        return forms.MultipleChoiceField(
            choices=choices,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Choose at least one answer"},
            **told,
        )
    return forms.ChoiceField(
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose an answer"},
        **told,
    )


class AnswerField(WordsField):
    """Words, with no more addresses in them than an argument needs."""

    def validate(self, value):
        super().validate(value)
        if len(LINK.findall(value)) > MOST_LINKS:
            raise forms.ValidationError(
                f"An answer may hold at most {MOST_LINKS} links", code="links"
            )


def _given(question, value):
    if question.is_free:
        return Given(text=(value or "").strip())
    if question.kind == Question.Kind.SEVERAL:
        return Given(chosen=tuple(value or ()))
    return Given(chosen=(value,) if value else ())


# --- Of those who run one -----------------------------------------------------------------


class ConsultationForm(forms.ModelForm):
    """What a consultation is about, and from when until when."""

    opens_on = DatePartsField(label="First day", help_text="It opens by itself as the day begins.")
    closes_on = DatePartsField(
        label="Last day", help_text="It closes by itself at midnight after this day."
    )

    class Meta:
        model = Consultation
        fields = ["edition", "title", "slug", "introduction", "opens_on", "closes_on"]
        help_texts = {
            "slug": "The end of its address, in small letters and hyphens. It never changes later."
        }

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        # An archived text is history: nobody is asked about it any more.
        self.fields["edition"].queryset = Edition.objects.exclude(
            state=Edition.State.ARCHIVED
        ).newest_first()
        self.has_opened = bool(self.instance.pk) and self.instance.opens_on <= today
        if self.instance.pk:
            del self.fields["slug"]
        if self.has_opened:
            for name in ("edition", "opens_on", "closes_on"):
                del self.fields[name]

    def clean_slug(self):
        if self.cleaned_data["slug"] in NO_SLUG:
            raise forms.ValidationError("This word stands in another address. Choose another one.")
        return self.cleaned_data["slug"]

    def clean_opens_on(self):
        if self.cleaned_data["opens_on"] < self.today:
            raise forms.ValidationError("The first day must be today or later")
        return self.cleaned_data["opens_on"]

    def clean(self):
        given = super().clean()
        opens_on, closes_on = given.get("opens_on"), given.get("closes_on")
        if opens_on and closes_on and closes_on < opens_on:
            self.add_error("closes_on", "The last day cannot be before the first")
        return given

    @property
    def helper(self):
        return _helper(*self.fields, words="Save")


class QuestionForm(forms.ModelForm):
    """One question, and the answers to choose among, one a line."""

    offered = WordsField(
        label="Answers to choose among",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="One a line. Only for one or any of several answers.",
    )

    class Meta:
        model = Question
        fields = ["text", "hint", "kind", "is_required"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 2}),
            "hint": forms.Textarea(attrs={"rows": 2}),
            "kind": forms.RadioSelect,
        }

    field_order = ["text", "hint", "kind", "offered", "is_required"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Question.Kind.choices
        self.fields["offered"].initial = "\n".join(self.instance.answers)

    def clean(self):
        given = super().clean()
        answers = [line.strip() for line in given.get("offered", "").split("\n") if line.strip()]
        needs = given.get("kind") in (Question.Kind.ONE, Question.Kind.SEVERAL)
        if needs and len(answers) < 2:
            self.add_error("offered", "Enter at least two answers, one a line")
        if len(set(answers)) < len(answers):
            self.add_error("offered", "Two of the answers are the same")
        self.instance.answers = answers if needs else []
        return given

    @property
    def helper(self):
        return _helper(*self.fields, words="Save the question")


class DocumentForm(forms.ModelForm):
    """Something to read first: a page elsewhere, or a PDF."""

    url = forms.URLField(
        label="Its address on the web", required=False, max_length=500, assume_scheme="https"
    )

    class Meta:
        model = ConsultationDocument
        fields = ["title", "url", "file"]
        labels = {"file": "Or upload a PDF"}

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file:
            check_pdf(file)
            self.instance.size = file.size
        return file

    def clean(self):
        given = super().clean()
        if not self.errors and bool(given.get("url")) == bool(given.get("file")):
            raise forms.ValidationError("Give either an address or a file.")
        return given

    @property
    def helper(self):
        return _helper(*self.fields, words="Add it")


class ExtendForm(forms.Form):
    """A later last day, and why."""

    closes_on = DatePartsField(label="New last day")
    why = forms.CharField(
        label="Why is it extended?",
        help_text="This is published beside the new day.",
        max_length=500,
        error_messages={"required": "Say why it is extended"},
    )

    @property
    def helper(self):
        return _helper(*self.fields, words="Extend the consultation")


class ModerateForm(forms.Form):
    """Whether a response is published, and words in place of answers that name somebody."""

    verdict = forms.ChoiceField(
        label="What should happen with it?",
        choices=[
            (Response.Moderation.PUBLISHED, "Publish, as far as its author allows"),
            (Response.Moderation.WITHHELD, "Withhold; it is still counted"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether to publish or withhold it"},
    )
    withheld_for = forms.ChoiceField(
        label="If it is withheld: why?",
        choices=[("", "Choose a reason"), *Response.Withheld.choices],
        required=False,
    )

    def __init__(self, *args, response, **kwargs):
        super().__init__(*args, **kwargs)
        if response.moderation != Response.Moderation.WAITING:
            self.fields["verdict"].initial = response.moderation
            self.fields["withheld_for"].initial = response.withheld_for
        self.answers = [answer for answer in response.answers.all() if answer.question.is_free]
        for answer in self.answers:
            self.fields[f"shown{answer.pk}"] = WordsField(
                label=f"To publish in place of the answer to question {answer.question.number}",
                help_text="Leave it empty to publish the answer as it is.",
                initial=answer.shown,
                required=False,
                max_length=LONGEST_ANSWER,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def clean(self):
        given = super().clean()
        withheld = given.get("verdict") == Response.Moderation.WITHHELD
        if withheld and not given.get("withheld_for"):
            self.add_error("withheld_for", "Choose why it is withheld")
        return given

    def shown(self):
        return {answer.pk: self.cleaned_data[f"shown{answer.pk}"] for answer in self.answers}

    @property
    def helper(self):
        return _helper(*self.fields, words="Save and read the next")


class SummaryForm(forms.Form):
    """What people said and what changed, theme by theme; a theme left empty is left out."""

    summary = WordsField(
        label="What you said, in short",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Say in short what people said"},
    )

    def __init__(self, *args, consultation, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["summary"].initial = consultation.summary
        themes = {theme.number: theme for theme in consultation.themes.all()}
        objectives = consultation.edition.objectives.in_order()
        shown = min(MOST_THEMES, max(3, len(themes) + 2))
        self.numbers = range(1, shown + 1)
        for number in self.numbers:
            theme = themes.get(number)
            self.fields[f"said{number}"] = WordsField(
                label=f"Theme {number}: what people said",
                initial=theme and theme.said,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            self.fields[f"changed{number}"] = WordsField(
                label=f"Theme {number}: what changed, or why nothing did",
                initial=theme and theme.changed,
                required=False,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
            self.fields[f"objective{number}"] = forms.ModelChoiceField(
                label=f"Theme {number}: the objective it is about",
                queryset=objectives,
                initial=theme and theme.objective_id,
                required=False,
                empty_label="None in particular",
            )

    def clean(self):
        given = super().clean()
        for number in self.numbers:
            said, changed = given.get(f"said{number}"), given.get(f"changed{number}")
            if bool(said) != bool(changed):
                missing = "changed" if said else "said"
                self.add_error(
                    f"{missing}{number}", "A theme needs both what was said and what changed"
                )
        return given

    def themes(self):
        given = self.cleaned_data
        return [
            Theme(
                said=given[f"said{number}"],
                changed=given[f"changed{number}"],
                objective=given[f"objective{number}"],
            )
            for number in self.numbers
            if given[f"said{number}"]
        ]

    @property
    def helper(self):
        return _helper(*self.fields, words="Publish")


def _helper(*fields, words):
    helper = FormHelper()
    helper.layout = Layout(*fields, ButtonHolder(Submit("save", words)))
    return helper
