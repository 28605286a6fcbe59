"""Mail leaves here, away from the request."""

from celery import shared_task
from django.utils import timezone

from notifications.models import Delivery
from notifications.sending import attempt


@shared_task
def send(*, delivery_id):
    """Try to send one e-mail."""
    attempt(delivery_id, at=timezone.now())


@shared_task
def send_waiting():
    """Every minute: hand out mail whose next attempt is due, and what a killed worker left."""
    due = Delivery.objects.due(timezone.now()).order_by("due_at")
    for delivery_id in due.values_list("pk", flat=True):
        send.delay(delivery_id=delivery_id)
