"""The home page, pages of text in sections, and the page of contacts."""

from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from strategy.models import Edition, Objective
from website.blocks import BodyBlock, ContactsBlock, FrontBlock
from website.models.base import PortalPage
from website.models.events import EventPage
from website.models.news import NewsPage

MOST_NEWS, MOST_EVENTS = 3, 3


class HomePage(PortalPage):
    """The first page of the portal: ways in, and what editors want to say."""

    introduction = models.TextField(max_length=400)
    body = StreamField(FrontBlock(), blank=True)

    template = "website/home_page.html"
    content_panels = [*Page.content_panels, "introduction", "body"]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "website.StandardPage",
        "website.NewsIndexPage",
        "website.EventIndexPage",
        "website.TrainingIndexPage",
        "website.VacancyIndexPage",
        "website.ResourceIndexPage",
        "website.ContactsPage",
    ]
    max_count = 1

    class Meta:
        verbose_name = "home page"

    def get_context(self, request, *args, **kwargs):
        return {
            # No way leads to the first page: what stands above it is not asked.
            **Page.get_context(self, request, *args, **kwargs),
            # As few columns as the lists print: a page has sixty.
            "news": NewsPage.objects.live()
            .newest_first()
            .only("title", "url_path", "on", "introduction")[:MOST_NEWS],
            "events": EventPage.objects.live()
            .to_come(timezone.now())
            .only("title", "url_path", "starts_at", "venue")[:MOST_EVENTS],
            "edition": Edition.objects.in_force().only("title").first(),
        }


class StandardPage(PortalPage):
    """A page of text, standing alone or in a section."""

    introduction = models.TextField(max_length=400, blank=True)
    objective = models.ForeignKey(
        Objective,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        limit_choices_to={"edition__state": Edition.State.PUBLISHED},
        help_text="The objective of the strategy that this topic belongs to, if any.",
    )
    body = StreamField(BodyBlock(), blank=True)

    template = "website/standard_page.html"
    content_panels = [*Page.content_panels, "introduction", FieldPanel("objective"), "body"]
    parent_page_types = ["website.HomePage", "website.StandardPage"]
    subpage_types = ["website.StandardPage"]

    class Meta:
        verbose_name = "page"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        top = [*context["above"], self][1]
        return {
            **context,
            "section": self.section(top, request),
            "belongs_to": self.objective_shown(),
        }

    def objective_shown(self):
        """The objective it belongs to, unless its edition is not public."""
        if not self.objective_id:
            return None
        objectives = Objective.objects.select_related("edition")
        return objectives.filter(
            pk=self.objective_id,
            edition__state__in=[Edition.State.PUBLISHED, Edition.State.ARCHIVED],
        ).first()

    def section(self, top, request):
        """The pages of the section this one stands in: words, address, depth, whether this one."""
        pages = top.get_descendants(inclusive=True).live().filter(depth__lte=top.depth + 2)
        return [
            (page.title, page.get_url(request), page.depth - top.depth, page.pk == self.pk)
            for page in pages
        ]


class ContactsPage(PortalPage):
    """Whom to ask for what."""

    introduction = models.TextField(max_length=400, blank=True)
    body = StreamField(ContactsBlock(), blank=True)

    template = "website/standard_page.html"
    content_panels = [*Page.content_panels, "introduction", "body"]
    parent_page_types = ["website.HomePage"]
    subpage_types: list[str] = []
    max_count = 1

    class Meta:
        verbose_name = "page of contacts"
