"""A round from stored figures: who is in it, whose results follow, which inspections count."""

import json
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from dashboard import services
from dashboard.models import Entry, RatingRound
from dashboard.places import census_day
from dashboard.sources import sources_of
from schools.models import Phase, SchoolLink, Status
from tests.factories.dashboard import (
    BenchmarkFactory,
    EntryFactory,
    InspectionFactory,
    ObservationFactory,
)
from tests.factories.schools import ReleaseFactory, SchoolFactory

AREA = 999
YEAR = 2025
AGES = {"infant": (4, 7), "junior": (7, 11), "primary": (4, 11), "secondary": (11, 16)}
COMMUNITY, CONVERTER, SPONSOR_LED, SPECIAL, INDEPENDENT, TECHNICAL = 1, 34, 28, 7, 11, 40

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def england():
    """England's figures of three years."""
    for year in (2023, 2024, 2025):
        BenchmarkFactory(academic_year=year, value=62)
        for measure, value in (("attainment8", 46.0), ("english_maths_5", 45.0)):
            BenchmarkFactory(academic_year=year, measure=measure, value=value)
        for measure, value in (("overall_absence", 5.0), ("persistent_absence", 14.0)):
            for phase in ("primary", "secondary"):
                BenchmarkFactory(academic_year=year, measure=measure, value=value, population=phase)


def listed(school_or_urn, kind="ks2", year=YEAR, school_type="CY", record_type="1", **figures):
    """A school's row in a file of a year, with its figures."""
    urn = getattr(school_or_urn, "urn", school_or_urn)
    release = ReleaseFactory(kind=kind, academic_year=year)
    EntryFactory(
        release=release, kind=kind, academic_year=year, urn=urn,
        school_type=school_type, record_type=record_type, name=f"School {urn}",
    )  # fmt: skip
    for measure, value in figures.items():
        code, number = (value, None) if isinstance(value, str) else ("", value)
        ObservationFactory(
            release=release, urn=urn, measure=measure, academic_year=year, value=number, code=code
        )


def a_school(phase="primary", **fields):
    low, high = AGES[phase]
    register = Phase.SECONDARY if phase == "secondary" else Phase.PRIMARY
    told = {"type_code": COMMUNITY, "opened_on": date(2001, 9, 1)} | fields
    return SchoolFactory(phase=register, low_age=low, high_age=high, **told)


def rated(**options):
    """The ratings of a round by URN."""
    made = services.rate(academic_year=YEAR, la_code=AREA, **options)
    return {rating.urn: rating for rating in made.ratings.all()}


def indicator(rating, key):
    return next(item for item in rating.explanation["indicators"] if item["key"] == key)


def follows(new, old, link_type="Predecessor", on=None):
    SchoolLink.objects.create(
        urn=new.urn, link_urn=old.urn, kind="predecessor", link_type=link_type, linked_on=on
    )


def test_a_special_school_with_nothing_per_cent_is_reviewed_by_itself():
    special = a_school(type_code=SPECIAL)
    listed(special, school_type="CYS", record_type="2", rwm_expected=0, reading_progress=-16.7)

    rating = rated()[special.urn]

    assert rating.status == "individual_review"
    assert rating.computed_priority is None
    assert rating.score is None


def test_an_independent_school_in_the_key_stage_4_file_is_never_rated():
    independent = a_school("secondary", type_code=INDEPENDENT)
    listed(independent, "ks4", school_type="IND", attainment8=12.0)

    assert rated()[independent.urn].status == "not_rated"


@pytest.mark.parametrize(
    ("school_type", "type_code", "status"),
    [
        ("", SPECIAL, "individual_review"),  # the register's type decides where the file is blank
        ("CYS", COMMUNITY, "individual_review"),  # else the year's own file
        ("", None, "insufficient"),  # else the record type: mainstream
    ],
)
def test_types_are_told_by_code_the_years_file_first(school_type, type_code, status):
    school = a_school(type_code=type_code)
    listed(school, school_type=school_type)

    assert rated()[school.urn].status == status


def test_no_progress_8_column_means_other_weights_and_no_penalty():
    school = a_school("secondary")
    listed(school, "ks4", attainment8=40.0, english_maths_5=40.0)

    rating = rated()[school.urn]

    assert "Progress 8" in indicator(rating, "D1")["label"]
    assert "not published" in indicator(rating, "D1")["reason"]
    assert rating.coverage == 40
    assert sum(item["weight"] for item in rating.explanation["indicators"]) == pytest.approx(100)


def test_a_suppressed_figure_is_absent_and_never_zero():
    school = a_school()
    listed(school, rwm_expected="SUPP")
    listed(school, "absence", overall_absence=5.0, persistent_absence=14.0)

    shown = indicator(rated()[school.urn], "A1")

    assert (shown["value"], shown["points"], shown["contribution"]) == (None, None, 0)
    assert "withheld" in shown["reason"]


