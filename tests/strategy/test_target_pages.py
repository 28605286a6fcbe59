"""The pages of measures and targets, and an edition as data to take away."""

import csv
import io
import json

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from dashboard.models import AuthorityFigure, AuthorityMeasure
from strategy.models import Objective, Target
from strategy.targets import headlines
from tests.factories.dashboard import (
    AreaFactory,
    AuthorityFigureFactory,
    AuthorityMeasureFactory,
    NeighbourFactory,
)
from tests.factories.schools import ReleaseFactory
from tests.factories.strategy import (
    BetterFactory,
    DraftEditionFactory,
    EditionFactory,
    HalveFactory,
    LeadBodyFactory,
    MilestoneFactory,
    ObjectiveFactory,
    SignedOffFactory,
    SuccessMeasureFactory,
    TargetFactory,
    WithinFactory,
)

RWM, CITY, ENGLAND = "KS2RWM_Expected_STD", 999, 970
OTHERS = [101, 102, 103, 104, 105]

pytestmark = pytest.mark.django_db


@pytest.fixture
def lait():
    return ReleaseFactory(kind="lait", academic_year=None, file_name="back_data.csv")


@pytest.fixture
def measure():
    return AuthorityMeasureFactory(
        code=RWM, name="Expected standard", unit="% of pupils", decimal_places=0,
        year_type="Academic Year",
    )  # fmt: skip


@pytest.fixture
def figures(lait, measure):
    """The city from 2016 on: below five invented authorities, nothing in 2020."""
    AreaFactory(code=CITY, name="Sampleport")
    for place, code in enumerate(OTHERS, start=1):
        NeighbourFactory(authority=CITY, neighbour=code, place=place, release=lait)
    for year, own, england in [
        (2016, 48, 54), (2017, 57, 62), (2018, 56, 65), (2019, 58, 65), (2020, None, None),
    ]:  # fmt: skip
        rows = {CITY: own, ENGLAND: england}
        rows |= {code: None if own is None else own + 2 * n for n, code in enumerate(OTHERS, 1)}
        for row, (code, value) in enumerate(rows.items(), start=2):
            AuthorityFigureFactory(
                release=lait, measure=measure, area__code=code, year=year, value=value,
                code="-" if value is None else "", row=row, is_sample=True,
            )  # fmt: skip


def page_of(response):
    return BeautifulSoup(response.text, "html.parser")


def told(tag):
    return " ".join(tag.get_text(" ").split())


# --- The page of a measure --------------------------------------------------------------


def test_a_measure_says_its_sentence_first_then_its_chart_and_table(client, figures):
    target = TargetFactory(value=64, due_year=2018)

    response = client.get(target.success_measure.get_absolute_url())

    page = page_of(response)
    section = page.select_one("section[id^=target-]")
    assert told(section.select_one(".govuk-body-l")) == (
        "Missed 56 % in 2018; the target was 64 %."
    )
    assert "Baseline: 48 % in 2016." in told(section)
    svg = section.select_one("svg.pep-drawing")
    assert {text.text for text in svg.select("text[font-weight]")} == {
        "England", "Path needed", "Neighbours", "Sampleport",
    }  # fmt: skip
    assert svg.select_one('text[font-weight="bold"]').text == "Sampleport"
    assert 'stroke-dasharray="8 4"' in str(svg)
    headings = [told(th) for th in section.select("thead th")][:6]
    assert headings == [
        "Sampleport", "Path needed", "England", "Neighbours’ median", "Rank of authorities",
        "Rank with neighbours",
    ]  # fmt: skip


def test_the_table_has_every_year_its_path_rank_and_the_reason_for_a_gap(client, figures):
    target = TargetFactory(value=64, due_year=2018)

    response = client.get(target.success_measure.get_absolute_url())

    rows = {
        told(row.th): [told(cell) for cell in row.select("td")]
        for row in page_of(response).select(".pep-chart tbody tr")
    }
    assert rows["2018"] == ["56 %", "64 %", "65 %", "62 %", "6th of 6", "6th of 6"]
    assert rows["2017"][:2] == ["57 %", "56 %"]
    assert rows["2019"][1] == "–"
    (gap,) = [label for label in rows if label.startswith("2020")]
    assert "not published for any authority" in gap
    assert rows[gap][0] == "no figure"


def test_each_figure_names_its_file_row_and_column(client, figures):
    target = TargetFactory(due_year=2018)

    response = client.get(target.success_measure.get_absolute_url())

    cells = [told(row) for row in page_of(response).select(".pep-table--stacks tbody tr")]
    assert any("back_data.csv, row 2, Values" in cell for cell in cells)


