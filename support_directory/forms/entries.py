"""What is asked of a reader of the directory, and of whoever keeps an entry."""

from decimal import Decimal

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Fieldset, Layout, Submit
from django import forms

from core.forms import DatePartsField
from schools.models import School, Trust
from support_directory import specialisms
from support_directory.models import Entry, Stage

STAGES = [(stage.value, stage.label[:1].upper() + stage.label[1:]) for stage in Stage]
NO_CHOICE = ("", "Any")


class EntryFilterForm(forms.Form):
    """The filter of the directory, as its address says."""

    q = forms.CharField(label="Name, subject or organisation", required=False, max_length=100)
    kind = forms.ChoiceField(
        label="People or offers",
        required=False,
        choices=[NO_CHOICE, (Entry.Kind.PERSON, "People"), (Entry.Kind.OFFER, "Offers")],
    )
    specialism = forms.ChoiceField(
        label="Specialism", required=False, choices=[NO_CHOICE, *specialisms.GROUPED_CHOICES]
    )
    days = forms.BooleanField(label="Has days left this term", required=False)
    stage = forms.MultipleChoiceField(
        label="Stage of schooling",
        required=False,
        choices=STAGES,
        widget=forms.CheckboxSelectMultiple,
    )
    type = forms.MultipleChoiceField(
        label="Type",
        required=False,
        choices=Entry.Type,
        widget=forms.CheckboxSelectMultiple,
    )
    sector = forms.ChoiceField(
        label="For",
        required=False,
        choices=[
            NO_CHOICE,
            (Entry.Sector.MAINTAINED, "Maintained schools"),
            (Entry.Sector.ACADEMY, "Academies"),
        ],
    )
    organisation = forms.MultipleChoiceField(
        label="Organisation",
        required=False,
        choices=Entry.Organisation,
        widget=forms.CheckboxSelectMultiple,
    )
    state = forms.ChoiceField(
        label="In the directory",
        required=False,
        choices=[NO_CHOICE, *[(state.value, state.label.capitalize()) for state in Entry.State]],
    )

    stale = forms.BooleanField(label="Needs confirming", required=False)

    def __init__(self, *args, member, keeps, **kwargs):
        super().__init__(*args, **kwargs)
        if not member:
            del self.fields["days"]
        if not keeps:
            del self.fields["state"], self.fields["stale"]

    def chosen(self):
        """What was chosen: field, legend, and each value with its words. Nonsense is left out."""
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if not value:
                continue
            words = dict(_flat(getattr(field, "choices", ())))
            if name == "q":
                yield name, "Search", [(value, f"“{value}”")]
            elif value is True:
                yield name, "Only", [("on", field.label)]
            elif isinstance(value, list):
                yield name, field.label, [(each, words[each]) for each in value]
            else:
                yield name, field.label, [(value, words[value])]


def _flat(choices):
    for value, words in choices:
        if isinstance(words, list | tuple):
            yield from words
        else:
            yield value, words


