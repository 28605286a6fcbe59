"""Enter an edition of the strategy from its data file: `manage.py load_strategy FILE`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from strategy.plan_files import UnreadableError, read
from strategy.services.loading import load_plan


class Command(BaseCommand):
    help = (
        "Check a data file (TOML) and enter the edition in it, or what is missing of it."
        " A file that is wrong anywhere changes nothing. Nothing is ever deleted."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--check", action="store_true", help="only check, store nothing")

    def handle(self, *, files, check, **options):
        plans = []
        for path in files:
            try:
                plans.append(read(path))
            except UnreadableError as error:
                raise CommandError(f"Nothing was loaded. Please mend the file:\n{error}") from None
        for plan in plans:
            if check:
                self.stdout.write(f"{plan.slug}: {len(plan.objectives)} objectives, no fault")
                continue
            try:
                loading = load_plan(plan=plan, by=None)
            except UnreadableError as error:
                raise CommandError(f"{plan.slug} was not changed:\n{error}") from None
            if loading.is_nothing:
                self.stdout.write(f"{plan.slug}: loaded already; nothing changed.")
            else:
                self.stdout.write(
                    f"{plan.slug}: {loading.made} entries made, {loading.changed} changed."
                )