def test_a_school_under_its_old_and_its_new_urn_is_in_the_round_once():
    old = a_school("junior", status=Status.CLOSED, closed_on=date(2025, 3, 31))
    new = a_school("junior", type_code=CONVERTER, opened_on=date(2025, 4, 1))
    follows(new, old)
    listed(old, rwm_expected=50)
    listed(new, school_type="ACC")

    ratings = rated()

    assert set(ratings) == {new.urn}
    assert ratings[new.urn].urn_in_file == old.urn
    assert ratings[new.urn].current_urn == new.urn
    assert indicator(ratings[new.urn], "A1")["value"] == 50
    assert "results of predecessor" in indicator(ratings[new.urn], "A1")["note"]


def test_the_urn_is_that_of_the_cut_off_and_the_current_one_todays():
    old = a_school("junior", status=Status.CLOSED, closed_on=date(2026, 3, 31))
    new = a_school("junior", type_code=CONVERTER, opened_on=date(2026, 4, 1))
    follows(new, old)
    listed(old, rwm_expected=50)

    ratings = rated()

    assert set(ratings) == {old.urn}
    assert ratings[old.urn].current_urn == new.urn


def test_of_two_rows_of_absence_the_one_open_longer_counts():
    old = a_school(status=Status.CLOSED, closed_on=date(2025, 3, 31))
    new = a_school(type_code=CONVERTER, opened_on=date(2025, 4, 1))
    follows(new, old)
    listed(old, "absence", overall_absence=5.0)
    listed(new, "absence", overall_absence=9.0)

    assert indicator(rated()[new.urn], "F1")["value"] == 5.0


@pytest.mark.parametrize(("second", "value"), [(40, 45.0), ("SUPP", None), (None, None)])
def test_amalgamated_schools_are_pooled_only_if_both_were_published(second, value):
    first, other = (a_school(status=Status.CLOSED, closed_on=date(2025, 8, 31)) for _ in range(2))
    new = a_school(opened_on=date(2025, 9, 1))
    follows(new, first, "Predecessor - amalgamated")
    follows(new, other, "Predecessor - amalgamated")
    listed(first, rwm_expected=50)
    if second is not None:
        listed(other, rwm_expected=second)

    assert indicator(rated()[new.urn], "A1")["value"] == value


def test_a_merger_leaves_the_continuing_schools_own_results():
    infants = a_school("infant", status=Status.CLOSED, closed_on=date(2024, 8, 31))
    school = a_school()
    follows(school, infants, "Predecessor - merged", on=date(2024, 9, 1))
    listed(school, rwm_expected=70)
    listed(school, year=2024, rwm_expected=60)

    assert indicator(rated()[school.urn], "A2")["value"] == 65


@pytest.mark.parametrize(
    ("closed", "status"), [(date(2025, 1, 15), "not_rated"), (date(2025, 1, 16), "insufficient")]
)
def test_a_school_closed_before_the_census_is_not_rated(closed, status):
    school = a_school(status=Status.CLOSED, closed_on=closed)
    listed(school, rwm_expected=50)

    assert rated()[school.urn].status == status


def test_the_census_is_the_third_thursday_of_january():
    assert census_day(2025) == date(2025, 1, 16)
    assert census_day(2026) == date(2026, 1, 15)


def test_a_school_that_nobody_lists_and_that_closed_long_ago_is_not_in_the_round():
    closed = a_school(status=Status.CLOSED, closed_on=date(2010, 8, 31))
    a_school()

    assert closed.urn not in rated()


def test_a_report_card_with_all_areas_expected_but_safeguarding_not_met_is_priority_1():
    school = a_school()
    listed(school, rwm_expected=80)
    InspectionFactory(
        listed_urn=school.urn, framework="report_card", overall=None, safeguarding_met=False,
        inspected_on=date(2025, 11, 12), published_on=date(2025, 12, 10),
        grades=dict.fromkeys(["inclusion", "achievement"], "expected standard"),
    )  # fmt: skip

    assert rated()[school.urn].computed_priority == 1


def test_an_inspection_published_after_the_cut_off_does_not_count_yet():
    school = a_school()
    listed(school, rwm_expected=80)
    InspectionFactory(
        listed_urn=school.urn, overall=4, inspected_on=date(2025, 12, 3),
        published_on=date(2026, 1, 9),
    )  # fmt: skip

    assert indicator(rated()[school.urn], "H")["value"] is None
    assert rated(cut_off=date(2026, 1, 31))[school.urn].computed_priority == 1


@pytest.mark.parametrize(
    ("type_code", "school_type", "value"),
    [(CONVERTER, "ACC", "requires improvement"), (SPONSOR_LED, "AC", None)],
)
def test_a_converter_keeps_its_predecessors_inspection_and_a_sponsored_academy_does_not(
    type_code, school_type, value
):
    old = a_school(status=Status.CLOSED, closed_on=date(2024, 8, 31))
    new = a_school(type_code=type_code, opened_on=date(2024, 9, 1))
    follows(new, old)
    listed(new, school_type=school_type, rwm_expected=60)
    InspectionFactory(listed_urn=new.urn, urn=old.urn, overall=3)

    assert indicator(rated()[new.urn], "H")["value"] == value


