"""What is done with editors' pages: submitted, returned, published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from core import audit

if TYPE_CHECKING:
    # Wagtail's models import this module while they are made.
    from wagtail.models import Page, WorkflowState


@transaction.atomic
def publish_reviewed(workflow_state: WorkflowState, user) -> None:
    """Make public what a review has approved, now or on the day its author chose.

    The one way to publish: nobody holds Wagtail's own permission to, hence it is not asked.
    """
    page = workflow_state.content_object
    revision = page.get_latest_revision()
    revision.publish(user=user, skip_permission_checks=True)
    audit.record("page approved", subject=page, by=user, after={"revision": revision.pk})


def submitted(*, page: Page, by) -> None:
    """Somebody thinks a page is ready to be read by another."""
    audit.record("page submitted for review", subject=page, by=by)


def returned(*, page: Page, by) -> None:
    """A reader in review asks for changes."""
    audit.record("page returned from review", subject=page, by=by)
