"""Follow one published figure to its cell: `manage.py figure URN MEASURE YEAR`."""

import argparse
import json

from django.core.management.base import BaseCommand, CommandError

from dashboard.ingest.files import year_of
from dashboard.measures import PUPIL_GROUPS
from dashboard.tracing import NotFoundError, trace, trace_area

# Schools have six figures, authorities, regions and England three.
LAST_AREA = 999


def academic_year(said):
    """2019, 2018/19, 2018-19 and 201819 are the same year: the one it ends."""
    if said.isdecimal() and len(said) == 4:
        return int(said)
    if year := year_of(said.replace("/", "-")):
        return year
    raise argparse.ArgumentTypeError(f"“{said}” is not an academic year; say 2019 or 2018/19")


class Command(BaseCommand):
    help = (
        "Print one published figure of a school, or of an area by its three figures (851), with"
        " the file, row and column it stands in."
    )

    def add_arguments(self, parser):
        parser.add_argument("urn", type=int, metavar="URN")
        parser.add_argument(
            "measure", metavar="MEASURE", help="such as rwm_expected, or the publisher's PTRWM_EXP"
        )
        parser.add_argument("year", type=academic_year, metavar="YEAR")
        parser.add_argument("--group", default="all", help=", ".join(PUPIL_GROUPS))
        parser.add_argument("--json", action="store_true")

    def handle(self, *, urn, measure, year, group, **options):
        try:
            if urn <= LAST_AREA:
                found = trace_area(urn, measure, year)
            else:
                found = trace(urn, measure, year, group)
        except NotFoundError as problem:
            raise CommandError(str(problem)) from None
        if options["json"]:
            self.stdout.write(json.dumps(found.as_json(), ensure_ascii=False, indent=2))
            return
        for line in found.lines():
            self.stdout.write(line)
