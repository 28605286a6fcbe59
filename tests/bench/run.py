"""`make bench`: every figure of the budget in one run, as a ratio or a count.

Timings are medians of five. Ratios compare two things measured in turn on the same machine,
so that they hold on another. The last lines name what is over its budget. Parts alone:
`python -m tests.bench.run website`, also `england`, `city` and
`lighthouse`.
"""

import json
import re
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from pep_portal.demo import OPTIONS
from tests.bench.marks import is_installed, marks_of
from tests.bench.visits import bytes_of_visits
from tests.processes import BIN, ROOT, free_port, portal, wait_until

PUBLISHED = ROOT.parent / "shared" / "published-data"
ENGLAND = [
    "ks2/2018-19/england_ks2final.csv",
    "ks4/2018-19/england_ks4provisional.csv",
    "absence/2018-19/england_abs.csv",
]
# Results two years before those, and the register's links: impact looks back.
EARLIER = [
    "register/links_edubasealldata20250422.csv",
    "ks2/2016-17/england_ks2final.csv",
    "ks4/2016-17/england_ks4final.csv",
]
REGISTER = "register/england_edubasealldata20240617.csv.gz"
SAMPLE_CITY, SAMPLE_YEAR = "999", "2025"
QUERIES = 12
# What is announced is asked once a minute by each process, and here nothing is remembered.
ANNOUNCED = 1
# Who could help stands beside the rating: the weak indicators, the directory, its specialisms
# and what each carries.
BESIDE = dict.fromkeys(["the list", "a school's rating"], 4)
# Rooms above the strategy ask for their part of the golden thread.
OF_THREAD = 14
# Pages of a group for those who sit on it: what they may do there is asked too.
OF_MEMBERS = 22
PUBLIC = {"the home page": "/", "the news": "/news/", "the city's figures": "/city/"}
# What Lighthouse looks at; a school's page is the first that a search finds.
LOOKED_AT = {
    "the home page": "/",
    "an item of news": "/news/more-seven-year-olds-read-fluently/",
    "an event": "/events/headteachers-breakfast/",
    "the strategy": "/strategy/",
    "the city's figures": "/city/",
}
PARTS = ("england", "city", "website", "lighthouse")


@dataclass(frozen=True)
class Line:
    """One figure, what it may be at most, and how to print it."""

    what: str
    value: float
    budget: float
    words: str

    @property
    def is_over(self):
        return self.value > self.budget

    def __str__(self):
        verdict = "OVER" if self.is_over else "ok"
        shown = self.words.format(self.value)
        return (
            f"{self.what:<58} {shown:>12}  budget {self.words.format(self.budget):>10}  {verdict}"
        )


def main(*asked):
    lines = []
    for line in measured({*asked} or {*PARTS}):
        say(str(line))
        lines.append(line)
    over = [line.what for line in lines if line.is_over]
    say(f"\nOver budget: {'; '.join(over) if over else 'nothing'}")


def say(words):
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def measured(parts):
    if "england" in parts:
        yield from england()
    of_the_city = {"city": city, "website": website, "lighthouse": lighthouse}
    if parts & {*of_the_city}:
        with portal() as here:
            here.prepare()
            here.manage("load_sample_city")
            for part, measure in of_the_city.items():
                if part in parts:
                    yield from measure(here)


def england():
    """The real files of 2018/19: taken in, and rated."""
    if not PUBLISHED.is_dir():
        say("England: not measured, ../shared/published-data is not here")
        return
    files = [str(PUBLISHED / name) for name in ENGLAND]
    with portal() as here:
        here.manage("migrate", "--verbosity=0")
        here.manage("createcachetable")
        here.manage("ingest", str(PUBLISHED / REGISTER))
        database = here.folder / "var" / "pep.sqlite3"
        empty = shutil.copy(database, here.folder / "empty.sqlite3")

        baseline, runs = [], []
        for _ in range(5):
            shutil.copy(empty, database)
            baseline.append(inside(here, "england", "read", *files)["seconds"])
            runs.append(inside(here, "england", "ingest", *files))
        ratio = median(run["seconds"] for run in runs) / median(baseline)
        yield Line("Ingest of all England 2018/19 ÷ reading it as text", ratio, 4, "{:.1f} ×")
        peak = max(run["megabytes"] for run in runs)
        yield Line("Peak memory of that ingest", peak, 700, "{:.0f} MB")

        told = inside(here, "england", "engine", "all", "2019", "5")
        what = f"Engine, all England ({told['schools']:,} schools), explained"
        yield Line(what, told["seconds"], 1.5, "{:.2f} s")
        say(f"  of which points, scores, triggers and bands: {told['scored']:.2f} s")

        here.manage("ingest", *(str(PUBLISHED / name) for name in EARLIER))
        told = inside(here, "impact")
        what = f"Impact, all England ({told['supported']:,} of {told['schools']:,} supported)"
        yield Line(what, told["reckoned"], 2, "{:.2f} s")
        say(f"  reading the figures and the links first, once an hour: {told['read']:.2f} s")


