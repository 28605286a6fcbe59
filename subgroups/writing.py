"""What people write in minutes: light marks in, safe HTML out, and pasted pages made light.

A line that begins with `##` is a heading, one that begins with `-` a bullet, `[words](address)`
a link. What a word processor pastes as HTML is turned into these marks; pictures, scripts and
styles stay behind, and whoever pasted is told.
"""

import re
from dataclasses import dataclass
from functools import cache

import nh3
from bs4 import BeautifulSoup, NavigableString, Tag
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {"p", "h3", "h4", "ul", "ol", "li", "a", "strong", "em", "br", "blockquote"}
DROPPED = {
    "img": "pictures",
    "picture": "pictures",
    "svg": "pictures",
    "v:imagedata": "pictures",
    "script": "scripts",
    "iframe": "frames",
    "object": "embedded files",
    "embed": "embedded files",
    "video": "films",
    "form": "forms",
}
# What stands before and after the words of a part.
MARKS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5"), ("\n\n## ", "\n\n")),
    **dict.fromkeys(("ul", "ol", "p", "div", "blockquote", "table"), ("\n\n", "\n\n")),
    **dict.fromkeys(("strong", "b"), ("**", "**")),
    **dict.fromkeys(("em", "i"), ("*", "*")),
    "li": ("\n- ", ""),
    "tr": ("\n", "\n"),
    "br": ("\n", ""),
}
IS_HTML = re.compile(
    r"<\s*(p|div|span|br|img|script|table|ul|ol|li|h[1-6]|b|i|strong|em|a|o:p|html|body|style|meta"
    r"|iframe|object|svg|form)\b[^>]*>",
    re.IGNORECASE,
)


@cache
def _marks() -> MarkdownIt:
    marks = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True})
    return marks.enable("linkify").disable(["image", "code", "fence", "html_block", "html_inline"])


def as_html(text: str) -> SafeString:
    """Light marks as HTML that holds nothing but words, lists, headings and links."""
    drawn = _marks().render(text)
    for level in (1, 2):
        drawn = drawn.replace(f"<h{level}>", "<h3>").replace(f"</h{level}>", "</h3>")
    clean = nh3.clean(
        drawn,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
    )
    return mark_safe(clean)  # noqa: S308 cleaned on the line above


@dataclass(frozen=True)
class Tidied:
    """What is kept of something written, and what was left out of it, in words."""

    text: str
    left_out: list[str]


def tidy(text: str) -> Tidied:
    """What somebody typed or pasted, as light marks."""
    text = text.replace("\r\n", "\n").strip()
    if not IS_HTML.search(text):
        return Tidied(text, [])
    page = BeautifulSoup(text, "html.parser")
    left_out = {words for name, words in DROPPED.items() if page.find(name)}
    for part in page.find_all([*DROPPED, "style", "head", "meta", "link", "title"]):
        part.decompose()
    # Once more by the library that knows every trick, before the words are read.
    safe = nh3.clean(
        str(page),
        tags=TAGS | {"div", "span", "table", "tr", "td", "th", "b", "i", "h1", "h2", "h5"},
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
    )
    words = "".join(_light(part) for part in BeautifulSoup(safe, "html.parser").children)
    return Tidied(re.sub(r"[ \t]*\n\s*\n\s*", "\n\n", words).strip(), sorted(left_out))


def _light(part: object) -> str:
    """One part of a pasted page in light marks."""
    if not isinstance(part, Tag):
        return re.sub(r"\s+", " ", str(part)) if isinstance(part, NavigableString) else ""
    inside = "".join(_light(child) for child in part.children)
    words = inside.strip()
    if part.name == "a":
        return f"[{words}]({part.get('href')})" if part.get("href") and words else words
    if part.name in ("td", "th"):
        return f"{words} | " if part.find_next_sibling() else words
    before, after = MARKS.get(part.name, ("", ""))
    if part.name in ("strong", "b", "em", "i") and not words:
        return ""
    return f"{before}{words}{after}" if part.name in MARKS else inside
