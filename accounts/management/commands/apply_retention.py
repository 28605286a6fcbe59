"""Deletes what is held on people longer than the settings say."""

from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from accounts.personal_data import let_go


class Command(BaseCommand):
    help = "Delete what is held on people longer than RETENTION in the settings says."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="count, and delete nothing")

    def handle(self, *, dry_run, verbosity, **options):
        now = timezone.now()
        with transaction.atomic():
            gone = let_go(at=now, on=timezone.localdate(now))
            if dry_run:
                transaction.set_rollback(True)
        if verbosity:
            verb = "would go" if dry_run else "gone"
            for words, count in gone.items():
                self.stdout.write(f"{words}: {count:,} {verb}")