def city(here):
    """The pages of the sample city, as an officer, from two gunicorn workers."""
    told = inside(here, "england", "engine", SAMPLE_CITY, SAMPLE_YEAR, "5")
    yield Line("Engine, the sample city, explained", told["seconds"] * 1000, 50, "{:.0f} ms")

    inner = inside(here, "inside")
    for page, count in inner["queries"].items():
        budget = QUERIES + ANNOUNCED + BESIDE.get(page, 0)
        yield Line(f"Queries of {page}", count, budget, "{:.0f}")
    plan = inside(here, "strategy")
    for page, count in plan["queries"].items():
        budget = OF_THREAD if page == "an objective" else QUERIES
        yield Line(f"Queries of {page}, the figures remembered", count, budget, "{:.0f}")
    yield from pages_of_city(here, inner, plan)
    yield from groups(here)
    matched = inside(here, "support")
    what = f"Who could help with {matched['indicators']} weak indicators, every reason"
    yield Line(what, matched["seconds"], 0.3, "{:.2f} s")
    directory = inside(here, "directory")
    for page, count in directory["queries"].items():
        yield Line(f"Queries of {page}", count, QUERIES, "{:.0f}")
    for page, taken in directory["ms"].items():
        yield Line(f"Time of {page}", taken, 100, "{:.0f} ms")
    people = inside(here, "people")
    for who, asked in people["permissions"].items():
        yield Line(f"Asking what {who} may do, a request", asked["ms"], 2, "{:.2f} ms")
        yield Line(f"Queries of that for {who}", asked["queries"], 2, "{:.0f}")
    yield Line("Signing in ÷ computing one password hash", people["ratio"], 2, "{:.2f} ×")
    say(f"  sign-ins a second, one process: {people['sign_ins']:.1f}")


def pages_of_city(here, inner, plan):
    """Speed and bytes as the sample city is, before the bench fills its directory and groups."""
    with served(here) as hello:
        for page in ("the list", "a school's rating"):
            yield from speed(here, hello, page, inner["pages"][page], inner["cookie"])
        pages = {
            page: f"{here.address}{path}"
            for page, path in {**inner["pages"], **plan["pages"]}.items()
        }
        for page, (first, second) in bytes_of_visits(pages, inner["cookie"]).items():
            yield Line(f"Bytes of {page}, first visit", first / 1000, 80, "{:.1f} kB")
            yield Line(f"Bytes of {page}, second visit", second / 1000, 15, "{:.1f} kB")


def website(here):
    """What the public gets, and what a phone makes of it."""
    with served(here) as hello:
        for page, path in PUBLIC.items():
            yield from speed(here, hello, f"{page}, kept whole", path, "", most=2)
        yield from speed(here, hello, "the home page, made anew", "/?fresh", "", most=30)
        public = {page: f"{here.address}{path}" for page, path in PUBLIC.items()}
        for page, (first, _) in bytes_of_visits(public, "").items():
            yield Line(f"Bytes of {page}, first visit", first / 1000, 35, "{:.1f} kB")


def lighthouse(here):
    """The four marks of each page on a phone, and how far they are from a hundred each."""
    if not is_installed():
        say("Lighthouse: not measured, it is not installed in tests/bench/lighthouse")
        return
    with served(here):
        school = re.search(r'href="(/schools/\d+/)"', here.get("/schools/")[1].decode())[1]
        for page, path in {**LOOKED_AT, "a school": school}.items():
            here.get(path)
            marks = marks_of(f"{here.address}{path}")
            say(f"  {page}: {', '.join(f'{name} {mark}' for name, mark in marks.items())}")
            short = sum(100 - mark for mark in marks.values())
            yield Line(f"Lighthouse of {page}, points short of 400", short, 0, "{:.0f}")


def groups(here):
    """Pages of groups of full size."""
    for page, count in inside(here, "groups")["queries"].items():
        budget = OF_MEMBERS if "member" in page or "chair" in page else QUERIES
        yield Line(f"Queries of {page}", count, budget, "{:.0f}")


@contextmanager
def served(here):
    """The portal and the bare view, each on two workers, until the part is measured."""
    here.serve()
    yield serve_hello(here)
    here.stop()


def serve_hello(here):
    """The bare view under the same server with the same workers."""
    port = free_port()
    here.start("gunicorn", "tests.bench.hello", f"--bind=127.0.0.1:{port}", *OPTIONS)
    wait_until(lambda: answers(port), here.said)
    return port


def answers(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
            return answer.status == 200
    except urllib.error.URLError:
        return False


def speed(here, hello, page, path, cookie, *, most=25):
    """The page and the bare view in turn, five times, four connections each."""
    load(here, here.port, path, cookie, seconds=2)
    rounds = [
        (load(here, hello, "/"), load(here, here.port, path, cookie, seconds=4)) for _ in range(5)
    ]
    bare = median(first["rps"] for first, _ in rounds)
    ours = median(second["rps"] for _, second in rounds)
    slow = median(second["p95"] for _, second in rounds)
    say(f"  {page}: {ours:.0f} requests a second, the bare view {bare:.0f}")
    yield Line(f"Bare view ÷ {page}, requests a second", bare / ours, most, "{:.1f} ×")
    yield Line(f"95th percentile of {page}", slow * 1000, 60, "{:.0f} ms")


def load(here, port, path, cookie="", seconds=2):
    arguments = ["127.0.0.1", str(port), path, str(seconds), "4", cookie]
    return inside(here, "load", *arguments)


def inside(here, module, *arguments):
    """What a program of this folder prints as JSON, run in the environment of the portal."""
    done = subprocess.run(
        [BIN / "python", "-m", f"tests.bench.{module}", *arguments],
        cwd=ROOT,
        env=here.environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.exit(f"{module} {' '.join(arguments)}\n{done.stdout}{done.stderr}\n{here.said()}")
    return json.loads(done.stdout)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
