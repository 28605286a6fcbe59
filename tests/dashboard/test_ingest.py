"""Taking in files: whole or not at all, in any order, once."""

import gzip
import io
import itertools
import shutil
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from dashboard.ingest import Outcome, ingest, store
from dashboard.models import Benchmark, Entry, Inspection, Observation
from schools.models import Release, School, SchoolLink, Trust
from schools.sources import archive
from tests.factories.schools import SchoolPostFactory
from tests.published import HERE

pytestmark = pytest.mark.django_db

KS2_2019 = HERE / "2018-19" / "999_ks2final.csv"
ABSENCE_2019 = HERE / "2018-19" / "999_abs.csv"
KS2_HEADER = "RECTYPE,LEA,ESTAB,URN,SCHNAME,NFTYPE,ICLOSE,AGERANGE,TELIG,PTRWM_EXP,READPROG"
ABSENCE_HEADER = "LA,ESTAB,URN,PERCTOT,PPERSABS10"


def everything():
    """All that is live, but for the numbers of rows in the database."""
    names = ["urn", "measure", "academic_year", "pupil_group", "status", "raw", "value", "code"]
    figures = Observation.objects.order_by(*names[:5]).values_list(*names, "la_code", "cohort")
    areas = Benchmark.objects.order_by("area", "la_code", "population", *names[1:5]).values_list(
        "area", "la_code", "population", *names[1:]
    )
    entries = Entry.objects.order_by("kind", "academic_year", "urn").values_list(
        "kind", "academic_year", "status", "urn", "la_code", "name", "low_age", "high_age"
    )
    return list(figures), list(areas), list(entries)


def write(folder, name, *rows, header=KS2_HEADER):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def primary(urn, share="63%", la="999", progress="-1"):
    return f"1,{la},{urn - 898_000},{urn},School {urn},CY,0,7-11,60,{share},{progress}"


def outcomes(report):
    return [file.outcome for file in report.files]


def test_every_kind_is_known_by_its_header_and_taken_in():
    report = ingest([HERE])

    assert set(outcomes(report)) == {Outcome.TAKEN_IN, Outcome.PASSED_OVER}
    assert {file.kind for file in report.files if file.kind} == {
        "register", "trusts", "group_links", "links", "ks2", "ks4", "absence", "ofsted",
        "ofsted_year",
    }  # fmt: skip


def test_the_register_goes_in_before_what_belongs_to_it():
    order = [file.split(" as ")[-1] for file in log_of([HERE]) if file.startswith("[")]

    assert order[0].startswith("the register")
    assert [line.split(" in ")[0] for line in order[2:5]] == [
        "trusts", "schools of trusts", "links between schools",
    ]  # fmt: skip


def log_of(paths, **options):
    lines = []
    ingest(paths, log=lines.append, **options)
    return lines


def test_a_school_has_its_trust_and_since_when():
    ingest([HERE / "register"])

    school = School.objects.get(urn=900002)
    assert school.trust == Trust.objects.get(uid=5143)
    assert school.trust_joined_on.isoformat() == "2013-09-01"
    assert School.objects.get(urn=900101).trust_id == 5144
    assert SchoolLink.objects.filter(urn=900002, kind="predecessor", link_urn=900006).exists()


def test_a_newer_register_stays_whichever_comes_first():
    newer = HERE / "register" / "edubasealldata20260301.csv"
    older = HERE / "register" / "edubasealldata20240617.csv"

    ingest([newer])
    ingest([older])

    assert School.objects.get(urn=900001).name == "Wharf Lane Junior Academy"
    assert School.objects.count() == 11


def test_a_register_updates_in_place_and_deletes_nobody(tmp_path):
    ingest([HERE / "register" / "edubasealldata20240617.csv"])
    post = SchoolPostFactory(school=School.objects.get(urn=900001))
    newer = write(
        tmp_path,
        "edubasealldata20250101.csv",
        "900002,999,Lantern Lane Academy,1",
        header="URN,LA (code),EstablishmentName,EstablishmentStatus (code)",
    )

    ingest([newer])

    post.refresh_from_db()
    assert post.school.name == "Wharf Lane Junior School"
    assert School.objects.get(urn=900002).name == "Lantern Lane Academy"


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


def test_without_any_year_the_remedy_is_named(tmp_path):
    report = ingest([write(tmp_path, "k.csv", primary(900001))])

    assert "--year 2019" in report.failed[0].error


def test_a_year_beyond_reason_is_refused(tmp_path):
    report = ingest([write(tmp_path, "k.csv", primary(900001))], year=19)

    assert "19 is not an academic year" in report.failed[0].error


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


