"""Who may open Wagtail's editor; signs nobody in."""

from django.contrib.auth.backends import BaseBackend

from accounts.permissions import Permission, can

MAY_ENTER = "wagtailadmin.access_admin"


class PostsBackend(BaseBackend):
    """Answers Wagtail's one question of the whole editor from the posts held today."""

    def get_user_permissions(self, user_obj, obj=None):
        if user_obj.is_active and can(user_obj, Permission.WEBSITE_EDIT):
            return {MAY_ENTER}
        return set()
