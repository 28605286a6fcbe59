"""Pages that wait for a second reader, and how the website stands."""

from django.db.models import Count, Q
from django.urls import reverse
from wagtail.models import Page

from accounts.permissions import Permission, can
from pep_portal.landing.row import Row, some
from website.models import BulletinItem, Feedback, waiting_for
from website.policies import HOME_DEPTH
from website.reviews import in_review, late


def website_rows(user, *, on):
    """Pages that wait for a second reader, and how the website stands for those who write it."""
    rows = []
    if can(user, Permission.WEBSITE_PUBLISH) and (waiting := in_review(waiting_for(user))):
        rows.append(review_row(waiting, on=on))
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


def review_row(waiting, *, on):
    """How many pages wait, and which are late or due first."""
    several = len(waiting) > 1
    pages = f"{len(waiting)} pages wait" if several else "1 page waits"
    missed = late(waiting, on)
    if missed:
        first = f"Late: {some(one.title for one in missed)}."
    else:
        first = f"{'The first is' if several else 'It is'} due by {waiting[0].due_on:%-d %B %Y}."
    return Row(
        question="Which pages wait for a second reader?",
        url=reverse("review-list"),
        sentence=f"{pages} for somebody who did not write {'them' if several else 'it'}. {first}",
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
