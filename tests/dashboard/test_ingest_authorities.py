"""Taking in series of authorities, their dictionary and their neighbours."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from dashboard import authority
from dashboard.ingest import Outcome, ingest
from dashboard.ingest.files import find
from dashboard.models import Area, AuthorityFigure, AuthorityMeasure, Neighbour
from schools.models import Release
from schools.sources import archive
from tests.dashboard.taking_in import log_of, outcomes, write
from tests.dashboard.test_published_neighbours import rows_of_list, workbook
from tests.published import HERE, REAL

BACK_DATA = HERE / "la" / "bds_long_999.csv"
DICTIONARY = HERE / "la" / "lait_data_dictionary.csv"
LIST = HERE / "la" / "sn_may_2025.csv"
HEADER = "Short Desc,Data item,Years,LA and Regions,Values,LA Number,Region"
RWM = "KS2RWM_Expected_STD"

pytestmark = pytest.mark.django_db


def series_file(folder, name, *figures, measure=RWM, area=999):
    """A small file of one series: "2024 52" is the figure of a year."""
    rows = []
    for said in figures:
        year, _, value = said.rpartition(" ")
        rows.append(f"{measure},,{year},Area {area},{value},{area}.0,South East")
    return write(folder, name, *rows, header=HEADER)


def everything():
    """All that is live, but for which file it came from."""
    figures = AuthorityFigure.objects.order_by("measure__code", "area", "year", "status")
    return list(
        figures.values_list("measure__code", "area", "year_as_published", "value", "code", "raw")
    )


def values():
    return dict(AuthorityFigure.objects.values_list("year_as_published", "value"))


def test_a_folder_of_authority_files_is_taken_in_whole():
    report = ingest([HERE / "la"])

    assert outcomes(report) == [Outcome.TAKEN_IN] * 3
    assert AuthorityFigure.objects.count() == 28
    assert Neighbour.objects.count() == 30
    assert AuthorityMeasure.objects.exclude(release=None).count() == 6
    assert Area.objects.get(code=970).kind == Area.Kind.ENGLAND
    assert Area.objects.get(code=989).region == "NA"
    assert Area.objects.authorities().filter(code=111).exists()


def test_a_figure_leads_back_to_its_file_and_row():
    ingest([BACK_DATA])

    figure = AuthorityFigure.objects.get(area=103)

    assert figure.release.sha256 == archive.sha256_of(BACK_DATA.read_bytes())
    assert archive.kept_at(figure.release.sha256).read_bytes() == BACK_DATA.read_bytes()
    line = BACK_DATA.read_text(encoding="utf-8").splitlines()[figure.row - 1]
    assert line == f'{RWM},,2019,"Cobble, City of",{figure.raw},103.0,Inner London'


def test_the_report_says_what_was_found():
    lines = "\n".join(log_of([HERE / "la"]))

    assert "Measures described: 6" in lines
    assert "Areas: 7, 5 of them authorities; 28 figures" in lines
    assert "Codes met: - 5, .. 1, c 1, x 1, z 1" in lines
    assert "Duplicates: 1" in lines
    assert "left out as without year or figure: 1 (CINPermExclusion)" in lines
    assert "describes 3 of the 8 measures (RTA, APSE_Best_3ALevels" in lines
    assert "Schools" not in lines


def test_twice_changes_nothing():
    ingest([HERE / "la"])
    before, releases = everything(), Release.objects.count()

    report = ingest([HERE / "la"])

    assert outcomes(report) == [Outcome.UNCHANGED] * 3
    assert (everything(), Release.objects.count()) == (before, releases)


def test_a_dry_run_checks_and_changes_nothing():
    report = ingest([HERE / "la"], dry_run=True)

    assert outcomes(report) == [Outcome.CHECKED] * 3
    assert not AuthorityFigure.objects.exists()
    assert not AuthorityMeasure.objects.exists()
    assert not (Area.objects.exists() or Neighbour.objects.exists() or Release.objects.exists())


def test_the_order_of_dictionary_and_figures_makes_no_difference():
    ingest([BACK_DATA])
    assert authority.standing(RWM, 999).rank is None
    ingest([DICTIONARY])

    assert authority.standing(RWM, 999, 2019).rank.place == 3
    assert AuthorityMeasure.objects.get(code="RTA").name == "Children killed or hurt on roads"
    assert AuthorityMeasure.objects.get(code=RWM).name.startswith("Pupils meeting")


def test_a_dictionary_that_changes_a_measure_says_so(tmp_path):
    ingest([DICTIONARY])
    changed = tmp_path / "lait_data_dictionary.csv"
    text = DICTIONARY.read_text(encoding="utf-8")
    changed.write_text(
        text.replace('"% of the school population","2"', '"%","1"'), encoding="utf-8"
    )

    [report] = ingest([changed]).files

    assert (report.difference.added, report.difference.changed) == (0, 1)
    assert "TotFixedEx, decimal places: 2 → 1 (row 5)" in report.difference.examples
    assert AuthorityMeasure.objects.get(code="TotFixedEx").decimal_places == 1


def test_two_files_of_the_same_figures_agree_in_any_order(tmp_path):
    whole = series_file(tmp_path, "bds_long_a.csv", "2023 49", "2024 52", "2025 54")
    cut = series_file(tmp_path, "bds_long_b.csv", "2024 52", "2025 54.000000000000001")

    ingest([whole])
    [report] = ingest([cut]).files

    assert report.difference.is_none
    assert report.outcome == Outcome.UNCHANGED
    assert set(AuthorityFigure.objects.values_list("release__file_name", flat=True)) == {whole.name}


def test_a_file_that_differs_is_live_and_the_difference_is_named(tmp_path):
    ingest([series_file(tmp_path, "bds_long_a.csv", "2024 52", "2025 54")])

    [report] = ingest([series_file(tmp_path, "bds_long_b.csv", "2024 -", "2025 54")]).files

    assert report.difference.examples == [
        f"Area 999, {RWM}: 52 (2024) in bds_long_a.csv → - (2024; row 2)"
    ]
    assert values() == {"2024": None, "2025": 54}


def test_years_before_and_after_a_file_stay(tmp_path):
    ingest([series_file(tmp_path, "bds_long_a.csv", "2016 48", "2017 57", "2018 56")])
    ingest([series_file(tmp_path, "bds_long_b.csv", "2017 58", "2018 56", "2019 58")])
    ingest([series_file(tmp_path, "bds_long_c.csv", "2015 47", "2016 48")])

    assert values() == {"2015": 47, "2016": 48, "2017": 58, "2018": 56, "2019": 58}


def test_a_year_that_a_file_leaves_out_of_its_series_goes(tmp_path):
    ingest([series_file(tmp_path, "bds_long_a.csv", "2016 48", "2017 57", "2018 56")])

    [report] = ingest([series_file(tmp_path, "bds_long_b.csv", "2016 48", "2018 56")]).files

    assert report.difference.removed == 1
    assert report.difference.examples[0].endswith("57 (2017) in bds_long_a.csv → no longer there")
    assert values() == {"2016": 48, "2018": 56}


def test_a_provisional_figure_never_outdoes_the_final_one(tmp_path):
    provisional = series_file(tmp_path, "bds_long_a.csv", "2025 (prov) 53")
    final = series_file(tmp_path, "bds_long_b.csv", "2025 54")

    ingest([final])
    ingest([provisional])

    latest = authority.series(RWM, 999).latest
    assert (latest.value, latest.is_provisional) == (54, False)
    assert values() == {"2025": 54, "2025 (prov)": 53}


def test_a_replaced_file_can_be_put_back(tmp_path):
    right = series_file(tmp_path, "bds_long_a.csv", "2024 52", "2025 (prov) 54")
    wrong = series_file(tmp_path, "bds_long_b.csv", "2024 25", "2025 45", "2026 99")
    ingest([right])
    before = everything()
    ingest([wrong])

    [report] = ingest([right], again=True).files

    assert (report.difference.changed, report.difference.removed) == (1, 2)
    assert everything() == before


def test_a_file_that_fails_leaves_everything_as_it_was(tmp_path):
    ingest([BACK_DATA])
    before = everything()
    bad = tmp_path / "bds_long_bad.csv"
    bad.write_text(
        BACK_DATA.read_text(encoding="utf-8").replace("2019,Dunmarsh,58", "2019,Dunmarsh,q"),
        encoding="utf-8",
    )

    [report] = ingest([bad]).files

    assert report.outcome == Outcome.FAILED
    assert report.error.startswith("bds_long_bad.csv, row 6, column Values: “q” is neither")
    assert everything() == before


def test_real_and_invented_authorities_are_kept_apart(tmp_path):
    rows = [f"{RWM},,2025,Area {code},54,{code}.0,South East" for code in (851, 999)]
    mixed = write(tmp_path, "bds_long_mixed.csv", *rows, header=HEADER)

    [report] = ingest([mixed]).files

    assert "area 999 is invented, and others in the file are not" in report.error


def test_the_samples_england_is_not_the_publishers(tmp_path):
    rows = [f"{RWM},,2025,England,62,970.0,NA", f"{RWM},,2025,Area 851,54,851.0,South East"]
    ingest([write(tmp_path, "bds_long_real.csv", *rows, header=HEADER), BACK_DATA])

    assert authority.standing(RWM, 851).england.value == 62
    assert authority.standing(RWM, 999).england.value == 63


def test_england_is_held_against_its_authorities(tmp_path):
    rows = [f"{RWM},,2025,Area {code},{code - 780},{code}.0,South East" for code in range(830, 842)]
    rows += [f"{RWM},,2025,England,55,970.0,NA"]
    rows += [r.replace("2025", "2024") for r in rows[:-1]] + [f"{RWM},,2024,England,66,970.0,NA"]
    count = [f"Count,,2025,Area {code},10,{code}.0,South East" for code in range(830, 842)]
    count += ["Count,,2025,England,120,970.0,NA"]

    [report] = ingest([write(tmp_path, "bds_long.csv", *rows, *count, header=HEADER)]).files

    assert report.totals == [
        "England lies among its authorities, or is their sum, in 2 of 3 measures and years;"
        f" not in {RWM} 2024"
    ]


def test_neighbours_come_as_a_workbook_in_a_folder_or_a_zip(tmp_path):
    book = tmp_path / "sn_may_2025.xlsx"
    book.write_bytes(workbook(rows_of_list()))

    [report] = ingest([tmp_path]).files

    assert (report.outcome, report.as_at, report.areas) == (Outcome.TAKEN_IN, "2025-05-01", 3)
    release = Release.objects.get()
    assert archive.kept_at(release.sha256).read_bytes() == book.read_bytes()
    assert Neighbour.objects.get(authority=101, place=1).row == 5


def test_neighbours_are_found_in_a_zip(tmp_path):
    with zipfile.ZipFile(tmp_path / "la.zip", "w") as packed:
        packed.writestr("la/sn_may_2025.xlsx", workbook(rows_of_list()))

    assert outcomes(ingest([tmp_path])) == [Outcome.TAKEN_IN]


def test_other_workbooks_are_passed_over_and_refused_by_name(tmp_path):
    book, data = Workbook(), io.BytesIO()
    book.save(data)
    path = tmp_path / "la_code_list.xlsx"
    path.write_bytes(data.getvalue())

    assert outcomes(ingest([tmp_path])) == [Outcome.PASSED_OVER]
    assert outcomes(ingest([path])) == [Outcome.FAILED]


def test_a_workbook_too_large_to_look_into_is_not_opened(tmp_path, monkeypatch):
    monkeypatch.setattr("dashboard.ingest.files.LARGEST_WORKBOOK", 10)
    (tmp_path / "sn_may_2025.xlsx").write_bytes(workbook(rows_of_list()))

    assert [found.is_workbook for found in find([tmp_path])] == [False]


def test_a_list_without_its_month_is_refused(tmp_path):
    path = tmp_path / "sn.csv"
    path.write_bytes(LIST.read_bytes())

    [report] = ingest([path]).files

    assert "does not say of which month the model is. Name it as the publisher" in report.error


def test_models_of_two_months_stand_side_by_side_in_any_order(tmp_path):
    older = tmp_path / "sn_april_2021.csv"
    text = LIST.read_text(encoding="utf-8")
    nearest, farther = "999,6,South East,103,", "Very Close,104,Close,105"
    assert nearest in text and farther in text
    text = text.replace(nearest, "999,6,South East,104,")
    older.write_text(text.replace(farther, "Very Close,103,Close,105", 1), encoding="utf-8")
    ingest([LIST])
    ingest([older])
    ingest([BACK_DATA])

    assert Neighbour.objects.filter(authority=999).count() == 20
    assert authority.standing(RWM, 999).neighbours[0].area.code == 103


def test_a_corrected_list_of_the_same_month_takes_the_place_of_the_first(tmp_path):
    ingest([LIST])
    corrected = tmp_path / "sn_may_2025.csv"
    corrected.write_text(
        LIST.read_text(encoding="utf-8").replace("103,Extremely close", "103,Very close"),
        encoding="utf-8",
    )

    [report] = ingest([corrected]).files

    assert report.difference.examples == [
        "neighbour 1 of 999: 103 (Extremely close) → 103 (Very close; row 4)"
    ]
    assert Neighbour.objects.count() == 30
    assert Neighbour.objects.get(authority=999, place=1).closeness == "Very close"


def test_a_list_read_again_says_nothing_new():
    ingest([LIST])

    assert outcomes(ingest([LIST], again=True)) == [Outcome.UNCHANGED]
    assert (Neighbour.objects.count(), Release.objects.count()) == (30, 1)


def test_a_list_without_what_the_portal_lists_already_is_not_all_there_is(tmp_path):
    ingest([LIST])
    without_old = LIST.read_text(encoding="utf-8").split(",Old SNs")[0]
    (tmp_path / "sn_may_2025.csv").write_text(without_old.rstrip(",\n") + "\n", encoding="utf-8")

    assert outcomes(ingest([tmp_path])) == [Outcome.UNCHANGED]
    assert Neighbour.objects.filter(authority=111).count() == 10


def test_the_check_report_of_an_authority_file_speaks_of_areas(officer):
    ingest([BACK_DATA])

    page = officer.get(f"/data/{Release.objects.get().pk}/").content.decode()

    assert "7, 5 of them authorities" in page
    assert "Schools matched" not in page


needs_real = pytest.mark.skipif(not REAL.exists(), reason="../shared/published-data is not here")


@needs_real
def test_all_of_the_publishers_authority_files_go_in_and_agree():
    reports = ingest([REAL / "la"]).files

    by_name = {report.file_name: report for report in reports}
    assert [report.outcome for report in reports].count(Outcome.TAKEN_IN) == 5
    assert AuthorityFigure.objects.count() == 38_930 + 17_705 + 3_541
    assert all(report.difference.changed == 0 for report in reports)
    assert by_name["bds_long_all_selected_measures.csv"].totals == [
        "England lies among its authorities, or is their sum, in 209 of 209 measures and years"
    ]
