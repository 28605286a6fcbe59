"""What of the website, the schools and the strategy one search finds."""

from functools import partial

from core.search import Found, Searcher, rows_matching
from schools.models import School
from strategy.models import Objective
from website import page_index
from website.models import BulletinIssue, BulletinItem


def find_pages(kind, query, user, on):
    """Public pages of a kind by their title and their text."""
    return page_index.find(kind, query, on)


def find_bulletins(query, user, on):
    """What stood in issues that went out."""
    sent = BulletinIssue.objects.visible_to(user)
    items = BulletinItem.objects.filter(issue__in=sent).select_related("issue").order_by("-pk")
    return [
        Found(item.title, item.issue.get_absolute_url(), item.text[:200], item.issue.on, score)
        for item, score in rows_matching(items, query, title="title", fields=["text"])
    ]


def find_schools(query, user, on):
    """Schools of the city by name, place, postcode or number, open ones first."""
    schools = School.objects.local()
    known = list(schools.matching(query.text).open_first(query.text)[:50])
    found = [(school, 1.5 if school.is_open else 1.0) for school in known]
    if not known:
        found = rows_matching(schools.open(), query, title="name")
    return [
        Found(
            school.name,
            school.get_absolute_url(),
            " · ".join(filter(None, [school.type_name, school.postcode])),
            score=score,
        )
        for school, score in found
    ]


def find_objectives(query, user, on):
    """Objectives of editions that the reader may see."""
    objectives = Objective.objects.visible_to(user).select_related("edition")
    return [
        Found(
            f"{objective.code} {objective.short_name}",
            objective.get_absolute_url(),
            f"{objective.edition.title}: {objective.text}",
            score=score,
        )
        for objective, score in rows_matching(
            objectives.order_by("-edition__starts_on", "number"),
            query,
            title="short_name",
            fields=["text", "code"],
        )
    ]


SEARCHERS = [
    Searcher("schools", "Schools", find_schools),
    Searcher("pages", "Pages", partial(find_pages, "pages")),
    Searcher("news", "News", partial(find_pages, "news")),
    Searcher("events", "Events and training", partial(find_pages, "events")),
    Searcher("vacancies", "Vacancies", partial(find_pages, "vacancies")),
    Searcher("resources", "Resources", partial(find_pages, "resources")),
    Searcher("bulletins", "Bulletins", find_bulletins),
    Searcher("strategy", "Strategy", find_objectives),
]
