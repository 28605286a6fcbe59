"""Housekeeping of sign-ins, and letters to those invited."""

from smtplib import SMTPException

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail
from django.core.management import call_command
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import Invitation


@shared_task
def forget_ended_sessions():
    """Delete sessions past their age, nightly, so that the table does not grow for ever."""
    call_command("clearsessions")


@shared_task
def apply_retention():
    """Delete, nightly, what is held on people longer than the settings say."""
    call_command("apply_retention", verbosity=0)


@shared_task(autoretry_for=(SMTPException, OSError), retry_backoff=True, max_retries=5)
def send_letter(*, subject, body, to):
    """Send a letter of sign-in, such as the link that sets a new password."""
    send_mail(subject=subject, message=body, from_email=None, recipient_list=to)


@shared_task(autoretry_for=(SMTPException, OSError), retry_backoff=True, max_retries=5)
def send_invitation(*, invitation_id):
    """Write to somebody invited, unless the invitation is closed."""
    now = timezone.now()
    invitation = (
        Invitation.objects.open(now).select_related("invited_by").filter(pk=invitation_id).first()
    )
    if invitation is None:
        return
    send_mail(
        subject="You are invited to the Portsmouth Education Partnership’s portal",
        message=render_to_string(
            "accounts/letters/invitation.txt",
            {"invitation": invitation, "site": settings.SITE_URL},
        ),
        from_email=None,
        recipient_list=[invitation.email],
    )
    Invitation.objects.filter(pk=invitation_id).update(sent_at=now)
