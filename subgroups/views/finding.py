"""Finding the group or meeting of an address, and what its reader may do there."""

from functools import wraps

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts.services import RefusedError
from subgroups.models import FormerAddress, Group, Meeting
from subgroups.readers import Reader


def of_group(view):
    """Gives a view the group of its address and its reader; earlier addresses lead on."""

    @wraps(view)
    def found(request, slug, **kwargs):
        group = Group.objects.select_related("parent", "merged_into").filter(slug=slug).first()
        if group is None:
            return _lead_on(request, slug, kwargs)
        return view(request, group, Reader.of(request.user, group), **kwargs)

    return found


def of_meeting(view):
    """The same for a meeting."""

    @wraps(view)
    def found(request, group, reader, day, **kwargs):
        meeting = get_object_or_404(
            Meeting.objects.select_related("saved_by"), group=group, day=day
        )
        meeting.group = group
        return view(request, meeting, reader, **kwargs)

    return of_group(found)


def _lead_on(request, slug, kwargs):
    former = FormerAddress.objects.filter(slug=slug).select_related("group").first()
    if former is None:
        raise Http404
    name = request.resolver_match.view_name
    return redirect(reverse(name, kwargs={"slug": former.group.slug, **kwargs}), permanent=True)


def inside(reader):
    """A page for those inside: to others it is not there."""
    if not reader.is_inside:
        raise Http404


def done(form, deed, **asked):
    """What a service made, or None with its refusal among the errors of the form."""
    try:
        return deed(**asked)
    except RefusedError as refused:
        form.add_error(None, str(refused))
        return None


def form_page(request, form, *, title, back, audience, caption="", intro="", status=200):
    """A page that is one form."""
    context = {
        "form": form,
        "title": title,
        "back": back,
        "caption": caption,
        "intro": intro,
        "audience": audience,
    }
    return render(request, "subgroups/form.html", context, status=status)


def confirm_page(
    request, *, title, back, verb, audience, facts=(), told="", refused="", warns=False
):
    """A page that asks once more before something is done."""
    return render(
        request,
        "subgroups/confirm.html",
        {
            "title": title,
            "back": back,
            "verb": verb,
            "facts": facts,
            "told": told,
            "refused": refused,
            "warns": warns,
            "audience": audience,
        },
    )
