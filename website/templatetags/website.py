"""What pages of the website print besides their words: messages to all, and data for machines."""

import json

from django import template
from django.core.cache import caches
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from notifications.letters import absolute
from website import public_cache
from website.models import Banner

register = template.Library()

# As Django's `json_script` does: nothing in the data can end the element it stands in.
ESCAPES = {ord(letter): f"\\u{ord(letter):04X}" for letter in "<>&"}


@register.inclusion_tag("website/_banners.html")
def service_banners():
    """Messages of this moment; read anew each minute and whenever one changes."""
    key = f"banners-{public_cache.word_in_force()}"
    return {"banners": caches["process"].get_or_set(key, _shown)}


def _shown():
    return list(Banner.objects.shown(timezone.now()))


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
