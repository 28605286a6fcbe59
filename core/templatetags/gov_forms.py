"""What the form pack in `templates/pep/` asks of a field: its control, its options, its wording."""

from dataclasses import dataclass

from django import forms, template
from django.utils.safestring import mark_safe

from core.forms import DateParts

register = template.Library()

# First match wins: the narrower widget stands before the one it derives from.
CONTROLS = [
    (DateParts, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
    (forms.Widget, "input"),
]

# Left to the words on the page and the answer of the server: a browser's own checks speak
# neither plain English nor to everybody, and a maximum length cuts what is pasted in silence.
DJANGOS_ROWS = ("rows", "10")  # of every Textarea whose author did not say
UNUSED = dict.fromkeys(["required", "maxlength", "minlength", "placeholder", "cols"], False)


@dataclass(frozen=True)
class Option:
    """One radio or checkbox of a question."""

    id: str
    name: str
    value: str
    label: str
    checked: bool
    disabled: bool
    hint: str


@register.filter
def control_template(field):
    """The template that draws a field's control, by the kind of its widget."""
    return next(
        f"pep/controls/{name}.html"
        for widget, name in CONTROLS
        if isinstance(field.field.widget, widget)
    )


@register.simple_tag
def control(field, classes, counter="", **attributes):
    """A field's own widget with the classes of the design system and Django's descriptions.

    `counter` is the id of the line that says how much may still be written.
    """
    widget = field.field.widget
    if isinstance(widget, forms.ClearableFileInput):
        widget = forms.FileInput(widget.attrs)
    if field.errors and not isinstance(widget, forms.CheckboxInput):
        classes = f"{classes} {classes.split()[-1]}--error"
    own = {name: value for name, value in widget.attrs.items() if (name, value) != DJANGOS_ROWS}
    attrs = field.build_widget_attrs({"id": field.auto_id, **attributes, **own}, widget)
    if counter:
        attrs["aria-describedby"] = f"{counter} {field.aria_describedby}".strip()
    attrs["class"] = " ".join(filter(None, [classes, widget.attrs.get("class", "")]))
    return mark_safe(  # noqa: S308 the widget escapes its own values
        widget.render(field.html_name, field.value(), {**attrs, **UNUSED}, field.form.renderer)
    )


@register.simple_tag
def options(field, hints=None):
    """The radios or checkboxes of a question, each with the hint given for its value."""
    return [
        Option(
            id=part.data["attrs"]["id"],
            name=part.data["name"],
            value=str(part.data["value"]),
            label=part.data["label"],
            checked=part.data["selected"],
            disabled=bool(part.data["attrs"].get("disabled")),
            hint=(hints or {}).get(part.data["value"], ""),
        )
        for part in field.subwidgets
    ]


@register.simple_tag
def date_parts(field):
    """Day, month and year of a date, with the part at fault marked where it is known."""
    widget = field.field.widget
    context = widget.get_context(field.html_name, field.value(), {"id": field.auto_id})
    faulty = {error.code for error in getattr(field.errors, "data", [])}
    whole = not faulty & {*widget.parts}
    return [
        {
            "id": f"{field.auto_id}_{part}",
            "name": sub["name"],
            "value": "" if sub["value"] is None else sub["value"],
            "label": part.capitalize(),
            "width": 4 if part == "year" else 2,
            "is_faulty": bool(faulty) and (whole or part in faulty),
        }
        for part, sub in zip(widget.parts, context["widget"]["subwidgets"], strict=True)
    ]


@register.filter
def wording(field):
    """The question, which says so where an answer may be left out."""
    asked = (each for each in field.form.fields.values() if not each.widget.is_hidden)
    nothing_is_required = not any(each.required for each in asked)
    if field.field.required or nothing_is_required:
        return field.label
    return f"{field.label} (optional)"
