"""Where editors put the bulletin together, and a second person sends it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.permissions import Permission, audience, authorise, can
from accounts.services import RefusedError
from core.numbers import number_in
from website.forms.editors import EditItemForm, IssueForm
from website.models import BulletinIssue, BulletinItem, Subscription
from website.models.bulletin import issue_day
from website.services import bulletin


def desk(request):
    """What goes into the next bulletin? What was sent in, and the issue it is for."""
    authorise(request.user, Permission.WEBSITE_EDIT)
    now = timezone.now()
    making = [
        BulletinIssue.State.DRAFT,
        BulletinIssue.State.READY,
        BulletinIssue.State.SENDING,
    ]
    return render(
        request,
        "website/bulletin_desk.html",
        {
            "waiting": list(BulletinItem.objects.waiting()),
            "issues": list(BulletinIssue.objects.filter(state__in=making).order_by("on")),
            "sent": list(BulletinIssue.objects.visible_to(request.user).newest_first()[:5]),
            "next_day": issue_day(now),
            "subscribers": Subscription.objects.running().count(),
            "audience": audience(Permission.WEBSITE_EDIT),
        },
    )


@require_POST
def issue_begin(request):
    authorise(request.user, Permission.WEBSITE_EDIT)
    issue = bulletin.begin_issue(on=issue_day(timezone.now()), by=request.user)
    return redirect("bulletin-issue-edit", issue.pk)


@never_cache
def issue_edit(request, pk):
    """The items of an issue in their order, what else waits, and the step that is next."""
    authorise(request.user, Permission.WEBSITE_EDIT)
    issue = get_object_or_404(BulletinIssue, pk=pk)
    form = IssueForm(request.POST or None, instance=issue)
    if request.method == "POST" and form.is_valid():
        try:
            bulletin.make_ready(
                issue=issue,
                introduction=form.cleaned_data["introduction"],
                by=request.user,
            )
        except RefusedError as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(request, "The issue waits for a second person to send it.")
        return redirect("bulletin-issue-edit", issue.pk)
    return render(
        request,
        "website/bulletin_issue_edit.html",
        {
            "issue": issue,
            "form": form,
            "items": list(issue.items.in_order()),
            "waiting": list(BulletinItem.objects.waiting()),
            "counts": bulletin.counts_of(issue),
            "seen": bulletin.words_of(issue),
            "may_send": can(request.user, Permission.WEBSITE_PUBLISH)
            and issue.prepared_by_id != request.user.pk,
            "audience": audience(Permission.WEBSITE_EDIT),
        },
    )


def item_edit(request, pk):
    authorise(request.user, Permission.WEBSITE_EDIT)
    item = get_object_or_404(BulletinItem.objects.select_related("issue"), pk=pk)
    form = EditItemForm(request.POST or None, instance=item)
    if form.is_valid():
        try:
            bulletin.write(item=form.save(commit=False), by=request.user)
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Saved.")
            return _back(item)
    return render(
        request,
        "website/bulletin_item_edit.html",
        {"item": item, "form": form, "audience": audience(Permission.WEBSITE_EDIT)},
    )


def _back(item):
    return (
        redirect("bulletin-issue-edit", item.issue_id)
        if item.issue_id
        else redirect("bulletin-desk")
    )


@require_POST
def item_step(request, pk, step):
    """Take an item into an issue, up a place, back out of it, or decline it."""
    authorise(request.user, Permission.WEBSITE_EDIT)
    item = get_object_or_404(BulletinItem.objects.select_related("issue"), pk=pk)
    issue = item.issue
    try:
        if step == "take":
            issue = get_object_or_404(BulletinIssue, pk=number_in(request.POST.get("issue")))
            bulletin.take(item=item, issue=issue, by=request.user)
        elif step == "up" and issue:
            bulletin.move_up(item=item, by=request.user)
        elif step == "back":
            bulletin.put_back(item=item, by=request.user)
        elif step == "decline":
            bulletin.decline(item=item, by=request.user)
    except RefusedError as refused:
        messages.warning(request, str(refused))
    return redirect("bulletin-issue-edit", issue.pk) if issue else redirect("bulletin-desk")


@require_POST
def issue_step(request, pk, step):
    """Send an issue that another made ready, or open it again for changes."""
    authorise(request.user, Permission.WEBSITE_EDIT)
    issue = get_object_or_404(BulletinIssue, pk=pk)
    try:
        if step == "send":
            authorise(request.user, Permission.WEBSITE_PUBLISH)
            seen = request.POST.get("seen", "")
            bulletin.approve(issue=issue, by=request.user, at=timezone.now(), seen=seen)
            messages.success(request, "The bulletin is on its way.")
        else:
            bulletin.open_again(issue=issue, by=request.user)
    except RefusedError as refused:
        messages.warning(request, str(refused))
    return redirect("bulletin-issue-edit", issue.pk)


def issue_preview(request, pk):
    """The letter as it goes out, to somebody who wants every topic."""
    authorise(request.user, Permission.WEBSITE_EDIT)
    issue = get_object_or_404(BulletinIssue, pk=pk)
    text = render_to_string("website/letters/bulletin.txt", bulletin.told_of(issue))
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
