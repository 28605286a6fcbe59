"""Of the files taken in, those that others have replaced, and those more is to come of."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schools.models import RANK, Release


@dataclass(frozen=True)
class Standing:
    """Files of figures, by whether the portal still goes by them; newest first, as given."""

    provisional: Sequence[Release]
    superseded: Sequence[Release]


def standing(releases: Iterable[Release]) -> Standing:
    """Which files others say all of anew, and which of the rest are not the publisher's last word.

    Only files of a results year: the newest register or list of inspections replaces the one
    before without anybody having to look.
    """
    editions = defaultdict(list)
    for release in releases:
        if release.academic_year is not None:
            editions[release.kind, release.academic_year].append(release)
    provisional, superseded = [], []
    for same in editions.values():
        for release in same:
            if any(_replaces(other, release) for other in same):
                superseded.append(release)
            elif release.status != Release.Status.FINAL:
                provisional.append(release)
    return Standing(provisional, superseded)


def _replaces(other: Release, release: Release) -> bool:
    """Whether another file counts for every authority that this one has rows for."""
    return (RANK[other.status], other.pk) > (RANK[release.status], release.pk) and {
        *release.authorities
    } <= {*other.authorities}
