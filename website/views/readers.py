"""What readers tell us and who deals with it, and what we tell all of them."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.permissions import Permission, audience, authorise
from accounts.services import RefusedError
from website.forms.editors import BannerForm, CloseForm
from website.forms.readers import FeedbackForm
from website.models import Banner, Feedback
from website.services import readers
from website.views.limits import within_limits


@never_cache
@login_not_required
def feedback(request):
    """Is something wrong with a page? Anybody may say so, with or without an address."""
    form = FeedbackForm(request.POST or None, initial={"page": _page_read_before(request)})
    if request.method == "POST" and form.is_valid():
        if within_limits(request, "feedback"):
            form.instance.once = form.cleaned_data["once"]
            told = readers.tell(feedback=form.save(commit=False), at=timezone.now())
            return render(request, "website/feedback_sent.html", {"feedback": told})
        form.add_error(None, "Too much came from here. Please try again later.")
    return render(request, "website/feedback.html", {"form": form})


def _page_read_before(request):
    """The page somebody comes from, as its link or their browser says."""
    return request.GET.get("page", urlsplit(request.headers.get("Referer", "")).path)[:300]


def feedback_list(request):
    """What do readers say? What nobody has dealt with, each with who took it."""
    authorise(request.user, Permission.WEBSITE_EDIT)
    return render(
        request,
        "website/feedback_list.html",
        {
            "open": list(Feedback.objects.open().select_related("owner")[:100]),
            "audience": audience(Permission.WEBSITE_EDIT),
        },
    )


def feedback_detail(request, pk):
    """One of them: take it, then say what was done."""
    authorise(request.user, Permission.WEBSITE_EDIT)
    told = get_object_or_404(Feedback.objects.select_related("owner"), pk=pk)
    form = CloseForm(request.POST or None)
    if request.method == "POST" and "take" in request.POST:
        try:
            readers.take(feedback=told, by=request.user)
        except RefusedError as refused:
            messages.warning(request, str(refused))
        return redirect("feedback-detail", told.pk)
    if form.is_valid():
        readers.close(
            feedback=told,
            outcome=form.cleaned_data["outcome"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, "Dealt with. The reader’s address is not kept.")
        return redirect("feedback-list")
    return render(
        request,
        "website/feedback_detail.html",
        {"feedback": told, "form": form, "audience": audience(Permission.WEBSITE_EDIT)},
    )


def banner_list(request):
    """What is said on every page? Messages of now and to come, and a form for another."""
    authorise(request.user, Permission.WEBSITE_PUBLISH)
    form = BannerForm(request.POST or None)
    if form.is_valid():
        readers.announce(banner=form.save(commit=False), by=request.user)
        messages.success(request, "It shows on every page within a minute of its time.")
        return redirect("banner-list")
    return render(
        request,
        "website/banner_list.html",
        {
            "form": form,
            "banners": list(
                Banner.objects.filter(ends_at__gt=timezone.now()).order_by("starts_at")
            ),
            "audience": audience(Permission.WEBSITE_PUBLISH),
        },
    )


@require_POST
def banner_remove(request, pk):
    authorise(request.user, Permission.WEBSITE_PUBLISH)
    readers.take_down(banner=get_object_or_404(Banner, pk=pk), by=request.user)
    messages.success(request, "It is taken down.")
    return redirect("banner-list")
