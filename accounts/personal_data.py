"""What is held on a person: handing it over, deleting it, and letting go of it in time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import models, transaction
from django.db.models import Q

from accounts.models import Invitation, User
from accounts.posts import kinds
from accounts.services import RefusedError
from core import audit, history

# Secrets prove who somebody is; handing them over would only help a thief.
SECRETS = {"password", "data", "session_key", "browser"}
# In these columns a row is a person's own, or about them; in any other they did it to something.
OWN = {"user", "person", "actor", "on_behalf_of", "about", "accepted_by", "member"}

Row = dict[str, Any]


def held_on(person: User) -> dict[str, Any]:
    """Everything kept that points at a person, by model and column, found from the models.

    Also what was given with their e-mail address and no account: a place booked, a subscription.
    Of what they did to something the thing is named alone: the rest of it is about others.
    """
    told: dict[str, Any] = {"account": _row(person)}
    invited = Invitation.objects.filter(email__iexact=person.email)
    told["invitations to the address"] = [_row(each) for each in invited]
    told["versions of the account"] = [_row(each) for each in person.history.all()]
    versions = Invitation.history.filter(email__iexact=person.email)
    told["versions of invitations to the address"] = [_row(each) for each in versions]
    for model, column in _columns():
        rows = model._base_manager.filter(**{column.name: person}).order_by("pk")
        if column.name in OWN:
            told[_words(model, column)] = [_row(row) for row in rows]
        else:
            related = [each.name for each in model._meta.fields if each.is_relation]
            told[_words(model, column)] = [str(row) for row in rows.select_related(*related)]
    for model in _with_an_address():
        rows = model._base_manager.filter(email__iexact=person.email).order_by("pk")
        told[f"{model._meta.verbose_name_plural}: e-mail address"] = [_row(row) for row in rows]
    return {words: rows for words, rows in told.items() if rows}


def _columns() -> list[tuple[type[models.Model], models.Field[Any, Any]]]:
    """Every column of every model that points at a person."""
    return [
        (model, column)
        for model in apps.get_models()
        if not model._meta.proxy
        for column in model._meta.fields
        if column.related_model is User
    ]


def _with_an_address() -> list[type[models.Model]]:
    """Every model that keeps the e-mail address of whom its row is about.

    Accounts and invitations are told above, in their own words.
    """
    told = {User, Invitation, User.history.model, Invitation.history.model}
    return [
        model
        for model in apps.get_models()
        if model not in told
        and any(
            isinstance(column, models.EmailField) and column.name == "email"
            for column in model._meta.fields
        )
    ]


def _words(model: type[models.Model], column: models.Field[Any, Any]) -> str:
    return f"{model._meta.verbose_name_plural}: {column.verbose_name}"


def _row(row: models.Model) -> Row:
    return {
        column.name: getattr(row, column.attname)
        for column in row._meta.fields
        if column.name not in SECRETS
    }


@transaction.atomic
def delete_person(*, person: User, by, on: date) -> None:
    """Delete an account and all that is held on it; the audit keeps a number for the name.

    Raises RefusedError while the person holds a post, or of one's own account.
    """
    if by is not None and by.pk == person.pk:
        raise RefusedError("Nobody deletes their own account. Ask a colleague to do it.")
    if person.is_staff or person.is_superuser:
        raise RefusedError("This account may enter the Django admin. Take that from it first.")
    if any(model.objects.filter(_not_over(on), user=person).exists() for model in kinds().values()):
        raise RefusedError("This person holds a post, or will. End it first.")
    audit.record("account deleted", subject=person, by=by)
    audit.forget(person)
    Invitation.objects.filter(Q(email__iexact=person.email) | Q(accepted_by=person)).delete()
    entries = LogEntry.objects.filter(
        content_type__app_label="accounts", content_type__model="user"
    )
    entries.filter(object_id=str(person.pk)).delete()
    person.delete()


def _not_over(day: date) -> Q:
    return Q(ends_on=None) | Q(ends_on__gte=day)


def let_go(*, at: datetime, on: date) -> dict[str, int]:
    """Delete whatever is kept longer than `settings.RETENTION` says; how many of each."""
    gone = {}
    for label, (column, days) in settings.RETENTION.items():
        model = apps.get_model(label)
        too_old = {f"{column}__lt": at - timedelta(days=days)}
        # The access log's own manager deletes nothing; its trigger lets go what is a year old.
        _, deleted = model._base_manager.filter(**too_old).delete()
        gone[str(model._meta.verbose_name_plural)] = deleted.get(model._meta.label, 0)
    written_over = at - timedelta(days=settings.RETENTION_OF_VERSIONS)
    gone["versions written over"] = history.let_go(before=written_over)
    gone["people"] = 0
    for person in _long_gone(since=at - timedelta(days=settings.RETENTION_OF_PEOPLE)):
        delete_person(person=person, by=None, on=on)
        gone["people"] += 1
    return gone


def _long_gone(*, since: datetime) -> models.QuerySet[User]:
    """People who have held no post and have not signed in for as long as accounts are kept."""
    people = User.objects.filter(is_staff=False, is_superuser=False, joined_at__lt=since)
    people = people.filter(Q(last_login=None) | Q(last_login__lt=since))
    for model in kinds().values():
        people = people.exclude(pk__in=model.objects.filter(_not_over(since.date())).values("user"))
    return people
