"""The timeline of a deployment: moves, visits, reviews, notes and papers in one order."""

from dataclasses import dataclass
from datetime import datetime

from support_directory.models import Deployment
from support_directory.parts import Part

GONE = "an account that is gone"


@dataclass(frozen=True)
class Event:
    """One thing that happened, as the timeline prints it."""

    title: str
    when: datetime
    by: str = ""
    text: str = ""


def events_of(deployment: Deployment, *, part: Part) -> list[Event]:
    """Everything its reader may know, the newest first. Seven queries."""
    events = [
        *_moves(deployment),
        *(
            Event(
                f"Agreement signed: {each.get_part_display().lower()}",
                each.signed_at,
                str(each.signed_by or GONE),
            )
            for each in deployment.signatures.select_related("signed_by")
        ),
        *_visits(deployment),
        *(
            Event(
                each.get_kind_display(), each.written_at, str(each.written_by or ""), each.summary
            )
            for each in deployment.reviews.select_related("written_by")
        ),
        *(
            Event(f"Evaluated: {each.get_part_display().lower()}", each.answered_at)
            for each in deployment.evaluations.answered()
            if each.answered_at
        ),
        *(
            Event("Note", each.written_at, str(each.written_by or GONE), each.text)
            for each in deployment.notes.read_by(arranges=part.arranges).select_related(
                "written_by"
            )
        ),
        *(
            Event("Document added", each.added_at, str(each.added_by or GONE), each.title)
            for each in deployment.documents.select_related("added_by")
        ),
    ]
    return sorted(events, key=lambda event: event.when, reverse=True)


def _moves(deployment):
    for move in deployment.moves.select_related("by"):
        title = move.get_after_display()
        if move.before == move.after:
            title = "something was changed on the way"
        yield Event(f"{title[:1].upper()}{title[1:]}", move.at, str(move.by or ""), move.reason)


def _visits(deployment):
    visits = deployment.visits.select_related("recorded_by", "answered_by")
    for visit in visits:
        when = f"{visit.held_on:%-d %B %Y}"
        if visit.recorded_at:
            yield Event(
                f"Visit of {when} recorded",
                visit.recorded_at,
                str(visit.recorded_by or GONE),
                visit.record,
            )
        if visit.answered_at:
            found = "accurate" if visit.is_accurate else "not accurate"
            yield Event(
                f"Record of {when} found {found}",
                visit.answered_at,
                str(visit.answered_by or GONE),
                visit.answer,
            )