@pytest.mark.parametrize(
    ("row", "where"),
    [
        (primary(900002, "ABC"), "row 3, column PTRWM_EXP: “ABC” is neither a number nor a code"),
        (primary(900001), "URN 900001 has more than one row (rows 2, 3)"),
        (primary(900002, progress="n/a"), "row 3, column READPROG"),
        (primary(900002, "163%"), "row 3, column PTRWM_EXP: 163% lies outside 0 to 100"),
    ],
)
def test_what_stops_a_file_is_named_and_leaves_the_data_as_it_was(tmp_path, row, where):
    ingest([HERE])
    before = everything()
    bad = write(tmp_path / "2018-19", "bad.csv", primary(900001, "99%"), row)
    good = write(tmp_path / "2016-17", "abs.csv", "999,2001,900001,3.6,6.9", header=ABSENCE_HEADER)

    report = ingest([bad, good])

    assert len(report.failed) == 1 and where in report.failed[0].error
    assert "bad.csv" in report.failed[0].error
    assert [row for row in everything()[0] if row[2] != 2017] == [
        row for row in before[0] if row[2] != 2017
    ]
    assert Observation.objects.filter(academic_year=2017, measure="overall_absence").exists()


def killed_at(number, error):
    """A way of writing rows that stops for good at the so-manieth table."""
    calls = itertools.count(1)
    write_rows = store.insert

    def insert(*arguments):
        if next(calls) == number:
            raise error
        write_rows(*arguments)

    return insert


@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_ingest_killed_half_way_leaves_no_half_state(tmp_path, monkeypatch, number):
    folder = tmp_path / "2018-19"
    ingest([write(folder, "a.csv", primary(900001, "61%"), "5,,,,,,,,600000,65%,")])
    before = everything(), Release.objects.count()
    again = write(folder, "b.csv", primary(900001, "62%"), "5,,,,,,,,600000,66%,")
    monkeypatch.setattr(store, "insert", killed_at(number, KeyboardInterrupt()))

    with pytest.raises(KeyboardInterrupt):
        ingest([again])

    assert (everything(), Release.objects.count()) == before


def test_what_the_database_refuses_is_a_failed_file(tmp_path, monkeypatch):
    path = write(tmp_path / "2018-19", "a.csv", primary(900001))
    monkeypatch.setattr(store, "insert", killed_at(2, IntegrityError("no room\nmore")))

    report = ingest([path])

    assert report.failed[0].error == "a.csv: the database refused it (no room)."
    assert not Release.objects.exists()


def test_the_same_file_can_be_read_again_if_asked(tmp_path):
    path = write(tmp_path / "2018-19", "a.csv", primary(900001, "61%"))
    ingest([path])
    Observation.objects.filter(measure="rwm_expected").update(raw="99%")

    ingest([path], again=True)

    assert Observation.objects.get(measure="rwm_expected").raw == "61%"


@pytest.mark.parametrize(
    ("changed", "day"), [("28-02-2026", "2026-02-28"), ("28/02/2026", "2026-02-28")]
)
def test_a_register_without_a_day_in_its_name_is_of_its_newest_change(tmp_path, changed, day):
    header = "URN,LA (code),EstablishmentName,EstablishmentStatus (code),LastChangedDate"
    path = write(
        tmp_path,
        "register.csv",
        f"900001,999,Wharf Lane,1,{changed}",
        "900002,999,Lantern Lane,1,long ago",
        header=header,
    )

    assert ingest([path]).files[0].as_at == day


def test_a_school_that_changes_its_trust_has_not_joined_it_on_the_old_day(tmp_path):
    ingest([HERE / "register"])
    newer = write(
        tmp_path,
        "edubasealldata20260901.csv",
        "900002,999,Lantern Lane,1,5144,SOLO TRUST",
        header="URN,LA (code),EstablishmentName,EstablishmentStatus (code),Trusts (code),"
        "Trusts (name)",
    )

    ingest([newer])

    school = School.objects.get(urn=900002)
    assert (school.trust_id, school.trust_joined_on) == (5144, None)


