"""Take in publishers' files: `manage.py ingest PATH…`."""

from django.core.management.base import BaseCommand, CommandError

from dashboard.ingest import ingest
from schools.models import Release


class Command(BaseCommand):
    help = (
        "Take in publishers' files (folders, zips, gzips or CSVs), each known by its header,"
        " and print a check report."
    )

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", metavar="PATH")
        parser.add_argument(
            "--year",
            type=int,
            help="the year the academic year ends, where neither file nor folder says it",
        )
        parser.add_argument("--status", choices=Release.Status.values)
        parser.add_argument(
            "--dry-run", action="store_true", help="print the check report and change nothing"
        )
        parser.add_argument(
            "--again", action="store_true", help="take in a file even if it is in already"
        )

    def handle(self, *, paths, year, status, dry_run, again, **options):
        report = ingest(
            paths, year=year, status=status, dry_run=dry_run, again=again, log=self.stdout.write
        )
        if report.failed:
            names = ", ".join(file.file_name for file in report.failed)
            raise CommandError(f"{len(report.failed)} of {len(report.files)} files failed: {names}")
