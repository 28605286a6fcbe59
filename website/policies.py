"""What Wagtail asks of a person, answered from the posts they hold today.

Wagtail's groups are never asked: a post that ends needs nobody to take somebody out of a group.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Collection, PagePermissionTester, Site
from wagtail.permission_policies.collections import CollectionPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

from accounts.models import User
from accounts.permissions import GRANTS, Permission, Role, can
from accounts.posts import holders

# What each of our permissions means in Wagtail's words. To publish is to take down, move and
# put in order what is public; `PageRights` says why it is not to publish.
PAGES = {
    Permission.WEBSITE_EDIT: ("add", "change"),
    Permission.WEBSITE_PUBLISH: ("publish", "bulk_delete", "lock", "unlock"),
}
# The root of the tree is no page; the home page stands below it.
HOME_DEPTH = 2
FILES = {Permission.WEBSITE_EDIT: ("add", "change", "delete", "choose")}


@dataclass(frozen=True)
class Codename:
    codename: str


@dataclass(frozen=True)
class Held:
    """One right on a page or collection and all beneath, in the shape Wagtail reads."""

    permission: Codename
    page: Any = None
    collection: Any = None

    @property
    def page_id(self) -> int:
        return self.page.pk

    @property
    def collection_id(self) -> int:
        return self.collection.pk


def words_held(user: Any, meanings: dict[Permission, tuple[str, ...]]) -> list[str]:
    """Wagtail's words for what a person's posts let them do."""
    return [
        word
        for permission, words in meanings.items()
        if user.is_active and can(user, permission)
        for word in words
    ]


def people_with(
    actions: Iterable[str], meanings: dict[Permission, tuple[str, ...]]
) -> QuerySet[User]:
    """Everybody whose post lets them do any of these today."""
    asked = set(actions)
    wanted = {permission for permission, words in meanings.items() if asked & {*words}}
    return people_who_may(*wanted)


def people_who_may(*permissions: Permission) -> QuerySet[User]:
    """Everybody with an account whose post of today holds one of these permissions."""
    today = timezone.localdate()
    people = User.objects.none()
    for role in Role:
        if GRANTS[role] & {*permissions}:
            people |= User.objects.filter(holders(on=today, role=role), is_active=True)
    return people


class PagePolicy(PagePermissionPolicy):
    """Rights on pages: all of them count from the home page down."""

    def get_all_permissions_for_user(self, user):
        words = words_held(user, PAGES)
        site = Site.objects.select_related("root_page").filter(is_default_site=True).first()
        if not words or site is None:
            return []
        return [Held(Codename(f"{word}_page"), page=site.root_page) for word in words]

    def users_with_any_permission(self, actions, include_superusers=True):
        return people_with(actions, PAGES)

    def users_with_any_permission_for_instance(self, actions, instance, include_superusers=True):
        return people_with(actions, PAGES)

    def explorable_instances(self, user):
        if not self.get_cached_permissions_for_user(user):
            return self.model._default_manager.none()
        return super().explorable_instances(user)


class FilePolicy(CollectionPermissionPolicy):
    """Rights on pictures and documents: who writes pages may add, mend, choose, delete them."""

    @cached_property
    def root(self):
        return Collection.get_first_root_node()

    def _get_user_permission_objects_for_actions(self, user, actions):
        held = self.get_cached_permissions_for_user(user)
        return {right for right in held if right.permission.codename in actions}

    def get_all_permissions_for_user(self, user):
        return [Held(Codename(word), collection=self.root) for word in words_held(user, FILES)]

    def users_with_any_permission(self, actions):
        return people_with(actions, FILES)

    def users_with_any_permission_for_instance(self, actions, instance):
        return people_with(actions, FILES)


class PageRights(PagePermissionTester):
    """What somebody may do with one page: everything is published through a review alone.

    Wagtail's right to publish would let its holder publish what they wrote themselves. Here it
    stands for what is done to pages that are public already.
    """

    permissions: set[str]

    def can_publish(self):
        return False

    def can_publish_subpage(self):
        return False

    def can_unschedule(self):
        return "publish" in self.permissions

    def can_unpublish(self):
        return super().can_unpublish() and self.page.depth > HOME_DEPTH

    def can_delete(self, ignore_bulk=False):
        """Never the home page, for the portal has one, nor what people have booked."""
        return (
            super().can_delete(ignore_bulk)
            and self.page.depth > HOME_DEPTH
            and not self.is_booked()
        )

    def is_booked(self):
        """Whether somebody booked this page or one below it: they would never be told."""
        return (
            self.page.get_descendants(inclusive=True)
            .filter(eventpage__bookings__isnull=False)
            .exists()
        )
