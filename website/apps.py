from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "website"

    def ready(self):
        from django.db.models.signals import post_delete
        from wagtail.models import AbstractPage, Page, WorkflowState
        from wagtail.permissions import register_permission_policy
        from wagtail.signals import (
            page_published,
            page_unpublished,
            post_page_move,
            workflow_approved,
            workflow_rejected,
            workflow_submitted,
        )

        from core.search import add_searcher
        from dashboard.sample.load import ROOMS
        from website import policies, public_cache
        from website.models import Picture, ResourceFile
        from website.sample import load
        from website.searchers import SEARCHERS

        register_permission_policy(AbstractPage, policies.PagePolicy())
        for files in (Picture, ResourceFile):
            register_permission_policy(files, policies.FilePolicy(files))
        # Wagtail would write by itself, in the request and past what people chose to be told.
        for signal, letter in (
            (workflow_submitted, "submitted"),
            (workflow_approved, "approved"),
            (workflow_rejected, "rejected"),
        ):
            signal.disconnect(
                sender=WorkflowState, dispatch_uid=f"workflow_state_{letter}_email_notification"
            )
        # Wagtail tells of these in no other way: by a button, by the clock, by a whole tree moved.
        for told in (page_published, page_unpublished, post_page_move):
            told.connect(public_cache.changed, dispatch_uid="public pages are made anew")
        post_delete.connect(
            public_cache.changed, sender=Page, dispatch_uid="public pages are made anew"
        )
        for searcher in SEARCHERS:
            add_searcher(searcher)
        ROOMS.append(load)