def test_the_standing_is_said_in_words(client, figures):
    target = WithinFactory(due_year=2018)

    response = client.get(target.success_measure.get_absolute_url())

    sentence = told(page_of(response).select_one(".pep-chart__sentence"))
    assert sentence == (
        "In 2019 Sampleport had 58 %, 6th of 6 authorities, in the bottom quarter, 6th of 6 with"
        " its statistical neighbours. England had 65 %. The median of its statistical neighbours"
        " was 64 %."
    )
    assert "Missed 6th of 6 authorities in 2018" in told(page_of(response))


def test_a_gap_to_other_pupils_shows_both_figures_and_englands_gap(client, figures, lait):
    other = AuthorityMeasureFactory(
        code="OTHER", unit="% of pupils", decimal_places=0, year_type="Academic Year"
    )
    for year, own, england in [(2016, 69, 70), (2018, 70, 77)]:
        for code, value in ((CITY, own), (ENGLAND, england)):
            AuthorityFigureFactory(
                release=lait, measure=other, area__code=code, year=year, value=value, is_sample=True
            )
    target = HalveFactory(measure=RWM, against="OTHER", due_year=2018)

    page = page_of(client.get(target.success_measure.get_absolute_url()))

    assert [told(th) for th in page.select(".pep-chart thead th")] == [
        "Sampleport", "Other pupils", "Gap", "Path needed", "England’s gap",
    ]  # fmt: skip
    # Points, not per cent, on the scale of a gap.
    assert "%" not in "".join(text.text for text in page.select("svg.pep-drawing text"))
    rows = {
        told(row.th): [told(cell) for cell in row.select("td")]
        for row in page.select(".pep-chart tbody tr")
    }
    assert rows["2018"] == ["56 %", "70 %", "14 points", "10.5 points", "12 points"]
    assert rows["2017 not published for other pupils"][2] == "no figure"
    assert told(page.select_one(".pep-chart__sentence")) == (
        "In 2018 there was a gap of 14 points: 56 % against 70 % of other pupils."
    )


def test_a_gap_to_england_and_being_ahead_of_it_are_said(client, figures):
    AuthorityMeasure.objects.update(polarity=AuthorityMeasure.Direction.LOW)
    target = HalveFactory(
        measure=RWM, comparator="england", against="", against_words="", due_year=2018
    )

    page = page_of(client.get(target.success_measure.get_absolute_url()))

    assert [told(th) for th in page.select(".pep-chart thead th")] == [
        "Sampleport", "England", "Gap", "Path needed",
    ]  # fmt: skip
    assert told(page.select_one(".pep-chart__sentence")) == (
        "In 2019 Sampleport was 7 points ahead of England: 58 % against 65 % of England."
    )
    assert "In 2016 there was no gap to England to halve" in told(page)


def test_a_figure_alone_has_neither_rank_nor_neighbours_and_the_words_leave_them_out(
    client, lait, measure
):
    for code in OTHERS:
        AreaFactory(code=code)
    AuthorityFigureFactory(
        release=lait, measure=measure, area__code=CITY, year=2018, value=56, is_sample=True
    )
    target = TargetFactory(due_year=2018)

    page = page_of(client.get(target.success_measure.get_absolute_url()))

    assert [told(th) for th in page.select(".pep-chart thead th")] == [
        "Area 999", "Path needed", "England", "Neighbours’ median",
    ]  # fmt: skip
    assert told(page.select_one(".pep-chart__sentence")) == "In 2018 Area 999 had 56 %."
    assert "No baseline of 2016: no file that is loaded has the year." in told(page)


def test_where_others_have_figures_and_the_city_has_none_the_page_says_so(client, lait, measure):
    AreaFactory(code=CITY)
    other = AuthorityMeasureFactory(code="OTHER")
    for code, one in ((CITY, other), (101, measure)):
        AuthorityFigureFactory(
            release=lait, measure=one, area__code=code, year=2018, value=5, is_sample=True
        )
    target = TargetFactory(due_year=2018)

    page = page_of(client.get(target.success_measure.get_absolute_url()))

    assert told(page.select_one(".pep-chart__sentence")) == "Nothing has been published."
    assert "Nothing was published for 2018, the year it was due" in told(page)


def test_a_provisional_figure_is_called_so(client, figures):
    AuthorityFigure.objects.filter(year=2019).update(status="provisional")
    target = TargetFactory(due_year=2018)

    page = page_of(client.get(target.success_measure.get_absolute_url()))

    assert "2019 provisional" in [told(th) for th in page.select(".pep-chart tbody th")]


def test_a_measure_nobody_has_loaded_keeps_its_target_and_says_so(client):
    target = TargetFactory(measure="GONE")

    page = page_of(client.get(target.success_measure.get_absolute_url()))

    assert "No file that is loaded has the measure “GONE”" in told(page)
    assert not page.select("svg.pep-drawing")


