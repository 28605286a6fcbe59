"""What a target must name, kind by kind: in words before it is saved, and by the database."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from strategy.models import SuccessMeasure, Target
from tests.factories.strategy import (
    BetterFactory,
    DraftEditionFactory,
    HalveFactory,
    SuccessMeasureFactory,
    TargetFactory,
    WithinFactory,
)

KINDS = {
    "reach": TargetFactory,
    "gain": lambda **given: TargetFactory(**{"kind": Target.Kind.GAIN, **given}),
    "within": WithinFactory,
    "better": BetterFactory,
    "halve": HalveFactory,
}
WRONG = [
    ("reach", {"value": None}, "value"),
    ("reach", {"part": 2}, "part"),
    ("reach", {"comparator": "england"}, "comparator"),
    ("gain", {"value": None}, "value"),
    ("gain", {"value": 0}, "value"),
    ("gain", {"value": -5}, "value"),
    ("within", {"part": None}, "part"),
    ("within", {"value": 3}, "value"),
    ("within", {"part": 3}, "part"),
    ("better", {"comparator": ""}, "comparator"),
    (
        "better",
        {"comparator": "pupils", "against": "OTHER", "against_words": "others"},
        "comparator",
    ),
    ("halve", {"comparator": "", "against": "", "against_words": ""}, "comparator"),
    ("halve", {"against": ""}, "against"),
    ("halve", {"against_words": ""}, "against_words"),
    ("halve", {"comparator": "england"}, "against"),
    ("reach", {"against": "OTHER"}, "against"),
    ("reach", {"baseline_value": 50.0, "baseline_why": "new tests"}, "baseline_why"),
    ("reach", {"due_year": 2016}, "due_year"),
    ("reach", {"baseline_year": 1999}, "baseline_year"),
    ("reach", {"due_year": 2101}, "due_year"),
    ("reach", {"measure": ""}, "measure"),
    ("reach", {"population": ""}, "population"),
]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_stands_with_what_it_needs(kind):
    target = KINDS[kind]()

    target.full_clean()
    assert Target.objects.get(pk=target.pk).kind == kind


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "given", "field"), WRONG)
def test_what_is_missing_or_too_much_is_said_at_its_field(kind, given, field):
    target = KINDS[kind]()
    for name, value in given.items():
        setattr(target, name, value)

    with pytest.raises(ValidationError) as refused:
        target.full_clean(validate_constraints=False)

    assert field in refused.value.message_dict


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "given", "field"), WRONG)
def test_the_database_refuses_the_same(kind, given, field):
    with pytest.raises(IntegrityError), transaction.atomic():
        KINDS[kind](**given)


@pytest.mark.django_db
def test_a_measure_of_a_draft_is_for_those_who_write_it(officer, stranger):
    draft = SuccessMeasureFactory(objective__edition=DraftEditionFactory())
    public = SuccessMeasureFactory()

    assert set(SuccessMeasure.objects.visible_to(officer.user)) == {draft, public}
    assert set(SuccessMeasure.objects.visible_to(stranger.user)) == {public}


@pytest.mark.django_db
def test_measures_and_targets_stand_in_the_order_of_their_numbers():
    first = SuccessMeasureFactory(number=2)
    earlier = SuccessMeasureFactory(objective=first.objective, number=1)
    TargetFactory(success_measure=first, number=2)
    TargetFactory(success_measure=first, number=1)

    measures = SuccessMeasure.objects.in_order().with_ordered_targets()
    assert [measure.pk for measure in measures] == [earlier.pk, first.pk]
    assert [target.number for target in measures[1].targets.all()] == [1, 2]


@pytest.mark.django_db
def test_a_target_reads_as_what_it_is_about_and_names_its_measures():
    target = HalveFactory()

    assert str(target) == (
        "Reaching the expected standard at eleven, all pupils at the end of key stage 2"
    )
    assert target.codes == {"DAP_NEW_KS2_RWM", "NonDAP_NEW_KS2_RWM"}
    assert (target.other, WithinFactory().other) == ("other pupils", "England")
    assert str(target.success_measure) == target.success_measure.words
