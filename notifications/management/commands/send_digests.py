"""Send the digests of today: `manage.py send_digests`, where no beat does it each morning."""

from django.core.management.base import BaseCommand

from notifications.digests import awaited
from notifications.tasks import send_digest


class Command(BaseCommand):
    help = "Send everybody who chose a digest what waits for them, at most once a day."

    def handle(self, **options):
        people = awaited()
        for number, user_id in enumerate(people, start=1):
            send_digest.delay(user_id=user_id)
            self.stdout.write(f"{number}/{len(people)} looked at")
