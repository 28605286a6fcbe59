"""Taking in files: in any order, once, and with a report."""

import gzip
import io
import shutil
import zipfile

import pytest

from dashboard.ingest import Outcome, ingest
from dashboard.models import Benchmark, Entry, Observation
from schools.models import Release, School
from schools.sources import archive
from tests.dashboard.taking_in import (
    ABSENCE_2019,
    ABSENCE_HEADER,
    KS2_2019,
    KS2_HEADER,
    everything,
    log_of,
    outcomes,
    primary,
    write,
)
from tests.published import HERE

pytestmark = pytest.mark.django_db


def test_every_kind_is_known_by_its_header_and_taken_in():
    report = ingest([HERE])

    assert set(outcomes(report)) == {Outcome.TAKEN_IN, Outcome.PASSED_OVER}
    assert {file.kind for file in report.files if file.kind} == {
        "register", "trusts", "group_links", "links", "ks2", "ks4", "absence", "ofsted",
        "ofsted_year", "lait_dictionary", "lait", "neighbours",
    }  # fmt: skip


def test_the_register_goes_in_before_what_belongs_to_it():
    order = [file.split(" as ")[-1] for file in log_of([HERE]) if file.startswith("[")]

    assert order[0].startswith("the register")
    assert [line.split(" in ")[0] for line in order[2:5]] == [
        "trusts", "schools of trusts", "links between schools",
    ]  # fmt: skip


def test_the_second_time_changes_nothing():
    ingest([HERE])
    before = everything(), Release.objects.count(), School.objects.count()
    ids = list(Observation.objects.order_by("pk").values_list("pk", flat=True))

    report = ingest([HERE])

    assert set(outcomes(report)) == {Outcome.UNCHANGED, Outcome.PASSED_OVER}
    assert (everything(), Release.objects.count(), School.objects.count()) == before
    assert list(Observation.objects.order_by("pk").values_list("pk", flat=True)) == ids


def test_a_file_already_in_says_so():
    ingest([KS2_2019])

    lines = log_of([KS2_2019])

    assert any("Already in, nothing changed" in line for line in lines)


def test_a_dry_run_reports_and_changes_nothing():
    lines = log_of([HERE], dry_run=True)

    assert not Release.objects.exists() and not School.objects.exists()
    assert everything() == ([], [], [])
    assert any("Checked only" in line for line in lines)


def test_the_check_report_says_what_was_found():
    ingest([HERE / "register"])

    text = "\n".join(log_of([KS2_2019]))

    assert "Rows read: 8" in text
    assert "Schools matched to the register: 5; not matched: 0" in text
    assert "SUPP 9" in text
    assert "Duplicates: none" in text
    assert "106 pupils in the schools' rows, 106 in its own row: agrees" in text
    assert "added, 0 changed, 0 removed" in text
    assert Release.objects.get(kind="ks2").report["rows"] == 8


def test_schools_the_register_does_not_know_are_counted_and_named():
    report = ingest([ABSENCE_2019]).files[0]

    assert (report.schools_matched, report.schools_not_matched) == (0, 3)
    assert report.not_matched == [900001, 900002, 900005]


def test_totals_that_do_not_add_up_are_said(tmp_path):
    path = write(tmp_path / "2018-19", "k.csv", primary(900001), "3,999,,,Sampleport,,,,90,70%,")

    totals = ingest([path]).files[0].totals

    assert totals == ["authority 999: 60 pupils in the schools' rows, 90 in its own row: differs"]


def test_the_mean_of_the_schools_is_held_against_the_authoritys(tmp_path):
    path = write(
        tmp_path / "2018-19",
        "k.csv",
        primary(900001, "60%"),
        primary(900002, "80%"),
        "3,999,,,Sampleport,,,,120,75%,",
    )

    totals = ingest([path]).files[0].totals

    assert totals[0].endswith("120 pupils in the schools' rows, 120 in its own row: agrees")
    assert "70.0 by the schools' rows, 75 in its own row: differs" in totals[1]


