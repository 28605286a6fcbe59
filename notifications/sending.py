"""One attempt at one e-mail. It is tried again later, and sent once."""

from datetime import datetime, timedelta
from email.utils import formataddr
from smtplib import SMTPException, SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives
from django.utils.crypto import salted_hmac

from notifications.kinds import KINDS
from notifications.letters import of_delivery, unsubscribe_url
from notifications.models import Delivery
from notifications.templatetags.letter import one_line

# How long after each attempt the next is due. The first wait is also how long an attempt has
# before it counts as cut off, so it is longer than any mail server is waited for.
WAITS = [timedelta(minutes=minutes) for minutes in (5, 10, 30, 60, 240)]
MOST_ATTEMPTS = len(WAITS) + 1
LONGEST_ERROR = 500
CUT_OFF = "The last attempt was cut off before its end."


def attempt(delivery_id: int, *, at: datetime) -> None:
    """Send one waiting e-mail, unless it is sent, not due yet or in other hands."""
    delivery = _claimed(delivery_id, at=at)
    if delivery is None:
        return
    if not delivery.user.is_active:
        return _give_up(delivery, "The account is closed.")
    if delivery.notice and delivery.notice.kind not in KINDS:
        return _give_up(delivery, "Notices of this kind are no longer sent.")
    try:
        message_of(delivery).send()
    except BadHeaderError as error:
        _give_up(delivery, str(error))
    except SMTPRecipientsRefused as error:
        refused_for_good = all(code >= 500 for code, _ in error.recipients.values())
        (_give_up if refused_for_good else _try_later)(delivery, _words(error))
    except (SMTPException, OSError) as error:
        _try_later(delivery, _words(error))
    else:
        _this(delivery).update(state=Delivery.State.SENT, sent_at=at, error="")


def message_of(delivery: Delivery) -> EmailMultiAlternatives:
    """The e-mail of a delivery, the same at every attempt down to its Message-ID.

    Where a server took the mail and the worker was killed before it could note that, the next
    attempt repeats the Message-ID, by which mail programs show one.
    """
    letter, kind = of_delivery(delivery)
    message = EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[formataddr(("", delivery.user.email))],
        reply_to=[settings.REPLY_TO_EMAIL] if settings.REPLY_TO_EMAIL else None,
        headers={"Message-ID": _message_id(delivery), "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(letter.html, "text/html")
    if kind.can_be_switched_off:
        # The button of a mail program: RFC 8058.
        message.extra_headers["List-Unsubscribe"] = f"<{unsubscribe_url(delivery.user.pk, kind)}>"
        message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return message


def _message_id(delivery):
    unguessable = salted_hmac("notifications.message-id", str(delivery.pk)).hexdigest()[:20]
    return f"<notice.{delivery.pk}.{unguessable}@{urlsplit(settings.SITE_URL).hostname}>"


def _claimed(delivery_id, *, at):
    """The delivery, its next attempt already set; None where it is not ours to send.

    One UPDATE decides, so of two workers one alone gets it.
    """
    delivery = (
        Delivery.objects.due(at)
        .select_related("notice__user", "digest__user")
        .filter(pk=delivery_id)
        .first()
    )
    if delivery is None:
        return None
    if delivery.attempts >= MOST_ATTEMPTS:
        _give_up(delivery, delivery.error or CUT_OFF)
        return None
    wait = WAITS[min(delivery.attempts, len(WAITS) - 1)]
    ours = (
        Delivery.objects.due(at)
        .filter(pk=delivery_id, attempts=delivery.attempts)
        .update(attempts=delivery.attempts + 1, due_at=at + wait, error="")
    )
    delivery.attempts += 1
    return delivery if ours else None


def _try_later(delivery, error):
    if delivery.attempts >= MOST_ATTEMPTS:
        return _give_up(delivery, error)
    return _this(delivery).update(error=_kept(error))


def _give_up(delivery, error):
    _this(delivery).update(state=Delivery.State.FAILED, error=_kept(error))


def _this(delivery):
    """The delivery as this attempt left it; nobody else's attempt is written over."""
    return Delivery.objects.filter(
        pk=delivery.pk, state=Delivery.State.WAITING, attempts=delivery.attempts
    )


def _words(error):
    """What the mail server said, led by the kind of fault, never empty."""
    return f"{type(error).__name__}: {error}"


def _kept(error):
    return one_line(error)[:LONGEST_ERROR]
