"""What the form of a page checks beyond Wagtail's own rules."""

from django.urls import Resolver404, resolve
from wagtail.admin.forms.pages import CopyForm, WagtailAdminPageForm

# The address of editors' pages in `website/urls.py`, by the name Wagtail gives it.
SERVES_PAGES = "wagtail_serve"


class PortalPageForm(WagtailAdminPageForm):
    """A page whose address nothing of the portal hides."""

    def clean(self):
        cleaned = super().clean()
        if hidden := hidden_by_the_portal(self.parent_page, cleaned.get("slug")):
            self.add_error("slug", hidden)
        return cleaned


class PageCopyForm(CopyForm):
    """A copy is a draft: nothing is published but through a review."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        for published_at_once in ("publish_copies", "alias"):
            self.fields.pop(published_at_once, None)

    def clean(self):
        cleaned = super().clean()
        parent = cleaned.get("new_parent_page") or self.page.get_parent()
        if hidden := hidden_by_the_portal(parent, cleaned.get("new_slug")):
            self.add_error("new_slug", hidden)
        return cleaned


def hidden_by_the_portal(parent, slug):
    """Why a page of this name would never be seen, in words for its author; empty if it would."""
    if slug and parent is not None and parent.is_site_root() and is_taken(slug):
        return f"The portal has a part at /{slug}/ already. Choose another word."
    return ""


def is_taken(slug):
    """Whether an address of the portal's own hides a page of this name at the top."""
    try:
        return resolve(f"/{slug}/").url_name != SERVES_PAGES
    except Resolver404:
        return False
