"""Every kind of notice, declared: what it is called, why one gets it, what it may say."""

from dataclasses import dataclass


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
    sends_email: bool = True

    @property
    def template(self) -> str:
        return f"notifications/letters/{self.key}.txt"


RATING_SHARED = Kind(
    key="rating_shared",
    label="A rating has been shared with a school I lead",
    why="you are headteacher, chair of governors or trust lead of this school",
    says=frozenset({"school", "year"}),
    # A school has to hear of its rating: what it may say in reply runs from that day.
    can_be_switched_off=False,
)
ROUND_SHARED = Kind(
    key="round_shared",
    label="A rating round has been shared with schools",
    why="you hold a post in which you see every school’s rating",
    says=frozenset({"year", "area", "told", "untold"}),
)

KINDS = {kind.key: kind for kind in (RATING_SHARED, ROUND_SHARED)}