def test_a_measure_that_has_stopped_says_since_when(client, figures, lait):
    newer = AuthorityMeasureFactory(code="NEWER", year_type="Academic Year")
    AuthorityFigureFactory(
        release=lait, measure=newer, area__code=CITY, year=2025, value=3, is_sample=True
    )
    target = TargetFactory(due_year=2028)

    page = page_of(client.get(target.success_measure.get_absolute_url()))

    assert "Cannot be told Nothing has been published since 2019." in told(page)


def test_a_measure_without_targets_says_so(client):
    measure = SuccessMeasureFactory(note="Inspections stand on each school’s page.")

    page = page_of(client.get(measure.get_absolute_url()))

    assert "No target on a published figure stands behind this measure." in told(page)
    assert "Inspections stand on each school’s page." in told(page)


def test_what_an_officer_wrote_is_text_and_no_markup(client, figures):
    measure = SuccessMeasureFactory(words="<script>alert(1)</script>", note="<b>bold</b>")
    TargetFactory(success_measure=measure, title="<i>title</i>", population="<u>all</u>")

    page = page_of(client.get(measure.get_absolute_url()))

    assert not page.select("main script:not([type='application/json']), main b, main i, main u")


def test_a_draft_is_unknown_to_the_public_and_the_code_has_one_address(client, officer):
    draft = SuccessMeasureFactory(objective__edition=DraftEditionFactory())
    public = SuccessMeasureFactory(objective__code="SO1")
    lower = public.get_absolute_url().replace("SO1", "so1")

    assert client.get(draft.get_absolute_url()).status_code == 404
    assert officer.get(draft.get_absolute_url()).status_code == 200
    assert client.get(lower).headers["Location"] == public.get_absolute_url()
    assert (
        client.get(public.get_absolute_url().replace("measures/", "measures/9")).status_code == 404
    )


def test_the_page_is_cited_by_title_day_version_and_address(client, figures):
    target = TargetFactory(due_year=2018)

    def cite():
        page = page_of(client.get(target.success_measure.get_absolute_url()))
        return next(told(p) for p in page.select("p") if "Cite this" in p.text)

    first = cite()
    assert target.success_measure.get_absolute_url() in first
    assert "version " in first
    assert cite() == first
    Target.objects.update(value=65)
    assert cite() != first


@pytest.mark.parametrize("count", [1, 10])
def test_a_page_of_ten_targets_takes_as_many_queries_as_one(
    client, figures, django_assert_num_queries, count
):
    measure = SuccessMeasureFactory()
    TargetFactory.create_batch(count, success_measure=measure, due_year=2018)

    with django_assert_num_queries(14):
        response = client.get(measure.get_absolute_url())

    assert len(response.context["targets"]) == count


# --- Objectives and the list of them ----------------------------------------------------


@pytest.mark.parametrize("count", [1, 10])
def test_the_targets_of_ten_objectives_take_as_many_queries_as_those_of_one(
    figures, django_assert_num_queries, count
):
    for objective in ObjectiveFactory.create_batch(count, edition=EditionFactory()):
        TargetFactory(success_measure__objective=objective)
    objectives = list(Objective.objects.select_related("edition"))

    with django_assert_num_queries(8):
        found = headlines(objectives)

    assert len(found) == count


def test_the_list_of_objectives_leads_with_the_target_still_to_come(client, figures):
    objective = ObjectiveFactory()
    over = SuccessMeasureFactory(objective=objective, number=1)
    TargetFactory(success_measure=over, title="Over", due_year=2018)
    ahead = SuccessMeasureFactory(objective=objective, number=2)
    TargetFactory(success_measure=ahead, title="Ahead", due_year=2028, value=70)

    page = page_of(client.get(reverse("strategy:overview")))

    item = page.select_one(".pep-objective")
    assert "Ahead . On track: 58 % in 2019; the path needs 54 %." in told(item).replace(
        "Off", "Off"
    )
    assert "(2 targets: 1 on track, 1 missed)" in told(item)
    assert item.select_one(f'a[href="{ahead.get_absolute_url()}"]')


def test_an_objective_without_targets_has_no_headline(client):
    objective = ObjectiveFactory()
    SuccessMeasureFactory(objective=objective, note="Nothing published tells.")

    assert headlines([objective]) == {}
    page = page_of(client.get(objective.get_absolute_url()))
    assert "No target on a published figure. Nothing published tells." in told(page)


