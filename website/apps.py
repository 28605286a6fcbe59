from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "website"

    def ready(self):
        from wagtail.models import AbstractPage, WorkflowState
        from wagtail.permissions import register_permission_policy
        from wagtail.signals import workflow_approved, workflow_rejected, workflow_submitted

        from dashboard.sample.load import ROOMS
        from website import policies
        from website.models import Picture
        from website.sample import load

        register_permission_policy(AbstractPage, policies.PagePolicy())
        register_permission_policy(Picture, policies.PicturePolicy(Picture))
        # Wagtail would write by itself, in the request and past what people chose to be told.
        for signal, letter in (
            (workflow_submitted, "submitted"),
            (workflow_approved, "approved"),
            (workflow_rejected, "rejected"),
        ):
            signal.disconnect(
                sender=WorkflowState, dispatch_uid=f"workflow_state_{letter}_email_notification"
            )
        ROOMS.append(load)
