"""Following a figure to its cell."""

import csv
import io
import json
import random

import pytest
from django.core.management import CommandError, call_command

from dashboard.ingest import ingest
from dashboard.models import Benchmark, Observation
from dashboard.tracing import NotFoundError, trace
from schools.models import Release
from schools.sources import archive
from tests.published import HERE, REAL

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken_in():
    ingest([HERE])


def printed(*words, **options):
    out = io.StringIO()
    call_command("figure", *map(str, words), stdout=out, **options)
    return dict(line.split(": ", 1) for line in out.getvalue().splitlines() if ": " in line)


def test_a_figure_names_its_cell(taken_in):
    lines = printed(900001, "rwm_expected", "2019")

    assert lines["value"] == "63" and lines["raw"] == "63%" and lines["code"] == "none"
    assert lines["status"] == "final"
    assert lines["file"] == "999_ks2final.csv"
    assert (lines["row"], lines["column"]) == ("2", "PTRWM_EXP")
    assert lines["sha256"] == Release.objects.get(kind="ks2", academic_year=2019).sha256
    assert lines["publisher"] == "Department for Education"
    assert lines["school"] == "Wharf Lane Junior School"


@pytest.mark.parametrize("year", ["2019", "2018/19", "2018-19", "2018-2019"])
def test_a_year_can_be_written_in_the_usual_ways(taken_in, year):
    assert printed(900001, "rwm_expected", year)["academic year"] == "2019"


@pytest.mark.parametrize("year", ["19", "2018/20", "soon"])
def test_a_year_that_is_none_is_refused(year):
    with pytest.raises(CommandError, match="is not an academic year"):
        printed(900001, "rwm_expected", year)


def test_the_publishers_column_names_measure_and_group(taken_in):
    lines = printed(900001, "ptrwm_exp_fsm6cla1a", "2019")

    assert (lines["pupil group"], lines["raw"], lines["cohort"]) == ("disadvantaged", "61%", "18")


def test_a_group_can_be_asked_for(taken_in):
    assert printed(900001, "rwm_expected", "2019", group="girls")["raw"] == "61%"


def test_an_interval_is_printed_with_its_figure(taken_in):
    assert printed(900001, "reading_progress", "2019")["interval"] == "-3.4 to -0.3"


def test_a_suppressed_figure_has_a_code_and_no_value(taken_in):
    lines = printed(900002, "rwm_expected", "2019")

    assert (lines["value"], lines["raw"]) == ("none", "SUPP")
    assert lines["code"].startswith("SUPP")


def test_a_blank_cell_is_said_to_be_the_publishers(taken_in):
    lines = printed(900004, "rwm_expected", "2019")

    assert (lines["value"], lines["raw"], lines["row"]) == ("none", "blank", "6")
    assert lines["note"] == "the publisher left the cell blank in row 6."
    assert lines["column"] == "PTRWM_EXP"


def test_a_column_the_file_does_not_have_is_said_to_be_missing(taken_in):
    lines = printed(900101, "ks4_roll", "2019")

    assert lines["column"] == "none"
    assert lines["note"] == "the file has no column of it; the school is in row 2."


def test_a_figure_of_the_predecessor_is_found_and_said_to_be_its(taken_in):
    Observation.objects.filter(urn=900001, academic_year=2018).update(urn=900006)

    found = trace(900002, "rwm_expected", 2018)

    assert found.urn == 900006
    assert found.notes == [
        "900002 has no row that year.",
        "The figure is that of its predecessor 900006.",
    ]


def test_a_blank_row_of_its_own_does_not_hide_the_predecessors_figure(taken_in):
    Observation.objects.filter(urn=900002, measure="rwm_expected", academic_year=2019).delete()
    Observation.objects.filter(urn=900003, measure="rwm_expected", academic_year=2019).update(
        urn=900006
    )

    found = trace(900002, "rwm_expected", 2019)

    assert (found.urn, found.code) == (900006, "LOWCOV")
    assert found.notes[0] == "900002 has a blank cell in row 3 of 999_ks2final.csv."


def test_the_highest_status_counts_and_the_others_are_mentioned(taken_in, tmp_path):
    folder = tmp_path / "2018-19"
    folder.mkdir()
    (folder / "999_ks2provisional.csv").write_bytes(
        (HERE / "2018-19" / "999_ks2final.csv").read_bytes().replace(b"63%", b"59%")
    )
    ingest([folder])

    lines = printed(900001, "rwm_expected", "2019")

    assert (lines["raw"], lines["status"]) == ("63%", "final")
    assert lines["note"] == "the provisional figure is 59% (999_ks2provisional.csv, row 2)."


