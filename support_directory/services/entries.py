"""What is written about people and offers: by whoever keeps an entry, and by the partnership."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import services as accounts
from accounts.models import User
from accounts.permissions import Role
from accounts.services import RefusedError
from core import audit, history
from schools.models import School, SchoolLink, Status
from strategy.terms import SchoolTerm
from support_directory import specialisms
from support_directory.models import Capacity, Entry, EntryPost, EntrySpecialism, Shortlisted
from support_directory.search import folded

State = Entry.State
# What is told in the audit without its text: names of people belong there as subjects alone.
UNTOLD = ("name", "headline", "summary", "evidence", "email")


def search_text_of(entry: Entry, codes: Collection[str]) -> str:
    """The public words of an entry, as a search compares them."""
    words = [
        entry.name,
        entry.headline,
        entry.get_type_display(),
        entry.type,
        str(entry.home),
        entry.summary,
        *specialisms.labels(codes),
        *(stage.label for stage in entry.stages),
    ]
    return folded(" ".join(words))


@transaction.atomic
def write(
    *, entry: Entry, codes: Collection[str], by: User | None, at: datetime, is_sample: bool = False
) -> Entry:
    """Enter somebody, or change what an entry says; nothing is written where nothing changed."""
    is_new = entry.pk is None
    before = {} if is_new else _told(Entry.objects.select_for_update().get(pk=entry.pk))
    if is_new:
        entry.created_at, entry.created_by, entry.is_sample = at, by, is_sample
        had: set[str] = set()
    else:
        had = set(entry.specialisms.values_list("code", flat=True))
    entry.search_text = search_text_of(entry, codes)
    changed = [name for name, value in _told(entry).items() if before.get(name) != value]
    if not is_new and not changed and had == {*codes}:
        return entry
    if entry.state == State.LISTED:
        _refuse_what_cannot_be_listed(entry)
    history.save(entry, by=by)
    entry.specialisms.exclude(code__in=codes).delete()
    EntrySpecialism.objects.bulk_create(
        [EntrySpecialism(entry=entry, code=code) for code in sorted({*codes} - had)]
    )
    vars(entry).pop("specialism_codes", None)
    if is_new:
        audit.record("entered in the directory", subject=entry, by=by)
    else:
        after = {name: value for name, value in _told(entry).items() if name in changed}
        if had != {*codes}:
            before["specialisms"], after["specialisms"] = sorted(had), sorted(codes)
        audit.record(
            "directory entry changed",
            subject=entry,
            by=by,
            before=_without_text({name: before[name] for name in after}),
            after=_without_text(after),
        )
    return entry


def _told(entry: Entry) -> dict[str, Any]:
    return {
        field.name: getattr(entry, field.attname)
        for field in Entry.history.model.tracked_fields
        if field.name not in ("id", "owner", "state")
    }


def _without_text(told: dict[str, Any]) -> dict[str, Any]:
    return {name: "…" if name in UNTOLD and value else value for name, value in told.items()}


@transaction.atomic
def confirm(*, entry: Entry, by: User | None, at: datetime) -> Entry:
    """Say that an entry is right today; one that hid itself for want of that is listed again."""
    now = _locked(entry)
    if now.state == State.ENDED:
        raise RefusedError("This entry has ended, so there is nothing to confirm.")
    today = timezone.localdate(at)
    if now.last_confirmed_on == today and now.hidden_because != Entry.Because.UNCONFIRMED:
        return now
    before = {"confirmed": now.last_confirmed_on, "state": now.state}
    now.last_confirmed_on, now.last_confirmed_by = today, by
    if now.hidden_because == Entry.Because.UNCONFIRMED:
        now.state, now.hidden_because = State.LISTED, ""
    history.save(now, by=by)
    audit.record(
        "directory entry confirmed",
        subject=now,
        by=by,
        before=before,
        after={"confirmed": today, "state": now.state},
    )
    return now


@transaction.atomic
def choose_consent(*, entry: Entry, is_public: bool, by: User, at: datetime) -> Entry:
    """Show the public part of an entry to anybody, or to members alone.

    A person's own word decides; for an organisation without account a keeper notes what it said.
    """
    now = _locked(entry)
    if now.owner_id and now.owner_id != by.pk:
        raise RefusedError(
            f"Only {now.owner} can say whether the public sees this entry. Ask them to do it."
        )
    if now.is_person and not now.owner_id and is_public:
        raise RefusedError(
            "This person has no account yet. Invite them first: the public sees a person only"
            " with that person’s own consent."
        )
    if now.consent_public == is_public:
        return now
    now.consent_public, now.consent_changed_at, now.consent_changed_by = is_public, at, by
    history.save(now, by=by)
    audit.record(
        "consent to be public given" if is_public else "consent to be public withdrawn",
        subject=now,
        by=by,
    )
    return now


@transaction.atomic
def move(*, entry: Entry, to: str, by: User | None, at: datetime, because: str = "") -> Entry:
    """List, hide or end an entry; doing it twice changes nothing.

    To list is to confirm. Whoever kept an entry that ends keeps it no longer.
    """
    now = _locked(entry)
    if now.state == to:
        return now
    if not now.can_become(to):
        raise RefusedError(
            f"This entry is {now.get_state_display()}, so it cannot be {State(to).label}."
        )
    before = {"state": now.state}
    now.state, now.hidden_because = to, because if to == State.HIDDEN else ""
    if to == State.LISTED:
        now.last_confirmed_on, now.last_confirmed_by = timezone.localdate(at), by
        _refuse_what_cannot_be_listed(now)
    if to == State.ENDED:
        end_keeping(entry=now, by=by, at=at)
    history.save(now, by=by)
    audit.record(
        f"directory entry {now.get_state_display()}",
        subject=now,
        by=by,
        before=before,
        after={"state": to, **({"because": now.get_hidden_because_display()} if because else {})},
    )
    return now


def _refuse_what_cannot_be_listed(entry: Entry) -> None:
    if not entry.stages:
        raise RefusedError("Say first which stages of schooling this entry is for.")
    if entry.last_confirmed_on is None:
        raise RefusedError("Somebody has to confirm this entry before it is listed.")


@transaction.atomic
def assure(*, entry: Entry, on: date, note: str, by: User) -> Entry:
    """Note that the partnership has looked into how good this support is, and when."""
    now = _locked(entry)
    before = {"on": now.quality_assured_on, "how": now.quality_note}
    if before == {"on": on, "how": note}:
        return now
    if now.owner_id == by.pk:
        raise RefusedError("Nobody assures the quality of their own entry. Ask a colleague.")
    now.quality_assured_on, now.quality_note, now.quality_assured_by = on, note, by
    history.save(now, by=by)
    audit.record(
        "quality assured", subject=now, by=by, before=before, after={"on": on, "how": note}
    )
    return now


@transaction.atomic
def offer_days(
    *, entry: Entry, days: Mapping[SchoolTerm, Decimal | None], by: User | None, at: datetime
) -> None:
    """Set the days that are offered in some terms; fewer than are booked already is refused.

    A booking locks the same rows, so that neither goes by the other unseen.
    """
    entry = _locked(entry)
    kept = {
        each.school_term: each for each in Capacity.objects.select_for_update().filter(entry=entry)
    }
    booked = {
        each.school_term: each.booked for each in Capacity.objects.filter(entry=entry).with_days()
    }
    before, after = {}, {}
    for term, offered in days.items():
        had = kept[term].days if term in kept else None
        if offered == had:
            continue
        taken = booked.get(term, Decimal(0))
        if (offered or 0) < taken:
            raise RefusedError(
                f"{taken.normalize():f} days are booked in the {_words(term)} already."
                " Ask a broker to change the deployment first."
            )
        before[str(term)], after[str(term)] = had, offered
        if offered is None:
            kept[term].delete()
        elif term in kept:
            kept[term].days, kept[term].changed_at, kept[term].changed_by = offered, at, by
            kept[term].save()
        else:
            Capacity.objects.create(
                entry=entry,
                academic_year=term.academic_year,
                term=term.term,
                days=offered,
                changed_at=at,
                changed_by=by,
            )
    if after:
        audit.record("days offered", subject=entry, by=by, before=before, after=after)


def _words(term: SchoolTerm) -> str:
    words = str(term)
    return words[:1].lower() + words[1:]


@transaction.atomic
def hand_over(
    *, entry: Entry, email: str, full_name: str, by: User, on: date, at: datetime
) -> EntryPost | None:
    """Let a person keep an entry: at once if they have an account, else once they accept.

    Gives the post, or nothing where an invitation has gone out.
    """
    if entry.state == State.ENDED:
        raise RefusedError("This entry has ended. Nobody can keep it any more.")
    user = User.objects.filter(email__iexact=email).first()
    if user:
        held = entry.posts.held_on(on).filter(user=user).first()
        post = EntryPost(user=user, entry=entry, role=Role.SYSTEM_LEADER, starts_on=on)
        return held or accounts.appoint(post=post, by=by)  # type: ignore[return-value]
    accounts.invite(
        email=email,
        full_name=full_name,
        post_kind=EntryPost.KIND,
        role=Role.SYSTEM_LEADER,
        scope_id=entry.pk,
        place=str(entry),
        starts_on=on,
        ends_on=None,
        by=by,
        at=at,
    )
    return None


def end_keeping(*, entry: Entry, by: User | None, at: datetime) -> None:
    """End today the right of everybody who keeps an entry."""
    today = timezone.localdate(at)
    for post in entry.posts.held_on(today).filter(ends_on=None):
        # Whoever ends their own entry ends their own post with it: the portal does that.
        ender = None if by is None or post.user_id == by.pk else by
        accounts.end_post(
            post=post,
            seen=post.version,
            ends_on=max(today, post.starts_on),
            by=ender,
            at=at,
        )


def put_by(*, entry: Entry, by: User, at: datetime) -> None:
    """Put an entry on one's shortlist; twice is once."""
    Shortlisted.objects.get_or_create(user=by, entry=entry, defaults={"added_at": at})


