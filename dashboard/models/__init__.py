from dashboard.models.figures import Benchmark, Entry, Inspection, Observation
from dashboard.models.ratings import MethodVersion, Rating, RatingRound

__all__ = [
    "Benchmark",
    "Entry",
    "Inspection",
    "MethodVersion",
    "Observation",
    "Rating",
    "RatingRound",
]
