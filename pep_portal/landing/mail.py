"""Mail that did not arrive, and schools where it would reach nobody."""

from django.urls import reverse

from accounts.permissions import Permission, can
from notifications.models import Delivery
from pep_portal.landing.row import Row
from schools.models import School


def mail_rows(user, *, on, at):
    """Mail that did not arrive and schools where it would reach nobody, where there are any."""
    if not can(user, Permission.MAIL_VIEW):
        return []
    undelivered = Delivery.objects.undelivered(at).count()
    untold = School.objects.local().open().without_leader(on).count()
    rows = []
    if undelivered:
        rows.append(undelivered_row(undelivered))
    if untold:
        rows.append(untold_row(untold))
    return rows


def undelivered_row(count):
    letters = "1 e-mail" if count == 1 else f"{count} e-mails"
    return Row(
        question="Which e-mail did not arrive?",
        url=reverse("notifications:delivery-list"),
        sentence=f"{letters} not delivered, or held up. Send again what was given up.",
    )


def untold_row(count):
    schools = "1 school has" if count == 1 else f"{count} schools have"
    return Row(
        question="For which schools would nobody be told?",
        url=reverse("schools:untold-list"),
        sentence=f"{schools} no head, chair of governors or trust lead with an open account.",
    )
