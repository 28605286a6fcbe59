"""What the website needs by the clock, and what it sends."""

from smtplib import SMTPConnectError, SMTPException, SMTPRecipientsRefused
from urllib.parse import urlsplit

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.management import call_command
from django.template.loader import render_to_string
from django.utils import timezone

from website.models import BulletinCopy, BulletinIssue
from website.services import bookings, bulletin

BATCH = 50


@shared_task
def publish_scheduled():
    """Publish pages whose day has come, and take down those whose day is over."""
    call_command("publish_scheduled", verbosity=0)


@shared_task
def write_to_those_booked():
    """Remind of events that come, and ask how those were that are over."""
    now = timezone.now()
    bookings.remind(at=now)
    bookings.ask_how_it_was(at=now)


@shared_task
def let_go_of_addresses():
    """Forget addresses that asked for the bulletin and never confirmed, or left long ago."""
    bulletin.let_go(at=timezone.now())


@shared_task
def resume_bulletins():
    """Go on with issues whose sending was cut off, batch by batch."""
    sending = BulletinIssue.objects.filter(state=BulletinIssue.State.SENDING)
    for issue in sending.values_list("pk", flat=True):
        send_bulletin_batch.delay(issue_id=issue)


@shared_task
def send_bulletin_batch(*, issue_id):
    """Send some copies of an issue, each taken by one worker alone and never a second time."""
    issue = BulletinIssue.objects.filter(pk=issue_id, state=BulletinIssue.State.SENDING).first()
    if issue is None:
        return
    waiting = BulletinCopy.objects.filter(issue=issue, state=BulletinCopy.State.WAITING)
    for copy in list(waiting.select_related("subscription").order_by("pk")[:BATCH]):
        if not _take(copy):
            continue
        if not send_copy(copy, issue):
            break
    bulletin.finish(issue.pk, at=timezone.now())


def _take(copy):
    """One UPDATE decides, so of two workers one alone gets it."""
    waiting = BulletinCopy.objects.filter(pk=copy.pk, state=BulletinCopy.State.WAITING)
    return waiting.update(state=BulletinCopy.State.TAKEN, taken_at=timezone.now())


def send_copy(copy, issue):
    """Whether the mail server is there. Without one the copy waits; nothing has left."""
    this = BulletinCopy.objects.filter(pk=copy.pk, state=BulletinCopy.State.TAKEN)
    try:
        message_of(copy, issue).send()
    except (SMTPConnectError, ConnectionRefusedError) as error:
        this.update(state=BulletinCopy.State.WAITING, taken_at=None, error=str(error)[:300])
        return False
    except SMTPRecipientsRefused as error:
        this.update(state=BulletinCopy.State.FAILED, error=str(error)[:300])
        is_for_good = all(code >= 500 for code, _ in error.recipients.values())
        bulletin.bounced(email=copy.subscription.email, is_for_good=is_for_good, at=timezone.now())
    except (SMTPException, OSError) as error:
        this.update(state=BulletinCopy.State.FAILED, error=str(error)[:300])
    else:
        this.update(state=BulletinCopy.State.SENT, error="")
    return True


def message_of(copy, issue):
    """The e-mail of one copy, with the button of mail programs that ends it (RFC 8058)."""
    told = bulletin.told_of(issue, copy.subscription)
    message = EmailMultiAlternatives(
        subject=str(issue),
        body=render_to_string("website/letters/bulletin.txt", told),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[copy.subscription.email],
        reply_to=[settings.REPLY_TO_EMAIL] if settings.REPLY_TO_EMAIL else None,
        headers={
            "Message-ID": f"<bulletin.{copy.pk}@{urlsplit(settings.SITE_URL).hostname}>",
            "List-Id": f"PEP bulletin <bulletin.{urlsplit(settings.SITE_URL).hostname}>",
            "List-Unsubscribe": f"<{told['stop_url']}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Precedence": "bulk",
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(render_to_string("website/letters/bulletin.html", told), "text/html")
    return message
