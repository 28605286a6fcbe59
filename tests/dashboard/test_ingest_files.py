"""Finding publishers' files, and what their folders and names say."""

import gzip
import io
import zipfile
from datetime import date

import pytest

from dashboard.ingest.files import Found, date_in, find, year_in, year_of

ABSENCE = b"LA,ESTAB,URN,PERCTOT,PPERSABS10\n999,2001,900001,3.6,6.9\n"


@pytest.mark.parametrize(
    ("folder", "year"),
    [
        ("2018-19", 2019),
        ("2018-2019", 2019),
        ("2018_19", 2019),
        ("201819", 2019),
        ("2024-2025", 2025),
        ("1999-00", None),
        ("Performancetables_2018-2019_all", 2019),
        ("2018-20", None),
        ("20240617", None),
        ("2019", None),
        ("ks2", None),
    ],
)
def test_a_folder_names_an_academic_year(folder, year):
    assert year_of(folder) == year


def test_the_nearest_folder_counts_and_then_the_files_own_name():
    assert year_in(Found("x.csv", ("2016-17", "all", "2018-19", "ks2"))) == (2019, "2018-19")
    assert year_in(Found("ks2_2018-19.csv", ("all",)))[0] == 2019


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("edubasealldata20240617.csv", date(2024, 6, 17)),
        ("latest_inspections_as_at_31_December_2019.csv", date(2019, 12, 31)),
        ("latest_inspections_as_at_30_Apr_2026.csv", date(2026, 4, 30)),
        ("as at 1 September 2025.csv", date(2025, 9, 1)),
        ("year_to_date_2024-25_as_at_31_August_2025.csv", date(2025, 8, 31)),
        ("register20241399.csv", None),
        ("as_at_31_Smarch_2019.csv", None),
        ("as_at_31_June_2019.csv", None),
        ("allgroupsdata.csv", None),
    ],
)
def test_a_name_may_hold_a_day(name, day):
    assert date_in(name) == day


def zipped(members):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_files_are_found_in_folders_zips_within_zips_and_gzips(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "plain.csv").write_bytes(ABSENCE)
    (tmp_path / "packed.csv.gz").write_bytes(gzip.compress(ABSENCE))
    inner = zipped({"2018-19/inner.csv": ABSENCE})
    (tmp_path / "all.zip").write_bytes(
        zipped({"2017-18/outer.csv": ABSENCE, "more.zip": inner, "__MACOSX/x.csv": b"no"})
    )

    found = {file.name: file for file in find([tmp_path])}

    assert sorted(found) == ["inner.csv", "outer.csv", "packed.csv", "plain.csv"]
    assert all(file.read() == ABSENCE for file in found.values())
    assert year_in(found["inner.csv"])[0] == 2019
    assert found["packed.csv"].size == len(ABSENCE)


def test_the_order_does_not_depend_on_the_order_of_the_paths(tmp_path):
    for name in ("b.csv", "a.csv"):
        (tmp_path / name).write_bytes(ABSENCE)
    paths = [tmp_path / "b.csv", tmp_path / "a.csv", tmp_path]

    forwards, backwards = find(paths), find(reversed(paths))

    assert [file.path for file in forwards] == [file.path for file in backwards]
    assert len(forwards) == 2 and all(file.explicit for file in forwards)


def test_hidden_files_are_not_looked_at(tmp_path):
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git" / "x.csv").write_bytes(ABSENCE)

    assert find([tmp_path]) == []


def test_a_path_that_is_not_there_is_said_to_be_missing(tmp_path):
    assert "no such file" in find([tmp_path / "nowhere.csv"])[0].problem


def test_zips_too_deep_within_one_another_are_refused(tmp_path):
    data = zipped({"x.csv": ABSENCE})
    for _ in range(4):
        data = zipped({"inner.zip": data})
    (tmp_path / "deep.zip").write_bytes(data)

    assert ["too deep" in file.problem for file in find([tmp_path])] == [True]


def test_a_spreadsheet_is_found_but_never_opened(tmp_path):
    book = zipped({"[Content_Types].xml": b"<a/>", "sheet.xml": b"<a/>"})
    (tmp_path / "book.csv").write_bytes(book)

    assert [file.candidates for file in find([tmp_path])] == [[]]
