"""A person's notices and what of them comes by e-mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.core.signing import BadSignature
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt

from notifications import services
from notifications.forms import PreferencesForm
from notifications.kinds import KINDS
from notifications.letters import read_token
from notifications.models import Notice, Preference
from notifications.unread import forget_count

MOST_ON_A_PAGE = 100


def notice_list(request):
    """The inbox; a post marks one notice as read, or all of them."""
    if request.method == "POST":
        return _mark_read(request)
    notices = Notice.objects.visible_to(request.user).unread_first()
    page = Paginator(notices, MOST_ON_A_PAGE).get_page(request.GET.get("page"))
    has_unread = any(notice.read_at is None for notice in page)
    return render(
        request, "notifications/notice_list.html", {"page": page, "has_unread": has_unread}
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
    asked = int(pk) if str(pk).isdecimal() and len(str(pk)) < 19 else 0
    return get_object_or_404(Notice.objects.visible_to(request.user), pk=asked)


def preferences(request):
    """Which kinds come by e-mail too, for a person to choose."""
    ticked = Preference.objects.kinds_by_email(request.user)
    form = PreferencesForm(request.POST or None, initial={"kinds": ticked})
    if form.is_valid():
        services.choose_email(wanted=form.wanted, by=request.user)
        messages.success(request, "Saved. Your notices come by e-mail as you chose.")
        return redirect("notifications:preferences")
    always = [kind for kind in KINDS.values() if not kind.can_be_switched_off]
    return render(request, "notifications/preferences.html", {"form": form, "always": always})


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
