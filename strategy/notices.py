"""Whom the strategy tells what; never how an objective is going, for mail is read by others."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.urls import reverse

from accounts.models import CityPost, User
from accounts.permissions import GRANTS, Permission
from notifications.kinds import Kind
from notifications.kinds.strategy import (
    UPDATE_ASKED,
    UPDATE_DUE_SOON,
    UPDATE_LATE,
    UPDATE_RETURNED,
    UPDATE_SIGNED_OFF,
    UPDATE_WAITS,
)
from notifications.services import notify
from strategy.models import ObjectivePost, ProgressUpdate


def leads_of(objectives: Iterable[int], *, on: date) -> dict[int, list[User]]:
    """Who leads each objective on a day, by its number; those without an open account are left out.

    One query; an objective that nobody leads is missing.
    """
    leads = defaultdict(list)
    posts = ObjectivePost.objects.held_on(on).filter(objective__in=objectives, user__is_active=True)
    for post in posts.select_related("user").order_by("starts_on", "pk"):
        leads[post.objective_id].append(post.user)
    return dict(leads)


def who_sign(*, on: date):
    """Those whose post lets them sign off what another reported."""
    roles = [role for role, may in GRANTS.items() if Permission.PROGRESS_SIGN_OFF in may]
    posts = CityPost.objects.held_on(on).filter(role__in=roles)
    return User.objects.filter(pk__in=posts.values("user"), is_active=True)


def tell_of_request(updates: Iterable[ProgressUpdate], *, on: date) -> None:
    updates = list(updates)
    leads = leads_of([update.objective_id for update in updates], on=on)
    for update in updates:
        _tell(UPDATE_ASKED, leads.get(update.objective_id, []), update, due=True)


def tell_that_due_soon(update: ProgressUpdate, *, on: date) -> None:
    _tell(UPDATE_DUE_SOON, _leads(update, on), update, due=True)


def tell_that_late(update: ProgressUpdate, *, on: date) -> None:
    _tell(UPDATE_LATE, _leads(update, on), update, due=True, closes=True)


def tell_that_it_waits(update: ProgressUpdate, *, on: date, by: User) -> None:
    _tell(UPDATE_WAITS, who_sign(on=on).exclude(pk=by.pk), update, again=update.version)


def tell_of_return(update: ProgressUpdate, *, on: date) -> None:
    _tell(UPDATE_RETURNED, _reporters(update, on), update, again=update.version)


def tell_of_signature(update: ProgressUpdate, *, by: User) -> None:
    sender = update.submitted_by
    _tell(UPDATE_SIGNED_OFF, [sender] if sender and sender != by else [], update)


def _leads(update, on):
    return leads_of([update.objective_id], on=on).get(update.objective_id, [])


def _reporters(update, on):
    """Those who lead the objective, and whoever sent the update."""
    leads = _leads(update, on)
    sender = update.submitted_by
    return [*leads, sender] if sender and sender not in leads else leads


def _tell(
    kind: Kind, to: Iterable[User], update: ProgressUpdate, *, due=False, closes=False, again=""
) -> None:
    request = update.request
    context = {
        "objective": str(update.objective),
        "term": f"{request.get_term_display()} {request.in_words}",
    }
    if due:
        context["due"] = f"{request.due_on:%-d %B %Y}"
    if closes:
        context["closes"] = f"{request.closes_on:%-d %B %Y}"
    to_write = update.is_with_its_lead
    notify(
        kind=kind,
        to=to,
        context=context,
        link=(
            reverse("strategy:update-edit", args=[update.pk])
            if to_write
            else update.get_absolute_url()
        ),
        key=f"{kind.key} {update.pk} {again}".strip(),
    )
