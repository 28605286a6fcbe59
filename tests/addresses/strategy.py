"""Who may open the addresses of the strategy."""

from django.utils import timezone

from strategy.models import Response
from strategy.services.consultations import link_of
from tests.addresses.audiences import EVERYONE, NOBODY, SIGNS_OFF, WRITERS, Address
from tests.addresses.samples import BOARD, CONSULTATION, EDITION, OBJECTIVE, UPDATE
from tests.factories.strategy import (
    ConsultationFactory,
    ObjectiveFactory,
    ProgressUpdateFactory,
    QuestionFactory,
    ResponseFactory,
    StrategicActionFactory,
    SuccessMeasureFactory,
)

ADDRESSES = {
    "strategy:overview": Address(EVERYONE),
    "strategy:consultation-list": Address(EVERYONE),
    "strategy:consultation-detail": Address(EVERYONE, CONSULTATION),
    "strategy:respond": Address(EVERYONE, CONSULTATION),
    "strategy:response-confirm": Address(EVERYONE, {"link": link_of(Response(pk=777))}),
    # Public once what changed is published, as it is here.
    "strategy:published-list": Address(EVERYONE, CONSULTATION),
    "strategy:published-csv": Address(EVERYONE, CONSULTATION),
    # Kept on disk in service; the file of the sample is not there.
    "strategy:consultation-document": Address(NOBODY, {"pk": 777}),
    "strategy:consultation-new": Address(frozenset({"officer"})),
    "strategy:consultation-manage": Address(frozenset({"officer"}), CONSULTATION),
    "strategy:consultation-edit": Address(frozenset({"officer"}), CONSULTATION),
    "strategy:question-new": Address(frozenset({"officer"}), CONSULTATION),
    "strategy:question-edit": Address(frozenset({"officer"}), {**CONSULTATION, "number": 1}),
    # A deed of an officer: it takes a post alone.
    "strategy:question-remove": Address(NOBODY, {**CONSULTATION, "number": 1}),
    "strategy:document-new": Address(frozenset({"officer"}), CONSULTATION),
    "strategy:consultation-extend": Address(frozenset({"officer"}), CONSULTATION),
    "strategy:consultation-withdraw": Address(NOBODY, CONSULTATION),
    "strategy:response-list": Address(frozenset({"officer"}), CONSULTATION),
    "strategy:response-csv": Address(frozenset({"officer"}), CONSULTATION),
    "strategy:response-detail": Address(frozenset({"officer"}), {**CONSULTATION, "pk": 777}),
    "strategy:consultation-summarise": Address(frozenset({"officer"}), CONSULTATION),
    "strategy:update-list": Address(SIGNS_OFF),
    "strategy:request-new": Address(frozenset({"officer"})),
    "strategy:request-detail": Address(frozenset({"officer"}), UPDATE),
    "strategy:update-detail": Address(SIGNS_OFF, UPDATE),
    "strategy:update-edit": Address(frozenset({"officer"}), UPDATE),
    "strategy:update-history": Address(SIGNS_OFF, UPDATE),
    "strategy:board": Address(EVERYONE, BOARD),
    "strategy:board-pdf": Address(EVERYONE, BOARD),
    "strategy:edition-detail": Address(EVERYONE, EDITION),
    "strategy:edition-csv": Address(EVERYONE, EDITION),
    "strategy:edition-json": Address(EVERYONE, EDITION),
    "strategy:measure-detail": Address(EVERYONE, {**OBJECTIVE, "number": 1}),
    "strategy:objective-detail": Address(EVERYONE, OBJECTIVE),
    "strategy:action-detail": Address(EVERYONE, {**OBJECTIVE, "number": "1.1"}),
    "strategy:edition-new": Address(WRITERS),
    "strategy:edition-write": Address(WRITERS | {"board_chair"}, EDITION),
    "strategy:edition-edit": Address(WRITERS, EDITION),
    "strategy:edition-history": Address(WRITERS | {"board_chair"}, EDITION),
    "strategy:edition-refresh": Address(WRITERS, EDITION),
    "strategy:edition-step": Address(WRITERS | {"board_chair"}, {**EDITION, "state": "approved"}),
    "strategy:objective-new": Address(WRITERS, EDITION),
    "strategy:objective-write": Address(WRITERS, OBJECTIVE),
    "strategy:objective-edit": Address(WRITERS, OBJECTIVE),
    "strategy:objective-move": Address(NOBODY, OBJECTIVE),  # takes a post alone
    "strategy:objective-remove": Address(WRITERS, OBJECTIVE),
    "strategy:objective-correct": Address(WRITERS, OBJECTIVE),
    "strategy:part-new": Address(WRITERS, {**OBJECTIVE, "kind": "actions"}),
    "strategy:part-edit": Address(WRITERS, {**OBJECTIVE, "kind": "actions", "pk": 777}),
    "strategy:part-remove": Address(WRITERS, {**OBJECTIVE, "kind": "actions", "pk": 777}),
    "strategy:compare-pick": Address(EVERYONE),
    "strategy:edition-compare": Address(
        EVERYONE, {"earlier": EDITION["slug"], "later": EDITION["slug"]}
    ),
}


def furnish(people):
    """An objective with all that hangs on it, and a consultation that was summarised."""
    objective = ObjectiveFactory(edition__slug=EDITION["slug"], code=OBJECTIVE["code"])
    SuccessMeasureFactory(objective=objective, number=1)
    StrategicActionFactory(pk=777, objective=objective, number="1.1")
    ProgressUpdateFactory(**UPDATE, objective=objective, request__pk=UPDATE["pk"])
    consultation = ConsultationFactory(
        **CONSULTATION, summary="Thanks.", summarised_at=timezone.now()
    )
    QuestionFactory(consultation=consultation, number=1)
    ResponseFactory(pk=777, consultation=consultation)
