"""Fields that Django lacks: a date typed as day, month and year."""

import datetime

from django import forms
from django.core.exceptions import ValidationError


class DateParts(forms.MultiWidget):
    """Three boxes for a date somebody knows by heart; no calendar to search in."""

    parts = ("day", "month", "year")
    use_fieldset = True

    def __init__(self, attrs=None):
        super().__init__(dict.fromkeys(self.parts, forms.TextInput), attrs)
        # Names as the design system has them: `held_on-day`.
        self.widgets_names = [f"-{part}" for part in self.parts]

    def decompress(self, value):
        return [value.day, value.month, value.year] if value else [None, None, None]

    def id_for_label(self, id_):
        """The box an error summary leads to: the first."""
        return f"{id_}_{self.parts[0]}" if id_ else ""


class DatePartsField(forms.MultiValueField):
    """A date in three parts, whose errors name the part that is missing or wrong."""

    widget = DateParts
    default_error_messages = {
        "required": "Enter a date",
        "incomplete": "The date must include a %(part)s",
        "invalid": "Enter a real date, like 27 3 2026",
    }

    def __init__(self, **kwargs):
        fields = [forms.CharField(required=False) for _ in DateParts.parts]
        super().__init__(fields, require_all_fields=False, **kwargs)

    def clean(self, value):
        parts = [(part or "").strip() for part in value or ["", "", ""]]
        if not any(parts):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        for name, part in zip(DateParts.parts, parts, strict=True):
            if not part:
                raise ValidationError(
                    self.error_messages["incomplete"], code=name, params={"part": name}
                )
        return self.compress(parts)

    def compress(self, data_list):
        try:
            day, month, year = (int(part) for part in data_list)
            return datetime.date(year, month, day)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
