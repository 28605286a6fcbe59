"""Groups and boards: invented ones, who sits on them, their meetings and what came of those."""

import datetime

import factory
from factory.django import DjangoModelFactory

from accounts.permissions import Role
from strategy.models.progress import Term
from subgroups.models import (
    Action,
    AgendaItem,
    Escalation,
    Group,
    GroupName,
    HighlightReport,
    Meeting,
    Membership,
    MinutesVersion,
    ReportCall,
    TermsOfReference,
)
from subgroups.record import words_of
from tests.factories.accounts import UserFactory

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def letters(number):
    """A short code of four letters, another for each number."""
    code = ""
    for _ in range(4):
        number, place = divmod(number, 26)
        code = LETTERS[place] + code
    return code


class GroupFactory(DjangoModelFactory):
    """A group that reports to no board."""

    class Meta:
        model = Group
        skip_postgeneration_save = True

    kind = Group.Kind.GROUP
    code = factory.Sequence(letters)
    slug = factory.Sequence("harbour-group-{}".format)
    name = factory.Sequence("Harbour Group {}".format)
    remit = "Keeps the harbour in good repair."
    starts_on = datetime.date(2024, 9, 1)

    @factory.post_generation
    def first_name(self, create, extracted, **kwargs):
        GroupName.objects.create(group=self, name=self.name, starts_on=self.starts_on)


class BoardFactory(GroupFactory):
    kind = Group.Kind.BOARD


class NetworkFactory(GroupFactory):
    kind = Group.Kind.NETWORK


class MembershipFactory(DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    group = factory.SubFactory(GroupFactory)
    role = Role.GROUP_MEMBER
    post = factory.Sequence("Head of school {}".format)
    starts_on = datetime.date(2024, 9, 1)


class TermsFactory(DjangoModelFactory):
    class Meta:
        model = TermsOfReference

    group = factory.SubFactory(GroupFactory)
    number = 1
    text = "It meets each term."
    adopted_on = datetime.date(2024, 9, 1)
    written_at = datetime.datetime(2024, 9, 1, 9, 0, tzinfo=datetime.UTC)


class MeetingFactory(DjangoModelFactory):
    """A meeting of the third of March 2026 whose agenda is out."""

    class Meta:
        model = Meeting

    group = factory.SubFactory(GroupFactory)
    day = datetime.date(2026, 3, 3)
    year = factory.LazyAttribute(lambda meeting: meeting.day.year)
    number = factory.Sequence(lambda n: n + 100)
    starts = datetime.time(16)
    ends = datetime.time(17, 30)
    place = "Harbour office"
    state = Meeting.State.AGENDA
    agenda_published_at = datetime.datetime(2026, 2, 24, 9, 0, tzinfo=datetime.UTC)


class ItemFactory(DjangoModelFactory):
    class Meta:
        model = AgendaItem

    meeting = factory.SubFactory(MeetingFactory)
    number = factory.Sequence(lambda n: n + 1)
    title = "The sea wall"


class ActionFactory(DjangoModelFactory):
    class Meta:
        model = Action

    meeting = factory.SubFactory(MeetingFactory)
    group = factory.SelfAttribute("meeting.group")
    item = factory.SubFactory(ItemFactory, meeting=factory.SelfAttribute("..meeting"))
    number = factory.Sequence(lambda n: n + 1)
    text = "Mend the sea wall."
    owner_post = "Harbour master"
    due_on = datetime.date(2026, 5, 1)
    once = factory.Sequence("row{}".format)


class EscalationFactory(DjangoModelFactory):
    class Meta:
        model = Escalation

    board = factory.SubFactory(BoardFactory)
    group = factory.SubFactory(GroupFactory, parent=factory.SelfAttribute("..board"))
    year = 2026
    number = factory.Sequence(lambda n: n + 1)
    title = "The sea wall"
    issue = "It leaks."
    why_not_alone = "The group has no stone."
    ask = Escalation.Ask.RESOURCE
    asked = "Ten tons of stone."
    urgency = Escalation.Urgency.NOW
    de_escalation = "When it is dry."
    due_on = datetime.date(2026, 3, 17)
    raised_on = datetime.date(2026, 3, 3)
    once = factory.Sequence("escalation{}".format)


class ReportCallFactory(DjangoModelFactory):
    class Meta:
        model = ReportCall

    board = factory.SubFactory(BoardFactory)
    academic_year = 2026
    term = Term.SPRING
    due_on = datetime.date(2026, 3, 20)
    made_at = datetime.datetime(2026, 2, 20, 9, 0, tzinfo=datetime.UTC)


class ReportFactory(DjangoModelFactory):
    class Meta:
        model = HighlightReport

    call = factory.SubFactory(ReportCallFactory)
    group = factory.SubFactory(GroupFactory, parent=factory.SelfAttribute("..call.board"))
    done = "The wall was measured."


def publish(meeting, *, at=datetime.datetime(2026, 4, 14, 9, 0, tzinfo=datetime.UTC)):
    """Publish the minutes of a meeting as they stand, approved at a later one."""
    later = MeetingFactory(group=meeting.group, day=meeting.day + datetime.timedelta(days=42))
    meeting.approved_at_meeting, meeting.state = later, Meeting.State.PUBLISHED
    meeting.save()
    meeting.published_version = MinutesVersion.objects.create(
        meeting=meeting,
        number=meeting.versions.count() + 1,
        step="published",
        words=words_of(meeting),
        is_published=True,
        made_at=at,
    )
    meeting.save()
    return meeting
