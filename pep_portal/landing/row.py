"""One thing a person came for, and how several are named in a sentence."""

from dataclasses import dataclass

MOST_NAMED = 3


@dataclass(frozen=True)
class Row:
    """One thing a person came for: a question, how it stands, and where it is answered.

    `rated` is the school whose rating the sentence tells, `post` what lets its reader see it.
    """

    question: str
    url: str
    sentence: str
    note: str = ""
    rated: int | None = None
    post: str = ""


def some(names):
    """The first few of some names, and how many more there are."""
    names = list(dict.fromkeys(names))
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
