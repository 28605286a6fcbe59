"""What a kind may be told, for tests of every kind, and HTML read as a person would read it."""

import re

from bs4 import BeautifulSoup

from notifications.kinds import subgroups
from notifications.kinds.deployments import (
    AGREEMENT_TO_SIGN,
    DEPLOYMENT_ADRIFT,
    DEPLOYMENT_MOVED,
    DEPLOYMENT_OFFERED,
    RECORD_DISPUTED,
    RECORD_OWED,
    RECORD_TO_CHECK,
    RELEASE_ASKED,
    REVIEW_DUE,
)
from notifications.kinds.directory import (
    DESIGNATION_STEP,
    DESIGNATION_WAITS,
    ENTRIES_CONFIRM,
    ENTRY_CONFIRM,
    ENTRY_HIDDEN,
    REFERENCE_ASKED,
    REVIEW_COMING,
)
from notifications.kinds.peer_reviews import PEER_ANSWERED, PEER_REPORTED, PEER_VISIT
from notifications.kinds.ratings import RATING_SHARED, ROUND_SHARED, TRUST_RATINGS_SHARED
from notifications.kinds.requests import (
    SUPPORT_ANSWERED,
    SUPPORT_ASKED,
    SUPPORT_ENDED,
    SUPPORT_SHORTLISTED,
)
from notifications.kinds.strategy import (
    CONSULTATION_OPENED,
    UPDATE_ASKED,
    UPDATE_DUE_SOON,
    UPDATE_LATE,
    UPDATE_RETURNED,
    UPDATE_SIGNED_OFF,
    UPDATE_WAITS,
)

MEETING = {"group": "Inclusion <Board> & friends", "day": "3 March 2026"}
ACTION = {"action": "INC-2026-03/A4", "group": "Inclusion & friends", "due": "1 May 2026"}
ESCALATION = {
    "escalation": "INC-2026-E1",
    "group": "Inclusion & friends",
    "board": "Strategic Board",
    "due": "1 May 2026",
}
REPORT = {"group": "Inclusion & friends", "term": "Autumn term 2026/27"}
UPDATE = {"objective": "SO3 Raising <standards> & more", "term": "autumn term 2026/27"}
DUE = {**UPDATE, "due": "4 December 2026"}
OF_SCHOOL = {"school": "St Mary’s & All Saints <Junior> School"}
LENT = {"host": "St Mary’s & All Saints <Junior> School", "person": "Ann O’Dell <SLE> & Co"}
VISIT = {"host": LENT["host"], "visit": "4 December 2026"}
ENTRY = {"entry": "Robin <Tern> & Co"}
TITLE = {**ENTRY, "title": "Specialist leader of education"}

EXAMPLES = {
    RATING_SHARED.key: {"school": "St Mary’s & All Saints <Junior> School", "year": 2025},
    TRUST_RATINGS_SHARED.key: {
        "trust": "Lantern & <Wharf> Trust",
        "year": 2025,
        "count": 2,
        "schools": "Beacon Hill Primary School\nSt Mary’s & All Saints <Junior> School",
    },
    ROUND_SHARED.key: {"year": 2025, "area": "Sampleport", "told": 58, "untold": 3},
    UPDATE_ASKED.key: DUE,
    UPDATE_DUE_SOON.key: DUE,
    UPDATE_LATE.key: {**DUE, "closes": "18 December 2026"},
    UPDATE_RETURNED.key: UPDATE,
    UPDATE_WAITS.key: UPDATE,
    UPDATE_SIGNED_OFF.key: UPDATE,
    ENTRY_CONFIRM.key: {
        **ENTRY,
        "confirmed": "1 December 2025",
        "hides": "1 December 2026",
    },
    ENTRIES_CONFIRM.key: {"count": 12},
    ENTRY_HIDDEN.key: {**ENTRY, "confirmed": "1 December 2025"},
    REFERENCE_ASKED.key: TITLE,
    DESIGNATION_STEP.key: {**TITLE, "state": "active"},
    DESIGNATION_WAITS.key: {**TITLE, "state": "under appeal"},
    REVIEW_COMING.key: {**TITLE, "due": "4 December 2026"},
    SUPPORT_ASKED.key: {**OF_SCHOOL, "due": "4 December 2026"},
    SUPPORT_SHORTLISTED.key: OF_SCHOOL,
    SUPPORT_ANSWERED.key: OF_SCHOOL,
    SUPPORT_ENDED.key: {**OF_SCHOOL, "state": "withdrawn"},
    subgroups.AGENDA_SENT.key: {**MEETING, "time": "16:00", "place": "Civic <Offices>", "count": 6},
    subgroups.MEETING_CHANGED.key: {**MEETING, "time": "16:00", "place": "Civic <Offices>"},
    subgroups.MEETING_CANCELLED.key: MEETING,
    subgroups.MINUTES_DUE.key: {**MEETING, "days": 3},
    subgroups.MINUTES_WAIT.key: MEETING,
    subgroups.MINUTES_RETURNED.key: MEETING,
    subgroups.MINUTES_PUBLISHED.key: MEETING,
    subgroups.ACTION_GIVEN.key: ACTION,
    subgroups.ACTION_OVERDUE.key: ACTION,
    subgroups.ESCALATION_RAISED.key: ESCALATION,
    subgroups.ESCALATION_MOVED.key: {
        "escalation": "INC-2026-E1",
        "group": "Inclusion & friends",
        "board": "Strategic Board",
        "state": "decided",
    },
    subgroups.REPORT_CALLED.key: {**REPORT, "due": "4 December 2026"},
    subgroups.REPORT_LATE.key: {**REPORT, "due": "4 December 2026"},
    subgroups.REPORT_RETURNED.key: REPORT,
    PEER_VISIT.key: {"school": "St Mary’s & All Saints <Junior> School", "day": "4 March 2027"},
    PEER_REPORTED.key: {"school": "St Mary’s & All Saints <Junior> School"},
    PEER_ANSWERED.key: {"school": "St Mary’s & All Saints <Junior> School"},
    CONSULTATION_OPENED.key: {"title": "What should come next?", "closes": "18 December 2026"},
    DEPLOYMENT_OFFERED.key: {"host": LENT["host"], "days": "4 days"},
    RELEASE_ASKED.key: {**LENT, "days": "4 days"},
    AGREEMENT_TO_SIGN.key: LENT,
    DEPLOYMENT_MOVED.key: {**LENT, "state": "under way"},
    RECORD_OWED.key: {**VISIT, "due": "11 December 2026", "standing": "late"},
    RECORD_TO_CHECK.key: {**LENT, **VISIT},
    RECORD_DISPUTED.key: VISIT,
    REVIEW_DUE.key: {**LENT, "review": "mid review"},
    DEPLOYMENT_ADRIFT.key: {**LENT, "because": "its host school has closed"},
}


def words_of(html):
    """The words of an HTML letter, each link followed by its address, as in plain text."""
    body = BeautifulSoup(html, "html.parser").body
    for link in body.find_all("a"):
        link.string = f"{link.text}: {link['href']}"
    return re.sub(r"\s+", " ", body.get_text(" ")).strip()
