"""Taking in the register, its trusts and links, and inspections."""

import pytest

from dashboard.ingest import ingest
from dashboard.models import Inspection
from schools.models import School, SchoolLink, Trust
from tests.dashboard.taking_in import (
    write,
)
from tests.factories.schools import SchoolPostFactory
from tests.published import HERE

pytestmark = pytest.mark.django_db


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
