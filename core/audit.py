"""The audit trail: adding to it, and taking a deleted person's name out of it."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models, transaction
from django.db.models import F, Value
from django.db.models.functions import Replace

from core import history
from core.models import THE_PORTAL, AccessEvent, AuditEvent, Refusal

ABSENT = "Deleted person"


def record(
    action: str,
    *,
    subject: models.Model,
    by: Any,
    school: Any = None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    on_behalf_of: Any = None,
) -> AuditEvent:
    """Write down what was done to a thing, inside the transaction that does it.

    Whoever leads the school (of the subject, unless another is named) may read the event.
    `before` and `after` hold only what changed; names of people belong there only if the
    subject is a person, because deleting that person empties them.
    """
    actor, other, about = _person(by), _person(on_behalf_of), _person_of(subject)
    return AuditEvent.objects.create(
        actor=actor,
        actor_name=_name(actor) or THE_PORTAL,
        on_behalf_of=other,
        on_behalf_of_name=_name(other),
        action=action,
        kind=str(subject._meta.verbose_name),
        subject_type=subject._meta.label_lower,
        subject_id="" if subject.pk is None else str(subject.pk),
        subject_label=str(subject),
        about=about,
        about_name=_name(about),
        school_urn=_urn(subject if school is None else school),
        before=before,
        after=after,
    )


def _person(user: Any) -> Any:
    """Somebody with an account; a visitor or nobody is none."""
    return user if isinstance(user, AbstractBaseUser) else None


def _person_of(subject: models.Model) -> Any:
    """The person a thing is, or whose post or entry it is."""
    return _person(subject) or _person(getattr(subject, "user", None))


def _name(user: Any) -> str:
    return str(user)[:200] if user else ""


def _urn(thing: Any) -> int | None:
    """The school of a thing: a number itself, a school, or something of a school."""
    if isinstance(thing, int):
        return thing
    return getattr(thing, "school_id", None) or getattr(thing, "urn", None)


@transaction.atomic
def forget(person: Any) -> None:
    """Put a number in place of a person's name wherever it is kept, before the account goes.

    That something was done, when, to what and by one and the same somebody stays.
    """
    absent = f"{ABSENT} {person.pk}"
    # The manager without guards: the triggers let this change through, and no other.
    events = AuditEvent._base_manager
    events.filter(actor=person).update(actor_name=absent)
    events.filter(on_behalf_of=person).update(on_behalf_of_name=absent)
    AccessEvent._base_manager.filter(person=person).update(person_name=absent)
    Refusal.objects.filter(person=person).update(person_name=absent)
    history.forget(person, absent=absent)
    about = events.filter(about=person)
    about.filter(subject_type=person._meta.label_lower).update(before=None, after=None)
    about.update(
        subject_label=Replace("subject_label", F("about_name"), Value(absent)),  # type: ignore[arg-type]
        about_name=absent,
    )
