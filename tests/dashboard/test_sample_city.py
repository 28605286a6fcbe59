"""The sample city: files as the publishers write them, each promise kept, loaded once."""

import csv
import io
import json
import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import validate_totp_code
from django.core.management import CommandError, call_command
from django.db import transaction

from accounts.models import CityPost, User
from accounts.permissions import NEEDS_SECOND_FACTOR, Permission, Role, can
from accounts.posts import posts_of
from dashboard import authority
from dashboard.authority import Why
from dashboard.ingest.figures import leave_england_to_its_publisher
from dashboard.ingest.report import FileReport
from dashboard.models import AuthorityMeasure, Benchmark, Observation, Rating, RatingRound
from dashboard.published import lait
from dashboard.published.figures import Reading
from dashboard.sample import authority_files, people
from dashboard.sample import folder as sample_folder
from dashboard.sample import load as loading
from dashboard.sample.cells import header
from dashboard.sample.standing import RESULT_YEARS
from schools.models import Release, School, SchoolPost, TrustPost
from tests.factories.dashboard import BenchmarkFactory
from tests.factories.schools import ReleaseFactory
from tests.published import REAL, sheet

SNAPSHOT = "Management_information_-_state-funded_schools_-_latest_inspections_as_at_{}.csv"
LATEST = f"ofsted/{SNAPSHOT.format('31_Dec_2025')}"
AT_2023 = f"ofsted/{SNAPSHOT.format('31_December_2023')}"
YEAR = (
    "ofsted/Management_information_-_state-funded_schools_-_all_inspections_-"
    "_year_to_date_published_by_31_August_2025.csv"
)
KS2 = "{}/999_ks2final.csv"
KS4 = "{}/england_ks4final.csv"
ABSENCE = "{}/england_abs.csv"

LOADED_ON = date(2026, 1, 15)
# What an officer gives across the city, in a school or a trust, and what a head delegates.
# Rooms above this one add the people of the posts they confer.
ROLES_HELD = {
    *CityPost.ROLES,
    *SchoolPost.ROLES,
    *TrustPost.ROLES,
    Role.DEPUTY,
    Role.OBJECTIVE_LEAD,
    Role.SYSTEM_LEADER,
    Role.GROUP_CHAIR,
    Role.GROUP_VICE,
    Role.GROUP_CLERK,
    Role.GROUP_MEMBER,
    Role.GROUP_OBSERVER,
}


# All of them, also those that only read the files: whoever asks for the city later than tests that
# empty the database would find no website in it.
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("sample-city")
    sample_folder.write(path)
    return path