def test_a_file_within_a_zip_that_is_damaged_stops_there(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive_:
        archive_.writestr("2018-19/999_abs.csv", ABSENCE_2019.read_bytes() * 400)
    damaged = bytearray(buffer.getvalue())
    damaged[len(damaged) * 3 // 4] ^= 1
    (tmp_path / "damaged.zip").write_bytes(bytes(damaged))

    report = ingest([tmp_path])

    assert len(report.failed) == 1 and not Observation.objects.exists()


def test_a_zip_cut_off_stops_there(tmp_path):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive_:
        archive_.writestr("2018-19/999_ks2final.csv", KS2_2019.read_bytes())
    (tmp_path / "cut.zip").write_bytes(buffer.getvalue()[:-60])

    report = ingest([tmp_path])

    assert "cut off" in report.failed[0].error
    assert not Release.objects.exists()


def test_a_gzip_cut_off_stops_there(tmp_path):
    folder = tmp_path / "2018-19"
    folder.mkdir()
    whole = gzip.compress(KS2_2019.read_bytes() * 40)
    (folder / "cut.csv.gz").write_bytes(whole[: len(whole) // 2])

    report = ingest([folder])

    assert "cut off" in report.failed[0].error


def test_kinds_not_read_yet_are_passed_over_in_a_folder(tmp_path):
    census = write(tmp_path, "england_census.csv", "900001,999,2001,Primary,1",
                   header="URN,LA,ESTAB,SCHOOLTYPE,NOR")  # fmt: skip
    write(tmp_path, "las.csv", "E1,Sampleport,999", header="new_la_code,la_name,old_la_code")
    shutil.copytree(HERE / "2018-19", tmp_path / "2018-19")

    report = ingest([tmp_path])

    assert outcomes(report).count(Outcome.PASSED_OVER) == 2
    assert not report.failed
    assert "census by school" in ingest([census]).failed[0].error


def test_a_header_that_does_not_bear_out_the_name_fails(tmp_path):
    write(tmp_path / "2018-19", "england_ks2final.csv", "1,2", header="A,B")

    report = ingest([tmp_path])

    assert "by its name it is key stage 2 performance tables" in report.failed[0].error


def test_a_header_without_rows_changes_nothing(tmp_path):
    ingest([KS2_2019])
    before = everything()
    alone = write(tmp_path / "2018-19", "k.csv")

    assert outcomes(ingest([tmp_path])) == [Outcome.PASSED_OVER]
    assert "no row below" in ingest([alone]).failed[0].error
    assert everything() == before


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


def test_snapshots_of_inspections_stand_beside_one_another():
    ingest([HERE / "ofsted"])

    dates = Inspection.objects.filter(listed_urn=900001, position="latest").values_list(
        "release__as_at", flat=True
    )
    assert len(set(dates)) == 4


def test_an_authority_is_told_by_the_schools_own_number_where_the_register_is_silent():
    ingest([HERE / "ofsted"])

    assert set(Inspection.objects.values_list("la_code", flat=True)) == {999}


def test_a_school_that_nobody_can_place_is_passed_over(tmp_path):
    source = next((HERE / "ofsted").glob("*30_Apr_2026.csv"))
    path = tmp_path / source.name
    path.write_bytes(source.read_bytes().replace(b",9992002,", b",NULL,"))

    report = ingest([path]).files[0]

    assert not Inspection.objects.filter(listed_urn=900002).exists()
    assert report.notes == [
        "1 schools have no authority that can be told; their rows are passed over."
    ]


def test_a_corrected_snapshot_of_the_same_day_replaces_it(tmp_path):
    source = next((HERE / "ofsted").glob("*31_December_2019.csv"))
    ingest([source])
    path = tmp_path / source.name
    path.write_bytes(source.read_bytes().replace(b"12/03/2019", b"13/03/2019"))

    report = ingest([path]).files[0]

    assert report.difference.changed == 1
    assert Inspection.objects.filter(position="latest").count() == 2


def test_group_links_taken_in_before_the_register_are_not_lost():
    links = HERE / "register" / "alllinksdata.csv"
    ingest([links])
    ingest([HERE / "register" / "edubasealldata20240617.csv"])

    ingest([links])

    assert School.objects.get(urn=900101).trust_id == 5144


def test_links_of_other_schools_stay(tmp_path):
    ingest([HERE / "register"])
    other = write(tmp_path, "links.csv", "900500,900501,Predecessor,",
                  header="URN,LinkURN,LinkType,LinkEstablishedDate")  # fmt: skip

    ingest([other])

    assert SchoolLink.objects.count() == 5


def test_the_command_prints_the_report_and_fails_where_a_file_did(tmp_path, capsys):
    bad = write(tmp_path / "2018-19", "bad.csv", primary(900001, "ABC"))

    with pytest.raises(CommandError, match=r"1 of 2 files failed: bad.csv"):
        call_command("ingest", str(bad), str(KS2_2019))

    printed = capsys.readouterr().out
    assert "FAILED: bad.csv, row 2, column PTRWM_EXP" in printed
    assert "Rows read: 8" in printed


def test_a_missing_file_is_an_error_in_words(capsys):
    with pytest.raises(CommandError, match="files failed"):
        call_command("ingest", "/nowhere/at/all.csv")

    assert "no such file or folder" in capsys.readouterr().out


def test_the_command_says_nothing_is_wrong_otherwise(capsys):
    call_command("ingest", str(ABSENCE_2019))

    assert "1 files: 1 taken in." in capsys.readouterr().out
