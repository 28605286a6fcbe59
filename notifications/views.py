"""A person's notices, what of them comes by e-mail, and mail that did not arrive."""

from collections import defaultdict

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.core.signing import BadSignature
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import pluralize
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from accounts.permissions import Permission, audience, authorise, can
from core.history import changes
from notifications import services
from notifications.forms import PreferencesForm
from notifications.kinds import KINDS
from notifications.letters import read_token
from notifications.models import Delivery, Notice, Preference
from notifications.unread import forget_count

MOST_ON_A_PAGE = 100
LONGEST_NUMBER = 19  # digits of the largest number a database keeps


def notice_list(request):
    """The inbox; a post marks one notice as read, or all of them."""
    if request.method == "POST":
        return _mark_read(request)
    notices = Notice.objects.visible_to(request.user).unread_first()
    page = Paginator(notices, MOST_ON_A_PAGE).get_page(request.GET.get("page"))
    has_unread = any(notice.read_at is None for notice in page)
    return render(
        request,
        "notifications/notice_list.html",
        {
            "page": page,
            "has_unread": has_unread,
            "may_see_mail": can(request.user, Permission.MAIL_VIEW),
        },
    )


def _mark_read(request):
    if "all" in request.POST:
        services.read_all(by=request.user)
        messages.success(request, "Every notice is marked as read.")
    else:
        services.read(notice=_own(request, request.POST.get("notice", "")), by=request.user)
        messages.success(request, "The notice is marked as read.")
    forget_count(request)
    return redirect("notifications:notice-list")


def notice_open(request, pk):
    """Leads to what a notice is about, and marks it as read."""
    link = services.read(notice=_own(request, pk), by=request.user)
    forget_count(request)
    return redirect(link)


def _own(request, pk):
    """A notice of the reader's; a 404 for any other, whether it exists or not."""
    return get_object_or_404(Notice.objects.visible_to(request.user), pk=_number(pk))


def _number(asked):
    """A row's number as asked for; 0, which no row has, for anything else."""
    words = str(asked)
    return int(words) if words.isdecimal() and len(words) < LONGEST_NUMBER else 0


def preferences(request):
    """How each kind of notice comes, for a person to choose."""
    ways = Preference.objects.ways_of(request.user)
    form = PreferencesForm(request.POST or None, initial=ways)
    if form.is_valid():
        services.choose_ways(ways=form.ways, by=request.user)
        messages.success(request, "Saved. Your notices come as you chose.")
        return redirect("notifications:preferences")
    always = [kind for kind in KINDS.values() if not kind.can_be_switched_off]
    return render(request, "notifications/preferences.html", {"form": form, "always": always})


def preference_history(request):
    """What the reader chose before, kind by kind; nobody else's business."""
    versions = defaultdict(list)
    for version in Preference.history.filter(user=request.user):
        versions[version.kind].append(version)
    kinds = [
        (kind.label, changes(versions[key], leaves_out=("user", "kind")))
        for key, kind in KINDS.items()
        if key in versions
    ]
    return render(request, "notifications/preference_history.html", {"kinds": kinds})


@csrf_exempt
@login_not_required
def unsubscribe(request, token):
    """Switches off e-mail of one kind, for whoever holds the link of a mail sent to them.

    Opening it asks and changes nothing, because mail scanners open every link. The button of
    a mail program posts without a sign-in or a form's token: the address itself is signed.
    """
    try:
        user_id, kind = read_token(token)
    except BadSignature:
        return render(request, "notifications/unsubscribe_unknown.html", status=404)
    if request.method == "POST":
        services.unsubscribe(user_id=user_id, kind=kind)
        return render(request, "notifications/unsubscribe_done.html", {"kind": kind})
    return render(request, "notifications/unsubscribe.html", {"kind": kind})


def delivery_list(request):
    """E-mail that did not arrive, with what the mail server said; a post sends it again."""
    authorise(request.user, Permission.MAIL_VIEW)
    now = timezone.now()
    undelivered = Delivery.objects.undelivered(now)
    if request.method == "POST":
        return _send_again(request, undelivered, now)
    page = Paginator(undelivered.newest_first(), MOST_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "notifications/delivery_list.html",
        {"page": page, "audience": audience(Permission.MAIL_VIEW)},
    )


def _send_again(request, undelivered, now):
    chosen = undelivered
    if "all" not in request.POST:
        chosen = undelivered.filter(pk=_number(request.POST.get("delivery", "")))
    pks = chosen.values_list("pk", flat=True)
    count = services.send_again(delivery_ids=pks, at=now, by=request.user)
    if count:
        messages.success(
            request, f"{count} e-mail{pluralize(count)} handed to the mail server again."
        )
    else:
        messages.info(request, "Nothing was sent: the e-mail has arrived, or is on its way now.")
    return redirect("notifications:delivery-list")
