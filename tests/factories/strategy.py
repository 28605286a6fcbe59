"""The strategy: invented editions with what stands in them, and the progress reported."""

import datetime

import factory
from factory.django import DjangoModelFactory

from accounts.permissions import Role
from strategy.models import (
    Answer,
    Consultation,
    Edition,
    LeadBody,
    LinkedDocument,
    Milestone,
    Objective,
    ObjectivePost,
    Priority,
    ProgressUpdate,
    Question,
    Response,
    StrategicAction,
    SuccessMeasure,
    Target,
    UpdateRequest,
)
from strategy.models.progress import Term
from tests.factories.accounts import UserFactory


class EditionFactory(DjangoModelFactory):
    """An edition in force."""

    class Meta:
        model = Edition

    slug = factory.Sequence("harbour-plan-{}".format)
    title = factory.Sequence("Harbour plan {}".format)
    starts_on = datetime.date(2024, 9, 1)
    ends_on = datetime.date(2027, 8, 31)
    state = Edition.State.PUBLISHED
    approved_on = datetime.date(2024, 7, 1)
    published_on = datetime.date(2024, 9, 1)


class DraftEditionFactory(EditionFactory):
    state = Edition.State.DRAFT
    approved_on = published_on = None


class ObjectiveFactory(DjangoModelFactory):
    class Meta:
        model = Objective

    edition = factory.SubFactory(EditionFactory)
    number = factory.Sequence(lambda n: n + 1)
    code = factory.LazyAttribute(lambda objective: f"SO{objective.number}")
    short_name = factory.Sequence("Fair winds {}".format)
    text = "Making sure that every child has the wind behind them."


class ObjectivePostFactory(DjangoModelFactory):
    class Meta:
        model = ObjectivePost

    user = factory.SubFactory(UserFactory)
    objective = factory.SubFactory(ObjectiveFactory)
    role = Role.OBJECTIVE_LEAD
    starts_on = datetime.date(2024, 9, 1)


class LeadBodyFactory(DjangoModelFactory):
    class Meta:
        model = LeadBody

    objective = factory.SubFactory(ObjectiveFactory)
    body = "Harbour Board"
    post = "its chair"
    starts_on = datetime.date(2024, 9, 1)


class PriorityFactory(DjangoModelFactory):
    class Meta:
        model = Priority

    objective = factory.SubFactory(ObjectiveFactory)
    number = factory.Sequence(lambda n: n + 1)
    text = "Reading aloud in every class."


class StrategicActionFactory(DjangoModelFactory):
    class Meta:
        model = StrategicAction

    objective = factory.SubFactory(ObjectiveFactory)
    position = factory.Sequence(lambda n: n + 1)
    number = factory.LazyAttribute(lambda action: f"1.{action.position}")
    text = "Lend a reading lead to every school that asks."
    owner = "Head of school improvement"
    due_on = datetime.date(2026, 12, 31)


class MilestoneFactory(DjangoModelFactory):
    class Meta:
        model = Milestone

    action = factory.SubFactory(StrategicActionFactory)
    position = factory.Sequence(lambda n: n + 1)
    text = "Ten schools have asked."


class LinkedDocumentFactory(DjangoModelFactory):
    class Meta:
        model = LinkedDocument

    objective = factory.SubFactory(ObjectiveFactory)
    title = "Harbour reading strategy"
    url = "https://harbour.example/reading"


class UpdateRequestFactory(DjangoModelFactory):
    class Meta:
        model = UpdateRequest

    edition = factory.SubFactory(EditionFactory)
    academic_year = 2026
    term = Term.AUTUMN
    due_on = datetime.date(2025, 12, 5)
    closes_on = datetime.date(2025, 12, 19)
    asked_at = datetime.datetime(2025, 11, 10, 9, 0, tzinfo=datetime.UTC)


