"""Did support work? Supported schools beside comparable ones that had none; no Django here.

The estimate is a difference in differences on matched sets: how far each supported school moved,
less how far schools of its phase that began alike moved by themselves. docs/impact.md says where
each step comes from and what it cannot show.
"""

from support_directory.impact.bands import Band, band
from support_directory.impact.estimates import Estimate, Interval, Verdict, estimate
from support_directory.impact.matches import Compared, Span, compare
from support_directory.impact.panel import Panel, Support, results_year

__all__ = [
    "Band",
    "Compared",
    "Estimate",
    "Interval",
    "Panel",
    "Span",
    "Support",
    "Verdict",
    "band",
    "compare",
    "estimate",
    "results_year",
]
