"""Whether support worked, for those who may ask."""

from django.urls import reverse

from accounts.permissions import Permission, can
from pep_portal.landing.row import Row


def impact_rows(user):
    """The page of impact, for boards and those who arrange support. No query of its own."""
    if not can(user, Permission.IMPACT_VIEW):
        return []
    return [
        Row(
            question="Did support work?",
            url=reverse("support_directory:impact"),
            sentence="Supported schools beside comparable ones that had no support.",
        )
    ]
