from dashboard.models.authorities import Area, AuthorityFigure, AuthorityMeasure, Neighbour
from dashboard.models.figures import Benchmark, Entry, Inspection, Observation
from dashboard.models.ratings import MethodVersion, Rating, RatingRound

__all__ = [
    "Area",
    "AuthorityFigure",
    "AuthorityMeasure",
    "Benchmark",
    "Entry",
    "Inspection",
    "MethodVersion",
    "Neighbour",
    "Observation",
    "Rating",
    "RatingRound",
]
