"""Pictures and documents that editors send in."""

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition

from core.uploads import PrivatePath


class Picture(AbstractImage):
    """A picture of the website; the words for it stand where it is shown."""

    admin_form_fields = ("title", "file", "tags")

    # As Wagtail has it, less the way back from a person to their pictures.
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    uploaded_by_user.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]

    class Meta:
        verbose_name = "picture"

    def generate_rendition_file(self, filter, *, source=None):
        """As Wagtail draws it, without leaving its temporary file open."""
        drawn = super().generate_rendition_file(filter, source=source)
        with drawn.open() as file:
            return ContentFile(file.read(), name=drawn.name)


class Rendition(AbstractRendition):
    """A picture cut to one size."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_of_a_size"
            ),
        ]

    def get_upload_to(self, filename):
        """All in one folder: the name stands in the address by itself."""
        return self.file.field.storage.get_valid_name(filename)


class ResourceFile(AbstractDocument):
    """A file to save, such as a guide; public only where a public resource offers it."""

    admin_form_fields = ("title", "file", "tags")

    file = models.FileField("file", upload_to=PrivatePath("resources"))
    uploaded_by_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    uploaded_by_user.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]

    class Meta:
        verbose_name = "document"

    @property
    def url(self):
        """None of its own: what is public is decided by the page that offers it."""
        return ""