class EntryForm(forms.ModelForm):
    """What an entry says. Its owner cannot change who it is about or where it comes from."""

    specialisms = forms.MultipleChoiceField(
        label="What is it good at?",
        required=False,
        choices=specialisms.GROUPED_CHOICES,
        widget=forms.CheckboxSelectMultiple,
    )
    stages = forms.MultipleChoiceField(
        label="For which stages of schooling?",
        choices=STAGES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one stage of schooling"},
    )

    class Meta:
        model = Entry
        fields = [
            "type",
            "name",
            "organisation_kind",
            "school",
            "trust",
            "organisation",
            "headline",
            "summary",
            "sector",
            "evidence",
            "cost",
            "day_rate",
            "travel",
            "email",
            "reference",
        ]
        labels = {
            "type": "What is it?",
            "name": "Name",
            "organisation_kind": "What kind of organisation?",
            "headline": "In one line",
            "summary": "What does it offer?",
            "sector": "For which schools?",
            "evidence": "What shows that it works?",
            "cost": "What does it cost, in words?",
            "day_rate": "Rate for a day, in pounds",
            "travel": "Where does it go?",
            "email": "Contact address",
        }

    KEEPERS_ALONE = (
        "type",
        "name",
        "organisation_kind",
        "school",
        "trust",
        "organisation",
        "reference",
    )

    def __init__(self, *args, keeps, **kwargs):
        super().__init__(*args, **kwargs)
        if keeps:
            self.fields["school"].queryset = School.objects.local().open().order_by("name")
            local = School.objects.local().open()
            self.fields["trust"].queryset = (
                Trust.objects.filter(schools__in=local).distinct().order_by("name")
            )
        else:
            for name in self.KEEPERS_ALONE:
                del self.fields[name]
        if self.instance.pk:
            self.fields["specialisms"].initial = sorted(self.instance.specialism_codes)
            self.fields["stages"].initial = [stage.value for stage in self.instance.stages]

    def clean(self):
        given = super().clean()
        for stage in Stage:
            setattr(self.instance, f"for_{stage}", stage in given.get("stages", ()))
        if "school" in self.fields:
            places = [given.get(name) for name in ("school", "trust", "organisation")]
            if sum(bool(place) for place in places) != 1:
                self.add_error(
                    "school", "Name one place it comes from: a school, a trust or an organisation"
                )
            if given.get("type"):
                self.instance.kind = (
                    Entry.Kind.OFFER if given["type"] in Entry.OFFER_TYPES else Entry.Kind.PERSON
                )
        return given

    @property
    def helper(self):
        who = [name for name in self.KEEPERS_ALONE if name in self.fields]
        parts = [Fieldset("Who or what is it?", *who)] if who else []
        helper = FormHelper()
        helper.layout = Layout(
            *parts,
            Fieldset("What does it offer?", "headline", "summary", "specialisms"),
            Fieldset("Whom does it help?", "stages", "sector"),
            Fieldset("What should a head know?", "evidence", "cost", "day_rate", "travel", "email"),
            ButtonHolder(Submit("save", "Save")),
        )
        return helper


class DaysForm(forms.Form):
    """The days offered in each of the coming terms; blank where nothing is said yet."""

    def __init__(self, *args, terms, kept, **kwargs):
        super().__init__(*args, **kwargs)
        self.terms = terms
        for term in terms:
            capacity = kept.get(term)
            booked = f" {capacity.booked.normalize():f} booked." if capacity else ""
            self.fields[term.key] = forms.DecimalField(
                label=str(term),
                required=False,
                min_value=Decimal(0),
                max_value=Decimal(100),
                max_digits=4,
                decimal_places=1,
                initial=capacity.days.normalize() if capacity else None,
                help_text=f"Days, such as 2 or 2.5.{booked}",
            )
            self.fields[term.key].widget.attrs["class"] = "govuk-input--width-4"

    @property
    def days(self):
        return {term: self.cleaned_data.get(term.key) for term in self.terms}

    @property
    def helper(self):
        helper = FormHelper()
        helper.layout = Layout(*self.fields, ButtonHolder(Submit("save", "Save")))
        return helper


class AssureForm(forms.Form):
    """When the quality of an entry was assured, and how."""

    on = DatePartsField(label="When was its quality assured?", help_text="For example, 27 3 2026")
    note = forms.CharField(
        label="How?",
        max_length=300,
        help_text="For example: visit by two reviewers, feedback of three schools.",
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self):
        if self.cleaned_data["on"] > self.today:
            raise forms.ValidationError("The day must be today or in the past")
        return self.cleaned_data["on"]

    @property
    def helper(self):
        helper = FormHelper()
        helper.layout = Layout("on", "note", ButtonHolder(Submit("save", "Save")))
        return helper


class HandOverForm(forms.Form):
    """Who shall keep an entry."""

    full_name = forms.CharField(label="Full name", max_length=200)
    email = forms.EmailField(
        label="E-mail address",
        help_text="Whoever has no account is invited there. Use an address only they read.",
    )

    @property
    def helper(self):
        helper = FormHelper()
        helper.layout = Layout(
            "full_name", "email", ButtonHolder(Submit("save", "Let them keep it"))
        )
        return helper
