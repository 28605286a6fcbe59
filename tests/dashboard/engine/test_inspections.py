"""Three frameworks, each by its own rules."""

from datetime import date

import pytest

from dashboard.engine.inspections import Inspection, is_old, is_stuck, points

AREAS = (
    "inclusion", "curriculum_and_teaching", "achievement", "attendance_and_behaviour",
    "personal_development_and_wellbeing", "leadership_and_governance",
)  # fmt: skip


def card(*attention, urgent=(), safeguarding=True, **fields):
    grades = dict.fromkeys(AREAS, "expected standard")
    grades |= dict.fromkeys(attention, "needs attention") | dict.fromkeys(
        urgent, "urgent improvement"
    )
    return Inspection(
        900001, "report_card", date(2026, 1, 13), grades=grades, safeguarding_met=safeguarding,
        **fields,
    )  # fmt: skip


def sub_grades(quality=2, behaviour=2, personal=2, leadership=2, on=date(2025, 1, 14)):
    return Inspection(
        900001,
        "sub_grades",
        on,
        grades={
            "quality_of_education": quality,
            "behaviour_and_attitudes": behaviour,
            "personal_development": personal,
            "leadership_and_management": leadership,
        },
    )


def overall(grade, on=date(2019, 3, 1), urn=900001, **fields):
    return Inspection(urn, "overall", on, overall=grade, **fields)


@pytest.mark.parametrize(("grade", "expected"), [(1, 0), (2, 0), (3, 3), (4, 4), (None, None)])
def test_points_of_an_overall_grade(grade, expected):
    assert points(overall(grade)) == expected


@pytest.mark.parametrize(
    ("inspection", "expected"),
    [
        (sub_grades(), 0),
        (sub_grades(quality=1), 0),
        (sub_grades(quality=3), 3),
        (sub_grades(leadership=4), 4),
        (sub_grades(behaviour=3), 2),
        (sub_grades(behaviour=4), 3),
        (sub_grades(behaviour=4, quality=3), 3),
        (Inspection(900001, "sub_grades", None), None),
    ],
)
def test_sub_grades_other_than_education_and_leadership_count_one_point_less(inspection, expected):
    assert points(inspection) == expected


@pytest.mark.parametrize(
    ("inspection", "expected"),
    [
        (card(), 0),
        (card("inclusion"), 1),
        (card("achievement"), 2),
        (card("inclusion", "attendance_and_behaviour"), 2),
        (card("inclusion", "achievement", "attendance_and_behaviour"), 3),
        (card("leadership_and_governance"), 3),
        (card(urgent=["inclusion"]), 4),
        (card(safeguarding=False), 4),
    ],
)
def test_points_of_a_report_card(inspection, expected):
    assert points(inspection) == expected


@pytest.mark.parametrize(
    ("inspection", "serious"),
    [
        (overall(4), True),
        (overall(3), False),
        (overall(2, category_of_concern="SM"), True),
        (overall(2, safeguarding_met=False), True),
        (sub_grades(personal=4), True),
        (card(urgent=["leadership_and_governance"]), True),
        (card(urgent=["inclusion"]), False),
        (card(safeguarding=False), True),
    ],
)
def test_what_makes_an_inspection_serious(inspection, serious):
    assert inspection.is_serious is serious


@pytest.mark.parametrize(
    ("inspection", "expected"),
    [
        (overall(3), True),
        (overall(2), False),
        (sub_grades(leadership=3), True),
        (sub_grades(behaviour=3), False),
        (card("achievement"), True),
        (card("inclusion"), False),
    ],
)
def test_what_counts_as_requires_improvement_or_its_equivalent(inspection, expected):
    assert inspection.requires_improvement is expected


def test_stuck_means_below_good_twice_running_under_one_urn():
    before = overall(4, on=date(2016, 5, 1))

    assert is_stuck([overall(3), before])
    assert is_stuck([sub_grades(leadership=3), before])
    assert is_stuck([card("leadership_and_governance"), before])
    assert not is_stuck([card("achievement"), before])
    assert not is_stuck([overall(2), before])
    assert not is_stuck([overall(3), overall(4, urn=900002)])
    assert not is_stuck([overall(3)])


def test_an_inspection_is_old_after_five_years_to_the_day():
    assert is_old(overall(2, on=date(2014, 12, 30)), date(2019, 12, 31), 5)
    assert not is_old(overall(2, on=date(2014, 12, 31)), date(2019, 12, 31), 5)
    assert is_old(overall(2, on=date(2019, 2, 27)), date(2024, 2, 29), 5)
    assert not is_old(overall(2, on=None), date(2024, 2, 29), 5)


def test_words_name_the_framework_of_the_day():
    assert overall(3).words == "requires improvement"
    assert sub_grades(behaviour=3).words == "weakest judgement: requires improvement"
    assert card("inclusion").words == "needs attention in inclusion"
    assert card("achievement", urgent=["inclusion"]).words == (
        "urgent improvement in inclusion; needs attention in achievement"
    )
    assert card().words == "every area at least expected standard"
    assert card(safeguarding=False).words == "safeguarding standards not met"
