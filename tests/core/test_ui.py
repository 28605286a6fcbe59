"""The components print what they are given: words beside colours, reasons beside blanks."""

import datetime
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory


@dataclass
class Figure:
    value: float | None
    text: str


def drawn(call, **context):
    return Template(call).render(Context(context))


def test_a_priority_is_always_said_in_words():
    html = drawn('{% priority 2 "Priority 2: targeted support" %}')

    assert "<span>Priority 2: targeted support</span>" in html
    assert 'aria-hidden="true"' in html


@pytest.mark.parametrize(("number", "filled"), [(1, 3), (2, 2), (3, 1)])
def test_a_more_urgent_priority_fills_more_bars(number, filled):
    html = drawn("{% priority number label %}", number=number, label="words")

    assert html.count("pep-priority__full") == filled
    assert html.count("<path") == 3


def test_a_school_without_a_priority_has_words_and_no_bars():
    html = drawn("{% priority None 'Individual review' %}")

    assert "Individual review" in html
    assert "<svg" not in html


def test_a_missing_figure_is_said_in_words_and_marked_as_missing():
    html = drawn("{% figure_value figure %}", figure=Figure(None, "not shown: few pupils"))

    assert html == '<span class="pep-missing">not shown: few pupils</span>'


def test_zero_is_a_figure():
    html = drawn("{% figure_value figure %}", figure=Figure(0.0, "0 %"))

    assert html == '<span class="pep-number">0 %</span>'


def test_a_colour_nobody_defined_is_refused():
    with pytest.raises(TemplateSyntaxError, match="no tag of colour mauve"):
        drawn('{% tag "Late" "mauve" %}')


def test_what_a_component_is_given_is_escaped():
    html = drawn("{% tag words %}{% table caption=words %}{% endtable %}", words="<b>&</b>")

    assert "<b>" not in html


def test_a_sorted_column_says_so_to_a_screen_reader_and_to_the_eye():
    html = drawn('{% sort_heading "Score" "?sort=score" "descending" numeric=True %}')

    assert 'aria-sort="descending"' in html
    assert "▼" in html
    assert "govuk-table__header--numeric" in html


def test_a_column_not_sorted_by_says_none():
    html = drawn('{% sort_heading "Name" "?sort=name" %}')

    assert 'aria-sort="none"' in html
    assert "pep-sort__arrow" not in html


def test_the_tab_of_the_page_being_read_is_the_only_current_one():
    request = RequestFactory().get("/schools/900012/rating/?round=2")
    tabs = [("Overview", "/schools/900012/"), ("Rating", "/schools/900012/rating/")]

    html = drawn("{% sub_navigation tabs %}", tabs=tabs, request=request)

    assert html.count("aria-current") == 1
    assert 'aria-current="page" href="/schools/900012/rating/"' in html


def test_pagination_keeps_what_was_filtered_by():
    request = RequestFactory().get("/data/?phase=primary&phase=junior&page=2")
    page = Paginator(range(300), 100).page(2)

    html = drawn("{% pagination page %}", page=page, request=request)

    assert 'href="?phase=primary&amp;phase=junior&amp;page=3"' in html


def test_one_page_has_no_pagination():
    request = RequestFactory().get("/data/")
    page = Paginator(range(10), 100).page(1)

    html = drawn("{% pagination page %}", page=page, request=request)

    assert html.strip() == ""


@pytest.mark.parametrize(
    ("roles", "sentence"),
    [
        (["LA officer"], "LA officer."),
        (["LA officer", "Headteacher", "Trust lead"], "LA officer, headteacher and trust lead."),
        (["Strategic Board chair", "Objective lead"], "Strategic Board chair and objective lead."),
    ],
)
def test_who_can_see_lists_the_roles_as_a_sentence(roles, sentence):
    html = drawn("{% who_can_see roles %}", roles=roles)

    assert f"<strong>Who can see this:</strong> {sentence}" in html


def test_where_from_names_publisher_status_and_file():
    release = SimpleNamespace(
        title="Key stage 2",
        publisher="Department for Education",
        status="provisional",
        as_at=None,
        imported_at=datetime.date(2026, 1, 9),
        file_name="england_ks2provisional.csv",
    )

    html = drawn("{% where_from releases %}", releases=[release])

    assert "Department for Education · provisional release" in html
    assert '<time datetime="2026-01-09">9 January 2026</time>' in html
    assert "england_ks2provisional.csv" in html


def test_a_timeline_carries_dates_a_machine_can_read():
    event = {"title": "Inspected", "when": datetime.date(2025, 11, 4)}

    html = drawn("{% timeline events %}", events=[event])

    assert '<time datetime="2025-11-04">4 November 2025</time>' in html


def test_a_summary_list_offers_its_action_with_what_it_changes():
    html = drawn(
        "{% summary_list rows %}", rows=[("Phase", "Primary"), ("Trust", "Lantern", "/t/", "Open")]
    )

    assert 'Open<span class="govuk-visually-hidden"> trust</span>' in html
    assert html.count("govuk-summary-list__row--no-actions") == 1


def test_a_filter_names_what_each_tag_takes_away():
    html = drawn(
        '{% filter_panel selected=chosen clear_href="?" %}fields{% endfilter_panel %}',
        chosen=[("Phase", [("Primary", "?phase=junior")])],
    )

    assert '<a class="moj-filter__tag" href="?phase=junior">' in html
    assert "Remove this filter</span> Primary" in html
    assert html.index("Apply") < html.index("fields")


def example_chart(svg="<svg></svg>"):
    return SimpleNamespace(
        title="How many pupils?",
        sentence="In 2025, 49 % did.",
        svg=svg,
        head=["2024", "2025"],
        rows=[
            SimpleNamespace(
                label="Wharf Lane",
                is_school=True,
                note="",
                cells=[Figure(None, "not published"), Figure(49.0, "49 %")],
            )
        ],
        figure={"data": [{"x": ["</script>"]}], "layout": {}},
    )


def test_a_chart_carries_its_sentence_its_table_and_a_way_to_explore_it():
    html = drawn('{% chart chart key="rwm" %}', chart=example_chart())

    assert "In 2025, 49 % did." in html
    assert '<th scope="row" class="govuk-table__header">Wharf Lane</th>' in html
    assert '<span class="pep-missing">not published</span>' in html
    assert "data-explore" in html


def test_the_figures_for_exploring_cannot_end_their_script_early():
    html = drawn('{% chart chart key="rwm" %}', chart=example_chart())

    assert html.count("</script>") == 1


def test_a_chart_without_a_drawing_offers_nothing_to_explore():
    html = drawn('{% chart chart key="rwm" %}', chart=example_chart(svg=""))

    assert "data-explore" not in html
    assert "<table" in html