@pytest.mark.parametrize("reverse", [False, True])
def test_overlapping_files_give_the_same_in_any_order(tmp_path, reverse):
    many = [primary(900000 + n, la=str(900 + n % 20)) for n in range(1, 41)]
    areas = ["3,901,,,One,,,,120,63%,", "5,,,,,,,,600000,65%,"]
    england = write(tmp_path / "2018-19", "england.csv", *many, *areas)
    one = write(
        tmp_path / "2018-19",
        "901.csv",
        *[row for row in many if ",901," in row],
        *areas,
    )
    ingest([england])
    expected = everything()
    Release.objects.all().delete()

    for path in [one, england] if reverse else [england, one]:
        ingest([path])

    assert everything() == expected
    assert len(expected[2]) == 40


def test_in_one_run_the_file_of_one_authority_has_the_last_word(tmp_path):
    many = [primary(900000 + n, la=str(900 + n % 20)) for n in range(1, 41)]
    england = write(tmp_path / "2018-19", "england.csv", *many)
    one = write(tmp_path / "2018-19", "901.csv", primary(900001, "71%", la="901"),
                primary(900021, la="901"))  # fmt: skip

    lines = log_of([one, england])

    assert Observation.objects.get(urn=900001, measure="rwm_expected").raw == "71%"
    assert any(
        "URN 900001, Reading, writing and maths at the expected standard, all pupils"
        " (row 2, PTRWM_EXP): 63% in england.csv → 71%" in line
        for line in lines
    )


def test_a_revised_interval_is_a_change_though_the_score_stays(tmp_path):
    header = f"{KS2_HEADER},READPROG_LOWER,READPROG_UPPER"
    folder = tmp_path / "2018-19"
    ingest([write(folder, "a.csv", primary(900001) + ",-2,0", header=header)])

    report = ingest([write(folder, "b.csv", primary(900001) + ",-2.1,0.1", header=header)])

    assert Observation.objects.get(measure="reading_progress").ci_high == 0.1
    assert report.files[0].difference.examples == [
        "URN 900001, Progress in reading, all pupils (row 2, READPROG): -1 (of 60 pupils,"
        " interval -2 to 0) in a.csv → -1 (of 60 pupils, interval -2.1 to 0.1)"
    ]


def test_a_file_replaces_its_own_authorities_alone(tmp_path):
    write(tmp_path / "2018-19", "a.csv", primary(900001, la="901"), primary(900002, la="902"))
    ingest([tmp_path])
    again = write(tmp_path / "2018-19", "b.csv", primary(900003, la="901"))

    report = ingest([again]).files[0]

    assert sorted(Entry.objects.values_list("urn", flat=True)) == [900002, 900003]
    assert report.difference.removed == 3


def test_an_authoritys_own_row_is_left_by_a_file_that_has_none(tmp_path):
    write(tmp_path / "2018-19", "a.csv", primary(900001), "3,999,,,Sampleport,,,,60,63%,")
    ingest([tmp_path])

    ingest([write(tmp_path / "2018-19", "b.csv", primary(900001, "64%"))])

    assert Benchmark.objects.filter(la_code=999, measure="rwm_expected").count() == 1


def test_a_school_that_changed_its_authority_counts_once(tmp_path):
    ingest([write(tmp_path / "2018-19", "a.csv", primary(900001, la="901"))])

    ingest([write(tmp_path / "2018-19", "b.csv", primary(900001, la="902"))])

    assert Entry.objects.get().la_code == 902


def test_a_blank_authority_is_taken_from_the_register(tmp_path):
    ingest([HERE / "register"])

    ingest([write(tmp_path / "2018-19", "a.csv", primary(900001, la=""),
                  primary(905555, la=""))])  # fmt: skip

    assert dict(Entry.objects.values_list("urn", "la_code")) == {900001: 999, 905555: 0}


def test_statuses_stand_beside_one_another(tmp_path):
    folder = tmp_path / "2018-19"
    ingest([write(folder, "999_ks2provisional.csv", primary(900001, "61%"))])

    lines = log_of([write(folder, "999_ks2revised.csv", primary(900001, "62%"))])

    assert dict(
        Observation.objects.filter(measure="rwm_expected").values_list("status", "raw")
    ) == {"provisional": "61%", "revised": "62%"}
    assert any("61% in 999_ks2provisional.csv → 62%" in line for line in lines)


