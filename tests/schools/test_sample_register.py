"""The register of the sample city: in the publisher's format, and of nobody real."""

import csv
import io
import re

import pytest

from schools.models import FIRST_SAMPLE_URN, SAMPLE_AUTHORITY_CODE
from schools.sample import city, register_files
from schools.sources import gias
from schools.sources.sheets import Sheet, headers

STAMP = "20250915"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("sample-register")
    register_files.write(path)
    return path / "register"


def rows_of(path):
    text = path.read_bytes().decode("cp1252")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def sheet_of(path):
    data = path.read_bytes()
    return Sheet(path.name, data, headers(data)[0])


def test_register_has_the_publishers_140_columns_crlf_and_quotes(folder):
    data = (folder / f"edubasealldata{STAMP}.csv").read_bytes()

    header, first, *_ = data.decode("cp1252").split("\r\n")
    columns = next(csv.reader([header]))

    assert len(columns) == 140
    assert columns[:3] == ["URN", "LA (code)", "LA (name)"]
    assert all(cell.startswith('"') for cell in header.split(","))
    assert first.startswith('900001,"999","Sampleport","2001"')
    assert b"\n" not in data.replace(b"\r\n", b"")


def test_writing_twice_gives_the_same_bytes(folder, tmp_path):
    register_files.write(tmp_path)

    again = {path.name: path.read_bytes() for path in (tmp_path / "register").iterdir()}

    assert again == {path.name: path.read_bytes() for path in folder.iterdir()}


def test_nobody_can_take_the_city_for_a_real_one(folder):
    schools = rows_of(folder / f"edubasealldata{STAMP}.csv")

    assert {row["LA (code)"] for row in schools} == {str(SAMPLE_AUTHORITY_CODE)}
    assert all(int(row["URN"]) > FIRST_SAMPLE_URN for row in schools)
    assert all(re.fullmatch(r"ZZ\d \d[A-Z]Z", row["Postcode"]) for row in schools)
    assert all(row["TelephoneNum"].startswith("01632960") for row in schools)


def test_files_of_the_register_name_no_person(folder):
    schools = rows_of(folder / f"edubasealldata{STAMP}.csv")
    groups = rows_of(folder / "allgroupsdata.csv")
    of_schools = ("HeadTitle (name)", "HeadFirstName", "HeadLastName", "PropsName")
    of_groups = ("Head of Group Title", "Head of Group First Name", "Head of Group Last Name")

    named = [row[column] for row in schools for column in of_schools]
    named += [row[column] for row in groups for column in of_groups]

    assert set(named) == {""}


def test_every_link_stands_at_both_ends(folder):
    links = rows_of(folder / f"links_edubasealldata{STAMP}.csv")
    turned = {"Predecessor": "Successor", "Successor": "Predecessor"}

    pairs = {(row["URN"], row["LinkURN"], row["LinkType"]) for row in links}
    mirrored = {
        (link, urn, re.sub(r"^\w+", lambda found: turned[found[0]], kind))
        for urn, link, kind in pairs
    }

    assert pairs == mirrored
    assert ("900040", "900141", "Predecessor - amalgamated") in pairs


def test_a_sponsored_school_stands_twice_among_the_groups(folder):
    rows = rows_of(folder / "alllinksdata.csv")

    types = sorted(row["Group Type"] for row in rows if row["URN"] == "900050")

    assert types == ["Multi-academy trust", "School sponsor"]


def test_the_readers_of_the_register_understand_all_four_files(folder):
    schools = gias.read_register(sheet_of(folder / f"edubasealldata{STAMP}.csv"))
    links = gias.read_links(sheet_of(folder / f"links_edubasealldata{STAMP}.csv"))
    trusts = gias.read_trusts(sheet_of(folder / "allgroupsdata.csv"))
    members = gias.read_group_links(sheet_of(folder / "alllinksdata.csv"))

    assert len(schools) == len(city.schools())
    assert len(links) == 2 * sum(bool(school.became) for school in city.schools())
    assert {990001, 990005} <= set(trusts["uid"])
    assert 900050 in set(members["urn"])


def test_the_cast_has_every_kind_of_school_the_method_knows():
    open_now = [school for school in city.schools() if school.open_on(city.REGISTER_DAY)]

    kinds = {school.kind for school in open_now}
    state_funded = [school for school in open_now if school.is_state_school]

    assert kinds == set(city.KINDS)
    assert 60 <= len(state_funded) <= 66


def test_a_line_follows_conversions_and_ends_at_an_amalgamation():
    chain = [school.urn for school in city.lines()[900055]]

    assert chain == [900155, 900156, 900055]
    assert city.line_of(city.by_urn()[900141]) == 900141
