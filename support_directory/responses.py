"""How many of those asked to evaluate support have answered, term by term."""

from collections import Counter
from dataclasses import dataclass

from django.utils import timezone

from strategy.terms import SchoolTerm
from support_directory.models import Evaluation


@dataclass(frozen=True)
class Rate:
    """Of one term and one side: asked, answered, and the share in words."""

    term: SchoolTerm
    part: str
    asked: int
    answered: int

    @property
    def share(self) -> str:
        return f"{100 * self.answered / self.asked:.0f} %" if self.asked else "nobody asked"


def response_rates(evaluations) -> list[Rate]:
    """One line a term and side, the newest term first. One query."""
    asked: Counter[tuple[SchoolTerm, str]] = Counter()
    answered: Counter[tuple[SchoolTerm, str]] = Counter()
    for part, asked_at, answered_at in evaluations.values_list("part", "asked_at", "answered_at"):
        key = SchoolTerm.of(timezone.localdate(asked_at)), part
        asked[key] += 1
        answered[key] += answered_at is not None
    newest = sorted(asked, key=lambda key: (key[0].key, key[1]), reverse=True)
    return [
        Rate(term, Evaluation.Part(part).label, asked[term, part], answered[term, part])
        for term, part in newest
    ]
