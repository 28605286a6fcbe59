"""What stops a file leaves the data as it was and is said in words."""

import gzip
import io
import itertools
import shutil
import zipfile

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from dashboard.ingest import Outcome, ingest, store
from dashboard.models import Observation
from schools.models import Release
from tests.dashboard.taking_in import (
    ABSENCE_2019,
    ABSENCE_HEADER,
    KS2_2019,
    everything,
    outcomes,
    primary,
    write,
)
from tests.published import HERE

pytestmark = pytest.mark.django_db


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


def test_without_any_year_the_remedy_is_named(tmp_path):
    report = ingest([write(tmp_path, "k.csv", primary(900001))])

    assert "--year 2019" in report.failed[0].error


def test_a_year_beyond_reason_is_refused(tmp_path):
    report = ingest([write(tmp_path, "k.csv", primary(900001))], year=19)

    assert "19 is not an academic year" in report.failed[0].error


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
