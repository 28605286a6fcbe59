"""What is asked about a group itself, and who sits on it."""

from django import forms
from django.core.validators import validate_slug

from accounts.models import User, choices_of
from core.forms import DatePartsField
from strategy.models import Objective
from subgroups.forms.base import ROWS, Asked, SendsPdf, WordsField
from subgroups.models import Group, Membership, Resource
from subgroups.models.groups import is_no_address_of_its_own


class GroupForm(Asked, forms.ModelForm):
    """What a group is for, whom it reports to, and the objectives it leads on."""

    class Meta:
        model = Group
        fields = [
            "name",
            "slug",
            "code",
            "kind",
            "parent",
            "remit",
            "responsibilities",
            "contact_email",
            "quorum",
            "objectives",
            "starts_on",
        ]
        labels = {
            "name": "What is it called?",
            "slug": "Last part of its address",
            "code": "Short code",
            "kind": "What is it?",
            "parent": "Which board does it report to?",
            "remit": "What is it for?",
            "contact_email": "Which mailbox answers for it?",
            "quorum": "How many members make a quorum?",
            "objectives": "Which objectives does it lead on?",
        }
        widgets = {
            "remit": forms.Textarea(attrs=ROWS),
            "responsibilities": forms.Textarea(attrs=ROWS),
            "objectives": forms.CheckboxSelectMultiple,
        }

    starts_on = DatePartsField(label="First day", help_text="For example, 1 9 2026")
    # Given once: the name, the address and the first day have ways of their own.
    ONCE = ("name", "slug", "code", "kind", "starts_on")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = Group.objects.filter(kind=Group.Kind.BOARD).exclude(
            pk=self.instance.pk
        )
        self.fields["parent"].empty_label = "None"
        self.fields["objectives"].queryset = (
            Objective.objects.filter(edition__state="published")
            .select_related("edition")
            .in_order()
        )
        self.fields["objectives"].label_from_instance = lambda one: f"{one}, {one.edition}"
        if self.instance.pk:
            for name in self.ONCE:
                del self.fields[name]

    def _post_clean(self):
        """The service checks the whole row; its answers go in as they are."""
        for name, value in self.cleaned_data.items():
            if name != "objectives":
                setattr(self.instance, name, value)


class RenameForm(Asked, forms.Form):
    """Another name, from a day on, and another address if it is wanted."""

    name = forms.CharField(label="What is it called now?", max_length=120)
    slug = forms.CharField(
        label="Last part of its address",
        max_length=60,
        validators=[validate_slug, is_no_address_of_its_own],
        help_text="The address it had goes on leading here.",
    )
    starts_on = DatePartsField(label="Since which day?", help_text="For example, 1 9 2026")
    verb = "Rename the group"


class EndForm(Asked, forms.Form):
    """The last day of a group, and where its work goes on."""

    ends_on = DatePartsField(label="What is its last day?", help_text="For example, 31 8 2026")
    into = forms.ModelChoiceField(
        label="Which group takes up its work?",
        queryset=Group.objects.none(),
        required=False,
        empty_label="None: its work is done",
        help_text="Open actions go on there under their numbers. Its page stays as it is.",
    )
    verb = "End the group"

    def __init__(self, *args, group, on, **kwargs):
        super().__init__(*args, **kwargs)
        others = Group.objects.active_on(on).exclude(pk=group.pk).in_order()
        self.fields["into"].queryset = others


class TermsForm(Asked, forms.Form):
    """A new version of the terms of reference."""

    text = WordsField(
        label="What do they say?",
        rows=14,
        max_length=20_000,
        help_text="A line that begins with ## is a heading, one that begins with - a bullet.",
    )
    adopted_on = DatePartsField(label="When were they adopted?")
    adopted_by_body = forms.CharField(label="By whom?", max_length=120, required=False)
    verb = "Adopt this version"


class ResourceForm(SendsPdf, Asked, forms.ModelForm):
    """Something to share: a page elsewhere, or a PDF."""

    url = forms.URLField(
        label="Its address on the web", required=False, max_length=500, assume_scheme="https"
    )
    verb = "Share it with everybody"

    class Meta:
        model = Resource
        fields = ["title", "url", "file"]
        labels = {"title": "What is it called?", "file": "Or upload a PDF"}

    def clean(self):
        given = super().clean()
        if not self.errors and bool(given.get("url")) == bool(given.get("file")):
            raise forms.ValidationError("Give either an address or a file.")
        return given


class MemberForm(Asked, forms.Form):
    """Who sits on the group, as what, for whom, and since when."""

    email = forms.EmailField(
        label="Their e-mail address", help_text="They need an account in the portal."
    )
    role = forms.ChoiceField(label="As what?")
    post = forms.CharField(
        label="Their post, in words",
        max_length=120,
        required=False,
        help_text="For example Headteacher, Wharf Lane Junior School. The public reads it.",
    )
    representing = forms.CharField(label="Whom do they speak for?", max_length=120, required=False)
    starts_on = DatePartsField(label="First day")
    ends_on = DatePartsField(label="Last day", required=False)
    verb = "Add to the group"

    def __init__(self, *args, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = choices_of(roles)

    def clean_email(self):
        found = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True)
        self.person = found.first()
        if self.person is None:
            raise forms.ValidationError(
                "Nobody has an account with this address. An officer of the council can invite"
                " them."
            )
        return self.cleaned_data["email"]

    def seat(self, group):
        """The seat described; not saved."""
        given = {name: self.cleaned_data[name] for name in self.cleaned_data if name != "email"}
        return Membership(user=self.person, group=group, **given)


class SeatEndForm(Asked, forms.Form):
    """The last day of somebody's seat."""

    ends_on = DatePartsField(label="What is their last day?")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    verb = "End their seat"
