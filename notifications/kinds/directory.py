"""Kinds of notice about the support directory: entries to confirm, and designations."""

from notifications.kinds.kind import Kind

ENTRY_CONFIRM = Kind(
    key="entry_confirm",
    label="My entry in the directory needs confirming",
    why="you keep this entry of the support directory",
    says=frozenset({"entry", "confirmed", "hides"}),
)
ENTRIES_CONFIRM = Kind(
    key="entries_confirm",
    label="Entries of the directory that nobody keeps need confirming",
    why="your post lets you keep the support directory",
    says=frozenset({"count"}),
)
ENTRY_HIDDEN = Kind(
    key="entry_hidden",
    label="My entry in the directory has hidden itself",
    why="you keep this entry of the support directory",
    says=frozenset({"entry", "confirmed"}),
    # It can no longer be found: its owner has to know.
    can_be_switched_off=False,
)
REFERENCE_ASKED = Kind(
    key="reference_asked",
    label="A reference is asked of me for a designation",
    why="you lead the school of the person who applies",
    says=frozenset({"entry", "title"}),
    # Nothing goes on without it.
    can_be_switched_off=False,
)
DESIGNATION_STEP = Kind(
    key="designation_step",
    label="A designation of mine has been taken further",
    why="the designation is yours, or you applied for it",
    says=frozenset({"entry", "title", "state"}),
    can_be_switched_off=False,
)
DESIGNATION_WAITS = Kind(
    key="designation_waits",
    label="A designation waits for the partnership",
    why="your post lets you decide on designations",
    says=frozenset({"entry", "title", "state"}),
)
REVIEW_COMING = Kind(
    key="review_coming",
    label="The review of a designation of mine is coming",
    why="the designation is yours",
    says=frozenset({"entry", "title", "due"}),
)

KINDS = (
    ENTRY_CONFIRM,
    ENTRIES_CONFIRM,
    ENTRY_HIDDEN,
    REFERENCE_ASKED,
    DESIGNATION_STEP,
    DESIGNATION_WAITS,
    REVIEW_COMING,
)
