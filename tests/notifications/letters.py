"""What a kind may be told, for tests of every kind, and HTML read as a person would read it."""

import re

from bs4 import BeautifulSoup

from notifications.kinds import RATING_SHARED, ROUND_SHARED

EXAMPLES = {
    RATING_SHARED.key: {"school": "St Mary’s & All Saints <Junior> School", "year": 2025},
    ROUND_SHARED.key: {"year": 2025, "area": "Sampleport", "told": 58, "untold": 3},
}


def words_of(html):
    """The words of an HTML letter, each link followed by its address, as in plain text."""
    body = BeautifulSoup(html, "html.parser").body
    for link in body.find_all("a"):
        link.string = f"{link.text}: {link['href']}"
    return re.sub(r"\s+", " ", body.get_text(" ")).strip()
