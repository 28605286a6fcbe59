"""The review before anything is public."""

from wagtail.models import Task, TaskState

from accounts.permissions import Permission, can
from accounts.services import RefusedError
from website.services import review as services


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


def in_progress():
    """Reviews that nobody has decided yet."""
    return TaskState.objects.filter(task__review__isnull=False, status=TaskState.STATUS_IN_PROGRESS)


def waiting_for(user):
    """Reviews that wait for this person: of whatever another submitted, if they may publish."""
    if can(user, Permission.WEBSITE_PUBLISH):
        return in_progress().exclude(workflow_state__requested_by=user)
    return in_progress().none()


def submitted_by(user):
    """Reviews that this person waits for."""
    return in_progress().filter(workflow_state__requested_by=user)


def had_a_hand_in(page, user):
    """Whether somebody asked for this review, or wrote since the page was last made public."""
    state = page.current_workflow_state
    if state is not None and state.requested_by_id == user.pk:
        return True
    return page.revisions.filter(user=user, pk__gt=page.live_revision_id or 0).exists()
