"""Charts: a drawing that leaves out what was not published, and says the rest in its table."""

import json
import re
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.charts import (
    AUTHORITY,
    ENGLAND,
    LABEL_STEP,
    SCHOOL,
    SIMILAR,
    STYLES,
    Axis,
    Bar,
    Line,
    comparison,
    trend,
)
from dashboard.readings import Figure, figure

PERCENT = Axis(0, 100, 20, "%")
PROGRESS = Axis(-10, 10, 5)


def percent(value):
    return figure(value, "" if value is not None else "SUPP", unit="percent", decimals=0)


def line(kind, **years):
    return Line(
        {"school": "This school", "england": "England"}.get(kind, kind.title()),
        kind,
        {int(year.removeprefix("y")): percent(value) for year, value in years.items()},
    )


def drawn(chart):
    return ElementTree.fromstring(chart.svg)


def segments(chart, colour):
    return [
        one
        for one in drawn(chart).iter("{http://www.w3.org/2000/svg}line")
        if one.get("stroke") == colour
    ]


def test_the_line_breaks_where_nothing_was_published():
    chart = trend(
        "t",
        "s",
        [line(SCHOOL, y2018=40, y2019=44, y2023=41)],
        axis=PERCENT,
        reasons=dict.fromkeys([2020, 2021, 2022], "no tests were held"),
    )

    assert len(segments(chart, STYLES[SCHOOL].colour)) == 1
    assert [(row.label, row.note) for row in chart.rows[1:4]] == [
        (year, "no tests were held") for year in ("2022", "2021", "2020")
    ]


def test_a_suppressed_year_is_a_gap_and_never_a_point_at_zero():
    chart = trend("t", "s", [line(SCHOOL, y2023=40, y2024=None, y2025=44)], axis=PERCENT)

    assert segments(chart, STYLES[SCHOOL].colour) == []
    assert len(re.findall(r"<circle|<svg x=", chart.svg)) == 3  # two points and the name
    assert chart.figure()["data"][0]["y"] == [40, None, 44]


def test_years_that_are_not_loaded_break_the_line_and_say_so():
    chart = trend("t", "s", [line(SCHOOL, y2018=40, y2020=44)], axis=PERCENT)

    assert segments(chart, STYLES[SCHOOL].colour) == []
    assert (chart.rows[1].label, chart.rows[1].note) == (
        "2019",
        "no figures of this year are loaded",
    )


def test_an_area_of_which_nothing_was_published_has_no_column():
    chart = trend("t", "s", [line(SCHOOL, y2025=4), line(ENGLAND, y2025=None)], axis=PERCENT)

    assert list(chart.head) == ["This school", "Pupils"]


def test_a_year_of_the_table_has_the_pupils_beside_the_figure():
    own = figure(49.0, "", unit="percent", decimals=0, cohort=60)

    chart = trend("t", "s", [Line("This school", SCHOOL, {2025: own})], axis=PERCENT)

    assert [cell.text for cell in chart.rows[0].cells] == ["49\u00a0%", "60"]


def test_a_zero_is_drawn():
    chart = trend("t", "s", [line(SCHOOL, y2024=0, y2025=0)], axis=PERCENT)

    assert len(segments(chart, STYLES[SCHOOL].colour)) == 1


def test_no_figure_at_all_draws_nothing_and_keeps_the_table():
    chart = trend("t", "s", [line(SCHOOL, y2025=None)], axis=PERCENT)

    assert chart.svg == ""
    assert chart.rows[0].cells[0].text == "suppressed: too few pupils"


def test_without_any_year_there_is_an_empty_table():
    chart = trend("t", "s", [line(SCHOOL)], axis=PERCENT)

    assert (chart.svg, list(chart.rows)) == ("", [])