@pytest.fixture(scope="module")
def city(folder, django_db_setup, django_db_blocker):
    """The city loaded once for all tests here, and taken away again after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        loaded = loading.load(folder=folder, on=LOADED_ON, log=lambda line: None)
        yield loaded
        transaction.set_rollback(True)


def table_of(folder, name):
    data = (folder / name).read_bytes()
    text = data.decode("cp1252" if name.startswith("ofsted") else "utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def cell(folder, name, urn, column):
    columns, *rows = table_of(folder, name)
    row = next(row for row in rows if row[columns.index("URN")] == str(urn))
    place = columns.index(column)
    return row[place] if place < len(row) else None


def of_type(folder, name, record_type):
    columns, *rows = table_of(folder, name)
    row = next(row for row in rows if row[0] == record_type)
    return dict(zip(columns, row, strict=False))


def folder_of(year):
    return f"{year - 1}-{year % 100:02d}"


# --- Format -----------------------------------------------------------------------------


def test_writing_twice_gives_the_same_bytes(folder, tmp_path):
    paths = sample_folder.write(tmp_path)

    assert len(paths) == 29
    for path in paths:
        assert path.read_bytes() == (folder / path.relative_to(tmp_path)).read_bytes()


@pytest.mark.parametrize(
    ("name", "published"),
    [
        (KS2.format("2016-17"), "ks2final_2016-17"),
        (KS2.format("2017-18"), "ks2final_2017-18"),
        (KS4.format("2022-23"), "ks4final_2022-23"),
        (AT_2023, "ofsted_latest_2019"),
        (YEAR, "ofsted_inspections_2024-25"),
        (LATEST, "ofsted_latest_2025"),
    ],
)
def test_a_header_that_is_known_is_written_to_the_letter(folder, name, published):
    assert table_of(folder, name)[0] == header(published)


@pytest.mark.parametrize(
    ("year", "count", "there", "gone"),
    [
        (2016, 271, "READPROG_L", "PTRWM_EXP_16"),
        (2023, 318, "PTRWM_EXP_22", "PTRWM_EXP_18"),
        (2024, 243, "READPROG_23", "READPROG_L"),
        (2025, 243, "TELIG_24", "PTKS1GROUP_L"),
    ],
)
def test_ks2_headers_of_other_years_shift_what_they_look_back_on(folder, year, count, there, gone):
    columns = table_of(folder, KS2.format(folder_of(year)))[0]

    assert len(columns) == count
    assert there in columns
    assert gone not in columns


@pytest.mark.parametrize(
    ("year", "there", "gone"),
    [
        (2016, "P8MEA", "PTL2BASICS_95"),
        (2017, "PTL2BASICS_95", "EBACCAPS"),
        (2018, "ATT8SCR_16", "ADMPOL_18"),
        (2024, "ATT8SCR_23", "ATT8SCR_21"),
        (2025, "P8_BANDING", "ATT8SCR_22"),
    ],
)
def test_ks4_headers_of_other_years_shift_what_they_look_back_on(folder, year, there, gone):
    columns = table_of(folder, KS4.format(folder_of(year)))[0]

    assert there in columns
    assert gone not in columns
    assert len(columns) == len(set(columns))


def test_tables_begin_with_a_byte_order_mark_and_end_lines_as_the_publisher_does(folder):
    ks2 = (folder / KS2.format("2022-23")).read_bytes()
    absence = (folder / ABSENCE.format("2022-23")).read_bytes()

    assert ks2.startswith(b"\xef\xbb\xbfRECTYPE,ALPHAIND")
    assert b"\n" not in ks2.replace(b"\r\n", b"")
    assert absence.startswith(b"\xef\xbb\xbfLA,ESTAB,URN,PERCTOT,PPERSABS10\n")
    assert b"\r" not in absence


@pytest.mark.parametrize("year", [2016, 2018, 2023, 2025])
def test_rows_may_be_short_but_are_never_longer_than_the_header(folder, year):
    columns, *rows = table_of(folder, KS2.format(folder_of(year)))

    lengths = Counter(len(row) for row in rows)

    assert max(lengths) == len(columns)
    assert min(lengths) < 27


def test_blank_cells_of_national_rows_hold_a_space_and_row_types_differ_by_file(folder):
    ks2 = of_type(folder, KS2.format("2024-25"), "5")
    ks4 = of_type(folder, KS4.format("2024-25"), "7")

    assert ks2["SCHNAME"] == ks4["SCHNAME"] == ks2["READPROG"] == " "
    assert ks2["PTRWM_EXP"] == "62%"
    assert ks4["ATT8SCR"] == "46"
    assert of_type(folder, KS2.format("2024-25"), "3")["SCHNAME"] == "Sampleport"
    assert of_type(folder, KS4.format("2024-25"), "4")["SCHNAME"] == "Sampleport"


def test_percentages_are_whole_in_older_tables_and_have_a_decimal_in_newer_ks4_ones(folder):
    assert cell(folder, KS4.format("2016-17"), 900048, "PTL2BASICS_94").count(".") == 0
    assert cell(folder, KS4.format("2023-24"), 900048, "PTL2BASICS_94").count(".") == 1


def test_whole_progress_scores_are_padded_until_2017(folder):
    columns, *rows = table_of(folder, KS2.format("2016-17"))
    place = columns.index("READPROG")

    scores = [row[place] for row in rows if len(row) > place and row[place].strip()]

    assert all(score in {"SUPP", "NA"} or "." in score for score in scores)


@pytest.mark.parametrize("year", RESULT_YEARS)
def test_the_citys_row_counts_the_pupils_of_its_schools(folder, year):
    columns, *rows = table_of(folder, KS2.format(folder_of(year)))
    place = columns.index("TELIG")

    counted = sum(int(row[place]) for row in rows if row[0] in {"1", "2"} and len(row) > place)

    assert str(counted) == of_type(folder, KS2.format(folder_of(year)), "3")["TELIG"]


@pytest.mark.parametrize("year", RESULT_YEARS)
def test_the_citys_attainment_is_the_weighted_mean_of_its_schools(folder, year):
    columns, *rows = table_of(folder, KS4.format(folder_of(year)))
    size, score = columns.index("TPUP"), columns.index("ATT8SCR")
    independent = columns.index("NFTYPE")
    schools = [
        (int(row[size]), float(row[score]))
        for row in rows
        if row[0] in {"1", "2"}
        and len(row) > score
        and row[independent] != "IND"
        and row[score] != "SUPP"
    ]

    mean = sum(n * value for n, value in schools) / sum(n for n, _ in schools)

    own = of_type(folder, KS4.format(folder_of(year)), "4")["ATT8SCR"]
    assert float(own) == pytest.approx(mean, abs=0.1)


# --- What was promised of single schools ------------------------------------------------

CLAIMS = [
    # Missing and suppressed.
    ("five pupils or fewer are suppressed", KS2, 2025, 900035, "PTRWM_EXP", "SUPP"),
    ("and yet counted", KS2, 2025, 900035, "TELIG", "4"),
    ("so are they at sixteen", KS4, 2025, 900059, "ATT8SCR", "SUPP"),
    ("half the pupils uncovered", KS2, 2023, 900047, "READPROG", "LOWCOV"),
    ("no eligible pupils", KS2, 2024, 900060, "PTRWM_EXP", "NE"),
    ("no entries", KS4, 2025, 900063, "EBACCAPS", "NE"),
    ("progress not published", KS2, 2025, 900011, "READPROG", "NP"),
    ("progress 8 not published", KS4, 2025, 900048, "P8MEA", "NP"),
    ("nor ever for an independent school", KS4, 2023, 900066, "P8MEA", "NP"),
    ("an empty group", KS2, 2023, 900060, "READPROG_H", "NA"),
    ("a year not available", KS2, 2023, 900011, "PTRWM_EXP_22", "NA"),
    ("redacted", KS2, 2024, 900038, "PTRWM_EXP", "RE"),
    ("new under this number", KS2, 2025, 900021, "TOTPUPS", "NEW"),
    ("above nothing and below a half", KS4, 2024, 900051, "PTEBACC_E_PTQ_EE", "SP"),
    ("suppressed absence", ABSENCE, 2025, 900035, "PPERSABS10", "SUPP"),
    ("a small group beside a large one", KS2, 2025, 900017, "PTRWM_EXP_FSM6CLA1A", "SUPP"),
    (
        "nothing but identity for a school without eleven-year-olds",
        KS2,
        2023,
        900043,
        "TELIG",
        None,
    ),
    # Cohorts.
    ("fewer than eleven", KS2, 2025, 900034, "TELIG", "9"),
    ("eleven to twenty", KS2, 2025, 900033, "TELIG", "14"),
    # Progress and the floor of 2018.
    ("an interval that reaches 0", KS2, 2023, 900016, "READPROG_UPPER", "0"),
    ("and at sixteen", KS4, 2024, 900056, "P8CIUPP", "0"),
    ("one subject under the floor", KS2, 2018, 900014, "READPROG", "-5.4"),
    ("significantly", KS2, 2018, 900014, "READPROG_UPPER", "-3.9"),
    ("or not", KS2, 2018, 900034, "READPROG_UPPER", "0.1"),
    ("two subjects under the floor", KS2, 2018, 900022, "MATPROG", "-5.8"),
    ("and under 65 %", KS2, 2018, 900022, "PTRWM_EXP", "42%"),
    ("-0.6 that reaches above 0", KS4, 2018, 900057, "P8CIUPP", "0.07"),
    ("a special school's 0 %", KS2, 2023, 900060, "PTRWM_EXP", "0%"),
    ("and its real progress", KS2, 2023, 900060, "READPROG", "-16.7"),
    ("a band in digits", KS4, 2018, 900050, "P8_BANDING", "4"),
    ("and in words", KS4, 2024, 900050, "P8_BANDING", "Well below average"),
    # Two numbers of one school, and who is who.
    ("results stay with the old number", KS2, 2025, 900121, "URN_AC", "900021"),
    ("which is closed", KS2, 2025, 900121, "ICLOSE", "1"),
    ("in 2018 too", KS2, 2018, 900113, "OPEN_AC", "01-05-2018"),
    ("special schools are records of type 2", KS2, 2025, 900060, "RECTYPE", "2"),
    ("an independent school is one of type 1", KS4, 2025, 900066, "NFTYPE", "IND"),
    ("a technical college", KS4, 2025, 900058, "NFTYPE", "FUTC"),
    ("a fall of 17 points from 72 %", KS2, 2023, 900042, "PTRWM_EXP", "72%"),
    ("to 55 %", KS2, 2024, 900042, "PTRWM_EXP", "55%"),
    ("and to 38 %", KS2, 2025, 900042, "PTRWM_EXP", "38%"),
]


@pytest.mark.parametrize(("words", "name", "year", "urn", "column", "expected"), CLAIMS)
def test_a_promised_cell_is_there(folder, words, name, year, urn, column, expected):
    assert cell(folder, name.format(folder_of(year)), urn, column) == expected, words


@pytest.mark.parametrize(
    ("name", "urn", "column", "expected"),
    [
        (AT_2023, 900011, "Overall effectiveness", "3"),
        (AT_2023, 900011, "Previous full inspection overall effectiveness", "3"),
        (AT_2023, 900021, "URN", None),
        (AT_2023, 900008, "URN", None),
        (AT_2023, 900031, "Inspection start date", "06/06/2018"),
        (YEAR, 900025, "Quality of education", "4"),
        (YEAR, 900025, "Category of concern", "SM"),
        (YEAR, 900055, "URN at time of previous inspection", "900156"),
        (
            YEAR,
            900028,
            "Outcomes for ungraded and monitoring inspections",
            "Improved significantly",
        ),
        (LATEST, 900025, "Latest OEIF overall effectiveness", "Not judged"),
        (LATEST, 900021, "URN at time of latest OEIF graded inspection", "900121"),
        (LATEST, 900032, "Safeguarding standards", "Not met"),
        (LATEST, 900032, "Leadership and governance", "Expected standard"),
        (LATEST, 900053, "Leadership and governance", "Urgent improvement"),
        (LATEST, 900037, "Attendance and behaviour", "Needs attention"),
        (LATEST, 900019, "Achievement", "Exceptional"),
        (LATEST, 900008, "Latest OEIF quality of education", "NULL"),
        (LATEST, 900011, "Latest OEIF early years provision (where applicable)", "9"),
    ],
)
def test_a_promised_inspection_is_there(folder, name, urn, column, expected):
    listed = {row[1] for row in table_of(folder, name)}

    if expected is None:
        assert str(urn) not in listed
    else:
        assert cell(folder, name, urn, column) == expected


def test_both_numbers_of_a_school_have_absence_of_their_part_of_the_year(folder):
    columns, *rows = table_of(folder, ABSENCE.format("2024-25"))

    urns = [row[columns.index("URN")] for row in rows]

    assert {"900021", "900121"} <= set(urns)
    assert [row[1] for row in rows[-3:]] == ["PRI", "SEC", "SPE"]


# --- Loaded, rated, shared --------------------------------------------------------------


def test_loading_takes_in_every_file_and_shares_four_rounds(city):
    years = RatingRound.objects.filter(la_code=999, state=RatingRound.State.SHARED)

    assert (city.files, city.rounds, city.people) == (29, 4, len(people.PEOPLE))
    assert city.of_rooms > 0
    assert set(years.values_list("academic_year", flat=True)) == set(loading.RATED_YEARS)
    assert School.objects.filter(la_code=999).count() == 77
    assert Release.objects.exclude(file_name="").count() == 29


def test_loading_again_changes_nothing(city, folder):
    def counts():
        tables = (Release, School, Observation, Benchmark, RatingRound, Rating, User)
        return [(table.__name__, table.objects.count()) for table in tables]

    before = counts()
    said = []

    again = loading.load(folder=folder, on=date(2026, 3, 1), log=said.append)

    assert again.is_nothing
    assert said == []
    assert counts() == before


def test_the_priorities_of_2025_are_spread_as_in_a_city(city):
    ratings = Rating.objects.filter(round__academic_year=2025, round__la_code=999)

    priorities = Counter(ratings.values_list("computed_priority", flat=True))

    assert 6 <= priorities[1] <= 9
    assert 12 <= priorities[2] <= 18
    assert 30 <= priorities[3] <= 40


def rating_of(urn, year=2025):
    return Rating.objects.get(round__academic_year=year, urn=urn)


@pytest.mark.parametrize(
    ("urn", "year", "trigger"),
    [
        (900011, 2025, "stuck_school"),
        (900025, 2025, "serious_inspection"),
        (900032, 2025, "serious_inspection"),
        (900053, 2025, "serious_inspection"),
        (900042, 2025, "falling_attainment"),
        (900002, 2025, "persistent_absence"),
        (900045, 2025, "requires_improvement"),
        (900014, 2018, "below_floor"),
        (900022, 2018, "below_floor"),
        (900156, 2018, "below_floor"),
        (900027, 2018, "coasting"),
    ],
)
def test_a_promised_trigger_is_pulled(city, urn, year, trigger):
    assert trigger in rating_of(urn, year).explanation["triggers"]


@pytest.mark.parametrize(("urn", "year"), [(900034, 2018), (900057, 2018)])
def test_a_wide_interval_keeps_a_school_above_the_floor(city, urn, year):
    assert "below_floor" not in rating_of(urn, year).explanation["triggers"]


@pytest.mark.parametrize(
    ("urn", "status"),
    [
        (900060, Rating.Status.INDIVIDUAL_REVIEW),
        (900063, Rating.Status.INDIVIDUAL_REVIEW),
        (900064, Rating.Status.INDIVIDUAL_REVIEW),
        (900066, Rating.Status.NOT_RATED),
        (900065, Rating.Status.NOT_RATED),
        (900008, Rating.Status.INSUFFICIENT),
        (900035, Rating.Status.INSUFFICIENT),
        (900043, Rating.Status.LIMITED),
        (900034, Rating.Status.LIMITED),
    ],
)
def test_schools_that_cannot_be_scored_in_full_say_so(city, urn, status):
    assert rating_of(urn).status == status


def test_one_pupil_more_would_change_the_borderline_school(city):
    rating = rating_of(900041)

    tests = rating.explanation["one_pupil"]["tests"]

    assert rating.computed_priority == Rating.Priority.ONE
    assert rating.explanation["one_pupil"]["holds"] is False
    assert {test["more"]["priority"] for test in tests if test["key"] == "A1"} == {2}


def test_a_school_under_two_numbers_is_rated_once(city):
    rated = Rating.objects.filter(round__academic_year=2025, urn__in=[900021, 900121])

    assert [rating.urn for rating in rated] == [900021]
    assert rated[0].urn_in_file == 900121


@pytest.mark.parametrize(
    ("authorities", "left"), [([851], ["authority"]), ([999], ["authority", "england"])]
)
def test_invented_rows_on_england_never_replace_published_ones(authorities, left):
    release = ReleaseFactory(authorities=authorities)
    BenchmarkFactory(release=release, area=Benchmark.Area.ENGLAND, academic_year=2030)
    nothing = pd.DataFrame()
    areas = pd.DataFrame({"area": ["authority", "england"]})
    reading = Reading(
        rows=2, entries=pd.DataFrame({"la_code": [999]}), observations=nothing, benchmarks=areas
    )

    leave_england_to_its_publisher(reading, [release], FileReport(path="", file_name=""))

    assert list(reading.benchmarks["area"]) == left


# --- People -----------------------------------------------------------------------------


def test_sample_signins_are_a_json_list_of_what_is_needed_to_sign_in(city, capsys):
    call_command("sample_signins")

    signins = json.loads(capsys.readouterr().out)

    assert [list(signin) for signin in signins] == [
        ["role", "email", "password", "second_factor_secret", "landing_page"]
    ] * len(people.PEOPLE)
    assert {signin["role"] for signin in signins} == {
        *map(str, ROLES_HELD),
        "head_and_moderator",
        "former_head",
        "home_head",
        "improvement_chair",
        "training_chair",
    }


def test_every_role_that_can_be_held_is_held_today_by_a_sample_person(city):
    emails = [person.email for person in people.PEOPLE]
    users = User.objects.filter(email__in=emails)

    held = {
        Role(post.role)
        for posts in posts_of(users).values()
        for post in posts
        if post.is_held_on(LOADED_ON)
    }

    assert held == ROLES_HELD


@pytest.mark.parametrize("page", ["README.md", "docs/sample-city.md"])
def test_the_table_of_people_names_everybody_and_nobody_else(page, settings):
    text = (settings.BASE_DIR / page).read_text()

    assert re.findall(r"`([a-z.]+)@sample", text) == [person.mailbox for person in people.PEOPLE]


def test_the_table_shows_a_code_that_is_good_now(city, capsys):
    call_command("sample_signins", table=True)

    officer = next(
        line for line in capsys.readouterr().out.splitlines() if line.startswith("officer")
    )

    assert any(
        validate_totp_code(people.PEOPLE[0].authenticator, word)
        for word in officer.split()
        if word.isdigit()
    )


@pytest.mark.parametrize("person", people.PEOPLE, ids=lambda person: person.mailbox)
def test_a_sample_person_has_the_password_and_where_needed_a_second_factor(city, person):
    user = User.objects.get(email=person.email)

    has_authenticator = Authenticator.objects.filter(user=user).exists()

    assert user.check_password(people.PASSWORD)
    assert has_authenticator == bool({post.role for post in person.posts} & NEEDS_SECOND_FACTOR)


def test_the_deputy_acts_for_the_head_of_the_same_school_until_a_day(city):
    post = SchoolPost.objects.get(user__email="deputy@sample.pep.example")

    assert post.delegated_from.user.email == "head@sample.pep.example"
    assert post.delegated_from.school == post.school
    assert post.appointed_by == post.delegated_from.user
    assert post.ends_on == LOADED_ON + people.DELEGATED_FOR
    assert post.full_clean() is None


def test_a_head_who_moderates_sees_every_rating_and_answers_for_the_own_school_alone(city):
    user = User.objects.get(email="head.moderator@sample.pep.example")
    own, other = School.objects.get(urn=900_042), School.objects.get(urn=people.WHARF_LANE)

    def may(permission):
        return {school for school in (own, other) if can(user, permission, within=school)}

    assert can(user, Permission.RATINGS_VIEW_ALL)
    assert Rating.objects.visible_to(user).count() == Rating.objects.count()
    assert may(Permission.ACCESS_VIEW) == may(Permission.DELEGATE) == {own}


def test_the_former_heads_post_ended_the_day_before_the_city_was_made(city):
    post = SchoolPost.objects.get(user__email="former.head@sample.pep.example")

    assert post.ends_on == LOADED_ON - timedelta(days=1)


def test_a_password_changed_since_is_kept(city, folder):
    head = User.objects.get(email="head@sample.pep.example")
    head.set_password("another password altogether")
    head.save()

    loading.load(folder=folder, on=date(2026, 3, 1), log=lambda line: None)

    head.refresh_from_db()
    assert head.check_password("another password altogether")


def test_signins_are_not_printed_before_the_people_exist():
    User.objects.all().delete()

    with pytest.raises(CommandError, match="load_sample_city"):
        call_command("sample_signins")


def test_a_public_address_gets_no_sample_people(settings):
    User.objects.all().delete()
    settings.HTTPS, settings.SITE_URL = True, "https://pep.example.org"

    with pytest.raises(CommandError, match="public address"):
        call_command("load_sample_city")

    assert not User.objects.exists()


# --- The city among authorities ----------------------------------------------------------

NAMED_MEASURES = [
    "KS2RWM_Expected_STD",
    "KS1P_all",
    "TotPerAbNew",
    "TotFixedEx",
    "16-17Ed&Training",
]


def test_authority_files_are_written_as_the_publisher_writes_them(folder):
    columns, *rows = table_of(folder, "la/bds_long_999.csv")

    assert columns == authority_files.COLUMNS
    assert len({row[0] for row in rows if row[1]}) == sum(1 for row in rows if row[1])
    years = {row[2] for row in rows}
    assert {"2025", "2023/24", "2025 (prov)", "2024 (Rev)", "2020 (Final)"} <= years
    values = {row[4] for row in rows}
    assert {"-", "c"} <= values
    # Seventeen digits, as a spreadsheet saves 40.8.
    assert any(len(value) > 15 for value in values)
    assert {row[6] for row in rows if row[5] in ("970.0", "989.0")} == {"NA"}


def test_the_citys_series_is_that_of_its_own_tables(city, folder):
    series = authority.series("KS2RWM_Expected_STD", 999)

    for year in RESULT_YEARS:
        columns, *rows = table_of(folder, KS2.format(folder_of(year)))
        [own] = [row for row in rows if row[0] == "3"]
        assert own[columns.index("PTRWM_EXP")] == f"{series.at(year).value:.0f}%"


def test_the_city_has_a_series_a_quarter_and_ten_neighbours(city):
    book = authority.book(NAMED_MEASURES, of=999)

    for code in NAMED_MEASURES:
        found = book.standing(code, 999)
        assert found.rank.of >= 39
        assert found.quarter in (1, 2, 3, 4)
        assert found.england.value is not None
        assert found.region.name == "South East" and found.region_point.value is not None
        assert len(found.neighbours) == 10
        assert found.neighbour_rank.of >= 10


def test_years_without_tests_are_gaps_with_their_reason(city):
    series = authority.series("KS2RWM_Expected_STD", 999)

    assert [point.year for point in series.points] == list(range(2016, 2026))
    assert {point.year: point.why for point in series.gaps} == {
        2020: Why.NOT_PUBLISHED, 2021: Why.NOT_PUBLISHED,
    }  # fmt: skip
    assert "no tests were held" in series.at(2020).reason


def test_one_year_of_the_city_alone_is_missing(city):
    series = authority.series("16-17Ed&Training", 999)

    assert [(point.year, point.why) for point in series.gaps] == [(2021, Why.MISSING)]


def test_provisional_results_and_withheld_neighbours_are_there_to_see(city):
    assert authority.series("KS1P_all", 999).latest.is_provisional
    disadvantaged = authority.standing("DAP_NEW_KS2_RWM", 999)
    withheld = [near for near in disadvantaged.neighbours if near.point.code == "c"]
    assert [near.area.name for near in withheld] == ["Jackdaw Isle"]


def test_the_city_is_not_always_in_the_same_quarter(city):
    codes = list(AuthorityMeasure.objects.values_list("code", flat=True))
    book = authority.book(codes, of=999)

    assert {book.standing(code, 999).quarter for code in codes if book.has(code)} == {1, 2, 3, 4}


@pytest.mark.skipif(not REAL.exists(), reason="../shared/published-data is not here")
def test_the_samples_dictionary_says_nothing_else_than_the_publishers(folder):
    sample = lait.read_dictionary(sheet(folder / "la" / "lait_data_dictionary.csv", "POLARITY"))
    real = lait.read_dictionary(sheet(REAL / "la" / "lait_data_dictionary.csv", "POLARITY"))

    for code, told in sample.measures.items():
        assert replace(told, row=0) == replace(real.measures[code], row=0)
