"""Looking at the portal as somebody else sees it: a stand-in that exists for one request.

The stand-in holds the posts of the person or role looked through, inside a transaction that is
always undone. So every page, list and file answers exactly as it would, and nothing that
happens on the way is kept: no letter, no mark that something was read, no change.
"""

from dataclasses import asdict, dataclass

from django.utils import timezone

from accounts.models import HeldPost, User
from accounts.permissions import GRANTS, Permission, Role, can
from accounts.posts import kinds
from accounts.services import RefusedError
from core import audit, history

KEY = "preview"


@dataclass(frozen=True)
class Preview:
    """Through whose eyes: a person's, or those of a role in a place."""

    words: str
    person: int = 0
    kind: str = ""
    role: str = ""
    scope_id: int = 0


def of_person(person: User) -> Preview:
    return Preview(words=str(person), person=person.pk)


def of_role(post: HeldPost, *, scope_id: int) -> Preview:
    """As whoever holds such a post today would see the portal."""
    words = f"{Role(post.role).label}, {post.place}"
    return Preview(words=words, kind=post.KIND, role=post.role, scope_id=scope_id)


def roles_to_preview(kind) -> list[Role]:
    """The roles of a kind of post that may be looked through: none that may look through others."""
    return [role for role in kind.ROLES if Permission.PREVIEW_AS not in GRANTS[role]]


def posts_behind(preview: Preview) -> list[HeldPost]:
    """The posts a stand-in holds today; refused if they would reach further than a preview may."""
    today = timezone.localdate()
    if preview.person:
        person = User.objects.filter(pk=preview.person).first()
        if person is None or not person.is_active or person.is_staff:
            raise RefusedError("This account cannot be looked through.")
        held = [
            post
            for kind in kinds().values()
            for post in kind.objects.held_on(today).filter(user=person)
        ]
    else:
        kind = kinds()[preview.kind]
        scope = {f"{kind.SCOPE}_id": preview.scope_id} if kind.SCOPE else {}
        held = [kind(role=preview.role, starts_on=today, **scope)]
    if any(Permission.PREVIEW_AS in GRANTS[Role(post.role)] for post in held):
        raise RefusedError("Nobody looks through the eyes of an officer or administrator.")
    return held


def stand_in(preview: Preview, *, by: User) -> User:
    """Somebody who exists until the transaction is undone, under a number nobody can have."""
    posts = posts_behind(preview)
    somebody = User(pk=-by.pk, email=f"{by.pk}@preview.invalid", full_name=preview.words[:200])
    somebody.set_unusable_password()
    history.save_unkept(somebody, force_insert=True)
    for post in posts:
        post.pk, post.user_id = None, somebody.pk
        history.save_unkept(post, force_insert=True)
    return somebody


def start(request, preview: Preview, *, subject) -> None:
    posts_behind(preview)
    request.session[KEY] = asdict(preview)
    audit.record("preview started", subject=subject, by=request.user, after={"as": preview.role})


def stop(request) -> None:
    if request.session.pop(KEY, None):
        audit.record("preview ended", subject=request.user, by=request.user)


def chosen(request) -> Preview | None:
    """What this session looks through, while its owner still may."""
    kept = request.session.get(KEY)
    if kept and can(request.user, Permission.PREVIEW_AS):
        return Preview(**kept)
    return None
