"""The whole way of the sample city: written, taken in, rated, shared, with people to look at it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dashboard import services
from dashboard.ingest import ingest
from dashboard.models import RatingRound
from dashboard.notices import tell_of_round
from dashboard.sample import folder as sample_folder
from dashboard.sample import people
from schools.models import SAMPLE_AUTHORITY_CODE, Release

# What rooms above this one add to the city: functions (on, by, log) that say how many things
# they made, none where all was there. A room names its own in `AppConfig.ready`.
ROOMS: list[Callable[..., int]] = []

RATED_YEARS = [2018, 2023, 2024, 2025]


class SampleCityFailedError(Exception):
    """A file of the city was refused on its way in."""


@dataclass(frozen=True)
class Loaded:
    """What a run had to do; nothing at all where the city was there."""

    files: int
    rounds: int
    people: int
    of_rooms: int

    @property
    def is_nothing(self):
        return not (self.files or self.rounds or self.people or self.of_rooms)


def load(*, folder: Path, on: date, log: Callable[[str], None]) -> Loaded:
    """Make the sample city, or what is missing of it; what people did with it since is kept."""
    paths = sample_folder.write(folder)
    made = people.missing()
    # City-wide people come first, for an officer takes the files in and shares the rounds.
    for person in made:
        if person.serves_the_city_alone:
            people.make(person, on=on)
    officer = people.make(people.PEOPLE[0], on=on)
    new_files = _not_in_yet(paths)
    if new_files:
        _take_in(paths, by=officer, log=log)
    rounds = 0
    for year in RATED_YEARS:
        if new_files or not _is_shared(year):
            rounds += _rate_and_share(year, by=officer, log=log)
    for person in made:
        people.make(person, on=on)
    if made:
        _tell_of_the_newest_round(on=on)
    of_rooms = sum(room(on=on, by=officer, log=log) for room in ROOMS)
    return Loaded(len(new_files), rounds, len(made), of_rooms)


def _not_in_yet(paths):
    """Files whose very bytes have not been taken in."""
    known = set(Release.objects.values_list("sha256", flat=True))
    return [path for path in paths if hashlib.sha256(path.read_bytes()).hexdigest() not in known]


def _take_in(paths, *, by, log):
    def progress(line):
        if line.startswith("["):
            log(line)

    report = ingest(paths, by=by, log=progress)
    if report.failed:
        refused = "; ".join(f"{file.file_name}: {file.error}" for file in report.failed)
        raise SampleCityFailedError(refused)


def _is_shared(year):
    return RatingRound.objects.filter(
        academic_year=year, la_code=SAMPLE_AUTHORITY_CODE, state=RatingRound.State.SHARED
    ).exists()


def _tell_of_the_newest_round(*, on):
    """The leaders came after the rounds, and would find no notice."""
    shared = RatingRound.objects.filter(
        la_code=SAMPLE_AUTHORITY_CODE, state=RatingRound.State.SHARED
    )
    tell_of_round(shared.latest_first()[0], on=on)


def _rate_and_share(year, *, by, log):
    """1 if a round was made or shared, 0 if the shared one still stands."""
    rating_round = services.rate(academic_year=year, la_code=SAMPLE_AUTHORITY_CODE, by=by)
    if rating_round.state != RatingRound.State.DRAFT:
        return 0
    services.share_round(round=rating_round, by=by)
    log(f"Rated and shared: results of {year}, {rating_round.ratings.count()} schools")
    return 1
