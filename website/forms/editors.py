"""What editors fill in beside the pages they write in Wagtail."""

from django import forms

from core.addresses import is_own
from website.models import Banner, BulletinIssue, BulletinItem


class IssueForm(forms.ModelForm):
    """What stands above the items of an issue."""

    class Meta:
        model = BulletinIssue
        fields = ["introduction"]
        labels = {"introduction": "A few words to begin with"}
        widgets = {"introduction": forms.Textarea(attrs={"rows": 3})}


class EditItemForm(forms.ModelForm):
    """The words of an item as they go out."""

    class Meta:
        model = BulletinItem
        fields = ["title", "text", "link", "topic"]
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}


class CloseForm(forms.Form):
    """What was done about what a reader told us."""

    outcome = forms.CharField(
        label="What was done?",
        max_length=300,
        error_messages={"required": "Say what was done, even if it is nothing"},
    )


class BannerForm(forms.ModelForm):
    """A message to everybody, between two moments."""

    starts_at = forms.DateTimeField(
        label="From",
        help_text="Like 2026-12-01 08:00",
        error_messages={"invalid": "Enter a day and a time, like 2026-12-01 08:00"},
    )
    ends_at = forms.DateTimeField(
        label="Until",
        help_text="Like 2026-12-02 17:00",
        error_messages={"invalid": "Enter a day and a time, like 2026-12-02 17:00"},
    )

    class Meta:
        model = Banner
        fields = ["words", "link", "starts_at", "ends_at"]
        help_texts = {
            "link": "A page of the portal to read more, such as /news/. May stay empty.",
        }

    def clean_link(self):
        link = self.cleaned_data["link"]
        if link and not is_own(link):
            raise forms.ValidationError("Begin with /, for a page of the portal")
        return link

    def clean(self):
        given = super().clean()
        starts, ends = given.get("starts_at"), given.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", "It must end after it starts")
        return given
