"""One figure on the real files, in a process of its own whose memory counts by itself.

`read FILES`, `ingest FILES` and `engine AREA YEAR TIMES` each print JSON. The database and the
folder are those of the environment.
"""

import json
import resource
import sys
import time
from datetime import date
from statistics import median


def read(*files):
    """Seconds that pandas takes to read the same files as text: the yardstick."""
    import pandas as pd

    def once():
        for file in files:
            pd.read_csv(file, dtype=str, encoding="cp1252")

    once()
    return {"seconds": median(seconds_of(once) for _ in range(5))}


def ingest(*files):
    from dashboard.ingest import ingest as take_in

    seconds = seconds_of(lambda: take_in(list(files), log=lambda line: None))
    return {"seconds": seconds, "megabytes": peak_megabytes()}


def engine(area, year, times):
    """From gathered inputs to every explanation; reading the database is not arithmetic."""
    from dashboard.engine import method as methods
    from dashboard.engine.explain import Explainer
    from dashboard.engine.rating import rate
    from dashboard.inputs import gather

    method = methods.load("pep-m1")
    inputs = gather(
        academic_year=int(year),
        cut_off=date(int(year), 12, 31),
        la_code=None if area == "all" else int(area),
    )

    def once():
        explainer = Explainer.of(rate(inputs, method))
        for number in range(len(inputs.schools)):
            explainer.explain(number)

    once()
    seconds = median(seconds_of(once) for _ in range(int(times)))
    scored = median(seconds_of(lambda: rate(inputs, method)) for _ in range(int(times)))
    return {"seconds": seconds, "scored": scored, "schools": len(inputs.schools)}


def seconds_of(deed):
    start = time.perf_counter()
    deed()
    return time.perf_counter() - start


def peak_megabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    deed, *arguments = sys.argv[1:]
    if deed != "read":
        import django

        django.setup()
    sys.stdout.write(
        json.dumps({"read": read, "ingest": ingest, "engine": engine}[deed](*arguments))
    )
