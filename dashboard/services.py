"""What changes in the dashboard: rounds are made and shared."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from core import audit, history
from dashboard.engine import method as methods
from dashboard.engine.assemble import Inputs
from dashboard.engine.explain import Explainer
from dashboard.engine.method import Method
from dashboard.engine.rating import rate as rate_schools
from dashboard.inputs import gather
from dashboard.models import MethodVersion, Rating, RatingRound
from dashboard.notices import tell_of_round
from dashboard.readings import strongest_reasons
from schools.models import School


class NothingToRateError(Exception):
    """No school of the area was open at the cut-off or listed in a file of the year."""


class AlreadyDecidedError(Exception):
    """The round has moved on since the page was shown."""


@dataclass(frozen=True)
class Computed:
    """A round's result before it is stored: one explanation a school, and both hashes."""

    objects: list[dict[str, Any]]
    inputs_sha256: str
    result_sha256: str


def compute(*, academic_year: int, cut_off: date, la_code: int | None, method: Method) -> Computed:
    """Rate an area without storing anything; the same inputs give the same bytes anywhere."""
    inputs = gather(academic_year=academic_year, cut_off=cut_off, la_code=la_code)
    if inputs.schools.empty:
        raise NothingToRateError
    explainer = Explainer.of(rate_schools(inputs, method))
    objects = [explainer.explain(number) for number in range(len(inputs.schools))]
    return Computed(objects, _sha256(_described(inputs)), _sha256(objects))


@transaction.atomic
def rate(
    *,
    academic_year: int,
    la_code: int | None,
    cut_off: date | None = None,
    method: str = methods.DEFAULT,
    by=None,
) -> RatingRound:
    """Calculate a draft round for an area, in place of an earlier draft of the same year.

    A calculation that comes to the very same result as the newest round gives that round
    again. Raises NothingToRateError, and FileNotFoundError for an unknown method.
    """
    chosen = methods.load(method)
    cut_off = cut_off or date(academic_year, 12, 31)
    computed = compute(academic_year=academic_year, cut_off=cut_off, la_code=la_code, method=chosen)
    earlier = RatingRound.objects.filter(academic_year=academic_year, la_code=la_code)
    newest = earlier.order_by("-pk").exclude(state=RatingRound.State.SUPERSEDED).first()
    if newest and _is_same(newest, computed, chosen, cut_off):
        return newest
    version, _ = MethodVersion.objects.get_or_create(
        sha256=chosen.sha256, defaults={"key": chosen.key, "text": chosen.text}
    )
    _supersede(earlier.filter(state=RatingRound.State.DRAFT), by=by)
    made = RatingRound(
        academic_year=academic_year,
        la_code=la_code,
        method=version,
        cut_off=cut_off,
        inputs_sha256=computed.inputs_sha256,
        result_sha256=computed.result_sha256,
        made_by=by,
    )
    history.save(made, by=by)
    _store(made, computed.objects)
    audit.record(
        "rating round calculated",
        subject=made,
        by=by,
        after={"method": version.key, "cut_off": cut_off, "result_sha256": made.result_sha256},
    )
    return made


@transaction.atomic
def share_round(*, round: RatingRound, by) -> RatingRound:
    """Let the schools of a draft round see their own rating; an earlier shared one gives way.

    Raises AlreadyDecidedError if the round is no longer a draft.
    """
    round = RatingRound.objects.select_for_update().get(pk=round.pk)
    if not round.can_become(RatingRound.State.SHARED):
        raise AlreadyDecidedError
    shared = RatingRound.objects.filter(
        academic_year=round.academic_year,
        la_code=round.la_code,
        state=RatingRound.State.SHARED,
    )
    _supersede(shared, by=by)
    round.state = RatingRound.State.SHARED
    round.shared_at, round.shared_by = timezone.now(), by
    history.save(round, by=by, update_fields=["state", "shared_at", "shared_by"])
    audit.record(
        "rating round shared with schools",
        subject=round,
        by=by,
        before={"state": RatingRound.State.DRAFT},
        after={"state": round.state},
    )
    tell_of_round(round, on=timezone.localdate(round.shared_at))
    return round


def _supersede(rounds: QuerySet[RatingRound], *, by) -> None:
    for round in rounds:
        round.state = RatingRound.State.SUPERSEDED
        history.save(round, by=by, update_fields=["state"])


def verify(round: RatingRound) -> list[str]:
    """What no longer agrees in a stored round; empty if every byte of it still does."""
    stored = [rating.explanation for rating in round.ratings.order_by("urn")]
    faults = []
    if _sha256(stored) != round.result_sha256:
        faults.append("the stored explanations are not those that were computed")
    if hashlib.sha256(round.method.text.encode()).hexdigest() != round.method.sha256:
        faults.append("the stored method is not the one that was used")
    for rating in round.ratings.all():
        told = (rating.explanation["score"], rating.explanation["computed_priority"])
        kept = (None if rating.score is None else float(rating.score), rating.computed_priority)
        if told != kept:
            faults.append(f"the rating of {rating.urn} is not the one explained")
    return faults


def _is_same(newest: RatingRound, computed: Computed, method: Method, cut_off: date) -> bool:
    return (
        newest.result_sha256 == computed.result_sha256
        and newest.inputs_sha256 == computed.inputs_sha256
        and newest.method.sha256 == method.sha256
        and newest.cut_off == cut_off
    )


def _store(round: RatingRound, objects: list[dict[str, Any]]) -> None:
    known = set(School.objects.values_list("urn", flat=True))
    Rating.objects.bulk_create(
        [
            Rating(
                round=round,
                urn=told["urn"],
                urn_in_file=told["urn_in_file"],
                current_urn=told["current_urn"],
                school_id=next(
                    (urn for urn in (told["current_urn"], told["urn"]) if urn in known), None
                ),
                name=told["name"],
                phase=told["phase"],
                status=told["status"],
                score=None if told["score"] is None else f"{told['score']:.1f}",
                score_band=told["score_band"],
                computed_priority=told["computed_priority"],
                coverage=told["coverage"],
                reasons=strongest_reasons(told["indicators"]),
                explanation=told,
            )
            for told in objects
        ],
        batch_size=500,
    )


def _described(inputs: Inputs) -> dict[str, Any]:
    """The inputs as plain values in a fixed order, for their hash."""
    figures = inputs.figures.drop(columns=["kind", "status"], errors="ignore")
    return {
        "year": inputs.year,
        "cut_off": inputs.cut_off.isoformat(),
        "schools": inputs.schools.astype(str).to_dict("records"),
        "figures": figures.astype(str).to_dict("records"),
        "england": sorted([*map(str, key), value] for key, value in inputs.england.items()),
        "inspections": [
            [number, [str(inspection) for inspection in inspections]]
            for number, inspections in sorted(inputs.inspections.items())
        ],
        "unpublished": sorted([*map(str, key), why] for key, why in inputs.unpublished.items()),
    }


def _sha256(thing: Any) -> str:
    text = json.dumps(thing, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
