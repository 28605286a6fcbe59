"""What every page of editors has in common."""

from csp.constants import SELF
from csp.decorators import csp_replace
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.decorators import method_decorator
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from website.forms.pages import PageCopyForm, PortalPageForm
from website.policies import HOME_DEPTH, PageRights


class Topic(models.TextChoices):
    """What something is about: one list for news, resources and the bulletin."""

    PARTNERSHIP = "partnership", "The partnership"
    LEADERSHIP = "leadership", "Leadership, recruitment and retention"
    CURRICULUM = "curriculum", "Curriculum and teaching"
    EARLY_YEARS = "early-years", "Early years"
    INCLUSION = "inclusion", "Inclusion and special educational needs"
    ATTENDANCE = "attendance", "Attendance and wellbeing"
    GOVERNORS = "governors", "Governors"


class PortalPage(Page):
    """What every page of editors has in common."""

    base_form_class = PortalPageForm
    # Kinds of page with one at their head have a column of this name.
    picture = None
    copy_form_class = PageCopyForm
    promote_panels = [MultiFieldPanel(["slug", "search_description"], "Address and summary")]

    class Meta:
        abstract = True

    def permissions_for_user(self, user):
        return PageRights(user, self)

    @method_decorator(csp_replace({"frame-ancestors": [SELF]}))
    def serve_preview(self, request, mode_name):
        """As the public would see it, shown inside the editor."""
        return super().serve_preview(request, mode_name)

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        above = [page for page in self.get_ancestors() if page.depth >= HOME_DEPTH]
        crumbs = [(page.title, page.get_url(request)) for page in above]
        return {**context, "above": above, "crumbs": [*crumbs, (self.title, "")]}


class PicturedPage(PortalPage):
    """A page with one picture at its head, told in words to those who do not see it."""

    picture = models.ForeignKey(
        "website.Picture", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    picture_alternative = models.CharField(
        "what the picture shows",
        max_length=250,
        blank=True,
        help_text="For people who do not see it: what they would miss without it.",
    )

    picture_panel = MultiFieldPanel(
        [FieldPanel("picture"), FieldPanel("picture_alternative")], "Picture"
    )

    class Meta:
        abstract = True

    def clean(self):
        super().clean()
        if self.picture_id and not self.picture_alternative.strip():
            raise ValidationError(
                {"picture_alternative": "Say what the picture shows, for those who do not see it."}
            )
