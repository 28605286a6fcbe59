"""Two editions side by side: what was kept, reworded, merged, split, is new or was dropped.

Pure: parts and the links between them in, changes out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class Kind(StrEnum):
    KEPT = "Kept"
    REWORDED = "Reworded"
    MERGED = "Merged"
    SPLIT = "Split"
    REARRANGED = "Rearranged"
    NEW = "New"
    DROPPED = "Dropped"


@dataclass(frozen=True)
class Part:
    """An objective as an edition words it. The key tells it from every other of any edition."""

    key: int
    code: str
    name: str
    text: str

    @property
    def wording(self) -> str:
        return f"{self.name}. {self.text}"


@dataclass(frozen=True)
class Piece:
    """Words that stay, go (`is_out`) or come (`is_in`)."""

    words: str
    is_out: bool = False
    is_in: bool = False


@dataclass(frozen=True)
class Change:
    """Parts of the earlier edition, and what became of them in the later."""

    kind: Kind
    before: tuple[Part, ...]
    after: tuple[Part, ...]

    @property
    def named(self) -> tuple[Part, ...]:
        """The parts that head it: what was split stands for what became of it."""
        return self.before if self.kind == Kind.SPLIT else self.after or self.before

    @property
    def pieces(self) -> list[Piece]:
        """Word by word, for a part that was reworded."""
        if self.kind != Kind.REWORDED:
            return []
        return differences(self.before[0].wording, self.after[0].wording)


def compare(
    before: Sequence[Part], after: Sequence[Part], continues: Mapping[int, Iterable[int]]
) -> list[Change]:
    """Every part of both editions in exactly one change: as the later has them, dropped last.

    `continues` maps a part to those it takes up, of whichever edition: what takes up something
    that took up another takes up that too. Two parts worded alike belong together unasked.
    """
    earlier = {part.key: part for part in before}
    ancestors = {part.key: _ancestors(part.key, continues) & earlier.keys() for part in after}
    claimed = {key for keys in ancestors.values() for key in keys}
    alike = {_plain(part.text): part.key for part in before if part.key not in claimed}
    for part in after:
        if not ancestors[part.key] and _plain(part.text) in alike:
            ancestors[part.key] = {alike.pop(_plain(part.text))}
    changes, done = [], set()
    for part in after:
        if part.key in done:
            continue
        old, new = _together(part.key, ancestors)
        done |= new
        changes.append(
            _change(
                tuple(one for one in before if one.key in old),
                tuple(one for one in after if one.key in new),
            )
        )
    told = {one.key for change in changes for one in change.before}
    return [*changes, *(_change((one,), ()) for one in before if one.key not in told)]


def differences(before: str, after: str) -> list[Piece]:
    """What stays, goes and comes on the way from one wording to the other."""
    old, new = before.split(), after.split()
    pieces = []
    for kind, start, stop, begin, end in SequenceMatcher(
        a=old, b=new, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            pieces.append(Piece(" ".join(old[start:stop])))
            continue
        if start < stop:
            pieces.append(Piece(" ".join(old[start:stop]), is_out=True))
        if begin < end:
            pieces.append(Piece(" ".join(new[begin:end]), is_in=True))
    return pieces


def _ancestors(key: int, continues: Mapping[int, Iterable[int]]) -> set[int]:
    """Everything a part takes up, at first and at second hand."""
    found: set[int] = set()
    waiting = list(continues.get(key, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(continues.get(one, ()))
    return found


def _together(key: int, ancestors: Mapping[int, set[int]]) -> tuple[set[int], set[int]]:
    """All parts that hang together with one, of the earlier and of the later edition."""
    old, new = set(ancestors[key]), {key}
    while more := {one for one, keys in ancestors.items() if keys & old and one not in new}:
        new |= more
        old |= {key for one in more for key in ancestors[one]}
    return old, new


def _change(before: tuple[Part, ...], after: tuple[Part, ...]) -> Change:
    return Change(_kind(before, after), before, after)


def _kind(before: tuple[Part, ...], after: tuple[Part, ...]) -> Kind:
    if not before:
        return Kind.NEW
    if not after:
        return Kind.DROPPED
    if len(before) == len(after) == 1:
        same = before[0].wording.split() == after[0].wording.split()
        return Kind.KEPT if same else Kind.REWORDED
    if len(after) == 1:
        return Kind.MERGED
    return Kind.SPLIT if len(before) == 1 else Kind.REARRANGED


def _plain(text: str) -> str:
    """A wording without what nobody would call a difference."""
    return " ".join(text.lower().split()).rstrip(".")
