"""Spreadsheets: every fault by file, row and column, nothing entered before somebody says so."""

import datetime
import io
import zipfile
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from accounts.permissions import Role
from accounts.services import RefusedError
from schools.models import School
from support_directory.models import Capacity, DirectoryImport, Entry
from support_directory.rows import Known, check, words_for
from support_directory.sample import load as sample
from support_directory.services import imports as services
from support_directory.spreadsheets import COLUMNS, UnreadableError, read
from tests.conftest import holder_of
from tests.factories.accounts import UserFactory
from tests.factories.schools import SchoolFactory, TrustFactory
from tests.factories.support_directory import EntryFactory

NOW = datetime.datetime(2026, 11, 2, 9, tzinfo=datetime.UTC)
URN = 905_555
KNOWN = Known(
    schools=frozenset({URN}),
    trusts=frozenset({90_555}),
    types=words_for(Entry.Type.choices),
    offers=frozenset(Entry.OFFER_TYPES),
    kinds=words_for(Entry.Organisation.choices),
    stages={"primary": "primary", "secondary": "secondary"},
    sectors=words_for(Entry.Sector.choices),
)
GOOD = {
    "Type": "SLE", "Name": "Robin Tern", "School URN": str(URN), "Stages": "Primary",
    "Specialisms": "Mathematics; phonics", "E-mail": "robin@harbour.example",
    "Day rate": "£350.00", "Autumn days": "2.5", "Confirmed on": "01/09/2026",
}  # fmt: skip


def csv_of(*rows, columns=COLUMNS):
    lines = [",".join(columns)]
    lines += [",".join(f'"{row.get(title, "")}"' for title in columns) for row in rows]
    return "\n".join(lines).encode()


def xlsx_of(*rows):
    book = Workbook()
    book.active.append(list(GOOD))
    for row in rows:
        book.active.append([row.get(title) for title in GOOD])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


# --- Reading ----------------------------------------------------------------------------


def test_a_csv_and_a_workbook_say_the_same():
    row = {**GOOD, "School URN": URN}

    for rows in (read(csv_of(row), name="a.csv"), read(xlsx_of(row), name="A.XLSX")):
        (draft,), problems = check(rows, known=KNOWN)
        assert problems == []
        assert (draft.type, draft.school, draft.day_rate) == ("sle", URN, Decimal("350.00"))
        assert draft.specialisms == ["maths", "phonics"]
        assert draft.days == [Decimal("2.5"), None, None]
        assert draft.confirmed_on == datetime.date(2026, 9, 1)


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.csv", "empty"),
        (b"Type,Name,Stages\n", "a.csv", "no rows"),
        (b"Type,Name\nsle,Robin\n", "a.csv", "needed: Stages"),
        (b"Type,Name,Stages,Shoe size\n1,2,3,4\n", "a.csv", "not known: Shoe size"),
        (b"Type,Name,Stages,name\n1,2,3,4\n", "a.csv", "twice: Name"),
        (b"no workbook", "a.xlsx", "damaged"),
        (b"\x00\x01\x02", "a.csv", "not a CSV"),
        (b"x" * (5 * 1024 * 1024 + 1), "a.csv", "larger"),
    ],
)
def test_what_is_no_spreadsheet_of_entries_is_refused_in_words(data, name, words):
    with pytest.raises(UnreadableError, match=words):
        read(data, name=name)


