"""Components of the pages, in GOV.UK Frontend markup; the staff page `/components/` shows each."""

from django import template

register = template.Library()
