"""The form pack draws each question as GOV.UK Frontend's own fixtures say."""

import re

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from crispy_forms.utils import render_crispy_form
from django import forms
from django.forms.utils import ErrorDict, ErrorList

from core.forms import DateParts, DatePartsField
from core.layout import Question
from tests.core.trees import fixtures, tree, unexplained

# Options of the fixtures that are attributes of a widget with us.
ATTRIBUTES = ["inputmode", "autocomplete", "pattern", "spellcheck", "autocapitalize", "rows"]

SAME = {
    "input": [
        "default",
        "with hint text",
        "with error message",
        "with error and hint",
        "with width-2 class",
        "with width-3 class",
        "with width-4 class",
        "with width-5 class",
        "with width-10 class",
        "with width-20 class",
        "with width-30 class",
        "with label as page heading",
        "with prefix",
        "with suffix",
        "with prefix and suffix",
        "with prefix and suffix and error",
        "with prefix and suffix and width modifier",
        "with extra letter spacing",
        "classes",
        "id",
        "custom type",
        "value",
        "zero value",
        "attributes",
        "inputmode",
        "with prefix with html as text",
        "with suffix with html as text",
        "with optional form-group classes",
        "with autocomplete attribute",
        "with pattern attribute",
        "with spellcheck enabled",
        "with spellcheck disabled",
        "with autocapitalize turned off",
        "disabled",
    ],
    "textarea": [
        "default",
        "with hint",
        "with error message",
        "with default value",
        "with custom rows",
        "with label as page heading",
        "id",
        "classes",
        "attributes",
        "with hint and error message",
        "with optional form-group classes",
        "with autocomplete attribute",
        "with spellcheck enabled",
        "with spellcheck disabled",
    ],
    "select": [
        "with hint text and error message",
        "attributes",
        "hint",
        "error",
        "id",
    ],
    "radios": [
        "default",
        "with hint",
        "inline",
        "with hints on items",
        "with fieldset and error message",
        "with very long option text",
        "small",
        "small with long text",
        "small with error",
        "small with hint",
        "small inline",
        "with hints on parent and items",
        "with hint and error message",
    ],
    "checkboxes": [
        "default",
        "with hint",
        "with legend as a page heading",
        "with error message",
        "with very long option text",
        "small",
        "small with long text",
        "small with error",
        "small with hint",
        "with error message and hint",
    ],
    "date-input": [
        "default",
        "with values and name prefix",
        "with error message and hint",
        "with error on day input",
        "with error on month input",
        "with error on year input",
    ],
    "file-upload": [
        "default",
        "with hint text",
        "with error message and hint",
        "with label as page heading",
        "attributes",
        "classes",
        "id",
        "error",
        "disabled",
        "with optional form-group classes",
    ],
    "password-input": [
        "default",
        "with hint text",
        "with error message",
        "with label as page heading",
        "with input width class",
        "id",
        "attributes",
        "with new-password autocomplete",
    ],
}


# Why a fixture is left out, and what its name then holds.
LEFT_OUT = {
    "descriptions are Django's own: the hint and the error": ["[dD]escribed ?[bB]y"],
    "fixed by the pack": [
        "(fix|fieldset|params) (with )?(html|attributes|classes|params)|customised input wrapper",
        "^attributes$|^classes$|(items|label) with (attributes|classes)|label classes",
        "fieldset (html )?params|attributes on items|fieldset with html|fieldset html",
    ],
    "a question that depends on another is asked on a page of its own": ["conditional|divider"],
    "the fixture holds an option that is disabled, which Django's choices cannot be": [
        "disabled|full width|label as page heading|selected value|^default$|form-group classes",
    ],
    "every group of ours has a legend": [
        "without fieldset|idPrefix|minimal items|prechecked|checked|multiple hints|error message$",
    ],
    "choices are pairs of a value and words, of one name": [
        "falsy|without values|overrides value|legend as page heading|hints on items|id and name",
    ],
    "a date has three parts, always the same": [
        r"items?\b|single field|day and month|month and year|errors only|custom|suffixed",
        "field value|with values|nested name|autocomplete|input attributes",
    ],
    "our words are English": ["translat"],
    "a file or a password is not shown, and a file is chosen as the browser has it": [
        "enhanced|multiple files|^value$|with value",
    ],
}


