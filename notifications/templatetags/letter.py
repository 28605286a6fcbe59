"""The parts a letter is written with: each notes its words, from which text and HTML are made."""

from dataclasses import dataclass

from django import template

register = template.Library()


@dataclass(frozen=True)
class Part:
    """A paragraph of a letter, of one line or several; with an address, a link."""

    words: str
    href: str = ""


def one_line(words):
    """Words without line breaks or anything else that does not print: safe in a header."""
    return "".join(letter for letter in " ".join(words.split()) if letter.isprintable())


@register.simple_block_tag(takes_context=True)
def subject(context, content):
    """The line above a letter, and in the inbox."""
    context["letter"]["subject"] = one_line(content)
    return ""


@register.simple_block_tag(takes_context=True)
def paragraph(context, content):
    context["letter"]["parts"].append(Part(one_line(content)))
    return ""


@register.simple_block_tag(takes_context=True)
def lines(context, content):
    """A paragraph that is a list: each line of it stays one."""
    each = [one_line(line) for line in content.strip().splitlines()]
    context["letter"]["parts"].append(Part("\n".join(each)))
    return ""


@register.simple_block_tag(takes_context=True)
def action(context, content, href):
    """What to do next, as a link."""
    context["letter"]["parts"].append(Part(one_line(content), href))
    return ""
