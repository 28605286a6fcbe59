"""The plan of schools: north up, on one scale, and none of too few."""

from schools.models import School
from schools.plan import HEIGHT, MARGIN, WIDTH, plan_of


def school(urn, easting, northing):
    return School(urn=urn, name=f"School {urn}", easting=easting, northing=northing)


def test_the_northern_school_stands_above_and_the_eastern_to_the_right():
    south_west, north, east = plan_of(
        [school(1, 100, 100), school(2, 100, 300), school(3, 500, 100), school(4, None, None)]
    )

    assert north.y < south_west.y == east.y and east.x > south_west.x == north.x
    assert (east.x - south_west.x) == 2 * (south_west.y - north.y)
    for dot in (south_west, north, east):
        assert MARGIN <= dot.x <= WIDTH - MARGIN and MARGIN <= dot.y <= HEIGHT - MARGIN


def test_two_schools_make_no_plan_and_three_in_one_place_do():
    assert plan_of([school(1, 1, 1), school(2, 2, 2)]) == []
    assert len(plan_of([school(n, 5, 5) for n in range(3)])) == 3
