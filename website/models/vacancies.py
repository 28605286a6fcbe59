"""Posts that schools and partners want to fill; each goes by itself after its closing date."""

from django.db import models
from django.utils import timezone
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from schools.models import School
from website import structured
from website.blocks import BodyBlock, leads_somewhere
from website.models.base import PortalPage


class VacancyQuerySet(PageQuerySet):
    def open(self, on):
        """Those one can still apply for, the first to close first."""
        return self.filter(closes_on__gte=on).order_by("closes_on", "pk")


class VacancyIndexPage(PortalPage):
    """Work in the schools of the city."""

    introduction = models.TextField(max_length=400, blank=True)

    template = "website/vacancy_index_page.html"
    content_panels = [*Page.content_panels, "introduction"]
    parent_page_types = ["website.HomePage"]
    subpage_types = ["website.VacancyPage"]
    max_count = 1

    class Meta:
        verbose_name = "list of vacancies"

    def get_context(self, request, *args, **kwargs):
        vacancies = VacancyPage.objects.live().open(timezone.localdate()).select_related("school")
        return {**super().get_context(request, *args, **kwargs), "vacancies": list(vacancies)}


class VacancyPage(PortalPage):
    """One post, until its closing date."""

    class Hours(models.TextChoices):
        FULL_TIME = "FULL_TIME", "Full time"
        PART_TIME = "PART_TIME", "Part time"
        TEMPORARY = "TEMPORARY", "Temporary"
        VOLUNTEER = "VOLUNTEER", "Volunteer"

    school = models.ForeignKey(
        School, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    employer = models.CharField(
        max_length=160, blank=True, help_text="Where it is not one of the schools."
    )
    introduction = models.TextField("summary", max_length=300)
    closes_on = models.DateField("closing date", db_index=True)
    starts = models.CharField(max_length=80, blank=True, help_text="For example “January 2027”.")
    salary = models.CharField(max_length=120)
    hours = models.CharField(max_length=10, choices=Hours, default=Hours.FULL_TIME)
    apply_at = models.CharField(
        "where to apply", max_length=300, validators=[leads_somewhere], help_text="https://…"
    )
    body = StreamField(BodyBlock(), blank=True)

    objects = PageManager.from_queryset(VacancyQuerySet)()

    template = "website/vacancy_page.html"
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("school"), FieldPanel("employer")], "Where"),
        "introduction",
        MultiFieldPanel(
            [FieldPanel(name) for name in ("closes_on", "starts", "salary", "hours", "apply_at")],
            "Facts",
        ),
        "body",
    ]
    parent_page_types = ["website.VacancyIndexPage"]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "vacancy"

    @property
    def where(self):
        return self.school.name if self.school else self.employer

    def serve(self, request, *args, **kwargs):
        """After the closing date it says so, as gone for good (410)."""
        response = super().serve(request, *args, **kwargs)
        if self.closes_on < timezone.localdate():
            response.status_code = 410
        return response

    def get_context(self, request, *args, **kwargs):
        return {
            **super().get_context(request, *args, **kwargs),
            "is_closed": self.closes_on < timezone.localdate(),
            "facts": self.facts(),
            "data": structured.of_vacancy(self),
        }

    def facts(self):
        facts = [
            ("Where", self.where),
            ("Salary", self.salary),
            ("Hours", self.get_hours_display()),
            ("Starts", self.starts),
            ("Apply by", f"{self.closes_on:%A %-d %B %Y}"),
        ]
        return [(key, said) for key, said in facts if said]
