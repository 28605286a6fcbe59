"""Keeping an entry: what it says, its days, its confirmation, its consent, who keeps it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.permissions import Permission, audience, authorise, can
from accounts.services import RefusedError
from strategy.terms import SchoolTerm
from support_directory.forms.entries import AssureForm, DaysForm, EntryForm, HandOverForm
from support_directory.models import Capacity, Entry
from support_directory.services import entries as services

# How many terms ahead days are offered.
TERMS_AHEAD = 4

WORDS = {
    Entry.State.LISTED: (
        "List this entry?",
        "Members see it at once, the public if its owner agreed. To list it is to confirm it.",
        "List it",
    ),
    Entry.State.HIDDEN: (
        "Hide this entry?",
        "Nobody but its owner and brokers sees it until it is listed again. What is agreed stands.",
        "Hide it",
    ),
    Entry.State.ENDED: (
        "End this entry?",
        "It leaves the directory for good, and nobody keeps it any more. What it has done stays.",
        "End it",
    ),
}


def entry_new(request):
    """Enters a person or an offer, as a draft that is listed in a second step."""
    authorise(request.user, Permission.DIRECTORY_KEEP)
    form = EntryForm(request.POST or None, keeps=True)
    if form.is_valid():
        entry = _written(form, request.user)
        messages.success(request, "Entered as a draft. Invite its owner, or list it.")
        return redirect(entry)
    return _form(request, form, "Who or what shall be in the directory?", None)


def entry_edit(request, pk):
    entry = _entry(request, pk)
    keeps = can(request.user, Permission.DIRECTORY_KEEP)
    form = EntryForm(request.POST or None, instance=entry, keeps=keeps)
    if form.is_valid():
        try:
            entry = _written(form, request.user)
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Saved.")
            return redirect(entry)
    return _form(request, form, "What does this entry say?", entry)


def _written(form, by):
    return services.write(
        entry=form.instance, codes=form.cleaned_data["specialisms"], by=by, at=timezone.now()
    )


def entry_days(request, pk):
    """The days offered this term and in the terms after it, in one page."""
    entry = _entry(request, pk)
    now = SchoolTerm.of(timezone.localdate())
    terms = [now.later(places) for places in range(TERMS_AHEAD)]
    kept = {each.school_term: each for each in Capacity.objects.filter(entry=entry).with_days()}
    form = DaysForm(request.POST or None, terms=terms, kept=kept)
    if form.is_valid():
        try:
            services.offer_days(entry=entry, days=form.days, by=request.user, at=timezone.now())
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Saved. Brokers see these days now.")
            return redirect(entry)
    return _form(request, form, "How many days can you give?", entry)


@require_POST
def entry_confirm(request, pk):
    entry = _entry(request, pk)
    try:
        services.confirm(entry=entry, by=request.user, at=timezone.now())
    except RefusedError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Confirmed. It is asked about again in eleven months.")
    return redirect(entry)


def entry_consent(request, pk):
    """Shows what the public would see; the owner says yes or no."""
    entry = _entry(request, pk)
    refused = ""
    if request.method == "POST":
        try:
            entry = services.choose_consent(
                entry=entry,
                is_public="give" in request.POST,
                by=request.user,
                at=timezone.now(),
            )
        except RefusedError as error:
            refused = str(error)
        else:
            messages.success(
                request,
                "Anybody can find this entry now."
                if entry.consent_public
                else "Only members of the partnership see this entry now.",
            )
            return redirect(entry)
    return render(
        request,
        "support_directory/entry_consent.html",
        {
            "entry": entry,
            "refused": refused,
            "audience": _audience(),
        },
    )


def entry_step(request, pk, state):
    """Asks once, then lists, hides or ends an entry; its owner may hide it and list it again."""
    entry = _entry(request, pk)
    if state not in WORDS or not entry.can_become(state):
        raise Http404
    keeps = can(request.user, Permission.DIRECTORY_KEEP)
    if not keeps and not _may_move(entry, state):
        raise PermissionDenied("A broker or an officer does this. Ask them.")
    refused = ""
    if request.method == "POST":
        try:
            entry = services.move(
                entry=entry,
                to=state,
                because=Entry.Because.KEEPER if keeps else Entry.Because.OWNER,
                by=request.user,
                at=timezone.now(),
            )
        except RefusedError as error:
            refused = str(error)
        else:
            messages.success(request, f"This entry is {entry.get_state_display()} now.")
            # Whoever ended what they kept themselves sees it no longer.
            is_seen = Entry.objects.visible_to(request.user).filter(pk=pk).exists()
            return redirect(entry) if is_seen else redirect("support_directory:entry-list")
    question, what, deed = WORDS[state]
    return render(
        request,
        "support_directory/entry_step.html",
        {
            "entry": entry,
            "question": question,
            "what": what,
            "deed": deed,
            "refused": refused,
            "audience": _audience(),
        },
    )


def _may_move(entry, state):
    """What an owner may do alone: take a break, and come back from it."""
    if state == Entry.State.HIDDEN:
        return True
    own = (Entry.Because.OWNER, Entry.Because.UNCONFIRMED)
    return state == Entry.State.LISTED and entry.hidden_because in own


def entry_assure(request, pk):
    authorise(request.user, Permission.DIRECTORY_KEEP)
    entry = _entry(request, pk)
    form = AssureForm(request.POST or None, today=timezone.localdate())
    if form.is_valid():
        try:
            services.assure(entry=entry, by=request.user, **form.cleaned_data)
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Noted. The entry shows it with its date.")
            return redirect(entry)
    return _form(request, form, "How was its quality assured?", entry)


def entry_hand_over(request, pk):
    """Lets a person keep an entry: whoever has no account yet is invited."""
    authorise(request.user, Permission.DIRECTORY_KEEP)
    entry = _entry(request, pk)
    initial = {"full_name": entry.name if entry.is_person else "", "email": entry.email}
    form = HandOverForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            post = services.hand_over(
                entry=entry,
                by=request.user,
                on=timezone.localdate(),
                at=timezone.now(),
                **form.cleaned_data,
            )
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            told = f"{post.user} keeps this entry now." if post else "The invitation is on its way."
            messages.success(request, told)
            return redirect(entry)
    return _form(request, form, "Who shall keep this entry?", entry)


def _entry(request, pk):
    entries = Entry.objects.visible_to(request.user).select_related("school__trust", "trust")
    entry = get_object_or_404(entries.prefetch_related("specialisms"), pk=pk)
    authorise(request.user, Permission.ENTRY_KEEP, within=entry)
    return entry


def _audience():
    return audience(Permission.ENTRY_KEEP)


def _form(request, form, title, entry):
    return render(
        request,
        "support_directory/entry_form.html",
        {
            "form": form,
            "title": title,
            "entry": entry,
            "back": entry.get_absolute_url() if entry else reverse("support_directory:entry-list"),
            "audience": _audience(),
        },
    )