def test_its_own_first_inspection_ends_the_predecessors():
    old = a_school(status=Status.CLOSED, closed_on=date(2024, 8, 31))
    new = a_school(type_code=CONVERTER, opened_on=date(2024, 9, 1))
    follows(new, old)
    listed(new, school_type="ACC", rwm_expected=60)
    InspectionFactory(listed_urn=new.urn, urn=old.urn, overall=4, position="previous")
    InspectionFactory(listed_urn=new.urn, overall=2, inspected_on=date(2025, 3, 4),
                      published_on=date(2025, 4, 2))  # fmt: skip

    rating = rated()[new.urn]

    assert indicator(rating, "H")["value"] == "good"
    assert rating.explanation["triggers"] == []


def test_a_technical_college_has_no_progress_8_in_its_row():
    college = a_school("secondary", type_code=TECHNICAL)
    listed(college, "ks4", school_type="FUTC", attainment8=40.0)

    rating = rated()[college.urn]

    assert "D1" not in [item["key"] for item in rating.explanation["indicators"]]


def test_the_final_figure_wins_over_the_provisional_one():
    school = a_school()
    for status, value in (("provisional", 40), ("final", 55)):
        release = ReleaseFactory(kind="ks2", academic_year=YEAR, status=status)
        EntryFactory(release=release, urn=school.urn, status=status)
        ObservationFactory(release=release, urn=school.urn, status=status, value=value)

    assert indicator(rated()[school.urn], "A1")["value"] == 55


def test_the_same_inputs_give_the_same_round_and_the_same_bytes():
    school = a_school()
    listed(school, rwm_expected=50)

    first = services.rate(academic_year=YEAR, la_code=AREA)
    again = services.rate(academic_year=YEAR, la_code=AREA)

    assert first == again
    assert services.verify(first) == []


def test_a_new_calculation_takes_the_place_of_an_earlier_draft_and_keeps_it():
    school = a_school()
    listed(school, rwm_expected=50)
    first = services.rate(academic_year=YEAR, la_code=AREA)
    listed(school, "absence", overall_absence=6.0, persistent_absence=20.0)

    second = services.rate(academic_year=YEAR, la_code=AREA)

    first.refresh_from_db()
    assert (first.state, second.state) == ("superseded", "draft")
    assert first.ratings.count() == 1


def test_sharing_twice_is_refused_and_an_older_shared_round_gives_way(officer):
    school = a_school()
    listed(school, rwm_expected=50)
    first = services.rate(academic_year=YEAR, la_code=AREA)
    services.share_round(round=first, by=officer.user)
    listed(school, "absence", overall_absence=6.0)
    second = services.rate(academic_year=YEAR, la_code=AREA)

    services.share_round(round=second, by=officer.user)

    first.refresh_from_db()
    assert first.state == RatingRound.State.SUPERSEDED
    with pytest.raises(services.AlreadyDecidedError):
        services.share_round(round=second, by=officer.user)


def test_one_altered_byte_is_found():
    school = a_school()
    listed(school, rwm_expected=50)
    made = services.rate(academic_year=YEAR, la_code=AREA)
    rating = made.ratings.get()
    rating.explanation["name"] += "."
    rating.save()

    with pytest.raises(CommandError, match="has been altered"):
        call_command("verify_round", made.pk)


def test_rating_without_any_school_says_what_to_load_first():
    with pytest.raises(CommandError, match="Load the register"):
        call_command("rate", year=1999, area="850")


def test_the_command_writes_a_list_of_objects_one_a_school(tmp_path, capsys):
    school = a_school()
    listed(school, rwm_expected=50)
    target = tmp_path / "round.json"

    call_command("rate", year=YEAR, area=str(AREA), json=str(target))

    objects = json.loads(target.read_text())
    assert [told["urn"] for told in objects] == [school.urn]
    expected = {"urn_in_file", "current_urn", "name", "phase", "status", "score", "score_band"}
    expected |= {"triggers", "computed_priority", "coverage", "indicators"}
    assert expected <= set(objects[0])


def test_a_real_school_is_never_held_against_the_england_of_the_sample_city():
    school = a_school(la_code=851)
    listed(school, rwm_expected=50)
    Entry.objects.update(la_code=851)

    made = services.rate(academic_year=YEAR, la_code=851)

    shown = indicator(made.ratings.get(), "A1")
    assert (shown["value"], shown["england"], shown["points"]) == (None, None, None)
    assert "no national figure" in shown["reason"]


def test_the_sources_of_a_rating_hold_both_national_cells_of_disadvantaged_pupils():
    school = a_school()
    listed(school, rwm_expected=60)
    ObservationFactory(urn=school.urn, pupil_group="disadvantaged", value=40, cohort=30)
    for group, value in (("disadvantaged", 45), ("not_disadvantaged", 68)):
        BenchmarkFactory(academic_year=YEAR, pupil_group=group, value=value)

    sources = sources_of(rated()[school.urn].explanation)

    national = {source.figure for source in sources if source.whose.startswith("England")}
    assert any("not disadvantaged pupils" in figure for figure in national)
    assert any(", disadvantaged pupils" in figure for figure in national)
