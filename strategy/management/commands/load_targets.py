"""Enter success measures and targets from their data file: `manage.py load_targets FILE`."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from dashboard.readings import counted
from strategy.plan_files import UnreadableError
from strategy.services.targets import load_targets


class Command(BaseCommand):
    help = (
        "Check a data file (TOML) of success measures and enter them, or what is missing of them,"
        " in the edition it names. A file that is wrong anywhere changes nothing. Nothing is ever"
        " deleted."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *, files, **options):
        for path in files:
            try:
                loaded = load_targets(path, by=None)
            except OSError as error:
                raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
            except UnreadableError as error:
                raise CommandError(f"Nothing was loaded. Please mend the file:\n{error}") from None
            if loaded.is_nothing:
                self.stdout.write(f"{path.name}: loaded already; nothing changed.")
            else:
                self.stdout.write(
                    f"{path.name}: {counted(loaded.measures, 'success measure')} and"
                    f" {counted(loaded.targets, 'target')} made or changed."
                )
