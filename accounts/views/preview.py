"""Preview as: an officer or administrator looks at the portal as somebody else sees it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from accounts import previews
from accounts.forms import PreviewForm
from accounts.models import User
from accounts.permissions import Permission, authorise
from accounts.services import RefusedError
from accounts.views.people import kind_or_404


@require_POST
def preview_person(request, pk):
    authorise(request.user, Permission.PREVIEW_AS)
    person = get_object_or_404(User, pk=pk)
    try:
        previews.start(request, previews.of_person(person), subject=person)
    except RefusedError as refused:
        messages.warning(request, str(refused))
        return redirect(person)
    return redirect("landing")


def preview_role(request, kind):
    authorise(request.user, Permission.PREVIEW_AS)
    form = PreviewForm(request.POST or None, kind=kind_or_404(kind))
    if form.is_valid():
        place = form.cleaned_data.get("place")
        previews.start(request, form.preview(), subject=place or request.user)
        return redirect("landing")
    return render(request, "accounts/preview_role.html", {"form": form})


@require_POST
def preview_stop(request):
    previews.stop(request)
    return redirect("landing")
