"""Kinds of notice about groups and boards. None may be told what is said, agreed or escalated."""

from notifications.kinds.kind import Kind

MEETING = frozenset({"group", "day"})
ACTION = frozenset({"action", "group", "due"})
ESCALATION = frozenset({"escalation", "group", "board", "due"})
SITS = "you sit on this group"

AGENDA_SENT = Kind(
    key="agenda_sent",
    label="The agenda of a meeting of my group",
    why=SITS,
    says=MEETING | {"time", "place", "count"},
)
MEETING_CHANGED = Kind(
    key="meeting_changed",
    label="A meeting of my group has another hour or place",
    why=SITS,
    says=MEETING | {"time", "place"},
    # Somebody would stand before a locked door.
    can_be_switched_off=False,
)
MEETING_CANCELLED = Kind(
    key="meeting_cancelled",
    label="A meeting of my group is cancelled",
    why=SITS,
    says=MEETING,
    can_be_switched_off=False,
)
MINUTES_DUE = Kind(
    key="minutes_due",
    label="Minutes that I write are due",
    why="you are the clerk of this group, or its chair where it has none",
    says=MEETING | {"days"},
)
MINUTES_WAIT = Kind(
    key="minutes_wait",
    label="Minutes wait for my check",
    why="you chair this group",
    says=MEETING,
)
MINUTES_RETURNED = Kind(
    key="minutes_returned",
    label="Minutes I wrote came back",
    why="you are the clerk of this group",
    says=MEETING,
    can_be_switched_off=False,
)
MINUTES_PUBLISHED = Kind(
    key="minutes_published",
    label="Minutes of my group are published",
    why=SITS,
    says=MEETING,
    is_significant=False,
)
ACTION_GIVEN = Kind(
    key="action_given",
    label="An action of a group is mine",
    why="you own this action",
    says=ACTION,
)
ACTION_OVERDUE = Kind(
    key="action_overdue",
    label="An action of mine is overdue",
    why="you own this action",
    says=ACTION,
)
ESCALATION_RAISED = Kind(
    key="escalation_raised",
    label="A group escalates to a board of mine",
    why="you sit on this board",
    says=ESCALATION,
    # The clock of an answer runs from that day.
    can_be_switched_off=False,
)
ESCALATION_MOVED = Kind(
    key="escalation_moved",
    label="What my group escalated has moved on",
    why="you lead the group that escalated it",
    says=(ESCALATION - {"due"}) | {"state"},
)
REPORT_CALLED = Kind(
    key="report_called",
    label="A highlight report of my group is called for",
    why="you lead this group",
    says=frozenset({"group", "term", "due"}),
    can_be_switched_off=False,
)
REPORT_LATE = Kind(
    key="report_late",
    label="A highlight report of my group is late",
    why="you lead this group",
    says=frozenset({"group", "term", "due"}),
)
REPORT_RETURNED = Kind(
    key="report_returned",
    label="A highlight report of my group came back with a question",
    why="you lead this group",
    says=frozenset({"group", "term"}),
    can_be_switched_off=False,
)

KINDS = (
    AGENDA_SENT,
    MEETING_CHANGED,
    MEETING_CANCELLED,
    MINUTES_DUE,
    MINUTES_WAIT,
    MINUTES_RETURNED,
    MINUTES_PUBLISHED,
    ACTION_GIVEN,
    ACTION_OVERDUE,
    ESCALATION_RAISED,
    ESCALATION_MOVED,
    REPORT_CALLED,
    REPORT_LATE,
    REPORT_RETURNED,
)
