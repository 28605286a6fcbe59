"""The sample's consultations: that of July 2017 with invented answers, and one that is open.

The days of 2017 are the partnership's own; every question, answer and change is invented.
"""

import itertools
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from strategy.models import Answer, Consultation, Edition, Objective, Question, Response, Theme
from strategy.models.consultations import AGREE_SCALE

EDITION = "pulling-together-2017-20"
PAST, PRESENT = "pulling-together-july-2017", "what-comes-next"
FIRST_DAY, LAST_DAY = date(2017, 7, 3), date(2017, 7, 28)
SUMMED_UP_ON = date(2017, 9, 1)
OPEN_SINCE, OPEN_FOR = timedelta(days=10), timedelta(days=30)

# Question, its kind, and the answers to choose among.
PAST_QUESTIONS = [
    ("Are these the right ten objectives?", Question.Kind.AGREE, []),
    (
        "Which should come first?",
        Question.Kind.SEVERAL,
        ["School standards", "Attendance", "Early years", "Teachers and leaders", "Wellbeing"],
    ),
    ("What is missing?", Question.Kind.TEXT, []),
]
PRESENT_QUESTIONS = [
    ("Should the next strategy keep the ten objectives?", Question.Kind.AGREE, []),
    (
        "Who are you?",
        Question.Kind.ONE,
        ["A parent or carer", "School staff", "A governor", "A young person", "Somebody else"],
    ),
    ("What should the next three years change for children here?", Question.Kind.TEXT, []),
]
MISSING = [
    "Reading for pleasure is not named anywhere.",
    "Say more about children who move to the city during a school year.",
    "Moving from primary to secondary school should be an objective of its own.",
    "",
    "Pupils should be asked every year how school feels to them.",
    "Too many objectives: nobody can remember ten.",
    "",
    "How will we know in three years whether it worked?",
]
ORGANISATIONS = ["", "", "Wharf Lane Junior School", "", "", "Kelp Street Infant School"]
COUNT = 24
WITHHELD = 7
SUMMARY = (
    "Twenty-four people and schools answered. Most agreed with the objectives. Many asked how"
    " anybody would see whether they had been reached, and some found ten too many."
)
THEMES = [
    (
        "How will we know whether it worked?",
        "Each objective now names its milestones and the published figures it will be judged by,"
        " and progress is reported every term.",
        "SO3",
    ),
    (
        "Ten objectives are too many.",
        "All ten stay, because each has a board or group that leads it. Each now has a short name.",
        None,
    ),
    (
        "Say more about pupils’ own voice.",
        "A yearly question to pupils is an action under wellbeing.",
        "SO6",
    ),
]


def load(*, on: date, by, log: Callable[[str], None]) -> int:
    """Enter both consultations; how many were not there yet."""
    known = set(Consultation.objects.values_list("slug", flat=True))
    edition = Edition.objects.get(slug=EDITION)
    made = 0
    if PAST not in known:
        _past(edition)
        made += 1
    if PRESENT not in known:
        _present(edition, on)
        made += 1
    if made:
        log(f"Strategy: {made} consultations")
    return made


def _present(edition, on):
    consultation = Consultation.objects.create(
        edition=edition,
        slug=PRESENT,
        title="What should come after this strategy?",
        introduction=(
            "The present strategy is coming to its end. Before the next is written we would like"
            " to know what you want kept and what should change.\n\nYour answers are read by"
            " council officers and summed up on this page once the consultation has closed."
        ),
        opens_on=on - OPEN_SINCE,
        closes_on=on + OPEN_FOR,
    )
    _ask(consultation, PRESENT_QUESTIONS)


def _past(edition):
    consultation = Consultation.objects.create(
        edition=edition,
        slug=PAST,
        title="Pulling together, achieving more: tell us what you think",
        introduction="The draft of the strategy for 2017 to 2020, put to everybody in the city.",
        opens_on=FIRST_DAY,
        closes_on=LAST_DAY,
        told_at=_at(FIRST_DAY, 8),
        summary=SUMMARY,
        summarised_at=_at(SUMMED_UP_ON, 9),
    )
    agree, first, missing = _ask(consultation, PAST_QUESTIONS)
    answers = zip(
        range(COUNT),
        itertools.cycle(AGREE_SCALE[:2] * 2 + AGREE_SCALE[2:5]),
        itertools.cycle(itertools.combinations(first.answers, 2)),
        itertools.cycle(MISSING),
        itertools.cycle(ORGANISATIONS),
        strict=False,
    )
    for number, how_far, both, words, organisation in answers:
        response = _response(consultation, number, organisation)
        Answer.objects.create(response=response, question=agree, chosen=[how_far])
        Answer.objects.create(response=response, question=first, chosen=list(both))
        if words:
            Answer.objects.create(response=response, question=missing, text=words)
    for number, (said, changed, code) in enumerate(THEMES, start=1):
        Theme.objects.create(
            consultation=consultation,
            number=number,
            said=said,
            changed=changed,
            objective=Objective.objects.filter(edition=edition, code=code).first(),
        )


def _response(consultation, number, organisation):
    """One invented response, its address let go as all are a year after the last day."""
    at = _at(FIRST_DAY + timedelta(days=number), 12)
    withheld = number == WITHHELD
    publish = Response.MayPublish
    return Response.objects.create(
        consultation=consultation,
        organisation=organisation,
        may_publish=publish.NAMED if organisation else publish.ANONYMOUS,
        made_at=at,
        confirmed_at=at + timedelta(minutes=5),
        moderation=Response.Moderation.WITHHELD if withheld else Response.Moderation.PUBLISHED,
        withheld_for=Response.Withheld.OFF_TOPIC if withheld else "",
        moderated_at=_at(LAST_DAY, 15),
    )


def _ask(consultation, questions):
    return [
        Question.objects.create(
            consultation=consultation, number=number, text=text, kind=kind, answers=answers
        )
        for number, (text, kind, answers) in enumerate(questions, start=1)
    ]


def _at(day, hour):
    return datetime.combine(day, time(hour), UTC)
