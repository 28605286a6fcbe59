"""Reads a letter that came back, as the mail server hands it over."""

import sys
from email import message_from_binary_file, policy

from django.core.management.base import BaseCommand
from django.utils import timezone

from website.services import bulletin


class Command(BaseCommand):
    help = "Read a delivery report (RFC 3464) from standard input and note whose mail came back."

    def handle(self, **options):
        letter = message_from_binary_file(sys.stdin.buffer, policy=policy.default)
        noted = 0
        for email, status in refused(letter):
            bulletin.bounced(email=email, is_for_good=status.startswith("5"), at=timezone.now())
            noted += 1
        self.stdout.write(f"{noted} {'address' if noted == 1 else 'addresses'} noted.")


def refused(letter):
    """Address and status of each recipient that a delivery report tells of."""
    for part in letter.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for told in part.get_payload():
            recipient, status = told.get("Final-Recipient"), told.get("Status")
            if recipient and status and status[:1] in "45":
                yield recipient.partition(";")[2].strip() or recipient.strip(), status.strip()
