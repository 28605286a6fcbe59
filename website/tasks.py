"""What editors' pages need by the clock."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def publish_scheduled():
    """Publish pages whose day has come, and take down those whose day is over."""
    call_command("publish_scheduled", verbosity=0)
