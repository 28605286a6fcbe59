"""Kinds of notice about the strategy: progress that is owed, and consultations."""

from notifications.kinds.kind import Kind

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

KINDS = (
    UPDATE_ASKED,
    UPDATE_DUE_SOON,
    UPDATE_LATE,
    UPDATE_RETURNED,
    UPDATE_WAITS,
    UPDATE_SIGNED_OFF,
    CONSULTATION_OPENED,
)
