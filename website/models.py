"""Pages that editors write, their pictures, and the review before anything is public."""

from csp.constants import SELF
from csp.decorators import csp_replace
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models
from django.utils.decorators import method_decorator
from wagtail.admin.panels import MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.models import Page, Task, TaskState

from accounts.permissions import Permission, can
from accounts.services import RefusedError
from website import services
from website.blocks import BodyBlock, FrontBlock
from website.forms import PageCopyForm, PortalPageForm
from website.policies import HOME_DEPTH, PageRights


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


class PortalPage(Page):
    """What every page of editors has in common."""

    base_form_class = PortalPageForm
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


class HomePage(PortalPage):
    """The first page of the portal: ways in, and what editors want to say."""

    introduction = models.TextField(max_length=400)
    body = StreamField(FrontBlock(), blank=True)

    template = "website/home_page.html"
    content_panels = [*Page.content_panels, "introduction", "body"]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["website.StandardPage"]
    max_count = 1

    class Meta:
        verbose_name = "home page"


class StandardPage(PortalPage):
    """A page of text, standing alone or in a section."""

    introduction = models.TextField(max_length=400, blank=True)
    body = StreamField(BodyBlock(), blank=True)

    template = "website/standard_page.html"
    content_panels = [*Page.content_panels, "introduction", "body"]
    parent_page_types = ["website.HomePage", "website.StandardPage"]
    subpage_types = ["website.StandardPage"]

    class Meta:
        verbose_name = "page"

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        above = [page for page in self.get_ancestors() if page.depth >= HOME_DEPTH]
        return {
            **context,
            "crumbs": [
                *((page.title, page.get_url(request)) for page in above),
                (self.title, ""),
            ],
            "section": self.section([*above, self][1], request),
        }

    def section(self, top, request):
        """The pages of the section this one stands in: words, address, depth, whether this one."""
        pages = top.get_descendants(inclusive=True).live().filter(depth__lte=top.depth + 2)
        return [
            (page.title, page.get_url(request), page.depth - top.depth, page.pk == self.pk)
            for page in pages
        ]


class Review(Task):
    """Somebody who may publish reads what others wrote, and publishes it or sends it back."""

    class Meta:
        verbose_name = "review by somebody else"

    def start(self, workflow_state, user=None):
        state = super().start(workflow_state, user=user)
        services.submitted(page=workflow_state.content_object, by=user)
        return state

    def user_can_access_editor(self, obj, user):
        return can(user, Permission.WEBSITE_PUBLISH)

    def locked_for_user(self, obj, user):
        return not can(user, Permission.WEBSITE_PUBLISH)

    def get_actions(self, obj, user):
        if not can(user, Permission.WEBSITE_PUBLISH):
            return []
        return [
            ("reject", "Ask for changes", True),
            *([] if had_a_hand_in(obj, user) else APPROVE),
        ]

    def on_action(self, task_state, user, action_name, **kwargs):
        page = task_state.workflow_state.content_object
        if not can(user, Permission.WEBSITE_PUBLISH):
            raise RefusedError("Only those who may publish decide on a page in review.")
        if action_name == "approve" and had_a_hand_in(page, user):
            raise RefusedError(
                f"You wrote part of “{page.get_latest_revision().as_object().title}”,"
                " so somebody else has to approve it. Your changes are kept."
            )
        super().on_action(task_state, user, action_name, **kwargs)
        if action_name == "reject":
            services.returned(page=page, by=user)

    def get_task_states_user_can_moderate(self, user, **kwargs):
        return waiting_for(user).filter(task=self)

    @classmethod
    def get_description(cls):
        return "Whoever may publish decides, if they had no hand in the page."


APPROVE = [
    ("approve", "Approve and publish", False),
    ("approve", "Approve and publish, with a comment", True),
]


def waiting_for(user):
    """Reviews that wait for this person: of whatever another submitted, if they may publish."""
    waiting = TaskState.objects.filter(
        task__review__isnull=False, status=TaskState.STATUS_IN_PROGRESS
    )
    if can(user, Permission.WEBSITE_PUBLISH):
        return waiting.exclude(workflow_state__requested_by=user)
    return waiting.none()


def had_a_hand_in(page, user):
    """Whether somebody asked for this review, or wrote since the page was last made public."""
    state = page.current_workflow_state
    if state is not None and state.requested_by_id == user.pk:
        return True
    return page.revisions.filter(user=user, pk__gt=page.live_revision_id or 0).exists()
