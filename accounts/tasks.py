"""Housekeeping of sign-ins."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def forget_ended_sessions():
    """Delete sessions past their age, nightly, so that the table does not grow for ever."""
    call_command("clearsessions")
