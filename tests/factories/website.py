"""Pages of editors below the home page, and pictures."""

from io import BytesIO

import factory
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.storage import storages
from factory.django import DjangoModelFactory
from PIL import Image

from website.models import HomePage, Picture, StandardPage


def drawn(kind="PNG", size=(60, 40), **options):
    """The bytes of a plain picture."""
    kept = BytesIO()
    Image.new("RGB", size, "teal").save(kept, kind, **options)
    return kept.getvalue()


def public_picture(name):
    """A picture in the public folder, which no transaction empties."""
    if not storages["pictures"].exists(name):
        storages["pictures"].save(name, ContentFile(drawn()))


class StandardPageFactory(DjangoModelFactory):
    """Public, right below the home page unless `parent` says otherwise."""

    class Meta:
        model = StandardPage

    parent = None
    title = factory.Sequence("Page {}".format)
    introduction = "What this page is about."
    live = True

    @classmethod
    def _create(cls, model, *args, parent, **fields):
        page = model(**fields)
        (parent or HomePage.objects.get()).add_child(instance=page)
        if page.live:
            page.save_revision().publish()
            page.refresh_from_db()
        return page


class PictureFactory(DjangoModelFactory):
    class Meta:
        model = Picture

    title = factory.Sequence("Picture {}".format)
    file = factory.LazyFunction(lambda: ImageFile(BytesIO(drawn()), name="harbour.png"))
