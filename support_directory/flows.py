"""Who gives and gets as a picture: a band from each giver to each getter, as wide as its count.

Drawn from the very numbers of the table, so that what is withheld there is not in the picture.
SVG with presentation attributes alone, positions across in percentages, as all charts here.
"""

from dataclasses import dataclass
from html import escape

from support_directory.exchange import OTHERS, Exchange

INK, GREY, BAND = "#0b0c0c", "#505a5f", "#1d5a8a"
TOP, ROW = 30, 34
LEFT, RIGHT = 30, 70  # ends of the bands, in % across
WIDEST = 22
LONGEST_LABEL = 26


@dataclass(frozen=True)
class Picture:
    """The drawing, and the sentence that says what it shows."""

    svg: str
    sentence: str


def picture(told: Exchange) -> Picture:
    sentence = in_words(told)
    return Picture(_svg(told, sentence), sentence)


def in_words(told: Exchange) -> str:
    """Who gave most, and how much came from trusts, from the numbers of the table."""
    if told.total is None:
        return "There are too few deployments between any two to say who gives to whom."
    said = f"{told.total:,} deployments have been given."
    if told.from_trusts is not None and told.from_trusts:
        share = round(100 * told.from_trusts / told.total)
        at_least = "At least " if told.has_small_trusts else ""
        said += (
            f" {at_least}{told.from_trusts:,} of them came from multi-academy and other trusts:"
            f" {share}\u00a0%."
        )
    named = [line for line in told.lines if line.total is not None and line.name != OTHERS]
    most = max(named, key=lambda line: line.total or 0, default=None)
    if most and len(named) > 1:
        said += f" {most.name} gave most: {most.total:,}."
    return said


def _svg(told: Exchange, sentence: str) -> str:
    rows = max(len(told.lines), len(told.getters))
    height = TOP + ROW * rows + 6
    flows = [
        (count, giver, getter)
        for giver, line in enumerate(told.lines)
        for getter, count in enumerate(line.counts)
        if count is not None
    ]
    if not flows:
        return ""
    largest = max(count for count, _, _ in flows)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="pep-drawing" width="100%" '
        f'height="{height}" role="img" font-size="13" fill="{INK}" '
        f'aria-label="{escape(f"Picture of who gives support to whom. {sentence}")}">',
        f'<text x="0" y="14" fill="{GREY}">Gives</text>'
        f'<text x="100%" y="14" fill="{GREY}" text-anchor="end">Gets</text>',
    ]
    for count, giver, getter in sorted(flows, reverse=True):
        width = max(1.5, WIDEST * count / largest)
        parts.append(
            f'<line x1="{LEFT}%" y1="{_down(giver)}" x2="{RIGHT}%" y2="{_down(getter)}" '
            f'stroke="{BAND}" stroke-opacity="0.45" stroke-width="{width:.1f}"/>'
        )
    parts += [_label(line.name, place, "0", "start") for place, line in enumerate(told.lines)]
    parts += [_label(name, place, "100%", "end") for place, name in enumerate(told.getters)]
    return "".join([*parts, "</svg>"])


def _down(place: int) -> int:
    return TOP + ROW * place + ROW // 2


def _label(name: str, place: int, across: str, anchor: str) -> str:
    """A name beside the end of its bands, in two lines where it is long."""
    first, second = _folded(name)
    down = _down(place) + (5 if not second else -2)
    words = f'<text x="{across}" y="{down}" text-anchor="{anchor}">{escape(first)}</text>'
    if second:
        words += (
            f'<text x="{across}" y="{down + 14}" text-anchor="{anchor}">{escape(second)}</text>'
        )
    return words


def _folded(name: str) -> tuple[str, str]:
    if len(name) <= LONGEST_LABEL // 2:
        return name, ""
    words = name.split()
    half = next(
        (
            place
            for place in range(1, len(words))
            if len(" ".join(words[:place])) >= len(name) / 2 - 2
        ),
        len(words),
    )
    return " ".join(words[:half]), " ".join(words[half:])
