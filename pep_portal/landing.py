"""What needs me now: for every role the same page with its own rows."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, TaskState

from accounts.models import User
from accounts.permissions import Permission, Role, audience, can
from accounts.posts import SOON, ending
from core.models import AuditEvent
from dashboard.explanations import DISCLAIMER
from dashboard.ingest.report import REFUSED
from dashboard.models import Rating, RatingRound
from dashboard.priorities import first_shown
from notifications.models import Delivery, Notice
from schools.models import Release, School, SchoolPost, Trust, TrustPost
from schools.releases import standing
from strategy.models import Objective, ProgressUpdate
from website.policies import HOME_DEPTH

MOST_CHANGES = 5
MOST_NAMED = 3
# How long a file that was refused is asked after.
REFUSED_FOR = timedelta(days=14)
# What will come to posts whose rooms are not furnished yet, for a page without rows.
AWAITED = {
    Role.BOARD_CHAIR: (
        "Progress that waits to be signed off appears here; none does today. Escalations to the"
        " Strategic Board, its meetings and papers will appear here once the portal has them."
    ),
    Role.BOARD_MEMBER: (
        "The meetings and papers of the Strategic Board, and escalations on its agenda, will"
        " appear here. Nothing of the board’s is in the portal yet."
    ),
}


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
    """Every row of a person: what went wrong first, progress that is owed, city-wide work, then
    trusts, then schools.
    """
    return [
        *mail_rows(user, on=on, at=at),
        *progress_rows(user, on=on),
        *city_rows(user, on=on),
        *website_rows(user),
        *trust_rows(user, on=on),
        *school_rows(user, on=on),
    ]


def awaited_by(user):
    """The city-wide posts of a person that bring nothing yet, and what each will bring."""
    return [(role.label, AWAITED[role]) for role in Role if role in user.roles & {*AWAITED}]


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


def website_rows(user):
    """Pages that wait for a second reader, and how the website stands for those who write it."""
    rows = []
    if can(user, Permission.WEBSITE_PUBLISH) and (
        waiting := TaskState.objects.reviewable_by(user).count()
    ):
        rows.append(review_row(waiting))
    if can(user, Permission.WEBSITE_EDIT):
        rows.append(website_row())
    return rows


def review_row(waiting):
    pages = "1 page waits" if waiting == 1 else f"{waiting} pages wait"
    return Row(
        question="Which pages wait for a second reader?",
        url=reverse("wagtailadmin_home"),
        sentence=f"{pages} for somebody who did not write {'it' if waiting == 1 else 'them'}.",
    )


def website_row():
    below = Page.objects.filter(depth__gte=HOME_DEPTH)
    public = below.live().count()
    unpublished = below.filter(has_unpublished_changes=True).count()
    pages = "1 page is public" if public == 1 else f"{public} pages are public"
    words = f"{unpublished} {'has' if unpublished == 1 else 'have'} words that are not public yet"
    return Row(
        question="What does the website say?",
        url=reverse("wagtailadmin_home"),
        sentence=f"{pages}; {words if unpublished else 'nothing waits to be published'}.",
    )


def progress_rows(user, *, on):
    """Updates to report, late ones first; those that wait for a signature; an officer's overview.

    One query for whoever neither leads an objective nor signs, two for others.
    """
    led = set(Objective.objects.reported_by(user).values_list("pk", flat=True))
    signs = can(user, Permission.PROGRESS_SIGN_OFF)
    if not led and not signs:
        return []
    owed = list(ProgressUpdate.objects.visible_to(user).owed(on).for_list())
    to_report = sorted(
        (update for update in owed if update.is_with_its_lead),
        key=lambda update: (update.request.due_on, update.objective.number),
    )
    rows = [update_row(update, on=on) for update in to_report if update.objective_id in led]
    waiting = [
        update
        for update in owed
        if not update.is_with_its_lead and update.submitted_by_id != user.pk
    ]
    if signs and waiting:
        rows.append(waiting_row(waiting))
    if can(user, Permission.STRATEGY_DRAFT):
        rows.append(due_row(to_report, on=on))
    return rows


def update_row(update, *, on):
    """One update that its reader has to report."""
    due = f"{update.request.due_on:%-d %B %Y}"
    if update.state == ProgressUpdate.State.RETURNED:
        sentence = "It came back with a question."
    elif update.request.is_late(on):
        sentence = f"Late: it was due on {due}."
    else:
        sentence = f"It is due on {due}."
    return Row(
        question=f"How is {update.objective} going?",
        url=reverse("strategy:update-edit", args=[update.pk]),
        sentence=sentence,
        note=f"{update.request}, {update.request.edition}.",
    )


def waiting_row(updates):
    count = len(updates)
    if count == 1:
        return Row(
            question=f"Sign off the progress of {updates[0].objective}?",
            url=updates[0].get_absolute_url(),
            sentence="It waits for a second person.",
        )
    return Row(
        question="Which progress waits for a second person?",
        url=reverse("strategy:update-list"),
        sentence=f"{count} updates wait to be signed off.",
    )


def due_row(updates, *, on):
    """How many updates of the city are owed, for whoever asks for them."""
    late = sum(update.request.is_late(on) for update in updates)
    counts = [(late, "late"), (len(updates) - late, "due")]
    words = " and ".join(f"{count} {word}" for count, word in counts if count)
    return Row(
        question="Which progress is due?",
        url=reverse("strategy:update-list"),
        sentence=f"{words[:1].upper()}{words[1:]}." if words else "Nothing is due at present.",
    )


def city_rows(user, *, on):
    """What waits for those who serve the city, then where their questions are answered."""
    rounds, releases, rows = [], [], []
    if can(user, Permission.RATINGS_VIEW_ALL):
        rounds = list(RatingRound.objects.visible_to(user).of_home().latest_first())
    if can(user, Permission.DATA_VIEW):
        releases = list(Release.objects.defer("report").order_by("-imported_at", "-pk"))
    if can(user, Permission.ROUND_RUN):
        rows += round_rows(rounds, releases)
    if can(user, Permission.AUDIT_VIEW):
        rows += refused_rows(releases, on=on)
    if can(user, Permission.PEOPLE_MANAGE):
        rows += ending_rows(on=on)
    if can(user, Permission.RATINGS_VIEW_ALL):
        rows += priority_rows(first_shown(rounds))
    if can(user, Permission.DATA_VIEW):
        rows += data_rows(releases)
    if can(user, Permission.PEOPLE_MANAGE):
        rows.append(people_row())
    if can(user, Permission.PERMISSIONS_VIEW):
        rows.append(permissions_row())
    return rows


def round_rows(rounds, releases):
    """A draft to be shared, and ratings that later files have overtaken."""
    rows = []
    drafts = [round_ for round_ in rounds if round_.state == RatingRound.State.DRAFT]
    if drafts:
        more = len(drafts) - 1
        rows.append(
            Row(
                question=f"Share the ratings from the results of {drafts[0].academic_year}?",
                url=reverse("dashboard:round-share", args=[drafts[0].pk]),
                sentence="They are a draft: no school sees its own yet.",
                note=f"{more} more draft round{pluralize(more)} wait{pluralize(more, 's,')}."
                if more
                else "",
            )
        )
    shown = first_shown(rounds)
    later = [release for release in releases if shown and _is_later(release, shown)]
    if later:
        count = len(later)
        rows.append(
            Row(
                question=f"Do the ratings of {shown.academic_year} rest on the newest data?",
                url=reverse("dashboard:release-list"),
                sentence=f"{count} file{pluralize(count)} of that year came in after they were"
                f" calculated: {_some(release.file_name for release in later)}.",
            )
        )
    return rows


def _is_later(release, round_):
    """Whether a file of the round's year and area came in after it was calculated."""
    of_area = round_.la_code is None or round_.la_code in release.authorities
    is_of_year = release.academic_year == round_.academic_year
    return is_of_year and of_area and release.imported_at > round_.made_at


