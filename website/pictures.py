"""Pictures as they come in. Apart from `forms.py`, which is read before any model is there."""

import struct
from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, ImageFile, ImageOps
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

# What a picture needs to look as it did.
KEPT = ("transparency", "icc_profile")
# How Pillow says that a file ends too soon or holds nonsense.
BROKEN = (OSError, SyntaxError, ValueError, struct.error)


class PictureField(WagtailImageField):
    """A picture that keeps nothing but what is seen.

    A photograph says where and when it was taken, by whom and with what; drawn anew, it does
    not, and nothing hidden behind the picture is kept either.
    """

    def to_python(self, data):
        # WeasyPrint, which draws PDFs, has Pillow open pictures that are cut short, for the whole
        # process and from its import on; an upload that is not whole stays refused.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            given = super().to_python(data)
            return given and drawn_anew(given)
        except BROKEN:
            raise ValidationError(
                "This file is damaged: the picture in it cannot be read to its end.",
                code="invalid_image",
            ) from None


def drawn_anew(given):
    given.seek(0)
    with Image.open(given) as opened:
        upright = ImageOps.exif_transpose(opened)
        upright.info = {key: opened.info[key] for key in KEPT if key in opened.info}
        kept = BytesIO()
        upright.save(kept, opened.format, quality=90)
    return ContentFile(kept.getvalue(), name=given.name)


class PictureForm(BaseImageForm):
    """The form of a picture, where it has a file to choose."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        if field := self.fields.get("file"):
            self.fields["file"] = PictureField(
                label=field.label, required=field.required, widget=field.widget
            )
