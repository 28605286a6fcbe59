"""What came of a consultation: answers counted, and written out as files."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.http import StreamingHttpResponse
from django.utils import timezone

from dashboard.exports import safe
from strategy.models import Answer, Consultation, Question, Response

A_BATCH = 500


@dataclass(frozen=True)
class Counted:
    """One question with how many chose each answer, and how many answered it at all."""

    question: Question
    answered: int
    rows: list[tuple[str, int, str]]


@dataclass(frozen=True)
class Counts:
    """How many responses count, for whom, and what they chose."""

    responses: int
    organisations: int
    questions: list[Counted]


def counts(consultation: Consultation) -> Counts:
    """Every answer of the responses that count. Four queries, however many answered.

    Counts are printed as they are: who answered is not published beside them, and what somebody
    chose is nothing about a pupil or a school's standing.
    """
    counted = consultation.responses.counted()
    questions = list(consultation.questions.order_by("number"))
    chosen: dict[int, Counter[str]] = {question.pk: Counter() for question in questions}
    answered: Counter[int] = Counter()
    given = Answer.objects.filter(response__in=counted).values_list("question", "chosen", "text")
    for question, choices, text in given.iterator(A_BATCH):
        answered[question] += bool(choices or text)
        chosen[question].update(choices)
    return Counts(
        responses=counted.count(),
        organisations=counted.exclude(organisation="").count(),
        questions=[
            Counted(
                question=question,
                answered=answered[question.pk],
                rows=[
                    (choice, count, _share(count, answered[question.pk]))
                    for choice in question.choices
                    for count in [chosen[question.pk][choice]]
                ],
            )
            for question in questions
        ],
    )


def _share(count, of):
    return f"{100 * count / of:.0f} %" if of else "–"


def published_csv(consultation: Consultation) -> StreamingHttpResponse:
    """The published responses: who, and the answers as they may be printed."""
    questions = list(consultation.questions.order_by("number"))
    responses = consultation.responses.published().newest_first()
    head = ["From", *map(str, questions)]
    rows = (
        [response.by, *_in_order(questions, response, "published_words")]
        for response in _batched(responses)
    )
    return _streamed(f"{consultation.slug}-responses", head, rows)


def responses_csv(consultation: Consultation) -> StreamingHttpResponse:
    """Every response that counts, for those who run it; without e-mail addresses."""
    questions = list(consultation.questions.order_by("number"))
    responses = consultation.responses.counted().newest_first()
    head = ["Number", "Confirmed", "Organisation", "May be published", "Read", "Withheld for"]
    rows = (
        [
            response.pk,
            f"{timezone.localtime(response.confirmed_at):%Y-%m-%d %H:%M}",
            response.organisation,
            response.get_may_publish_display(),
            response.get_moderation_display(),
            response.get_withheld_for_display(),
            *_in_order(questions, response, "words"),
        ]
        for response in _batched(responses)
    )
    return _streamed(f"{consultation.slug}-all-responses", [*head, *map(str, questions)], rows)


def _batched(responses) -> Iterator[Response]:
    return responses.prefetch_related("answers").iterator(A_BATCH)


def _in_order(questions, response, words):
    given = {answer.question_id: getattr(answer, words) for answer in response.answers.all()}
    return [given.get(question.pk, "") for question in questions]


class _Echo:
    """Gives each written line back, so that a file is sent as it is made."""

    def write(self, line):
        return line


def _streamed(name, head, rows):
    writer = csv.writer(_Echo())

    def lines():
        # Spreadsheets take a file for UTF-8 only when it says so.
        yield "\ufeff"
        yield writer.writerow([safe(cell) for cell in head])
        for row in rows:
            yield writer.writerow([safe(cell) for cell in row])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