def test_an_objective_lists_its_measures_with_each_target(client, figures):
    target = BetterFactory(due_year=2018)

    page = page_of(client.get(target.success_measure.objective.get_absolute_url()))

    assert "Missed Reaching the expected standard at eleven. 56 % in 2018; England had 65 %" in (
        told(page)
    )
    assert page.select_one(f'a[href="{target.success_measure.get_absolute_url()}"]')


def test_without_the_city_of_the_portal_the_sample_city_is_read(client, figures, settings):
    settings.AUTHORITY_CODE = 851
    target = TargetFactory(due_year=2018)

    page = page_of(client.get(target.success_measure.get_absolute_url()))

    assert "Sampleport" in told(page)


# --- Data to take away ------------------------------------------------------------------


@pytest.fixture
def whole(figures):
    """An edition with one of everything."""
    objective = ObjectiveFactory(edition__slug="harbour", code="SO1", short_name="Fair winds")
    LeadBodyFactory(objective=objective)
    MilestoneFactory(action__objective=objective)
    SignedOffFactory(objective=objective, reason="=2+3 of ten schools")
    TargetFactory(
        success_measure__objective=objective, success_measure__number=1, number=1, due_year=2018
    )
    return objective.edition


CSV = reverse("strategy:edition-csv", args=["harbour"])
JSON = reverse("strategy:edition-json", args=["harbour"])


def test_the_json_holds_objectives_progress_milestones_and_targets_with_verdicts(client, whole):
    record = client.get(JSON).json()

    (objective,) = record["objectives"]
    assert objective["progress"][0]["progress"].startswith("Amber")
    assert objective["actions"][0]["milestones"][0]["met_on"] is None
    (target,) = objective["measures"][0]["targets"]
    assert (target["verdict"], target["latest"], target["needed"]) == ("missed", 56, 64)
    gap = next(figure for figure in target["figures"] if figure["year"] == 2020)
    assert gap["followed"] is None and "not published" in gap["reason"]
    assert target["figures"][0]["file"] == "back_data.csv"
    assert record["edition"]["state"] == "in force"
    assert record["releases"][0]["status"] == "final"
    assert record["version"] in record["cite"] and JSON in record["cite"]
    assert len(record["footnotes"]) >= 5


def test_the_csv_holds_the_same_and_no_spreadsheet_runs_it(client, whole):
    response = client.get(CSV)

    assert response.headers["Content-Disposition"] == (
        'attachment; filename="strategy-harbour.csv"'
    )
    rows = list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"))))
    kinds = {row["record"] for row in rows}
    assert {
        "objective", "progress", "action", "milestone", "success measure", "target", "figure",
    } <= kinds  # fmt: skip
    (target,) = [row for row in rows if row["record"] == "target"]
    assert (target["state or verdict"], target["figure"]) == ("missed", "56.0")
    assert "'=2+3 of ten schools" in response.text
    assert "Version " in response.text and "Cite this: " in response.text
    (gap,) = [row for row in rows if row["record"] == "figure" and row["day or year"] == "2020"]
    assert gap["figure"] == "" and gap["words or reason"].startswith("not published")


@pytest.mark.parametrize("address", [CSV, JSON])
def test_data_a_reader_has_already_is_not_sent_again(client, whole, address):
    first = client.get(address)
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    Objective.objects.update(short_name="Fairer winds")
    changed = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_csv_and_json_of_one_version_are_told_apart(client, whole):
    assert client.get(CSV).headers["ETag"] != client.get(JSON).headers["ETag"]


@pytest.mark.parametrize("name", ["edition-csv", "edition-json"])
def test_the_data_of_a_draft_is_unknown_to_the_public(client, officer, name):
    DraftEditionFactory(slug="dark")
    address = reverse(f"strategy:{name}", args=["dark"])

    assert client.get(address).status_code == 404
    assert officer.get(address).status_code == 200
    assert client.post(address).status_code == 405


def test_a_draft_without_days_still_has_a_version_to_cite(officer):
    DraftEditionFactory(slug="dark")

    record = officer.get(reverse("strategy:edition-json", args=["dark"])).json()

    assert record["as_of"] is None
    assert f"Version {record['version']}" in record["cite"]


@pytest.mark.parametrize("count", [1, 10])
def test_the_data_of_ten_objectives_takes_as_many_queries_as_those_of_one(
    client, figures, django_assert_num_queries, count
):
    edition = EditionFactory(slug="harbour")
    for objective in ObjectiveFactory.create_batch(count, edition=edition):
        LeadBodyFactory(objective=objective)
        MilestoneFactory(action__objective=objective)
        TargetFactory(success_measure__objective=objective, due_year=2018)

    with django_assert_num_queries(15):
        response = client.get(JSON)

    assert len(json.loads(response.content)["objectives"]) == count