def test_a_status_can_be_said(tmp_path):
    path = write(tmp_path / "2018-19", "k.csv", primary(900001))

    ingest([path], status="revised")

    assert Release.objects.get().status == "revised"


def test_an_earlier_file_can_be_put_back(tmp_path):
    first = write(tmp_path / "2018-19", "a.csv", primary(900001, "61%"))
    second = write(tmp_path / "2018-19", "b.csv", primary(900001, "62%"))
    ingest([first])
    ingest([second])

    ingest([first])

    assert Observation.objects.get(measure="rwm_expected").raw == "61%"


def test_the_year_is_taken_from_the_file_then_the_folder_then_what_is_said(tmp_path):
    header = f"{KS2_HEADER},READPROG_18"
    told = write(tmp_path / "2016-17", "told.csv", primary(900001) + ",1", header=header)
    folder = write(tmp_path / "2016-17", "folder.csv", primary(900002))
    neither = write(tmp_path, "neither.csv", primary(900003))

    report = ingest([told, folder, neither], year=2018)

    years = {file.file_name: file.academic_year for file in report.files}
    assert years == {"told.csv": 2019, "folder.csv": 2017, "neither.csv": 2018}
    notes = next(file.notes for file in report.files if file.file_name == "told.csv")
    assert "“2016-17” says 2016/17, the file 2018/19: taken as 2018/19." in notes


def test_the_publishers_download_holds_absence_of_the_year_before(tmp_path):
    row = "999,2001,900001,3.6,6.9"
    late = write(tmp_path / "2024-2025", "abs.csv", row, header=ABSENCE_HEADER)
    own = write(tmp_path / "2018-2019", "abs.csv", row, header=ABSENCE_HEADER)
    plain = write(tmp_path / "2022-23", "abs.csv", row, header=ABSENCE_HEADER)

    report = ingest([late, own, plain])

    assert sorted(file.academic_year for file in report.files) == [2019, 2023, 2024]


def test_a_zip_with_a_folder_for_the_year_is_opened(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive_:
        archive_.writestr("2018-2019/999_ks2final.csv", KS2_2019.read_bytes())
        archive_.writestr("2018-2019/read me.txt", "words")
    (tmp_path / "download.zip").write_bytes(buffer.getvalue())

    report = ingest([tmp_path / "download.zip"])

    assert outcomes(report).count(Outcome.TAKEN_IN) == 1
    assert Release.objects.get().academic_year == 2019


def test_a_gzip_is_known_by_the_bytes_within(tmp_path):
    folder = tmp_path / "2018-19"
    folder.mkdir()
    (folder / "999_abs.csv.gz").write_bytes(gzip.compress(ABSENCE_2019.read_bytes()))

    ingest([folder])

    assert Release.objects.get().sha256 == archive.sha256_of(ABSENCE_2019.read_bytes())


def test_a_file_is_kept_once_byte_for_byte():
    ingest([KS2_2019])

    place = archive.kept_at(Release.objects.get().sha256)

    assert place.read_bytes() == KS2_2019.read_bytes()
    assert not list(place.parent.glob("*.partial"))


def test_the_same_file_can_be_read_again_if_asked(tmp_path):
    path = write(tmp_path / "2018-19", "a.csv", primary(900001, "61%"))
    ingest([path])
    Observation.objects.filter(measure="rwm_expected").update(raw="99%")

    ingest([path], again=True)

    assert Observation.objects.get(measure="rwm_expected").raw == "61%"


def test_a_name_does_not_decide_the_kind(tmp_path):
    folder = tmp_path / "2018-19"
    folder.mkdir()
    shutil.copy(ABSENCE_2019, folder / "england_ks2final.csv")

    assert ingest([folder]).files[0].kind == "absence"


def test_windows_line_ends_give_the_same_figures(tmp_path):
    ingest([KS2_2019])
    expected = everything()
    Release.objects.all().delete()
    folder = tmp_path / "2018-19"
    folder.mkdir()
    data = KS2_2019.read_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    (folder / "999_ks2final.csv").write_bytes(data)

    ingest([folder])

    assert everything() == expected