def test_json_has_the_same_words(taken_in):
    out = io.StringIO()
    call_command("figure", "900001", "rwm_expected", "2019", json=True, stdout=out)

    found = json.loads(out.getvalue())

    assert (found["value"], found["raw"], found["code"]) == (63, "63%", "")
    assert (found["row"], found["column"]) == (2, "PTRWM_EXP")


@pytest.mark.parametrize(
    ("urn", "measure", "year", "group", "said"),
    [
        (900001, "nonsense", 2019, "all", "neither a measure nor a column"),
        (900001, "rwm_expected", 2019, "tall", "no group of pupils"),
        (999999, "rwm_expected", 2019, "all", "No school with URN 999999"),
        (900001, "rwm_expected", 2021, "all", "was not published for 2021"),
        (900001, "rwm_expected", 2025, "all", "Nothing that was taken in lists URN 900001"),
    ],
)
def test_what_cannot_be_found_is_said_in_words(taken_in, urn, measure, year, group, said):
    with pytest.raises(NotFoundError, match=said):
        trace(urn, measure, year, group)


def test_the_command_fails_in_words(taken_in):
    with pytest.raises(CommandError, match="neither a measure nor a column"):
        printed(900001, "nonsense", "2019")


@pytest.mark.skipif(not REAL.exists(), reason="the publishers' files are not beside the project")
def test_random_figures_lead_to_the_very_cell_of_the_publishers_file():
    folders = ["ks2/2018-19/850_ks2final.csv", "ks2/2016-17/851_ks2final.csv", "ks4", "absence"]
    assert not ingest([REAL / folder for folder in folders]).failed
    chance = random.Random(851)
    every = list(Observation.objects.order_by("urn", "measure", "academic_year", "pupil_group"))

    for one in chance.sample(every, 20):
        lines = printed(one.urn, one.measure, one.academic_year, group=one.pupil_group)
        assert cell(lines["sha256"], int(lines["row"]), lines["column"]) == (
            lines["raw"],
            str(one.urn),
        )
    for area in chance.sample(list(Benchmark.objects.order_by("pk")), 20):
        assert cell(area.release.sha256, area.row, area.column)[0] == area.raw


def cell(sha256, row, column):
    """A cell and its school, found in the kept file by the csv module alone."""
    text = archive.kept_at(sha256).read_bytes().decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text)))
    names = [name.strip() for name in lines[0]]
    found = dict(zip(names, lines[row - 1], strict=False))
    return found[column], found["URN"]


def test_an_authoritys_figure_names_its_cell(taken_in):
    lines = printed(999, "KS2RWM_Expected_STD", 2025)

    assert (lines["name"], lines["value"], lines["year as published"]) == (
        "Sample City", "54", "2025 (prov)",
    )  # fmt: skip
    assert (lines["file"], lines["row"], lines["column"]) == ("bds_long_999.csv", "12", "Values")
    assert (lines["status"], lines["code"]) == ("provisional", "none")


def test_an_authoritys_missing_figure_says_what_its_sign_means(taken_in):
    lines = printed(999, "ReOffend", 2016)

    assert (lines["value"], lines["raw"]) == ("none", "c")
    assert lines["code"].startswith("c (withheld, so that nobody")


def test_an_authoritys_figure_comes_as_json(taken_in):
    out = io.StringIO()
    call_command("figure", "101", "KS2RWM_Expected_STD", "2019", "--json", stdout=out)

    told = json.loads(out.getvalue())
    assert (told["name"], told["value"], told["row"]) == ("Anvilbury", 65, 3)


def test_the_samples_england_is_not_told_as_englands(taken_in):
    with pytest.raises(CommandError, match="of area 970 for 2025"):
        printed(970, "KS2RWM_Expected_STD", 2025)


@pytest.mark.parametrize(
    ("measure", "year", "words"),
    [("nonsense", "2025", "has the measure “nonsense”"), ("RTA", "2025", "has RTA of area 999")],
)
def test_an_authoritys_figure_that_is_not_there_is_said_to_be_missing(
    taken_in, measure, year, words
):
    with pytest.raises(CommandError, match=words):
        printed(999, measure, year)
