"""Who can help? The list with its filter, one entry, and a broker's shortlist."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.permissions import Permission, audience, authorise, can
from strategy.terms import SchoolTerm
from support_directory import exports
from support_directory.forms.entries import EntryFilterForm
from support_directory.models import Capacity, Entry, Shortlisted
from support_directory.models.entries import is_member
from support_directory.search import find
from support_directory.services import entries as services
from support_directory.services.reminders import stale
from support_directory.views.requests import schools_to_ask_for

MOST_ON_A_PAGE = 50


@login_not_required
def entry_list(request):
    member, keeps = is_member(request.user), can(request.user, Permission.DIRECTORY_KEEP)
    term = SchoolTerm.of(timezone.localdate())
    form = EntryFilterForm(request.GET, member=member, keeps=keeps)
    form.is_valid()
    found = _found(request.user, form, term)
    page = Paginator(found.entries.for_list(), MOST_ON_A_PAGE).get_page(request.GET.get("page"))
    if member:
        _count_days(page, term)
    return render(
        request,
        "support_directory/entry_list.html",
        {
            "form": form,
            "tags": _tags(request.GET, form),
            "page": page,
            "instead": found.instead,
            "member": member,
            "keeps": keeps,
            "term": term,
            "query": request.GET.urlencode(),
            "put_by": _put_by(request.user) if keeps else frozenset(),
            "audience": _members(),
        },
    )


def _found(user, form, term):
    """What fits the filter."""
    asked = form.cleaned_data
    entries = Entry.objects.visible_to(user)
    # Keepers see drafts and what is hidden only where they ask for it.
    if "state" in form.fields:
        entries = entries.filter(state=asked.get("state") or Entry.State.LISTED)
    entries = (
        entries.of_types(asked.get("type"))
        .for_stages(asked.get("stage") or ())
        .for_sector(asked.get("sector"))
        .with_specialism([asked["specialism"]] if asked.get("specialism") else ())
        .from_organisations(asked.get("organisation"))
    )
    if asked.get("kind"):
        entries = entries.filter(kind=asked["kind"])
    if asked.get("stale"):
        entries = entries.filter(pk__in=stale(on=timezone.localdate()).values("pk"))
    if asked.get("days"):
        entries = entries.having_days_left(term.academic_year, term.term)
    return find(entries, asked.get("q", ""))


def _count_days(page, term):
    """The days of a term beside the entries of one page, in one query; for all takes longer."""
    capacities = Capacity.objects.filter(
        entry__in=list(page), academic_year=term.academic_year, term=term.term
    )
    by_entry = {each.entry_id: each for each in capacities.with_days()}
    for entry in page:
        entry.capacity = by_entry.get(entry.pk)


def _tags(asked, form):
    """What was chosen by group, each with the address that takes it away."""
    return [
        (legend, [(words, _without(asked, name, value)) for value, words in values])
        for name, legend, values in form.chosen()
    ]


def _without(asked, name, value):
    query = asked.copy()
    query.setlist(name, [other for other in query.getlist(name) if other.strip() != value])
    query.pop("page", None)
    return f"?{query.urlencode()}"


def _put_by(user):
    return set(Shortlisted.objects.visible_to(user).values_list("entry", flat=True))


def _members():
    return audience(Permission.DIRECTORY_VIEW)


@login_not_required
def entry_detail(request, pk):
    entry = get_object_or_404(
        Entry.objects.visible_to(request.user)
        .select_related("school__trust", "trust", "owner")
        .prefetch_related("specialisms"),
        pk=pk,
    )
    member, keeps = is_member(request.user), can(request.user, Permission.DIRECTORY_KEEP)
    may_write = member and can(request.user, Permission.ENTRY_KEEP, within=entry)
    today = timezone.localdate()
    return render(
        request,
        "support_directory/entry_detail.html",
        {
            "entry": entry,
            "facts": _facts(entry, member=member),
            "capacities": _capacities(entry, today) if member else [],
            "designations": entry.designations.current() if member else [],
            "member": member,
            "may_ask": member and schools_to_ask_for(request.user).exists(),
            "keeps": keeps,
            "may_write": may_write,
            "is_own": member and entry.owner_id == request.user.pk,
            "is_put_by": keeps and entry.pk in _put_by(request.user),
            "keepers": entry.posts.held_on(today).select_related("user") if keeps else [],
            "states": [(state, STEPS[state]) for state in Entry.State if entry.can_become(state)],
            "audience": _audience(entry),
        },
    )


STEPS = {
    Entry.State.LISTED: "List it",
    Entry.State.HIDDEN: "Hide it",
    Entry.State.ENDED: "End it",
}


def _facts(entry, *, member):
    """What the page says of an entry: its public part, and the rest for members."""
    facts = [
        ("What it is", entry.get_type_display()),
        ("From", entry.home),
        ("Kind of organisation", entry.get_organisation_kind_display()),
        ("Specialisms", ", ".join(entry.specialism_labels) or "None named"),
        ("Stages of schooling", ", ".join(stage.label for stage in entry.stages)),
        ("For", entry.get_sector_display()),
        ("Quality assured", _assured(entry)),
    ]
    if not member:
        return facts
    rate = f"£{entry.day_rate:,.2f} a day" if entry.day_rate is not None else ""
    return [
        *facts,
        ("Cost", "; ".join(filter(None, [entry.cost, rate])) or "Not said"),
        ("Where it goes", entry.travel or "Not said"),
        ("Contact", entry.email or "Ask a broker"),
        (
            "Confirmed as right",
            f"{entry.last_confirmed_on:%-d %B %Y}" if entry.last_confirmed_on else "Not yet",
        ),
    ]


def _assured(entry):
    if not entry.quality_assured_on:
        return "Not yet"
    how = f": {entry.quality_note}" if entry.quality_note else ""
    return f"Yes, on {entry.quality_assured_on:%-d %B %Y}{how}"


def _capacities(entry, today):
    now = SchoolTerm.of(today)
    capacities = Capacity.objects.filter(entry=entry).from_term(now.academic_year, now.term)
    return [(each.school_term, each) for each in capacities.with_days().in_order()]


def _audience(entry):
    """Who can open an entry, by the rule of `visible_to`."""
    if entry.state != Entry.State.LISTED:
        return [*audience(Permission.DIRECTORY_KEEP), "whoever keeps this entry"]
    return ["everybody"] if entry.consent_public else _members()


def shortlist(request):
    """Entries that a broker put by, to compare them."""
    authorise(request.user, Permission.DIRECTORY_KEEP)
    term = SchoolTerm.of(timezone.localdate())
    kept = Shortlisted.objects.visible_to(request.user)
    entries = Entry.objects.visible_to(request.user).filter(pk__in=kept.values("entry")).for_list()
    _count_days(entries, term)
    return render(request, "support_directory/shortlist.html", {"entries": entries, "term": term})


@require_POST
def shortlist_change(request, pk):
    """Puts an entry on the shortlist of its reader, or takes it off."""
    authorise(request.user, Permission.DIRECTORY_KEEP)
    entry = get_object_or_404(Entry.objects.visible_to(request.user), pk=pk)
    if "off" in request.POST:
        services.take_off(entry=entry, by=request.user)
        messages.success(request, f"{entry} is off your shortlist.")
        return redirect("support_directory:shortlist")
    services.put_by(entry=entry, by=request.user, at=timezone.now())
    messages.success(request, f"{entry} is on your shortlist.")
    return redirect(entry)


def entry_csv(request):
    return _export(request, exports.csv_response)


def entry_xlsx(request):
    return _export(request, exports.xlsx_response)


def _export(request, make):
    """The list as filtered, in the columns that an import takes."""
    authorise(request.user, Permission.DIRECTORY_KEEP)
    today = timezone.localdate()
    term = SchoolTerm.of(today)
    form = EntryFilterForm(request.GET, member=True, keeps=True)
    form.is_valid()
    entries = _found(request.user, form, term).entries.for_list()
    return make(entries, academic_year=term.academic_year, on=today)
