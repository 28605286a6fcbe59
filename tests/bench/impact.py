"""Impact for all England on the real files: one school in twelve supported, by each measure.

`python -m tests.bench.impact` prints JSON: the arithmetic alone, and with the figures read from
the database and the register's links followed, as the first reader of an hour has it.
"""

import json
import sys
import time
from statistics import median

import django

django.setup()

from support_directory.impact import Support, estimate  # noqa: E402
from support_directory.impact_inputs import AIMS, published  # noqa: E402

EVERY = 12
MEASURES = ("maths_progress", "attainment8")


def main():
    read, reckoned, schools, supported = 0.0, 0.0, 0, 0
    for key in MEASURES:
        seconds, (panel, _) = timed(lambda key=key: published(AIMS[key], is_sample=False))
        read += seconds
        years = panel.years
        supports = [
            Support(int(school), years[-1], years[-1]) for school in panel.figures.index[::EVERY]
        ]
        reckoned += median(timed(lambda: estimate(panel, supports))[0] for _ in range(3))  # noqa: B023
        schools += len(panel.figures)
        supported += len(supports)
    return {"read": read, "reckoned": reckoned, "schools": schools, "supported": supported}


def timed(deed):
    start = time.perf_counter()
    done = deed()
    return time.perf_counter() - start, done


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()))
