"""The staff page that shows each component of the pages, with the call that draws it."""

import datetime
from dataclasses import dataclass
from types import SimpleNamespace

from crispy_forms.helper import FormHelper
from crispy_forms.layout import ButtonHolder, Layout, Submit
from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render
from django.template import RequestContext, Template

from accounts.permissions import Permission, audience, authorise
from core.forms import DatePartsField
from core.layout import Question
from dashboard import charts
from dashboard.readings import Figure


@dataclass(frozen=True)
class Example:
    """A component: what it is for, and a template that uses it."""

    name: str
    purpose: str
    call: str


UNANSWERED = {
    "name": "Enter the name of the meeting",
    "notes": "Enter what was agreed",
    "phase": "Choose a phase",
    "again": "Say whether you will meet again",
    "subjects": "Choose at least one subject",
    "held_on": "Enter the date of the meeting",
    "paper": "Choose a file",
    "secret": "Enter your password",
    "is_final": "Confirm that the notes are final",
}


class ExampleForm(forms.Form):
    """One question of each kind, left unanswered so that its errors are seen too."""

    name = forms.CharField(label="Name of the meeting", help_text="As it stands on the agenda.")
    cost = forms.DecimalField(label="Cost of a day", required=False)
    notes = forms.CharField(label="What was agreed?", widget=forms.Textarea)
    phase = forms.ChoiceField(
        label="Phase", choices=[("", "Choose one"), ("primary", "Primary"), ("other", "Secondary")]
    )
    again = forms.ChoiceField(
        label="Will you meet again?",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect,
    )
    subjects = forms.MultipleChoiceField(
        label="Which subjects?",
        help_text="Choose all that were spoken of.",
        choices=[("reading", "Reading"), ("writing", "Writing"), ("maths", "Maths")],
        widget=forms.CheckboxSelectMultiple,
    )
    held_on = DatePartsField(label="When was it?", help_text="For example, 27 3 2026")
    paper = forms.FileField(label="Paper")
    secret = forms.CharField(label="Password", widget=forms.PasswordInput)
    is_final = forms.BooleanField(label="These notes are final")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, words in UNANSWERED.items():
            self.fields[name].error_messages["required"] = words

    @property
    def helper(self):
        helper = FormHelper()
        helper.form_action = "component-list"
        helper.form_method = "get"
        helper.layout = Layout(
            "name",
            Question("cost", prefix="£", suffix="a day", css_class="govuk-input--width-5"),
            Question("notes", words=150),
            "phase",
            Question("again", inline=True, size="s"),
            Question("subjects", small=True, size="s", hints={"maths": "Arithmetic too."}),
            Question("held_on", size="s"),
            "paper",
            "secret",
            "is_final",
            ButtonHolder(
                Submit("save", "Save the notes"),
                Submit("draft", "Save as draft", css_class="govuk-button--secondary"),
            ),
        )
        return helper


