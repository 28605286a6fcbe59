"""Mail leaves here, away from the request."""

from celery import shared_task
from django.utils import timezone

from notifications import digests
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


@shared_task
def send_digests():
    """Every morning: for each person what they chose to hear of once a day."""
    for user_id in digests.awaited():
        send_digest.delay(user_id=user_id)


@shared_task
def send_digest(*, user_id):
    """Send one person's digest of today, if something in it is worth it."""
    now = timezone.now()
    delivery = digests.gather(user_id=user_id, on=timezone.localdate(now), at=now)
    if delivery:
        send.delay(delivery_id=delivery.pk)
