"""Check that a stored round is, byte for byte, what was computed."""

from django.core.management.base import BaseCommand, CommandError

from dashboard import services
from dashboard.models import RatingRound


class Command(BaseCommand):
    help = "Fails if one byte of a stored round, or of the method it used, has been altered."

    def add_arguments(self, parser):
        parser.add_argument("round", type=int, help="the round's number, as `rate` printed it")

    def handle(self, *, round, **options):
        stored = RatingRound.objects.filter(pk=round).select_related("method").first()
        if stored is None:
            raise CommandError(f"There is no round {round}.")
        if faults := services.verify(stored):
            raise CommandError(f"Round {round} has been altered: " + "; ".join(faults) + ".")
        self.stdout.write(f"Round {round} is as it was computed: result {stored.result_sha256}")
