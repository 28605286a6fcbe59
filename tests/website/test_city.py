"""The figures of the city: the same on the page, in the files and for programs."""

import csv
import io

import pytest
from django.urls import reverse

from dashboard.models import AuthorityMeasure
from tests.factories.dashboard import (
    AreaFactory,
    AuthorityFigureFactory,
    AuthorityMeasureFactory,
    InspectionFactory,
)
from tests.factories.schools import ReleaseFactory, SchoolFactory
from website import city

pytestmark = pytest.mark.django_db
RWM, SLUG, CITY, ENGLAND = "KS2RWM_Expected_STD", "ks2rwm_expected_std", 999, 970


@pytest.fixture
def figures():
    """The city below five invented authorities; nothing was published in 2020."""
    lait = ReleaseFactory(kind="lait", academic_year=None, file_name="back_data.csv")
    measure = AuthorityMeasureFactory(
        code=RWM, name="Expected standard (%)", unit="% of pupils", decimal_places=0
    )
    AreaFactory(code=CITY, name="Sampleport")
    for year, own, england in ((2018, 56, 65), (2019, 58, 65), (2020, None, None)):
        rows = {CITY: own, ENGLAND: england}
        rows |= {100 + n: None if own is None else own + 2 * n for n in range(1, 6)}
        for row, (code, value) in enumerate(rows.items(), start=2):
            AuthorityFigureFactory(
                release=lait, measure=measure, area__code=code, year=year, value=value,
                code="-" if value is None else "", row=row,
            )  # fmt: skip


def test_the_page_says_the_newest_figure_beside_englands_and_how_to_cite_it(client, figures):
    page = client.get(reverse("city"))

    assert "In 2019: 58\u00a0%; England 65\u00a0%. Bottom quarter of 6 authorities." in page.text
    assert "Cite this:" in page.text and "back_data.csv" in page.text
    assert "End of primary school" in page.text and "GCSEs" not in page.text


def test_the_status_of_a_year_is_a_word_on_the_page_and_as_published_in_the_files(client, figures):
    measure = AuthorityMeasure.objects.get()
    AuthorityFigureFactory(
        release=ReleaseFactory(kind="lait", academic_year=None), measure=measure, area__code=CITY,
        year=2025, year_as_published="2025 (prov)", status="provisional", value=60,
    )  # fmt: skip

    assert "In 2025 (provisional): 60\u00a0%" in client.get(reverse("city")).text
    assert "2025 (prov)," in client.get(reverse("city-csv")).text


def test_a_measure_has_its_chart_its_table_and_why_a_year_is_missing(client, figures):
    page = client.get(reverse("city-measure", args=[SLUG]))

    assert 'class="pep-drawing' in page.text or "pep-drawing" in page.text
    assert "2020: not published for any authority" in page.text
    assert "6th of 6 authorities" in page.text
    assert client.get("/city/no-such-measure/").status_code == 404
    assert client.get("/city/avg_attain8_score/").status_code == 404


def test_files_and_programs_get_the_same_figures(client, figures):
    record = client.get(reverse("city-json")).json()
    table = list(csv.DictReader(io.StringIO(client.get(reverse("city-csv")).text.lstrip("\ufeff"))))
    api = client.get(reverse("api-measure-detail", args=[SLUG])).json()

    told = [(figure["year"], figure["value"]) for figure in record["measures"][0]["figures"]]
    assert told == [(2018, 56), (2019, 58), (2020, None)]
    assert [row["figure"] for row in table[:3]] == ["56.0", "58.0", ""]
    assert api["measure"]["figures"] == record["measures"][0]["figures"]
    assert "nought" in " ".join(record["footnotes"]) and record["version"] in record["cite"]


def test_a_gap_is_never_nought_and_says_why(figures):
    reading = city.reading_of(RWM)

    missing = city.figure_record(reading.facts.years[2020], {})

    assert missing["value"] is None and missing["reason"] and missing["rank"] is None


def test_the_version_changes_with_the_figures_and_with_nothing_else(client, figures):
    first = client.get(reverse("city-measure-json", args=[SLUG]))
    again = client.get(reverse("city-measure-json", args=[SLUG]))
    known = client.get(
        reverse("city-measure-json", args=[SLUG]), headers={"If-None-Match": first["ETag"]}
    )

    assert first["ETag"] == again["ETag"] and known.status_code == 304


def test_an_empty_city_says_what_will_be_there(client):
    assert "No published figures of the whole city" in client.get(reverse("city")).text
    assert client.get(reverse("city-json")).json()["measures"] == []


def test_inspections_are_counted_on_the_page_and_in_the_file_with_what_is_not_published(
    client, figures
):
    school = SchoolFactory()
    before = client.get(reverse("city-json")).json()
    InspectionFactory(listed_urn=school.urn, overall=2, release__file_name="inspections.csv")

    page = client.get(reverse("city"))
    record = client.get(f"{reverse('city-json')}?fresh").json()

    assert "Overall grade (inspections to August 2024): 1 school" in page.text
    assert "an overall grade since September 2024" in page.text
    assert "inspections.csv" in page.text
    [framework] = record["inspections"]["frameworks"]
    assert framework["areas"]["Overall effectiveness"]["Good"] == 1
    assert "inspections" not in before and record["version"] != before["version"]
    # What is told of one measure stays as it was.
    assert "inspections" not in client.get(reverse("city-measure-json", args=[SLUG])).json()


def test_a_city_with_inspections_alone_tells_them(client):
    InspectionFactory(listed_urn=SchoolFactory().urn, la_code=851)
    InspectionFactory(listed_urn=SchoolFactory(la_code=851).urn, la_code=851)

    assert "Overall grade (inspections to August 2024): 1 school" in client.get("/city/").text
