"""What a kind of notice is, and the ways one reaches a person."""

from dataclasses import dataclass

from django.db.models import TextChoices


class Way(TextChoices):
    """How a notice reaches a person beside the inbox."""

    AT_ONCE = "at_once", "By e-mail, as it happens"
    DIGEST = "digest", "In a digest by e-mail, at most once a day"
    PORTAL = "portal", "Only in the portal"


@dataclass(frozen=True)
class Kind:
    """One kind of notice; its words are in `templates/notifications/letters/<key>.txt`.

    `says` names all that a notice may be told about its subject. Mail is read by others than
    its reader, so nothing here can carry a rating: no kind may be told one.
    """

    key: str
    label: str
    why: str
    says: frozenset[str]
    can_be_switched_off: bool = True
    # Whether a digest goes out for it; if not, it waits for one that goes out for something else.
    is_significant: bool = True

    @property
    def template(self) -> str:
        return f"notifications/letters/{self.key}.txt"
