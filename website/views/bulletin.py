"""The bulletin for its readers: past issues, subscribing, stopping, sending something in."""

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from website.forms.readers import ItemForm, SubscribeForm
from website.models import BulletinIssue, Subscription, Topic
from website.models.bulletin import deadline_of, issue_day
from website.public_cache import keeps
from website.services import bulletin
from website.views.limits import within_limits

MOST_ON_A_PAGE = 50
TOO_MANY = "Too many letters went to this address, or came from here. Please try again tomorrow."


@login_not_required
@keeps
def bulletin_list(request):
    """Past issues, the newest first, and the way to get the next one."""
    issues = BulletinIssue.objects.visible_to(request.user).newest_first()
    page = Paginator(issues, MOST_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "website/bulletin_list.html", {"page": page})


@login_not_required
@keeps
def bulletin_issue(request, on):
    day = _day(on)
    issue = get_object_or_404(BulletinIssue.objects.visible_to(request.user), on=day)
    return render(
        request, "website/bulletin_issue.html", {"issue": issue, "items": bulletin.items_for(issue)}
    )


def _day(on):
    try:
        day = parse_date(on)
    except ValueError:
        day = None
    if day is None:
        raise Http404("There is no such day.")
    return day


@never_cache
@login_not_required
def subscribe(request):
    """The first of three clicks: an address and topics. The same words whoever has it already."""
    form = SubscribeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if within_limits(request, "bulletin", email=given["email"]):
            bulletin.ask_to_subscribe(
                email=given["email"], topics=given["topics"], at=timezone.now()
            )
            return render(request, "website/subscribe_sent.html", {"email": given["email"]})
        form.add_error(None, TOO_MANY)
    return render(request, "website/subscribe.html", {"form": form})


@never_cache
@login_not_required
def bulletin_confirm(request, link):
    """Where the letter leads: one button, so that no program subscribes by looking."""
    try:
        told = bulletin.unsigned(link)
    except signing.SignatureExpired:
        return render(request, "website/subscribe_link.html", {"why": "expired"}, status=410)
    except signing.BadSignature:
        return render(request, "website/subscribe_link.html", {"why": "altered"}, status=404)
    subscription = Subscription.objects.filter(pk=told["pk"]).first()
    if subscription is None:
        return render(request, "website/subscribe_link.html", {"why": "expired"}, status=410)
    is_done = request.method == "POST"
    if is_done:
        bulletin.confirm(subscription=subscription, topics=told["topics"], at=timezone.now())
    return render(
        request,
        "website/subscribe_confirm.html",
        {
            "subscription": subscription,
            "topics": [Topic(topic).label for topic in told["topics"]],
            "is_done": is_done,
        },
    )


@csrf_exempt  # the button of mail programs (RFC 8058) sends no more than the address
@never_cache
@login_not_required
def bulletin_stop(request, link):
    """Stop it: at once by the button of a mail program, by one button here for people."""
    try:
        subscription = bulletin.subscription_of(link)
    except (signing.BadSignature, ValueError):
        raise Http404("This link is not whole. Copy all of it from the letter.") from None
    if request.method == "POST" and subscription:
        bulletin.stop(subscription=subscription, at=timezone.now())
    if request.POST.get("List-Unsubscribe") == "One-Click":
        return HttpResponse("Stopped.", content_type="text/plain")
    is_done = subscription is None or request.method == "POST" or bool(subscription.ended_at)
    return render(request, "website/bulletin_stop.html", {"is_done": is_done})


@never_cache
@login_not_required
def bulletin_send_in(request):
    """Something for the next issue, until Tuesday noon."""
    now = timezone.now()
    form = ItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if within_limits(request, "bulletin-item"):
            form.instance.once = form.cleaned_data["once"]
            item = bulletin.send_in(item=form.save(commit=False), at=now)
            day = issue_day(item.sent_at)
            return render(request, "website/bulletin_sent_in.html", {"item": item, "day": day})
        form.add_error(None, TOO_MANY)
    day = issue_day(now)
    return render(
        request,
        "website/bulletin_send_in.html",
        {"form": form, "day": day, "deadline": deadline_of(day)},
    )
