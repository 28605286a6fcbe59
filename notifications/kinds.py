"""Every kind of notice, declared: what it is called, why one gets it, what it may say."""

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


RATING_SHARED = Kind(
    key="rating_shared",
    label="A rating has been shared with a school I lead",
    why="you are headteacher or chair of governors of this school",
    says=frozenset({"school", "year"}),
    # A school has to hear of its rating: what it may say in reply runs from that day.
    can_be_switched_off=False,
)
TRUST_RATINGS_SHARED = Kind(
    key="trust_ratings_shared",
    label="Ratings have been shared with a trust I lead",
    why="you are trust lead of this trust",
    says=frozenset({"trust", "year", "count", "schools"}),
    can_be_switched_off=False,
)
ROUND_SHARED = Kind(
    key="round_shared",
    label="A rating round has been shared with schools",
    why="you hold a post in which you see every school’s rating",
    says=frozenset({"year", "area", "told", "untold"}),
)
UPDATE_ASKED = Kind(
    key="update_asked",
    label="Progress of an objective I lead is asked for",
    why="you lead this objective of the strategy",
    says=frozenset({"objective", "term", "due"}),
    # The request itself: without it nobody knows that an answer is due.
    can_be_switched_off=False,
)
UPDATE_DUE_SOON = Kind(
    key="update_due_soon",
    label="Progress of an objective I lead is due within a week",
    why="you lead this objective of the strategy",
    says=frozenset({"objective", "term", "due"}),
)
UPDATE_LATE = Kind(
    key="update_late",
    label="Progress of an objective I lead is late",
    why="you lead this objective of the strategy",
    says=frozenset({"objective", "term", "due", "closes"}),
)
UPDATE_WAITS = Kind(
    key="update_waits",
    label="Progress of an objective waits for a second person",
    why="your post lets you sign off progress that another reported",
    says=frozenset({"objective", "term"}),
)
UPDATE_RETURNED = Kind(
    key="update_returned",
    label="Progress I reported came back with a question",
    why="you lead this objective of the strategy or sent its progress",
    says=frozenset({"objective", "term"}),
    # The answer is owed to a person who waits for it.
    can_be_switched_off=False,
)
UPDATE_SIGNED_OFF = Kind(
    key="update_signed_off",
    label="Progress I reported is signed off",
    why="you sent the progress of this objective",
    says=frozenset({"objective", "term"}),
    # Nothing is left to do.
    is_significant=False,
)
CONSULTATION_OPENED = Kind(
    key="consultation_opened",
    label="A consultation on the strategy has opened",
    why="you hold a post in the partnership",
    says=frozenset({"title", "closes"}),
)

KINDS = {
    kind.key: kind
    for kind in (
        RATING_SHARED,
        TRUST_RATINGS_SHARED,
        ROUND_SHARED,
        UPDATE_ASKED,
        UPDATE_DUE_SOON,
        UPDATE_LATE,
        UPDATE_RETURNED,
        UPDATE_WAITS,
        UPDATE_SIGNED_OFF,
        CONSULTATION_OPENED,
    )
}

# The mail that brings what a person chose to have in a digest; no notice is of this kind.
DIGEST = Kind(
    key="digest",
    label="The digest of notices",
    why="you chose to get some notices in a digest",
    says=frozenset({"count", "notices"}),
)