class ProgressUpdateFactory(DjangoModelFactory):
    """An update that has been asked for and not yet answered."""

    class Meta:
        model = ProgressUpdate

    objective = factory.SubFactory(ObjectiveFactory)
    request = factory.SubFactory(
        UpdateRequestFactory, edition=factory.SelfAttribute("..objective.edition")
    )


class SignedOffFactory(ProgressUpdateFactory):
    """An update that the public reads."""

    state = ProgressUpdate.State.SIGNED_OFF
    rag = ProgressUpdate.Rag.AMBER
    direction = ProgressUpdate.Direction.BETTER
    reason = "Six of ten schools have a reading lead."
    submitted_at = datetime.datetime(2025, 12, 1, 9, 0, tzinfo=datetime.UTC)
    submitted_by = factory.SubFactory(UserFactory)
    signed_off_at = datetime.datetime(2025, 12, 3, 9, 0, tzinfo=datetime.UTC)
    signed_off_by = factory.SubFactory(UserFactory)


class SuccessMeasureFactory(DjangoModelFactory):
    class Meta:
        model = SuccessMeasure

    objective = factory.SubFactory(ObjectiveFactory)
    number = factory.Sequence(lambda n: n + 1)
    words = "Reading at eleven within the top half of authorities by 2018."


class TargetFactory(DjangoModelFactory):
    """A figure to reach; another kind names what it needs."""

    class Meta:
        model = Target

    success_measure = factory.SubFactory(SuccessMeasureFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = "Reaching the expected standard at eleven"
    measure = "KS2RWM_Expected_STD"
    population = "all pupils at the end of key stage 2"
    kind = Target.Kind.REACH
    value = 64
    baseline_year = 2016
    due_year = 2020


class WithinFactory(TargetFactory):
    """A place within the top half of authorities."""

    kind = Target.Kind.WITHIN
    value = None
    part = Target.Part.HALF


class BetterFactory(TargetFactory):
    """Better than England."""

    kind = Target.Kind.BETTER
    value = None
    comparator = Target.Comparator.ENGLAND


class HalveFactory(TargetFactory):
    """Half the gap to other pupils."""

    kind = Target.Kind.HALVE
    value = None
    measure = "DAP_NEW_KS2_RWM"
    comparator = Target.Comparator.PUPILS
    against = "NonDAP_NEW_KS2_RWM"
    against_words = "other pupils"


class ConsultationFactory(DjangoModelFactory):
    """A consultation open through the autumn of 2026."""

    class Meta:
        model = Consultation

    edition = factory.SubFactory(EditionFactory)
    slug = factory.Sequence("fair-winds-{}".format)
    title = factory.Sequence("Fair winds: what do you think? {}".format)
    introduction = "We want to know what you think before the text is final."
    opens_on = datetime.date(2026, 9, 7)
    closes_on = datetime.date(2026, 12, 18)


class QuestionFactory(DjangoModelFactory):
    class Meta:
        model = Question

    consultation = factory.SubFactory(ConsultationFactory)
    number = factory.Sequence(lambda n: n + 1)
    text = "What is missing?"
    kind = Question.Kind.TEXT


class ResponseFactory(DjangoModelFactory):
    """A response that counts and waits to be read."""

    class Meta:
        model = Response

    consultation = factory.SubFactory(ConsultationFactory)
    email = factory.Sequence("reader{}@harbour.example".format)
    may_publish = Response.MayPublish.ANONYMOUS
    made_at = datetime.datetime(2026, 10, 1, 9, 0, tzinfo=datetime.UTC)
    confirmed_at = datetime.datetime(2026, 10, 1, 9, 5, tzinfo=datetime.UTC)


class AnswerFactory(DjangoModelFactory):
    class Meta:
        model = Answer

    response = factory.SubFactory(ResponseFactory)
    question = factory.SubFactory(
        QuestionFactory, consultation=factory.SelfAttribute("..response.consultation")
    )
    text = "More reading aloud."
