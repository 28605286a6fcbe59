"""What anybody may send in: bookings, the bulletin, and what they think of the site."""

from django import forms

from core.addresses import is_own
from core.traps import Trapped
from website.models import BulletinItem, Evaluation, Feedback, Topic


def lines_of(text):
    """Names typed one a line, each once, spaces put right."""
    names = [" ".join(line.split()) for line in text.splitlines()]
    return list(dict.fromkeys(name for name in names if name))


class BookingForm(Trapped, forms.Form):
    """Who comes, and how to reach whoever books."""

    name = forms.CharField(
        label="Your name", max_length=120, error_messages={"required": "Enter your name"}
    )
    email = forms.EmailField(
        label="Your e-mail address",
        help_text="We write to it about this booking alone.",
        error_messages={"required": "Enter your e-mail address"},
    )
    organisation = forms.CharField(label="School or organisation", max_length=160, required=False)
    people = forms.CharField(
        label="Who comes?",
        help_text="One name a line, yours too if you come.",
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Enter the name of at least one person"},
    )
    needs = forms.CharField(
        label="Is there anything we should arrange?",
        help_text="For example a hearing loop, a sign-language interpreter or food without nuts.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, event, **kwargs):
        super().__init__(*args, **kwargs)
        self.event = event
        self.fields["email"].widget.attrs["autocomplete"] = "email"
        self.fields["name"].widget.attrs["autocomplete"] = "name"

    def clean_people(self):
        people = lines_of(self.cleaned_data["people"])
        if len(people) > self.event.most_in_one_booking:
            raise forms.ValidationError(
                f"One booking takes {self.event.most_in_one_booking} people at most"
            )
        if any(len(person) > 120 for person in people):
            raise forms.ValidationError("Enter one name a line")
        if not people:
            raise forms.ValidationError("Enter the name of at least one person")
        return people


class EvaluationForm(forms.ModelForm):
    """How useful it was, and anything else."""

    class Meta:
        model = Evaluation
        fields = ["useful", "words"]
        labels = {"useful": "How useful was it?", "words": "What should we do differently?"}
        widgets = {"useful": forms.RadioSelect, "words": forms.Textarea(attrs={"rows": 4})}
        error_messages = {"useful": {"required": "Choose how useful it was"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["useful"].choices = Evaluation.Useful.choices


class SubscribeForm(Trapped, forms.Form):
    """Where the bulletin should go, and what of it."""

    email = forms.EmailField(
        label="Your e-mail address",
        help_text="We send one letter with a link. Nothing else comes before you press it.",
        error_messages={"required": "Enter your e-mail address"},
    )
    topics = forms.MultipleChoiceField(
        label="What do you want to hear about?",
        help_text="Choose none to hear about everything.",
        choices=Topic,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "email"


class ItemForm(Trapped, forms.ModelForm):
    """Something for the bulletin."""

    class Meta:
        model = BulletinItem
        fields = ["title", "text", "link", "topic", "organisation", "sender", "email"]
        labels = {
            "title": "Heading",
            "text": "What should people know?",
            "link": "Where can they read more?",
            "topic": "What is it about?",
            "organisation": "School or organisation",
        }
        help_texts = {
            "text": "A few sentences.",
            "link": "An address that begins with https://",
            "email": "For questions about this item alone. It is not published.",
        }
        widgets = {"text": forms.Textarea(attrs={"rows": 5})}
        error_messages = {
            "title": {"required": "Enter a heading"},
            "text": {"required": "Enter what people should know"},
            "topic": {"required": "Choose what it is about"},
            "organisation": {"required": "Enter your school or organisation"},
            "sender": {"required": "Enter your name"},
            "email": {"required": "Enter your e-mail address"},
        }


class FeedbackForm(Trapped, forms.ModelForm):
    """What is wrong with a page, or could be better."""

    class Meta:
        model = Feedback
        fields = ["page", "wrong", "email"]
        labels = {"page": "Which page?"}
        widgets = {"wrong": forms.Textarea(attrs={"rows": 6})}
        error_messages = {"wrong": {"required": "Enter what is wrong, or could be better"}}

    def clean_page(self):
        """Only an address of the portal's own, for it is printed as a link to whoever reads."""
        page = self.cleaned_data["page"]
        return page if is_own(page) else ""


class SearchForm(forms.Form):
    """What somebody looks for."""

    q = forms.CharField(label="What are you looking for?", required=False, max_length=2_000)
