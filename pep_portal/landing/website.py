"""Pages that wait for a second reader, and how the website stands."""

from django.db.models import Count, Q
from django.urls import reverse
from wagtail.models import Page

from accounts.permissions import Permission, can
from pep_portal.landing.row import Row
from website.models import BulletinItem, Feedback, waiting_for
from website.policies import HOME_DEPTH


def website_rows(user):
    """Pages that wait for a second reader, and how the website stands for those who write it."""
    rows = []
    if can(user, Permission.WEBSITE_PUBLISH) and (waiting := waiting_for(user).count()):
        rows.append(review_row(waiting))
    if can(user, Permission.WEBSITE_EDIT):
        rows.append(website_row())
        rows += [*sent_in_rows()]
    return rows


def sent_in_rows():
    """What readers and schools have sent in and nobody has dealt with. Two queries."""
    if items := BulletinItem.objects.waiting().count():
        yield Row(
            question="What goes into the next bulletin?",
            url=reverse("bulletin-desk"),
            sentence=f"{items} {'item waits' if items == 1 else 'items wait'} to be read.",
        )
    if told := Feedback.objects.open().count():
        yield Row(
            question="What do readers say?",
            url=reverse("feedback-list"),
            sentence=f"{told} {'reader waits' if told == 1 else 'readers wait'} for somebody.",
        )


def review_row(waiting):
    pages = "1 page waits" if waiting == 1 else f"{waiting} pages wait"
    return Row(
        question="Which pages wait for a second reader?",
        url=reverse("wagtailadmin_home"),
        sentence=f"{pages} for somebody who did not write {'it' if waiting == 1 else 'them'}.",
    )


def website_row():
    """How many pages are public, and how many have words that are not yet. One query."""
    counts = Page.objects.filter(depth__gte=HOME_DEPTH).aggregate(
        public=Count("pk", filter=Q(live=True)),
        unpublished=Count("pk", filter=Q(has_unpublished_changes=True)),
    )
    public, unpublished = counts["public"], counts["unpublished"]
    pages = "1 page is public" if public == 1 else f"{public} pages are public"
    words = f"{unpublished} {'has' if unpublished == 1 else 'have'} words that are not public yet"
    return Row(
        question="What does the website say?",
        url=reverse("wagtailadmin_home"),
        sentence=f"{pages}; {words if unpublished else 'nothing waits to be published'}.",
    )
