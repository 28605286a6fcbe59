"""What pages of the website print besides their words: data for machines, and full addresses."""

import json

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from notifications.letters import absolute

register = template.Library()

# As Django's `json_script` does: nothing in the data can end the element it stands in.
ESCAPES = {ord(letter): f"\\u{ord(letter):04X}" for letter in "<>&"}


@register.simple_tag
def structured_data(data):
    """What a page says, for search engines (schema.org); nothing in it can end the element."""
    words = json.dumps(data, ensure_ascii=False).translate(ESCAPES)
    return format_html(
        '<script type="application/ld+json">{}</script>',
        mark_safe(words),  # noqa: S308 escaped the line before
    )


@register.simple_tag
def full_address(path):
    return absolute(path or "/")