def take_off(*, entry: Entry, by: User) -> None:
    Shortlisted.objects.visible_to(by).filter(entry=entry).delete()


def _locked(entry: Entry) -> Entry:
    return Entry.objects.select_for_update().get(pk=entry.pk)


def follow_schools(*, on: date, at: datetime) -> int:
    """Take entries of closed schools along to the one school that followed; how many went.

    Where none or several followed, the entry stays and a keeper decides.
    """
    stranded = Entry.objects.exclude(state=State.ENDED).filter(
        school__status=Status.CLOSED, school__closed_on__lte=on
    )
    followed = dict(stranded.values_list("pk", "school"))
    links = SchoolLink.objects.filter(
        urn__in=set(followed.values()), kind=SchoolLink.Kind.SUCCESSOR
    ).values_list("urn", "link_urn")
    heirs: dict[int, set[int]] = {}
    for urn, heir in links:
        heirs.setdefault(urn, set()).add(heir)
    standing = School.objects.open().in_bulk({urn for each in heirs.values() for urn in each})
    moved = 0
    for pk, urn in followed.items():
        open_heirs = heirs.get(urn, set()) & {*standing}
        if len(open_heirs) == 1:
            _follow(pk, standing[open_heirs.pop()], at=at)
            moved += 1
    return moved


@transaction.atomic
def _follow(pk: int, school: School, *, at: datetime) -> None:
    entry = Entry.objects.select_for_update().get(pk=pk)
    entry.school = school
    codes = set(entry.specialisms.values_list("code", flat=True))
    write(entry=entry, codes=codes, by=None, at=at)
