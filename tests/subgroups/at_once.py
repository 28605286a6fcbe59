"""One clerk of several at once: saves an action each time, reading anew when told to.

Run as a process of its own by `test_at_once.py`; prints the version of each save that was taken.
"""

import sys

import django

django.setup()

from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from subgroups.models import Meeting  # noqa: E402
from subgroups.services import minutes  # noqa: E402
from subgroups.services.minutes import ActionSaid, ChangedSinceError, Said  # noqa: E402

MOST_TRIES = 200


def save(meeting_id, name, number):
    """Add one action to the minutes, however often somebody else comes first."""
    by = User.objects.get(email=f"{name}@example.org")
    for _ in range(MOST_TRIES):
        meeting = Meeting.objects.get(pk=meeting_id)
        item = meeting.items.get()
        said = Said(
            actions=(ActionSaid(item=item.pk, once=f"{name}{number}", text=f"{name} {number}"),)
        )
        try:
            saved = minutes.save(
                meeting=meeting, said=said, seen=meeting.version, by=by, at=timezone.now()
            )
        except ChangedSinceError:
            continue
        return saved.meeting.version
    raise SystemExit(f"{name} never came through")


if __name__ == "__main__":
    meeting_id, name, times = sys.argv[1:]
    for number in range(int(times)):
        sys.stdout.write(f"{save(int(meeting_id), name, number)}\n")
