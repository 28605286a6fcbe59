"""Layout of forms beyond crispy's own: a question with its size, affixes and hints."""

from crispy_forms.layout import Field


class Question(Field):
    """A field asked in its own way.

    `size` of its label (s, m, l, xl), `is_heading` where the question is the page's heading,
    `prefix` and `suffix` beside an answer, `inline` and `small` options, `hints` by option
    value, `words` an answer may have at most.
    """

    def __init__(
        self,
        name,
        *,
        size="",
        is_heading=False,
        prefix="",
        suffix="",
        inline=False,
        small=False,
        hints=None,
        words=None,
        **kwargs,
    ):
        super().__init__(name, **kwargs)
        self.asked = {
            "size": size,
            "is_heading": is_heading,
            "prefix": prefix,
            "suffix": suffix,
            "inline": inline,
            "small": small,
            "hints": hints,
            "words": words,
        }

    def render(self, form, context, **kwargs):
        return super().render(form, context, extra_context=dict(self.asked), **kwargs)
