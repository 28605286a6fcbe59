"""Numbers as addresses and forms send them: anything may stand there."""

# Longer than any number of a row here; Python itself refuses thousands of digits.
LONGEST = 12


def number_in(text: object) -> int | None:
    """The whole number somebody sent, or None: `²` is a digit too, and no number."""
    words = str(text or "")
    is_one = words.isascii() and words.isdigit() and len(words) <= LONGEST
    return int(words) if is_one else None
