"""Names that the register prints in capitals, written as names are.

Of 2,593 trusts in the register of June 2024 all but none stand in capitals, which are slow to read
and shout. Only how a name is written changes: search and import go by the trust's number.
"""

import re

SMALL = frozenset(
    ["a", "an", "and", "at", "by", "for", "in", "of", "on", "the", "to", "upon", "with"]
)
# Letters that stand for words. One without a vowel is taken for such by itself: GLF, LDBS.
INITIALS = frozenset({
    "AET", "AP", "BEIS", "CE", "EBN", "EKC", "EMAT", "FCJ", "GAT", "II", "III", "IV", "LIPA", "LSA",
    "MAT", "QEGS", "RC", "RMET", "SEN", "UCL", "UK", "UTC", "UTS", "VA", "VI", "XP",
})  # fmt: skip
WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
VOWELS = frozenset("AEIOUY")
ALWAYS_WORDS = frozenset({"ST", "DR", "MR", "MRS", "LTD"})


def as_written(name: str) -> str:
    """A name in capitals as it would be written; any other as it is."""
    if not name.isupper():
        return name
    return WORD.sub(lambda found: _word(found[0], is_first=found.start() == 0), name)


def _word(word: str, *, is_first: bool) -> str:
    if word in INITIALS or any(letter.isdigit() for letter in word):
        return word
    if word not in ALWAYS_WORDS and len(word) > 1 and not VOWELS & {*word}:
        return word
    lower = word.lower()
    return lower if lower in SMALL and not is_first else lower[0].upper() + lower[1:]