EXAMPLES = [
    Example("Tag", "A status in words.", '{% tag "Provisional" "yellow" %} {% tag "Final" %}'),
    Example(
        "Priority",
        "A level of support, never by colour alone.",
        '<p class="govuk-body">{% priority 1 "Priority 1: highest level of support" %}</p>\n'
        '<p class="govuk-body">{% priority 2 "Priority 2: targeted support" %}</p>\n'
        '<p class="govuk-body">{% priority 3 "Priority 3: universal offer" %}</p>',
    ),
    Example(
        "Figure",
        "A number, or the words for why there is none.",
        '<p class="govuk-body">{% figure_value figure %}; {% figure_value missing %}</p>',
    ),
    Example(
        "Card",
        "A titled box. Tones: notable, quiet.",
        '{% card title="What would change it" tone="notable" %}\n'
        '  <p class="govuk-body">If reading were 2.1 points higher, the score would be 59.4.</p>\n'
        "{% endcard %}",
    ),
    Example("Summary list", "Facts, one a line.", "{% summary_list facts %}"),
    Example(
        "Table",
        "Figures in rows; sorted by links. With stacks=True its rows are cards on a phone.",
        '{% table caption="Schools" stacks=True %}\n'
        '  <thead class="govuk-table__head"><tr class="govuk-table__row">\n'
        '    {% sort_heading "School" "?sort=name" "ascending" %}\n'
        '    {% sort_heading "Score" "?sort=score" numeric=True %}\n'
        "  </tr></thead>\n"
        '  <tbody class="govuk-table__body"><tr class="govuk-table__row">\n'
        '    <th scope="row" class="govuk-table__header">Wharf Lane Junior School</th>\n'
        '    <td class="govuk-table__cell govuk-table__cell--numeric"'
        ' data-label="Score">81.6</td>\n'
        "  </tr></tbody>\n"
        "{% endtable %}",
    ),
    Example("Chart", "A drawing, its sentence and its table.", '{% chart trend key="example" %}'),
    Example("Sub-navigation", "Tabs that are pages.", '{% sub_navigation tabs label="School" %}'),
    Example("Breadcrumbs", "Where a page stands.", "{% breadcrumbs crumbs %}"),
    Example("Back link", "The way back.", '{% back_link "/" "Back to the first page" %}'),
    Example("Pagination", "Only where a list passes 100 rows.", "{% pagination page %}"),
    Example(
        "Filter panel",
        "Narrows a list; what is chosen can be taken away.",
        '{% filter_panel selected=chosen clear_href="?" key="example-filter" %}\n'
        '  <div class="govuk-form-group">\n'
        '    <label class="govuk-label" for="phase">Phase</label>\n'
        '    <select class="govuk-select" id="phase" name="phase">'
        "<option>Primary</option></select>\n"
        "  </div>\n"
        "{% endfilter_panel %}",
    ),
    Example("Task list", "What there is to do.", "{% task_list tasks %}"),
    Example("Timeline", "What happened and when.", "{% timeline events level=3 %}"),
    Example(
        "Notification banner",
        "News of the page; kind success only when something has changed.",
        '{% notification_banner title="Success" kind="success" %}\n'
        '  <p class="govuk-notification-banner__heading">The round is shared with schools.</p>\n'
        "{% endnotification_banner %}",
    ),
    Example(
        "Panel",
        "The end of a request, an escalation or a publication.",
        '{% panel "Request sent" "Reference 12" level=3 %}',
    ),
    Example(
        "Inset text",
        "A sentence set apart.",
        "{% inset %}This is not a judgement of the school’s overall effectiveness.{% endinset %}",
    ),
    Example("Warning", "What cannot be undone.", '{% warning_text "A shared round is final." %}'),
    Example(
        "Details",
        "Help a reader may unfold.",
        '{% details "What is this?" %}\n'
        '  <p class="govuk-body">A round of ratings.</p>\n'
        "{% enddetails %}",
    ),
    Example(
        "Buttons",
        "One main button a page; the others are quieter.",
        '{% button "Save" %} {% button "Save as draft" "secondary" %}\n'
        '{% button "Delete" "warning" %} {% button_link "Start" "/" %}',
    ),
    Example("Who can see this", "From the rule that guards the page.", "{% who_can_see roles %}"),
    Example(
        "Posts in a sentence",
        "Where a sentence of one’s own names them.",
        '<p class="govuk-body">For {% roles_in_a_sentence roles %}.</p>',
    ),
    Example("Where from", "The files behind a page.", "{% where_from releases %}"),
    Example(
        "Form",
        "Every kind of question, its errors and their summary.",
        "{% load crispy_forms_tags %}{% crispy example_form %}",
    ),
]


def component_list(request):
    authorise(request.user, Permission.COMPONENTS_VIEW)

    context = RequestContext(request, _example_data())
    shown = [(example, Template(example.call).render(context)) for example in EXAMPLES]
    return render(request, "pep_portal/component_list.html", {"shown": shown})


def _example_data():
    """Invented things for the examples to draw."""
    figure, missing = Figure(49.0, "49 %"), Figure(None, "not shown by the publisher: few pupils")
    return {
        "figure": figure,
        "missing": missing,
        "facts": [("Phase", "Primary"), ("Trust", "Lantern Learning Trust", "#", "Change")],
        "trend": charts.trend(
            "How many pupils reach the expected standard?",
            "In 2025, 49 % of 60 pupils reached the expected standard, 13 points below England.",
            [
                charts.Line(
                    "Wharf Lane Junior School",
                    charts.SCHOOL,
                    {2023: Figure(44.0, "44 %"), 2024: Figure(46.0, "46 %"), 2025: figure},
                ),
                charts.Line(
                    "England",
                    charts.ENGLAND,
                    {
                        2023: Figure(60.0, "60 %"),
                        2024: Figure(61.0, "61 %"),
                        2025: Figure(62.0, "62 %"),
                    },
                ),
            ],
            axis=charts.Axis(0, 100, 20, "%"),
        ),
        "tabs": [("Overview", "/components/"), ("Results", "#results"), ("Rating", "#rating")],
        "crumbs": [("Find a school", "/"), ("Wharf Lane Junior School", None)],
        "page": Paginator(range(900), 100).page(4),
        "chosen": [("Phase", [("Primary", "?"), ("Secondary", "?")]), ("Priority", [("1", "?")])],
        "tasks": [
            {"title": "Agree the days", "href": "#", "status": "Completed"},
            {"title": "First visit", "href": "#", "status": "Due Friday", "colour": "blue"},
            {
                "title": "Review",
                "hint": "Opens after the last visit.",
                "status": "Cannot start yet",
                "cannot_start": True,
            },
        ],
        "events": [
            {
                "title": "Inspected",
                "when": datetime.date(2025, 11, 4),
                "by": "Ofsted",
                "text": "Requires improvement in March 2019, good now.",
            }
        ],
        "roles": audience(Permission.RATINGS_VIEW_ALL, Permission.RATING_VIEW),
        "releases": [
            SimpleNamespace(
                title="Key stage 2 performance tables",
                publisher="Department for Education",
                status="revised",
                as_at=None,
                imported_at=datetime.date(2026, 1, 9),
                file_name="england_ks2revised.csv",
            )
        ],
        "example_form": ExampleForm({}),
    }