def refused_rows(releases, *, on):
    """Files refused of late, and not taken in under the same name since."""
    since = timezone.make_aware(datetime.combine(on - REFUSED_FOR, time.min))
    taken_in = {}
    for release in releases:
        taken_in.setdefault(release.file_name, release.imported_at)
    refused = {
        after["file"]: at
        for after, at in AuditEvent.objects.between(since, None)
        .filter(kind=Release._meta.verbose_name, action=REFUSED)
        .order_by("at")
        .values_list("after", "at")
    }
    waiting = [name for name, at in refused.items() if name not in taken_in or taken_in[name] < at]
    if not waiting:
        return []
    count = len(waiting)
    return [
        Row(
            question=f"Why {'was a file' if count == 1 else 'were files'} refused?",
            url=f"{reverse('audit-list')}?kind=release",
            sentence=f"{count} file{pluralize(count)} could not be taken in: {_some(waiting)}.",
        )
    ]


def _some(names):
    """The first few of some names, and how many more there are."""
    names = list(dict.fromkeys(names))
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def ending_rows(*, on):
    """Posts that end soon: whoever follows has to be invited before."""
    by = on + SOON
    count = User.objects.filter(ending(on=on, by=by)).count()
    if not count:
        return []
    return [
        Row(
            question="Whose post ends soon?",
            url=f"{reverse('people:person-list')}?held=ending",
            sentence=f"{count} {'person holds' if count == 1 else 'people hold'} a post that ends"
            f" by {by:%-d %B %Y}.",
        )
    ]


def priority_rows(round_):
    """How many schools stand at the two levels from which support starts. One query."""
    listed = reverse("dashboard:priority-list")
    question = "Which schools need most support?"
    if round_ is None:
        return [Row(question, listed, "No school has been rated yet.")]
    counts = Rating.objects.in_round(round_).counted_by_priority()
    most, next_ = Rating.Priority.ONE, Rating.Priority.TWO
    return [
        Row(question, listed, how_many(counts.get(most, 0), most), note=f"{round_}."),
        Row(
            "Which schools come next?",
            f"{listed}?priority={next_.value}",
            how_many(counts.get(next_, 0), next_),
        ),
    ]


def how_many(count, priority):
    schools = "school is" if count == 1 else "schools are"
    return f"{count} {schools} at {priority.label}."


def data_rows(releases):
    question, url = "What data is loaded?", reverse("dashboard:release-list")
    if not releases:
        return [Row(question, url, "No published file has been taken in yet.")]
    newest, stand = releases[0], standing(releases)
    replaced, awaited = len(stand.superseded), stand.provisional
    rows = [
        Row(
            question,
            url,
            f"Last taken in: {newest.title}, {newest.imported_at:%-d %B %Y}.",
            note=f"{replaced} earlier file{pluralize(replaced)} superseded." if replaced else "",
        )
    ]
    if awaited:
        names = _some(f"{release.title}, {release.academic_year}" for release in awaited)
        rows.append(
            Row("Which figures are not final yet?", url, f"Final ones have not come in: {names}.")
        )
    return rows


def people_row():
    return Row(
        question="Who holds which post?",
        url=reverse("people:person-list"),
        sentence="Find a person, start and end posts, and invite.",
    )


def permissions_row():
    return Row(
        question="Who may do what?",
        url=reverse("people:permission-list"),
        sentence="Every permission, and the posts that give it.",
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
