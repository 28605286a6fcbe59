"""School years and their terms: which one a day falls in, and which come before and after."""

from dataclasses import dataclass
from datetime import date

from strategy.models.progress import Term

# The first month of each term; January is the second of the school year.
BEGINS = {Term.AUTUMN: 9, Term.SPRING: 1, Term.SUMMER: 4}
TERMS = list(Term)


@dataclass(frozen=True, order=True)
class SchoolTerm:
    """One term of one school year, which is named by the year it ends in."""

    academic_year: int
    term: Term

    @classmethod
    def of(cls, day: date) -> "SchoolTerm":
        """The term a day falls in; holidays count with the term before them."""
        if day.month >= BEGINS[Term.AUTUMN]:
            return cls(day.year + 1, Term.AUTUMN)
        return cls(day.year, Term.SUMMER if day.month >= BEGINS[Term.SUMMER] else Term.SPRING)

    def later(self, terms: int) -> "SchoolTerm":
        """So many terms later, or earlier where the number is negative."""
        place = self.academic_year * len(TERMS) + TERMS.index(self.term) + terms
        return SchoolTerm(place // len(TERMS), TERMS[place % len(TERMS)])

    @property
    def key(self) -> str:
        return f"{self.academic_year}-{self.term.value}"

    def __str__(self) -> str:
        years = f"{self.academic_year - 1}/{self.academic_year % 100:02}"
        return f"{self.term.label.capitalize()} {years}"
