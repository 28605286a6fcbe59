"""What schools can use again: files with their versions, and the same to read as a page."""

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from website.blocks import BodyBlock, VersionsBlock
from website.models.base import PortalPage, Topic
from website.models.news import chosen


class ResourceQuerySet(PageQuerySet):
    def of_topic(self, topic):
        return self.filter(topic=topic) if topic else self


class ResourceIndexPage(PortalPage):
    """All resources, by topic."""

    introduction = models.TextField(max_length=400, blank=True)

    template = "website/resource_index_page.html"
    content_panels = [*Page.content_panels, "introduction"]
    parent_page_types = ["website.HomePage"]
    subpage_types = ["website.ResourcePage"]
    max_count = 1

    class Meta:
        verbose_name = "list of resources"

    def get_context(self, request, *args, **kwargs):
        topic, _ = chosen(request)
        return {
            **super().get_context(request, *args, **kwargs),
            "resources": list(ResourcePage.objects.live().of_topic(topic).order_by("title")),
            "topics": [(value, label, value == topic) for value, label in Topic.choices],
            "topic": Topic(topic).label if topic else "",
        }


class ResourcePage(PortalPage):
    """Something to use again, in its newest version and those before."""

    class Licence(models.TextChoices):
        OGL = "ogl", "Open Government Licence v3.0"
        CC_BY = "cc-by", "Creative Commons Attribution 4.0"
        CC_BY_NC = "cc-by-nc", "Creative Commons Attribution, not for profit, 4.0"
        RESERVED = "reserved", "All rights reserved: for use in your own school"

    LICENCE_ADDRESSES = {
        Licence.OGL: "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
        Licence.CC_BY_NC: "https://creativecommons.org/licenses/by-nc/4.0/",
    }

    introduction = models.TextField("summary", max_length=300)
    topic = models.CharField(max_length=20, choices=Topic, default=Topic.CURRICULUM)
    licence = models.CharField(max_length=10, choices=Licence, default=Licence.OGL)
    versions = StreamField(
        VersionsBlock(), blank=True, help_text="The newest first. Earlier ones stay to be read."
    )
    body = StreamField(
        BodyBlock(),
        blank=True,
        verbose_name="the same as a page",
        help_text="For readers who cannot use the file: what it says, as text.",
    )

    objects = PageManager.from_queryset(ResourceQuerySet)()

    template = "website/resource_page.html"
    content_panels = [
        *Page.content_panels,
        "introduction",
        MultiFieldPanel([FieldPanel("topic"), FieldPanel("licence")], "Facts"),
        "versions",
        "body",
    ]
    parent_page_types = ["website.ResourceIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "resource"

    def get_context(self, request, *args, **kwargs):
        return {
            **super().get_context(request, *args, **kwargs),
            "versions": list(self.versions_shown()),
        }

    def versions_shown(self):
        """Number, label, day, kind and size of each version whose file is there."""
        for number, version in enumerate(self.versions, start=1):
            file = version.value["file"]
            if file is not None:
                kind = file.file_extension.upper()
                size = file.get_file_size() or 0
                yield number, version.value["label"], version.value["on"], kind, size

    @property
    def licence_address(self):
        return self.LICENCE_ADDRESSES.get(self.Licence(self.licence), "")
