"""What is done to data and rounds stands in the audit, once each."""

import pytest

from core.models import AuditEvent
from dashboard import services
from dashboard.ingest import ingest
from tests.factories.accounts import UserFactory
from tests.factories.dashboard import DraftRoundFactory
from tests.published import HERE

pytestmark = pytest.mark.django_db

KS2 = HERE / "2018-19" / "999_ks2final.csv"


@pytest.fixture
def robin(db):
    return UserFactory(full_name="Robin Smith")


def told():
    events = AuditEvent.objects.order_by("pk")
    return [(event.action, event.actor_name) for event in events]


def test_a_file_is_audited_when_it_is_taken_in_and_not_when_it_is_live_already(robin):
    ingest([KS2], by=robin)
    ingest([KS2], by=robin)

    [event] = AuditEvent.objects.all()
    assert (event.action, event.actor) == ("published file taken in", robin)
    assert event.subject_label == "999_ks2final.csv (final)"
    assert set(event.after) == {"sha256", "rows"}


def test_a_dry_run_leaves_no_trace():
    ingest([KS2], dry_run=True)

    assert told() == []


def test_a_refused_file_is_audited_with_the_reason(robin, tmp_path):
    empty = tmp_path / "ks2.csv"
    empty.write_text("no,header,that,is,known\n")

    ingest([empty], by=robin)
    ingest([empty], dry_run=True)

    [event] = AuditEvent.objects.all()
    assert (event.action, event.actor, event.subject_id) == ("published file refused", robin, "")
    assert event.after["file"] == "ks2.csv"
    assert "not of a kind that is read" in event.after["error"]


def test_a_round_is_audited_when_it_is_calculated_and_not_when_it_comes_out_the_same(robin):
    ingest([HERE], by=None)
    before = AuditEvent.objects.count()

    made = services.rate(academic_year=2019, la_code=999, by=robin)
    services.rate(academic_year=2019, la_code=999, by=robin)

    assert told()[before:] == [("rating round calculated", "Robin Smith")]
    assert AuditEvent.objects.newest_first()[0].after["result_sha256"] == made.result_sha256


def test_sharing_a_round_is_audited(robin):
    services.share_round(round=DraftRoundFactory(), by=robin)

    [event] = AuditEvent.objects.all()
    assert (event.action, event.actor) == ("rating round shared with schools", robin)
    assert (event.before, event.after) == ({"state": "draft"}, {"state": "shared"})
