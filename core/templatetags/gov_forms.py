"""What the form pack in `templates/pep/` asks of a field: its control, its options, its wording."""

from dataclasses import dataclass

from django import forms, template
from django.core.validators import EmailValidator
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
def faults(field):
    """What is wrong with an answer, in words that make sense alone in a summary."""
    return [
        DJANGOS_WORDS[words](field) if words in DJANGOS_WORDS else words for words in field.errors
    ]


def _to_answer(field):
    """What to do about a field left empty whose form says nothing of its own."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return f"Tick “{field.label}”"
    is_chosen = isinstance(widget, forms.widgets.ChoiceWidget | forms.FileInput)
    verb = "Choose" if is_chosen else "Enter"
    if field.label.endswith("?"):
        return f"{verb} an answer to “{field.label}”"
    if field.label[1:2].isupper():
        return f"{verb} {field.label}"
    return f"{verb} {field.label[:1].lower()}{field.label[1:]}"


# What Django says of any field alike: five of them in a summary tell nobody what to mend.
DJANGOS_WORDS = {
    str(forms.Field.default_error_messages["required"]): _to_answer,
    str(EmailValidator.message): lambda _: (
        "Enter an e-mail address in the right form, such as name@example.org"
    ),
}


@register.filter
def wording(field):
    """The question, which says so where an answer may be left out."""
    asked = (each for each in field.form.fields.values() if not each.widget.is_hidden)
    nothing_is_required = not any(each.required for each in asked)
    if field.field.required or nothing_is_required:
        return field.label
    return f"{field.label} (optional)"