def question(component, options):
    """The fixture's question, asked through a Django form and our layout."""
    legend = (options.get("fieldset") or {}).get("legend") or options.get("label") or {"text": ""}
    name = options.get("name") or options.get("namePrefix") or options.get("idPrefix") or "q"
    attrs = dict(options.get("attributes", {}))
    attrs |= {key: _said(options[key]) for key in ATTRIBUTES if key in options}
    field = _field(component, options, attrs)
    field.label, field.required = legend["text"], False
    field.help_text = options.get("hint", {}).get("text", "")
    field.disabled = options.get("disabled", False)
    form = forms.Form(auto_id="%s")
    form.fields[name] = field
    form._errors = ErrorDict(_errors(component, options, name))
    form.helper = FormHelper()
    form.helper.form_tag = False
    form.helper.error_summary = False
    classes = options.get("classes", "")
    form.helper.layout = Layout(
        Question(
            name,
            size=_after(legend.get("classes", ""), "--"),
            is_heading=legend.get("isPageHeading", False),
            prefix=options.get("prefix", {}).get("text", ""),
            suffix=options.get("suffix", {}).get("text", ""),
            inline="--inline" in classes,
            small="--small" in classes,
            hints={
                item["value"]: item["hint"]["text"]
                for item in options.get("items", [])
                if item and "hint" in item
            },
            css_class=classes if component not in ("radios", "checkboxes") else None,
            wrapper_class=options.get("formGroup", {}).get("classes"),
        )
    )
    return form


def _said(value):
    return {True: "true", False: "false"}.get(value, value)


def _after(classes, mark):
    return classes.rpartition(mark)[2] if mark in classes else ""


def _field(component, options, attrs):
    items = options.get("items", [])
    choices = [(item.get("value", item["text"]), item["text"]) for item in items if item]
    chosen = [
        item.get("value")
        for item in items
        if item and (item.get("checked") or item.get("selected"))
    ] + [value for value in options.get("values", []) if isinstance(options["values"], list)]
    match component:
        case "input":
            widget = forms.TextInput(attrs)
            widget.input_type = options.get("type", "text")
            return forms.CharField(widget=widget, initial=options.get("value"))
        case "textarea":
            return forms.CharField(widget=forms.Textarea(attrs), initial=options.get("value"))
        case "select":
            initial = options.get("value") or (chosen or [None])[0]
            return forms.ChoiceField(widget=forms.Select(attrs), choices=choices, initial=initial)
        case "radios":
            initial = options.get("value") or (chosen or [None])[0]
            return forms.ChoiceField(widget=forms.RadioSelect, choices=choices, initial=initial)
        case "checkboxes":
            return forms.MultipleChoiceField(
                widget=forms.CheckboxSelectMultiple, choices=choices, initial=chosen
            )
        case "file-upload":
            return forms.FileField(widget=forms.FileInput(attrs))
        case "password-input":
            return forms.CharField(widget=forms.PasswordInput(attrs))
        case "date-input":
            values = options.get("values", {})
            prefix = f"{options['namePrefix']}-" if "namePrefix" in options else ""
            initial = [values[f"{prefix}{part}"] for part in DateParts.parts] if values else None
            return DatePartsField(initial=initial)
        case _:
            raise ValueError(component)


def _errors(component, options, name):
    if "errorMessage" not in options:
        return {}
    at_fault = [part for part in DateParts.parts if options.get(part, {}).get("error")]
    code = at_fault[0] if at_fault else "invalid"
    return {name: ErrorList([forms.ValidationError(options["errorMessage"]["text"], code=code)])}


@pytest.mark.parametrize(
    ("component", "name"),
    [(component, name) for component, names in SAME.items() for name in names],
)
def test_a_question_is_drawn_as_its_fixture_says(component, name):
    options, expected = fixtures(component)[name]
    form = question(component, options)
    if component == "date-input" and "namePrefix" not in options:
        expected = re.sub(r'name="(day|month|year)"', r'name="q-\1"', expected)

    html = render_crispy_form(form)

    assert tree(html) == tree(expected)


def test_every_fixture_is_followed_or_left_out_for_a_reason():
    followed = {component: set(names) for component, names in SAME.items()}

    assert unexplained(followed, LEFT_OUT) == []


def test_a_limit_in_words_is_drawn_as_its_fixture_says():
    options, expected = fixtures("character-count")["with count type 'words'"]
    form = question("textarea", {key: options[key] for key in ("name", "id", "label")})
    form.helper.layout = Layout(Question("example", words=options["maxlength"]))

    html = render_crispy_form(form)

    assert tree(html) == tree(expected)