def test_the_school_is_bold_and_every_line_has_its_own_marker_and_name():
    chart = trend(
        "t",
        "s",
        [line(kind, y2025=50) for kind in (SCHOOL, ENGLAND, AUTHORITY, SIMILAR)],
        axis=PERCENT,
    )

    bold = [one.text for one in drawn(chart).iter() if one.get("font-weight") == "bold"]
    assert bold == ["This school"]
    assert len({style.marker for style in STYLES.values()}) == len(STYLES)
    assert all(name in chart.svg for name in ("England", "Authority", "Similar"))


def test_the_school_is_drawn_on_top_of_the_others():
    chart = trend("t", "s", [line(kind, y2025=50) for kind in (SCHOOL, ENGLAND)], axis=PERCENT)

    assert chart.svg.index(STYLES[ENGLAND].colour) < chart.svg.rindex(STYLES[SCHOOL].colour)


@given(st.lists(st.floats(0, 100), min_size=4, max_size=4))
def test_names_beside_the_lines_never_overlap(values):
    kinds = (SCHOOL, ENGLAND, AUTHORITY, SIMILAR)

    chart = trend(
        "t", "s", [line(k, y2025=v) for k, v in zip(kinds, values, strict=True)], axis=PERCENT
    )

    labels = [
        float(one.get("y"))
        for one in drawn(chart)
        if one.get("overflow") and len(one) == 2  # a marker and its name
    ]
    apart = [later - earlier for earlier, later in pairwise(labels)]
    assert len(labels) == 4
    assert min(apart) >= LABEL_STEP - 0.01


def test_the_scale_is_fixed_and_grows_only_for_a_figure_outside_it():
    assert PERCENT.holding([3, 12]) == PERCENT
    assert PROGRESS.holding([-12.4, 3]) == Axis(-15, 10, 5)
    assert Axis(0, 20, 5).holding([21]) == Axis(0, 25, 5)


def test_the_drawing_has_no_style_and_no_script():
    chart = trend("<b>", '"quoted"', [line(SCHOOL, y2025=50)], axis=PERCENT)

    assert "style" not in chart.svg
    assert "<b>" not in chart.svg
    assert drawn(chart).get("role") == "img"


def test_a_long_name_of_an_authority_is_in_the_table_in_full():
    name = "Bournemouth, Christchurch and Poole"

    chart = trend("t", "s", [Line(name, AUTHORITY, {2025: percent(50)})], axis=PERCENT)

    assert "The authority" in chart.svg
    assert name in chart.head


def test_plotly_gets_the_same_figures_as_the_table():
    chart = trend(
        "t", "s", [line(SCHOOL, y2024=45, y2025=49), line(ENGLAND, y2025=62)], axis=PERCENT
    )

    told = json.loads(json.dumps(chart.figure()))

    assert [(one["name"], one["x"], one["y"]) for one in told["data"]] == [
        ("This school", ["2024", "2025"], [45, 49]),
        ("England", ["2024", "2025"], [None, 62]),
    ]
    assert told["layout"]["xaxis"]["type"] == "category"
    assert told["layout"]["yaxis"]["range"] == [0, 100]


# --- Comparison -------------------------------------------------------------------------


def bar(name, value, kind=SIMILAR):
    return Bar(name, kind, Figure(value, "x"))


def test_a_comparison_keeps_its_order_and_its_schools_without_figures():
    bars = comparison([bar("us", 49, SCHOOL), bar("them", None), bar("more", 80)], axis=PERCENT)

    assert [one.name for one in bars] == ["us", "them", "more"]
    assert bars[1].svg == ""


@pytest.mark.parametrize(
    ("value", "left", "width"), [(5.0, "50.0", "25.0"), (-5.0, "25.0", "25.0"), (0, "50.0", "0.0")]
)
def test_a_bar_begins_at_zero(value, left, width):
    [one] = comparison([bar("us", value, SCHOOL)], axis=PROGRESS)

    assert f'<rect x="{left}%"' in one.svg
    assert f'width="{width}%" height="12"' in one.svg
