"""Calculate a rating round, and print it as JSON if asked."""

import json
from collections import Counter
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dashboard import services
from dashboard.engine.method import DEFAULT


class Command(BaseCommand):
    help = (
        "Rate every school of an area on the results of a year. The round is a draft that only"
        " officers and moderators see until it is shared."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--year", type=int, required=True, help="results year, the year it ends: 2019"
        )
        parser.add_argument(
            "--cut-off",
            type=_day,
            help="count openings and inspections known on this day (default: 31 December)",
        )
        parser.add_argument(
            "--area", default=str(settings.AUTHORITY_CODE), help="LA code, or all for England"
        )
        parser.add_argument("--method", default=DEFAULT, help="name of a file in methods/")
        parser.add_argument("--json", metavar="FILE", help="also write the round here; - prints it")

    def handle(self, *, year, cut_off, area, method, json, **options):
        if area != "all" and not area.isdigit():
            raise CommandError(f"“{area}” is no LA code. Give three digits, such as 851, or: all")
        try:
            round = services.rate(
                academic_year=year,
                cut_off=cut_off,
                la_code=None if area == "all" else int(area),
                method=method,
            )
        except services.NothingToRateError:
            raise CommandError(
                f"No school of area {area} is known for {year}. Load the register and the year's"
                " files first: manage.py ingest PATH"
            ) from None
        except FileNotFoundError:
            raise CommandError(f"There is no method “{method}” in dashboard/methods.") from None
        if json:
            self._write(round, json)
        self._tell(round, to=self.stderr if json == "-" else self.stdout)

    def _write(self, round, target):
        objects = list(round.ratings.order_by("urn").values_list("explanation", flat=True))
        text = json.dumps(objects, ensure_ascii=False, indent=1)
        if target == "-":
            self.stdout.write(text)
            return
        try:
            Path(target).write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise CommandError(f"The JSON could not be written: {error}") from None

    def _tell(self, round, *, to):
        counts = Counter()
        for rating in round.ratings.only("status", "computed_priority"):
            counts[rating.get_computed_priority_display() or rating.get_status_display()] += 1
        to.write(
            f"Round {round.pk}: results of {round.academic_year}, method {round.method.key},"
            f" known on {round.cut_off}, {round.get_state_display()}"
        )
        for words, count in sorted(counts.items()):
            to.write(f"  {count:>6,}  {words}")
        to.write(f"  method {round.method.sha256}\n  result {round.result_sha256}")


def _day(text):
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}” is no date. Write it as 2019-12-31.") from None
