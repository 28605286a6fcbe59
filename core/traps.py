"""Forms that anybody may send: what only programs fall into, and what is sent twice."""

import uuid
from datetime import timedelta

from django import forms
from django.core import signing

# Nobody reads a form and fills it in faster than this; programs do.
FASTEST = timedelta(seconds=4)
# A page left open longer than this is asked to be opened again.
LONGEST_OPEN = timedelta(days=2)
OPENED = signing.TimestampSigner(salt="core.traps.opened")


class Trapped:
    """Two traps for programs: a box no person sees, and the moment the page was opened.

    A form of this kind also carries a number by which sending it twice counts once.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        # Not called what it is, and moved out of sight by the style sheet.
        self.fields["homepage"] = forms.CharField(
            label="Leave this empty", required=False, max_length=200
        )
        self.fields["homepage"].widget.attrs |= {"autocomplete": "off", "tabindex": "-1"}
        self.fields["once"] = forms.UUIDField(initial=uuid.uuid4, widget=forms.HiddenInput)
        self.fields["opened"] = forms.CharField(
            initial=lambda: OPENED.sign("page"), widget=forms.HiddenInput
        )

    @property
    def asked(self):
        """The fields that people see."""
        return [field for field in self.visible_fields() if field.name != "homepage"]

    def clean(self):
        given = super().clean()
        if given.get("homepage") or not self._was_read():
            raise forms.ValidationError(
                "This came faster than somebody can read, or with a box filled in that is hidden."
                " Check what you wrote and send it again.",
                code="trap",
            )
        return given

    def _was_read(self):
        """Whether the page was opened some seconds ago, and not days."""
        opened = self.data.get("opened", "")
        try:
            OPENED.unsign(opened, max_age=LONGEST_OPEN)
        except signing.BadSignature:
            return False
        try:
            OPENED.unsign(opened, max_age=FASTEST)
        except signing.SignatureExpired:
            return True
        return False
