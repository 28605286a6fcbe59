"""HTML as a tree that two ways of writing the same markup share."""

import json
import re
from pathlib import Path

from bs4 import BeautifulSoup, Comment, NavigableString

COMPONENTS = Path("node_modules/govuk-frontend/dist/govuk/components")
REFERENCES = {"for", "aria-describedby", "aria-labelledby", "aria-controls"}
# Django says this of a field with an error; the design system leaves it unsaid.
DJANGO_ADDS = {"aria-invalid"}


def fixtures(component):
    """What GOV.UK Frontend says a component looks like: name → (options, HTML)."""
    text = (COMPONENTS / component / "fixtures.json").read_text()
    return {one["name"]: (one["options"], one["html"]) for one in json.loads(text)["fixtures"]}


def tree(html):
    """Elements, attributes and words; ids by their order, since their spelling is our own."""
    soup = BeautifulSoup(html, "html.parser")
    ids = {}
    for element in soup.find_all(id=True):
        ids.setdefault(element["id"], f"id{len(ids) + 1}")
    return [part for child in soup.children for part in _parts(child, ids)]


def _parts(node, ids):
    if isinstance(node, Comment):
        return []
    if isinstance(node, NavigableString):
        words = re.sub(r"\s+", " ", str(node)).strip()
        return [words] if words else []
    attributes = {
        name: _value(name, value, ids)
        for name, value in node.attrs.items()
        if name not in DJANGO_ADDS
    }
    children = [part for child in node.children for part in _parts(child, ids)]
    return [(node.name, attributes, children)]


def _value(name, value, ids):
    if name == "class":
        return sorted(value)
    if name == "id":
        return ids[value]
    if name in REFERENCES:
        words = value if isinstance(value, list) else value.split()
        return [ids.get(word, word) for word in words]
    if name == "href" and value.startswith("#"):
        return f"#{ids.get(value[1:], value[1:])}"
    return value


def unexplained(followed, left_out):
    """Fixtures that no test follows and that no reason covers, such as those of a new version."""
    return [
        (component, name)
        for component, names in followed.items()
        for name in fixtures(component)
        if name not in names
        and not any(re.search(words, name) for about in left_out.values() for words in about)
    ]
