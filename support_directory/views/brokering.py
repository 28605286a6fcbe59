"""What brokers do with a request: look through who fits, shortlist, and propose somebody."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.permissions import Permission, audience, authorise, roles_in
from accounts.services import RefusedError
from core.numbers import number_in
from schools.models import School
from support_directory.beside import helper_of
from support_directory.candidates import pool_on
from support_directory.forms.requests import ProposeForm
from support_directory.matching import Exclusion, match
from support_directory.models import Entry, SupportRequest
from support_directory.needs import need_for
from support_directory.services import requests as services
from support_directory.services.requests import Wanted
from support_directory.views.requests import need_named

DAYS_AT_FIRST = 3


def shortlist(request, pk):
    """Who fits a request, with reasons and points, and who is left out; a press puts them down."""
    authorise(request.user, Permission.SUPPORT_BROKER)
    asked = get_object_or_404(SupportRequest.objects.for_list(), pk=pk)
    if request.method == "POST":
        entry = get_object_or_404(Entry.objects.listed(), pk=number_in(request.POST.get("entry")))
        try:
            services.shortlist(request=asked, entry=entry, by=request.user, at=timezone.now())
        except RefusedError as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, f"{entry} is on the shortlist.")
        return redirect("support_directory:request-shortlist", asked.pk)

    found = services.match_for(asked, at=timezone.now())
    return render(
        request,
        "support_directory/request_shortlist.html",
        {
            "asked": asked,
            "people": [helper_of(one, in_full=True) for one in found.people],
            "offers": [helper_of(one, in_full=True) for one in found.offers],
            "exclusions": found.exclusions,
            "chosen": set(asked.shortlistings.values_list("entry", flat=True)),
            "is_late": asked.is_late(timezone.localdate()),
            "audience": audience(Permission.SUPPORT_BROKER),
        },
    )


def propose(request, pk, entry):
    """Asks for how many days, then asks somebody to help with a request."""
    authorise(request.user, Permission.SUPPORT_BROKER)
    asked = get_object_or_404(SupportRequest.objects.for_list(), pk=pk)
    entry = get_object_or_404(Entry.objects.listed().select_related("school"), pk=entry)
    found = match(services.need_of(asked), pool_on(timezone.localdate()))
    one, bars = _of_entry(found, entry)
    form = ProposeForm(
        request.POST or None, is_excluded=one is None, initial={"days": asked.days or DAYS_AT_FIRST}
    )
    if form.is_valid():
        try:
            services.propose(
                request=asked,
                entry=entry,
                days=form.cleaned_data["days"],
                override_why=form.cleaned_data.get("override_why", ""),
                by=request.user,
                at=timezone.now(),
            )
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{entry} has been asked.")
            return redirect(asked)
    return _form_page(request, asked.school, entry, form, one, bars, about=asked.about)


def propose_new(request, urn, entry):
    """From a weak indicator to somebody: makes the request for the school, and asks them."""
    authorise(request.user, Permission.SUPPORT_BROKER)
    school = get_object_or_404(School.objects.local().open(), pk=urn)
    entry = get_object_or_404(Entry.objects.listed().select_related("school"), pk=entry)
    need = need_named(request.user, school, request.GET.get("indicator", ""))
    need = need or need_for(school, codes=sorted(entry.specialism_codes))
    one, bars = _of_entry(match(need, pool_on(timezone.localdate())), entry)
    form = ProposeForm(
        request.POST or None, is_excluded=one is None, initial={"days": DAYS_AT_FIRST}
    )
    about = need.label or "support in general"
    if form.is_valid():
        try:
            deployment = services.ask_and_propose(
                school=school,
                wanted=Wanted(
                    need=f"Support with: {about}.",
                    specialism=_best(need, entry),
                    stage=next(iter(need.phases)) if len(need.phases) == 1 else "",
                    days=form.cleaned_data["days"],
                    indicator=need.indicator,
                    indicator_label=need.label,
                ),
                once=form.cleaned_data["once"],
                entry=entry,
                days=form.cleaned_data["days"],
                override_why=form.cleaned_data.get("override_why", ""),
                post=", ".join(audience(Permission.SUPPORT_REQUEST, among=roles_in(request.user))),
                by=request.user,
                at=timezone.now(),
            )
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{entry} has been asked.")
            return redirect(deployment.request)
    return _form_page(request, school, entry, form, one, bars, about=about)


def _best(need, entry):
    """The specialism of the entry that fits the need best."""
    return next((fit.key for fit in need.fits if fit.key in entry.specialism_codes), "")


def _of_entry(found, entry):
    """Somebody as suggested, and what keeps them out where they are not."""
    for one in (*found.people, *found.offers):
        if one.candidate.entry == entry.pk:
            return helper_of(one, in_full=True), None
    out = next((one for one in found.exclusions if one.candidate.entry == entry.pk), None)
    return None, out


def _form_page(request, school, entry, form, one, out, *, about):
    return render(
        request,
        "support_directory/propose.html",
        {
            "school": school,
            "entry": entry,
            "form": form,
            "one": one,
            "out": out,
            "is_final": isinstance(out, Exclusion) and out.is_final,
            "about": about,
            "audience": audience(Permission.SUPPORT_BROKER),
        },
    )
