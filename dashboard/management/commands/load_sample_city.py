"""Load an invented city to look at: `manage.py load_sample_city`."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dashboard.sample.load import SampleCityFailedError, load


class Command(BaseCommand):
    help = (
        "Write the files of Sampleport, an invented city, in the publishers' formats; take them"
        " in, rate and share its rounds, and make sample people whose password is public."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--folder",
            type=Path,
            default=settings.VAR / "sample-city",
            help="where the files are written (default: sample-city below the data folder)",
        )
        parser.add_argument(
            "--yes-sample-accounts-on-a-public-address",
            action="store_true",
            help="go on although SITE_URL is public and anybody could sign in as an officer",
        )

    def handle(self, *, folder, yes_sample_accounts_on_a_public_address, **options):
        if settings.HTTPS and not yes_sample_accounts_on_a_public_address:
            raise CommandError(
                f"{settings.SITE_URL} is a public address, and the sample people have a password"
                " that everybody can read, one of them an officer who sees every rating. Load"
                " the sample city on a machine of your own (SITE_URL=http://127.0.0.1:8000), or"
                " give --yes-sample-accounts-on-a-public-address if there is nothing to protect."
            )
        try:
            loaded = load(folder=folder, on=timezone.localdate(), log=self.stdout.write)
        except SampleCityFailedError as error:
            raise CommandError(f"The sample city was not loaded. {error}") from None
        if loaded.is_nothing:
            self.stdout.write("The sample city is loaded already; nothing changed.")
            return
        self.stdout.write(
            f"The sample city is loaded: {loaded.files} files, {loaded.rounds} rating rounds,"
            f" {loaded.people} sample people. How to sign in: manage.py sample_signins"
        )
