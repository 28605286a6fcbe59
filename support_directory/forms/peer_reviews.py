"""What is asked about peer reviews: of planners, of a team, and of the school it visited."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Layout, Submit
from django import forms
from django.db.models import Q

from accounts.models import User
from core.forms import DatePartsField
from schools.models import School, SchoolPost
from support_directory.models import Entry, PeerReviewer, ProgrammeSchool, ReviewProgramme
from support_directory.services.peer_reviews import eligible

LONGEST = 8000
ROWS = {"rows": 6}


class AskedForm:
    """Its fields in order, and one button."""

    verb = "Save"

    @property
    def helper(self):
        helper = FormHelper()
        helper.layout = Layout(*self.fields, ButtonHolder(Submit("save", self.verb)))
        return helper


class ProgrammeForm(AskedForm, forms.ModelForm):
    starts_on = DatePartsField(label="First day of visits", help_text="For example, 1 3 2027")
    ends_on = DatePartsField(label="Last day of visits", help_text="For example, 26 3 2027")
    schools = forms.ModelMultipleChoiceField(
        label="Which schools take part?",
        queryset=School.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="Each is visited, and its people visit others.",
    )

    class Meta:
        model = ReviewProgramme
        fields = ["title", "about", "starts_on", "ends_on", "lines", "team_size", "most_visits"]
        labels = {
            "title": "What is it called?",
            "about": "What is it for?",
            "lines": "What do teams look into?",
            "team_size": "How many reviewers make a team?",
            "most_visits": "How many visits does one reviewer make at most?",
        }
        widgets = {
            "about": forms.Textarea(attrs={"rows": 3}),
            "lines": forms.Textarea(attrs=ROWS),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["schools"].queryset = School.objects.local().open().order_by("name", "urn")
        if self.instance.pk:
            self.fields["schools"].initial = self.instance.schools.values_list("school", flat=True)

    def clean(self):
        given = super().clean()
        starts_on, ends_on = given.get("starts_on"), given.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "The last day cannot be before the first")
        schools = given.get("schools")
        if schools is not None and len(schools) < 2:
            self.add_error("schools", "Choose two schools at least: they visit each other")
        return given


class ReviewerForm(AskedForm, forms.Form):
    verb = "Add"

    taking_part = forms.ModelChoiceField(
        label="From which school?", queryset=ProgrammeSchool.objects.none(), empty_label="Choose"
    )
    user = forms.ModelChoiceField(
        label="Who?",
        queryset=User.objects.none(),
        empty_label="Choose",
        help_text="People who lead a school of the programme, or stand in the support directory.",
    )
    leads = forms.BooleanField(label="May lead a team", required=False)

    def __init__(self, *args, programme, on, **kwargs):
        super().__init__(*args, **kwargs)
        places = programme.schools.select_related("school").order_by("school__name")
        schools = places.values("school")
        self.fields["taking_part"].queryset = places
        self.fields["taking_part"].label_from_instance = lambda place: place.school.name
        leading = SchoolPost.objects.held_on(on).filter(school__in=schools).values("user")
        listed = Entry.objects.filter(school__in=schools, state=Entry.State.LISTED).values("owner")
        self.fields["user"].queryset = User.objects.filter(
            Q(pk__in=leading) | Q(pk__in=listed), is_active=True
        ).order_by("full_name", "pk")
        self.on = on

    def clean(self):
        """The person has to be of that school, or the rule of other schools would be hollow."""
        given = super().clean()
        place, user = given.get("taking_part"), given.get("user")
        if place and user:
            held = SchoolPost.objects.held_on(self.on).filter(user=user, school=place.school_id)
            if not (
                held.exists() or Entry.objects.filter(owner=user, school=place.school_id).exists()
            ):
                self.add_error("user", f"This person is not known to be of {place.school}")
        return given


class ArrangeForm(AskedForm, forms.Form):
    held_on = DatePartsField(label="On which day?", help_text="For example, 4 3 2027")
    team = forms.ModelMultipleChoiceField(
        label="Who visits?",
        queryset=PeerReviewer.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="Reviewers of this school and of its trust are not offered.",
    )
    lead = forms.ModelChoiceField(
        label="Who leads the team?", queryset=PeerReviewer.objects.none(), empty_label="Choose"
    )

    def __init__(self, *args, review, on, **kwargs):
        members = list(review.team.all())
        initial = {
            "held_on": review.held_on,
            "team": [member.reviewer_id for member in members],
            "lead": next((member.reviewer_id for member in members if member.leads), None),
        }
        super().__init__(*args, initial=initial, **kwargs)
        may = PeerReviewer.objects.filter(pk__in=[one.pk for one in eligible(review, on=on)])
        for name in ("team", "lead"):
            self.fields[name].queryset = may.select_related("user", "taking_part__school").order_by(
                "taking_part__school__name", "user__full_name", "pk"
            )

    def clean(self):
        given = super().clean()
        if given.get("lead") and "team" in given and given["lead"] not in given["team"]:
            self.add_error("lead", "Whoever leads the team has to be in it")
        return given


class ReportForm(AskedForm, forms.Form):
    verb = "Hand over to the school"

    strengths = forms.CharField(
        label="What did you see that works?", max_length=LONGEST, widget=forms.Textarea(attrs=ROWS)
    )
    questions = forms.CharField(
        label="What might the school look at next?",
        max_length=LONGEST,
        widget=forms.Textarea(attrs=ROWS),
        help_text="As questions, along the lines of enquiry. No grades.",
    )


class ReplyForm(AskedForm, forms.Form):
    verb = "Send"

    reply = forms.CharField(
        label="What does the school make of it?",
        max_length=LONGEST,
        widget=forms.Textarea(attrs=ROWS),
        help_text="The team reads it, and nobody else.",
    )
