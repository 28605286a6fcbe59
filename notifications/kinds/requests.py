"""Kinds of notice about requests for support."""

from notifications.kinds.kind import Kind

SUPPORT_ASKED = Kind(
    key="support_asked",
    label="A school asks for support",
    why="your post lets you find somebody for what schools asked for",
    says=frozenset({"school", "due"}),
)
SUPPORT_SHORTLISTED = Kind(
    key="support_shortlisted",
    label="People are suggested for a request of my school",
    why="you lead this school or asked for support for it",
    says=frozenset({"school"}),
)
SUPPORT_ANSWERED = Kind(
    key="support_answered",
    label="Support for my school is agreed",
    why="you lead this school or asked for support for it",
    says=frozenset({"school"}),
)
SUPPORT_ENDED = Kind(
    key="support_ended",
    label="A request for support is withdrawn or closed",
    why="you lead this school, asked for support for it or were to find somebody",
    says=frozenset({"school", "state"}),
)

KINDS = (SUPPORT_ASKED, SUPPORT_SHORTLISTED, SUPPORT_ANSWERED, SUPPORT_ENDED)