def test_a_small_workbook_that_unfolds_to_too_much_is_refused_unread(monkeypatch):
    file = io.BytesIO(xlsx_of(GOOD))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/media/sheet.xml", b" " * (50 * 1024 * 1024))
    monkeypatch.setattr("support_directory.spreadsheets.load_workbook", None)

    assert len(file.getvalue()) < 100 * 1024
    with pytest.raises(UnreadableError, match="unfolds to more than can be read"):
        read(file.getvalue(), name="a.xlsx")


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"Type": "Wizard"}, "Type"),
        ({"Type": ""}, "Type"),
        ({"Name": ""}, "Name"),
        ({"Name": "x" * 201}, "Name"),
        ({"School URN": "999"}, "School URN"),
        ({"School URN": ""}, "School URN"),
        ({"Organisation": "Hub"}, "School URN"),
        ({"School URN": "", "Trust UID": "1"}, "Trust UID"),
        ({"Specialisms": "Mathematics; Alchemy"}, "Specialisms"),
        ({"Stages": "kindergarten"}, "Stages"),
        ({"Stages": ""}, "Stages"),
        ({"E-mail": "robin at harbour"}, "E-mail"),
        ({"Day rate": "lots"}, "Day rate"),
        ({"Day rate": "-1"}, "Day rate"),
        ({"Day rate": "NaN"}, "Day rate"),
        ({"Autumn days": "1.25"}, "Autumn days"),
        ({"Spring days": "200"}, "Spring days"),
        ({"Confirmed on": "31/02/2026"}, "Confirmed on"),
        ({"Kind of organisation": "Circus"}, "Kind of organisation"),
        ({"For": "nobody"}, "For"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column(cells, column):
    rows = read(csv_of(GOOD, {**GOOD, "Name": "Kit", "E-mail": "", **cells}), name="a.csv")

    _, problems = check(rows, known=KNOWN)

    assert (3, column) in {(problem.row, problem.field) for problem in problems}
    assert {problem.row for problem in problems} == {3}


@pytest.mark.parametrize(
    "again",
    [
        {"E-mail": ""},
        {"Name": "Somebody", "E-mail": "ROBIN@harbour.example"},
        {"Name": "ROBIN  Tern", "E-mail": "other@harbour.example"},
    ],
)
def test_a_person_who_stands_there_twice_is_named_with_the_first_row(again):
    rows = read(csv_of(GOOD, {**GOOD, **again}), name="a.csv")

    _, (problem,) = check(rows, known=KNOWN)

    assert problem.row == 3
    assert "row 2" in problem.words


def test_offers_of_one_body_may_share_its_contact():
    offer = {**GOOD, "Type": "Programme", "Day rate": "", "Autumn days": ""}
    rows = read(csv_of(offer, {**offer, "Name": "Harbour Reads"}), name="a.csv")

    assert check(rows, known=KNOWN)[1] == []


# --- Taking in --------------------------------------------------------------------------


@pytest.fixture
def here(db):
    return SchoolFactory(urn=URN)


@pytest.fixture
def broker(db):
    return holder_of(Role.BROKER)


def sent(*rows, by, name="leaders.csv"):
    return services.look_into(data=csv_of(*rows), name=name, academic_year=2027, by=by, at=NOW)


def test_nothing_is_entered_before_it_is_taken_in_and_twice_is_once(here, broker):
    import_ = sent(GOOD, by=broker.user)
    assert sent(GOOD, by=broker.user) == import_
    assert not Entry.objects.exists()

    taken = services.take_in(import_=import_, by=broker.user, at=NOW)
    services.take_in(import_=import_, by=broker.user, at=NOW)

    entry = Entry.objects.get()
    assert taken.counts == {"new": 1, "changed": 0, "same": 0}
    assert (entry.state, entry.consent_public, entry.specialism_codes) == (
        Entry.State.LISTED, False, {"maths", "phonics"},
    )  # fmt: skip
    assert Capacity.objects.get().days == Decimal("2.5")


def test_the_same_rows_again_change_nothing_and_a_blank_cell_takes_nothing_away(here, broker):
    services.take_in(import_=sent({**GOOD, "Headline": "Leads"}, by=None), by=None, at=NOW)
    versions = Entry.history.count()

    same = services.take_in(import_=sent(GOOD, by=None, name="b.csv"), by=None, at=NOW)
    other = services.take_in(import_=sent({**GOOD, "Cost": "Free"}, by=None), by=None, at=NOW)

    entry = Entry.objects.get()
    assert same.counts == {"new": 0, "changed": 0, "same": 1}
    assert other.counts == {"new": 0, "changed": 1, "same": 0}
    assert (entry.headline, entry.cost) == ("Leads", "Free")
    assert Entry.history.count() == versions + 1


def test_two_rows_about_one_entry_of_the_directory_are_a_problem(here):
    EntryFactory(school=here, name="Robin Tern", email="robin@harbour.example", reference="R1")

    import_ = sent(
        {**GOOD, "Reference": "R1", "Name": "Robin T", "E-mail": "x@harbour.example"},
        {**GOOD, "E-mail": ""},
        by=None,
    )

    assert [problem["row"] for problem in import_.problems] == [3]
    with pytest.raises(RefusedError):
        services.take_in(import_=import_, by=None, at=NOW)


def test_who_has_left_does_not_come_back_by_a_spreadsheet(here):
    EntryFactory(school=here, name="Robin Tern", state=Entry.State.ENDED)

    (problem,) = sent(GOOD, by=None).problems

    assert "has left" in problem["words"]


def test_what_nobody_decides_on_is_let_go_after_a_month(here):
    import_ = sent(GOOD, by=None)

    gone = [services.let_go(at=NOW + datetime.timedelta(days=days)) for days in (30, 31, 32)]

    import_.refresh_from_db()
    assert gone == [0, 1, 0]
    assert (import_.state, import_.rows) == (DirectoryImport.State.DISCARDED, [])


def test_a_broker_reads_the_report_and_takes_the_file_in(here, broker):
    def upload(*rows):
        file = SimpleUploadedFile("leaders.csv", csv_of(*rows))
        url = reverse("support_directory:import-list")
        return broker.post(url, {"file": file, "academic_year": "2027"}, follow=True)

    faulty = upload({**GOOD, "Specialisms": "Alchemy"})
    assert "leaders.csv" in faulty.text
    assert "Alchemy" in faulty.text
    broker.post(faulty.request["PATH_INFO"], {"discard": "yes"})
    assert DirectoryImport.objects.get().rows == []

    good = upload(GOOD)
    assert "1 new" in good.text
    done = broker.post(good.request["PATH_INFO"], follow=True)
    assert "1 new, 0 changed, 0 the same" in done.text
    assert "Robin Tern" in broker.get("/directory/").text


def test_a_file_that_cannot_be_read_is_said_beside_the_field(db, broker):
    file = SimpleUploadedFile("a.xlsx", b"nothing")
    year = broker.get(reverse("support_directory:import-list")).context["form"]
    choice = year.fields["academic_year"].choices[0][0]

    response = broker.post(
        reverse("support_directory:import-list"), {"file": file, "academic_year": choice}
    )

    assert "a.xlsx: The workbook is damaged" in response.text


def test_an_export_can_be_taken_in_again_and_runs_no_formula(here, broker):
    EntryFactory(school=here, name="=HYPERLINK(1)", specialisms=["maths"])

    response = broker.get(reverse("support_directory:entry-csv"))
    book = load_workbook(io.BytesIO(broker.get(reverse("support_directory:entry-xlsx")).content))

    table = response.content.decode("utf-8-sig").split("\r\n\r\n")[0]
    lines = [line.rsplit(",", 2)[0] for line in table.splitlines()]
    assert "'=HYPERLINK(1)" in table
    assert book.sheetnames == ["Directory", "About"]
    import_ = services.look_into(
        data="\n".join(lines).encode(), name="back.csv", academic_year=2027, by=None, at=NOW
    )
    taken = services.take_in(import_=import_, by=None, at=NOW)
    assert taken.counts == {"new": 0, "changed": 0, "same": 1}


# --- The sample -------------------------------------------------------------------------


def test_the_sample_directory_is_loaded_once(db):
    rows = read(sample.FILE.read_bytes(), name="entries.csv")
    for urn in {row["School URN"] for row in rows} - {""}:
        SchoolFactory(urn=int(urn))
    for uid in {row["Trust UID"] for row in rows} - {""}:
        SchoolFactory(trust=TrustFactory(uid=int(uid)))
    leader = UserFactory(email="system.leader@sample.pep.example")
    officer, said = UserFactory(), []

    made = sample.load(on=NOW.date(), by=officer, log=said.append)
    again = sample.load(on=NOW.date(), by=officer, log=said.append)

    assert (made > 40, again) == (True, 0)
    assert Entry.objects.people().count() == 26
    assert Entry.objects.offers().count() == 15
    assert Entry.objects.kept_by(leader, NOW.date()).get().name == "Sample System Leader"
    assert all(School.objects.filter(pk=entry.school_id).exists() for entry in
               Entry.objects.exclude(school=None))  # fmt: skip
