"""What needs me now: for every role the same page with its own rows."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Permission, Role, audience, can
from dashboard.explanations import DISCLAIMER
from dashboard.models import Rating, RatingRound
from notifications.models import Delivery, Notice
from schools.models import Release, School, SchoolPost, Trust, TrustPost

MOST_CHANGES = 5


@dataclass(frozen=True)
class Row:
    """One thing a person came for: a question, how it stands, and where it is answered.

    `rated` is the school whose rating the sentence tells, `post` what lets its reader see it.
    """

    question: str
    url: str
    sentence: str
    note: str = ""
    rated: int | None = None
    post: str = ""


def rows_for(user, *, on, at):
    """Every row of a person: what went wrong first, city-wide work, then trusts, then schools."""
    return [
        *mail_rows(user, on=on, at=at),
        *city_rows(user),
        *trust_rows(user, on=on),
        *school_rows(user, on=on),
    ]


@dataclass(frozen=True)
class Changes:
    """What came since somebody last looked and is still unread, the newest of it as rows."""

    since: datetime | None
    count: int
    rows: list[Row]

    @property
    def more(self):
        return self.count - len(self.rows)


def changes_for(user, *, since):
    """The notices of a person that came since a moment, or ever. Two queries at most."""
    notices = Notice.objects.visible_to(user).unread().since(since)
    newest = list(notices.order_by("-created_at", "-pk")[: MOST_CHANGES + 1])
    count = len(newest) if len(newest) <= MOST_CHANGES else notices.count()
    return Changes(since, count, [change_row(notice) for notice in newest[:MOST_CHANGES]])


def change_row(notice):
    came = timezone.localtime(notice.created_at)
    return Row(
        question=notice.subject,
        url=notice.get_absolute_url(),
        sentence=f"{came:%-d %B %Y, %H:%M}.",
    )


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


def city_rows(user):
    rows = []
    if can(user, Permission.RATINGS_VIEW_ALL):
        rows.append(priorities_row(user))
    if can(user, Permission.DATA_VIEW):
        rows.append(data_row())
    return rows


def priorities_row(user):
    latest = RatingRound.objects.visible_to(user).latest_first().first()
    return Row(
        question="Which schools need most support?",
        url=reverse("dashboard:priority-list"),
        sentence=how_it_stands(latest) if latest else "No school has been rated yet.",
        note=f"{latest}." if latest else "",
    )


def how_it_stands(round_):
    most = Rating.Priority.ONE
    count = round_.ratings.filter(computed_priority=most).count()
    schools = "school is" if count == 1 else "schools are"
    return f"{count} {schools} at {most.label}."


def data_row():
    latest = Release.objects.order_by("-imported_at").first()
    return Row(
        question="What data is loaded?",
        url=reverse("dashboard:release-list"),
        sentence=(
            f"Last taken in: {latest.title}, {latest.imported_at:%-d %B %Y}."
            if latest
            else "No published file has been taken in yet."
        ),
    )


def trust_rows(user, *, on):
    posts = TrustPost.objects.held_on(on).filter(user=user)
    return [
        Row(
            question=f"How are the schools of {trust} doing?",
            url=reverse("dashboard:trust-detail", args=[trust.uid]),
            sentence="Every school of the trust side by side.",
        )
        for trust in Trust.objects.filter(posts__in=posts).order_by("name")
    ]


def school_rows(user, *, on):
    posts = SchoolPost.objects.held_on(on).filter(user=user).select_related("school")
    posts = list(posts.order_by("school__name", "pk"))
    schools = {post.school_id: post.school for post in posts}
    ratings = latest_shared_ratings(user, schools) if schools else {}
    return [
        *(
            school_row(school, ratings.get(urn), post=_posts_at(urn, posts, user))
            for urn, school in schools.items()
        ),
        *(deputies_row(post.school) for post in posts if post.role == Role.HEAD),
    ]


def _posts_at(urn, posts, user):
    """Those of a person's posts that show them the rating of one school, as words."""
    held = {Role(post.role) for post in posts if post.school_id == urn}
    see_it = (Permission.RATINGS_VIEW_ALL, Permission.RATING_VIEW)
    return ", ".join(audience(*see_it, among=held | user.roles))


def deputies_row(school):
    return Row(
        question=f"Who may act for me at {school}?",
        url=reverse("schools:deputy-list", args=[school.urn]),
        sentence="Name a deputy until a day, or end a delegation early.",
    )


def latest_shared_ratings(user, urns):
    """Of what a person may see, each school's rating in the newest shared round. One query."""
    shared = (
        Rating.objects.visible_to(user)
        .filter(school__in=list(urns), round__state=RatingRound.State.SHARED)
        .order_by("round__academic_year", "round__pk")
    )
    return {rating.school_id: rating for rating in shared.select_related("round")}


def school_row(school, rating, *, post):
    if rating is None:
        return Row(
            question=f"How is {school} doing?",
            url=reverse("dashboard:school-overview", args=[school.urn]),
            sentence="No rating has been shared with the school yet.",
        )
    return Row(
        question=f"How is {school} doing, and why?",
        url=reverse("dashboard:school-rating", args=[school.urn]),
        sentence=f"{rating.get_computed_priority_display() or rating.get_status_display()}.",
        note=f"Results of {rating.round.academic_year}. {DISCLAIMER}",
        rated=school.urn,
        post=post,
    )
