"""Forms by `{% crispy %}`: never empty, errors led to, templates' faults not swallowed."""

import datetime

import pytest
from bs4 import BeautifulSoup
from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Fieldset, Hidden, Layout, Submit
from django import forms
from django.template import Context, Template, TemplateDoesNotExist

from core.forms import DatePartsField
from core.layout import Question

DATE = {"held_on-day": "27", "held_on-month": "3", "held_on-year": "2026"}


class MeetingForm(forms.Form):
    name = forms.CharField(help_text="As on the agenda.")
    held_on = DatePartsField()
    phase = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    note = forms.CharField(required=False, max_length=10)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def crispy(form):
    html = Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": form}))
    return BeautifulSoup(html, "html.parser")


def test_a_form_without_a_layout_prints_every_field():
    page = crispy(MeetingForm())

    names = {element.get("name") for element in page.select("input, textarea, select")}
    assert names >= {"name", *DATE, "phase", "note", "secret"}


def test_a_form_with_a_layout_prints_its_fieldset_and_buttons():
    form = MeetingForm()
    form.helper = FormHelper()
    form.helper.layout = Layout(
        Fieldset("When and where?", "name", "held_on"),
        ButtonHolder(Submit("save", "Arrange"), Submit("draft", "Keep", css_class="quiet")),
        Hidden("step", "2"),
    )

    page = crispy(form)

    assert page.legend.text == "When and where?"
    assert [button.text for button in page.select("button")] == ["Arrange", "Keep"]
    assert page.select_one("button[name=draft]")["class"] == ["govuk-button", "quiet"]
    assert page.select_one("input[name=step]")["value"] == "2"


def test_a_fault_in_a_template_is_raised_and_not_printed_as_an_empty_form():
    form = MeetingForm()
    form.helper = FormHelper()
    form.helper.layout = Layout(Question("name", template="pep/there_is_no_such.html"))

    with pytest.raises(TemplateDoesNotExist):
        crispy(form)


def test_every_error_in_the_summary_leads_to_something_on_the_page():
    page = crispy(MeetingForm({}))

    links = [link["href"] for link in page.select(".govuk-error-summary a")]
    assert len(links) == 3
    assert all(page.find(id=link.removeprefix("#")).name == "input" for link in links)


def test_each_error_says_alone_which_answer_is_missing_and_how_it_is_given():
    class Everything(forms.Form):
        email = forms.EmailField(label="E-mail address")
        urn = forms.CharField(label="URN")
        why = forms.CharField(label="Why?")
        where = forms.ChoiceField(label="Where?", choices=[("a", "A")])
        paper = forms.FileField(label="Paper")
        agreed = forms.BooleanField(label="I agree")
        told = forms.CharField(error_messages={"required": "Say what was done"})
        number = forms.IntegerField(label="Days")

    page = crispy(Everything({"number": "few"}))

    summary = [link.text for link in page.select(".govuk-error-summary a")]
    assert summary == [
        "Enter e-mail address",
        "Enter URN",
        "Enter an answer to “Why?”",
        "Choose an answer to “Where?”",
        "Choose paper",
        "Tick “I agree”",
        "Say what was done",
        "Enter a whole number.",
    ]
    beside = [told.text.removeprefix("Error:").strip() for told in page.select("p[id$=_error]")]
    assert beside == summary


def test_an_address_of_another_form_is_asked_for_in_words_of_this_portal():
    class Invitation(forms.Form):
        email = forms.EmailField()

    page = crispy(Invitation({"email": "nobody"}))

    assert "such as name@example.org" in page.select_one(".govuk-error-summary a").text


def test_a_field_is_described_by_its_hint_and_then_its_error():
    page = crispy(MeetingForm({}))

    field = page.find(id="id_name")
    assert field["aria-describedby"] == "id_name_helptext id_name_error"
    assert page.find(id="id_name_helptext").text == "As on the agenda."
    assert "Enter name" in page.find(id="id_name_error").text


def test_a_group_is_described_on_its_fieldset():
    page = crispy(MeetingForm({}))

    fieldset = page.select_one("input[name=phase]").find_parent("fieldset")
    assert fieldset["aria-describedby"] == "id_phase_error"


def test_what_may_be_left_out_says_so():
    page = crispy(MeetingForm())

    assert page.select_one("label[for=id_note]").text == "Note (optional)"
    assert page.select_one("label[for=id_name]").text == "Name"


def test_nothing_says_optional_where_everything_is():
    class Search(forms.Form):
        name = forms.CharField(required=False)

    page = crispy(Search())

    assert page.label.text == "Name"


def test_the_server_checks_and_the_browser_does_not():
    page = crispy(MeetingForm())

    assert page.form.has_attr("novalidate")
    assert not page.select("[required], [maxlength]")


def test_a_post_form_carries_its_token_and_a_get_form_does_not():
    form = MeetingForm()
    form.helper = FormHelper(form)
    context = {"form": form, "csrf_token": "token"}
    call = Template("{% load crispy_forms_tags %}{% crispy form %}")

    posted = call.render(Context(context))
    form.helper.form_method = "get"
    got = call.render(Context(context))

    assert "csrfmiddlewaretoken" in posted
    assert "csrfmiddlewaretoken" not in got


def test_a_formset_prints_each_of_its_forms():
    meetings = forms.formset_factory(MeetingForm, extra=2)()
    meetings.helper = FormHelper()

    page = crispy(meetings)

    assert page.find(id="id_form-0-name")
    assert page.find(id="id_form-1-name")
    assert page.find(attrs={"name": "form-TOTAL_FORMS"})["value"] == "2"


def test_a_date_in_parts_is_a_date():
    field = DatePartsField()

    assert field.clean(["27", " 3", "2026"]) == datetime.date(2026, 3, 27)


@pytest.mark.parametrize(
    ("parts", "words", "code"),
    [
        (["", "", ""], "Enter a date", "required"),
        (["27", "", "2026"], "The date must include a month", "month"),
        (["31", "2", "2026"], "Enter a real date, like 27 3 2026", "invalid"),
        (["one", "2", "2026"], "Enter a real date, like 27 3 2026", "invalid"),
    ],
)
def test_a_date_that_is_none_says_what_is_wrong(parts, words, code):
    with pytest.raises(forms.ValidationError) as caught:
        DatePartsField().clean(parts)

    assert (caught.value.messages, caught.value.code) == ([words], code)


def test_a_date_that_may_be_left_out_may_be_left_out():
    assert DatePartsField(required=False).clean(["", "", ""]) is None


def test_the_part_of_a_date_that_is_missing_is_marked_and_led_to():
    data = {"name": "n", "phase": "a", **DATE, "held_on-month": ""}

    page = crispy(MeetingForm(data))

    assert page.select_one(".govuk-error-summary a")["href"] == "#id_held_on_month"
    marked = [part["id"] for part in page.select(".govuk-input--error")]
    assert marked == ["id_held_on_month"]


def test_a_date_typed_wrongly_comes_back_as_it_was_typed():
    data = {"name": "n", "phase": "a", **DATE, "held_on-day": "31", "held_on-month": "2"}

    page = crispy(MeetingForm(data))

    values = [page.find(id=f"id_held_on_{part}")["value"] for part in ("day", "month", "year")]
    assert values == ["31", "2", "2026"]


def test_a_known_date_fills_its_parts():
    page = crispy(MeetingForm(initial={"held_on": datetime.date(2026, 3, 27)}))

    assert page.find(id="id_held_on_year")["value"] == "2026"
