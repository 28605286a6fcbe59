"""What a kind may be told, for tests of every kind, and HTML read as a person would read it."""

import re

from bs4 import BeautifulSoup

from notifications.kinds.directory import (
    DESIGNATION_STEP,
    DESIGNATION_WAITS,
    ENTRY_CONFIRM,
    ENTRY_HIDDEN,
    REFERENCE_ASKED,
    REVIEW_COMING,
)
from notifications.kinds.peer_reviews import PEER_ANSWERED, PEER_REPORTED, PEER_VISIT
from notifications.kinds.ratings import RATING_SHARED, ROUND_SHARED, TRUST_RATINGS_SHARED
from notifications.kinds.strategy import (
    CONSULTATION_OPENED,
    UPDATE_ASKED,
    UPDATE_DUE_SOON,
    UPDATE_LATE,
    UPDATE_RETURNED,
    UPDATE_SIGNED_OFF,
    UPDATE_WAITS,
)

UPDATE = {"objective": "SO3 Raising <standards> & more", "term": "autumn term 2026/27"}
DUE = {**UPDATE, "due": "4 December 2026"}
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
    ENTRY_HIDDEN.key: {**ENTRY, "confirmed": "1 December 2025"},
    REFERENCE_ASKED.key: TITLE,
    DESIGNATION_STEP.key: {**TITLE, "state": "active"},
    DESIGNATION_WAITS.key: {**TITLE, "state": "under appeal"},
    REVIEW_COMING.key: {**TITLE, "due": "4 December 2026"},
    PEER_VISIT.key: {"school": "St Mary’s & All Saints <Junior> School", "day": "4 March 2027"},
    PEER_REPORTED.key: {"school": "St Mary’s & All Saints <Junior> School"},
    PEER_ANSWERED.key: {"school": "St Mary’s & All Saints <Junior> School"},
    CONSULTATION_OPENED.key: {"title": "What should come next?", "closes": "18 December 2026"},
}


def words_of(html):
    """The words of an HTML letter, each link followed by its address, as in plain text."""
    body = BeautifulSoup(html, "html.parser").body
    for link in body.find_all("a"):
        link.string = f"{link.text}: {link['href']}"
    return re.sub(r"\s+", " ", body.get_text(" ")).strip()
