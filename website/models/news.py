"""What is new, item by item, and the page that lists it."""

from django.core.paginator import Paginator
from django.db import models
from django.db.models.functions import ExtractYear
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from website import structured
from website.blocks import BodyBlock
from website.models.base import PicturedPage, PortalPage, Topic

MOST_ON_A_PAGE = 20


class NewsQuerySet(PageQuerySet):
    def of_topic(self, topic):
        return self.filter(topic=topic) if topic else self

    def of_year(self, year):
        return self.filter(on__year=year) if year else self

    def newest_first(self):
        return self.order_by("-on", "-pk")

    def years(self):
        """The years that have news, newest first."""
        years = self.order_by().annotate(year=ExtractYear("on")).values_list("year", flat=True)
        return sorted(set(years), reverse=True)


class NewsIndexPage(PortalPage):
    """All news, by topic and by year."""

    introduction = models.TextField(max_length=400, blank=True)

    template = "website/news_index_page.html"
    content_panels = [*Page.content_panels, "introduction"]
    parent_page_types = ["website.HomePage"]
    subpage_types = ["website.NewsPage"]
    max_count = 1

    class Meta:
        verbose_name = "list of news"

    def get_context(self, request, *args, **kwargs):
        topic, year = chosen(request)
        news = NewsPage.objects.live()
        listed = news.of_topic(topic).of_year(year).newest_first().select_related("picture")
        page = Paginator(listed, MOST_ON_A_PAGE).get_page(request.GET.get("page"))
        return {
            **super().get_context(request, *args, **kwargs),
            "listed": page,
            "topics": [(value, label, value == topic) for value, label in Topic.choices],
            "years": [(one, one == year) for one in news.years()],
            "topic": Topic(topic).label if topic else "",
            "year": year,
        }


def chosen(request):
    """The topic and year somebody narrowed a list to; whatever is no topic or year is none."""
    topic, year = request.GET.get("topic", ""), request.GET.get("year", "")
    is_year = year.isascii() and year.isdigit() and 1990 <= int(year[:5]) <= 2100
    return topic if topic in Topic.values else "", int(year) if is_year else None


class NewsPage(PicturedPage):
    """One item of news."""

    topic = models.CharField(max_length=20, choices=Topic, default=Topic.PARTNERSHIP)
    on = models.DateField("date", default=timezone.localdate, db_index=True)
    introduction = models.TextField("summary", max_length=300)
    body = StreamField(BodyBlock(), blank=True)

    objects = PageManager.from_queryset(NewsQuerySet)()

    template = "website/news_page.html"
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("topic"), FieldPanel("on")], "Kind and date"),
        "introduction",
        PicturedPage.picture_panel,
        "body",
    ]
    parent_page_types = ["website.NewsIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "news item"

    def get_context(self, request, *args, **kwargs):
        return {**super().get_context(request, *args, **kwargs), "data": structured.of_news(self)}
