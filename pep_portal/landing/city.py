"""What waits for those who serve the city: rounds, files, posts."""

from datetime import datetime, time, timedelta

from django.template.defaultfilters import pluralize
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission, can
from accounts.posts import SOON, ending
from core.models import AuditEvent
from dashboard.ingest.report import REFUSED
from dashboard.models import Rating, RatingRound
from dashboard.priorities import first_shown
from pep_portal.landing.row import Row, some
from schools.models import Release
from schools.releases import standing

# How long a file that was refused is asked after.
REFUSED_FOR = timedelta(days=14)


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
                f" calculated: {some(release.file_name for release in later)}.",
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
            sentence=f"{count} file{pluralize(count)} could not be taken in: {some(waiting)}.",
        )
    ]


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
        names = some(f"{release.title}, {release.academic_year}" for release in awaited)
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
