"""Consultations: who can answer until when, what counts, and what becomes public."""

import csv
import datetime
import io
import re
import uuid
from pathlib import Path

import pikepdf
import pytest
import time_machine
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from core.traps import OPENED
from notifications.models import Notice
from strategy import consulted, tasks
from strategy.forms.consultations import LONGEST_ANSWER
from strategy.models import Consultation, ConsultationDocument, Question, Response
from strategy.services import consultations
from strategy.services.consultations import ClosedError, Given
from tests.factories.accounts import CityPostFactory, UserFactory
from tests.factories.strategy import (
    AnswerFactory,
    ConsultationFactory,
    EditionFactory,
    ObjectiveFactory,
    QuestionFactory,
    ResponseFactory,
)

NOW = datetime.datetime(2026, 11, 2, 10, 0, tzinfo=datetime.UTC)
A_DAY = datetime.timedelta(days=1)
LIST = reverse("strategy:consultation-list")


@pytest.fixture(autouse=True)
def while_it_is_open():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def consultation(db):
    return ConsultationFactory(slug="fair-winds", edition=EditionFactory(slug="harbour-plan"))


@pytest.fixture
def question(consultation):
    return QuestionFactory(consultation=consultation, number=1)


@pytest.fixture
def agree(consultation):
    return QuestionFactory(
        consultation=consultation,
        number=2,
        text="Are these the right objectives?",
        kind=Question.Kind.AGREE,
    )


def page(name, *args):
    return reverse(f"strategy:{name}", args=["fair-winds", *args])


def opened(seconds=60):
    with time_machine.travel(NOW - datetime.timedelta(seconds=seconds), tick=False):
        return OPENED.sign("page")


def typed(question, **more):
    return {
        f"q{question.pk}": "More reading aloud.",
        "email": "reader@harbour.example",
        "organisation": "",
        "may_publish": "anonymous",
        "homepage": "",
        "once": str(uuid.uuid4()),
        "opened": opened(),
        "send": "yes",
        **more,
    }


def link_in(message):
    return re.search(r"https?://[^/]+(/strategy/consultations/confirm/\S+)", message.body)[1]


# --- Answering ----------------------------------------------------------------------------


def test_answers_count_once_their_address_is_confirmed(
    client, consultation, question, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        sent = client.post(page("respond"), typed(question))
    before = consultation.responses.counted().count()
    link = link_in(mail.outbox[0])
    looked = client.get(link)
    looking = consultation.responses.counted().count()
    confirmed = client.post(link)

    assert "Look into your mail" in sent.text
    assert mail.outbox[0].to == ["reader@harbour.example"]
    assert "More reading aloud." in looked.text
    assert (before, looking, consultation.responses.counted().count()) == (0, 0, 1)
    assert "Your answers are counted" in confirmed.text


def test_the_answers_are_shown_to_be_checked_before_anything_is_sent(
    client, consultation, question
):
    asked = typed(question, check="yes")
    del asked["send"]

    checked = client.post(page("respond"), asked)

    assert "More reading aloud." in checked.text
    assert 'name="send"' in checked.text
    assert not consultation.responses.exists()


def test_a_checked_page_carries_every_answer_into_the_sending(client, consultation, question):
    several = QuestionFactory(
        consultation=consultation, number=2, kind=Question.Kind.SEVERAL, answers=["A", "B", "C"]
    )
    asked = typed(question, check="yes", **{f"q{several.pk}": ["A", "C"]})
    del asked["send"]
    checked = client.post(page("respond"), asked)
    carried = {}
    for name, value in re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)">', checked.text
    ):
        carried.setdefault(name, []).append(value)

    client.post(page("respond"), {**carried, "send": "yes"})

    answers = Response.objects.get().answers.order_by("question__number")
    assert [answer.words for answer in answers] == ["More reading aloud.", "A, C"]


def test_sending_twice_makes_one_response(client, consultation, question):
    answers = typed(question)

    client.post(page("respond"), answers)
    client.post(page("respond"), answers)

    assert consultation.responses.count() == 1


def test_a_member_who_is_signed_in_is_counted_at_once_without_mail(
    sign_in, consultation, question, django_capture_on_commit_callbacks
):
    member = CityPostFactory().user
    answers = typed(question)
    del answers["email"]

    with django_capture_on_commit_callbacks(execute=True):
        sent = sign_in(member).post(page("respond"), answers)

    assert "Your answers are counted" in sent.text
    assert consultation.responses.counted().get().member == member
    assert mail.outbox == []


def test_a_second_answer_of_a_person_replaces_the_first(consultation, question):
    first, second = (
        consultations.respond(
            consultation=consultation,
            answers={question.pk: Given(text=text)},
            once=uuid.uuid4(),
            at=NOW + after,
            email="Reader@harbour.example",
        )
        for text, after in [("First", 0 * A_DAY), ("Second", A_DAY)]
    )

    consultations.confirm(response=first, at=NOW + A_DAY)
    consultations.confirm(response=second, at=NOW + A_DAY)

    assert consultation.responses.counted().get() == second


def test_a_late_confirmation_of_earlier_answers_replaces_nothing(consultation, question):
    first = ResponseFactory(
        consultation=consultation, email="a@harbour.example", made_at=NOW, confirmed_at=None
    )
    second = ResponseFactory(
        consultation=consultation, email="a@harbour.example", made_at=NOW + A_DAY
    )

    consultations.confirm(response=first, at=NOW + 2 * A_DAY)

    assert consultation.responses.counted().get() == second


def test_for_oneself_and_for_an_organisation_are_two_answers(consultation):
    ResponseFactory(consultation=consultation, email="a@harbour.example")
    ResponseFactory(
        consultation=consultation, email="a@harbour.example", organisation="Quay School"
    )

    assert consultation.responses.counted().count() == 2


def test_the_database_lets_one_person_count_once(consultation):
    ResponseFactory(consultation=consultation, email="a@harbour.example")

    with pytest.raises(IntegrityError), transaction.atomic():
        ResponseFactory(consultation=consultation, email="a@harbour.example")


def test_a_member_who_answered_by_mail_before_counts_once(consultation, question):
    member = UserFactory(email="a@harbour.example")
    by_mail = ResponseFactory(consultation=consultation, email="a@harbour.example", made_at=NOW)

    signed_in = consultations.respond(
        consultation=consultation,
        answers={question.pk: Given(text="Again")},
        once=uuid.uuid4(),
        at=NOW + A_DAY,
        member=member,
    )

    by_mail.refresh_from_db()
    assert by_mail.replaced_at
    assert consultation.responses.counted().get() == signed_in


def test_a_members_answer_outlives_the_account_without_a_name(consultation, question):
    member = UserFactory()
    consultations.respond(
        consultation=consultation,
        answers={question.pk: Given(text="Keep this")},
        once=uuid.uuid4(),
        at=NOW,
        member=member,
    )

    member.delete()

    response = consultation.responses.counted().get()
    assert (response.member, response.email) == (None, "")


def test_what_nobody_confirms_and_who_answered_long_ago_is_let_go(consultation, settings):
    unconfirmed = ResponseFactory(consultation=consultation, confirmed_at=None, made_at=NOW)
    counted = ResponseFactory(consultation=consultation)

    consultations.let_go(at=NOW + 13 * A_DAY)
    soon = Response.objects.filter(pk=unconfirmed.pk).exists()
    consultations.let_go(at=NOW + 15 * A_DAY)
    later = Response.objects.filter(pk=unconfirmed.pk).exists()
    consultations.let_go(at=NOW + 500 * A_DAY)
    counted.refresh_from_db()

    assert (soon, later, counted.email) == (True, False, "")
    assert consultation.responses.counted().count() == 1


def test_confirming_twice_counts_once_and_says_so(client, consultation):
    response = ResponseFactory(consultation=consultation, confirmed_at=None)
    link = reverse("strategy:response-confirm", args=[consultations.link_of(response)])

    client.post(link)
    again = client.post(link)

    assert "were confirmed already" in again.text
    assert consultation.responses.counted().count() == 1


@pytest.mark.parametrize(
    ("spoil", "status", "words"),
    [
        (lambda link: link[:-4] + "AAAA", 404, "not whole"),
        (lambda link: link.replace(link.split(":")[0], "99999"), 404, "not whole"),
        (lambda link: "nonsense", 404, "not whole"),
    ],
)
def test_an_altered_link_confirms_nothing(client, consultation, spoil, status, words):
    response = ResponseFactory(consultation=consultation, confirmed_at=None)
    link = spoil(consultations.link_of(response))

    answered = client.post(reverse("strategy:response-confirm", args=[link]))

    assert (answered.status_code, words in answered.text) == (status, True)
    assert not consultation.responses.counted().exists()


def test_an_expired_link_says_so(client, consultation):
    link = consultations.link_of(ResponseFactory(consultation=consultation, confirmed_at=None))

    with time_machine.travel(NOW + 8 * A_DAY, tick=False):
        answered = client.get(reverse("strategy:response-confirm", args=[link]))

    assert (answered.status_code, "has expired" in answered.text) == (410, True)


def test_a_response_let_go_since_says_so(client, consultation):
    response = ResponseFactory(consultation=consultation, confirmed_at=None)
    link = consultations.link_of(response)
    response.delete()

    answered = client.get(reverse("strategy:response-confirm", args=[link]))

    assert (answered.status_code, "not kept any more" in answered.text) == (410, True)


# --- Opening and closing by itself ----------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        ("2026-09-06T22:59Z", 404),  # a minute to midnight in summer time
        ("2026-09-06T23:00Z", 200),
        ("2026-12-18T23:59Z", 200),
        ("2026-12-19T00:00Z", 200),
    ],
)
def test_a_consultation_is_public_from_midnight_of_its_first_day(
    client, consultation, moment, status
):
    with time_machine.travel(moment, tick=False):
        answered = client.get(consultation.get_absolute_url())

    assert answered.status_code == status


@pytest.mark.parametrize(
    ("moment", "is_taken"), [("2026-12-18T23:59Z", True), ("2026-12-19T00:00Z", False)]
)
def test_answers_are_taken_until_midnight_of_the_last_day(
    client, consultation, question, moment, is_taken
):
    with time_machine.travel(moment, tick=False):
        answers = typed(question)
        with time_machine.travel(datetime.timedelta(seconds=-60), tick=False):
            answers["opened"] = OPENED.sign("page")
        client.post(page("respond"), answers)

    assert consultation.responses.exists() == is_taken


def test_answers_after_closing_are_refused_and_stay_on_the_page(client, consultation, question):
    Consultation.objects.update(closes_on=NOW.date() - A_DAY)

    answered = client.post(page("respond"), typed(question))

    assert "so your answers were not sent" in answered.text
    assert "More reading aloud." in answered.text
    assert not consultation.responses.exists()


def test_the_service_refuses_a_closed_consultation(consultation, question):
    with pytest.raises(ClosedError):
        consultations.respond(
            consultation=consultation,
            answers={question.pk: Given(text="Late")},
            once=uuid.uuid4(),
            at=NOW + 90 * A_DAY,
            email="late@harbour.example",
        )


def test_members_are_told_once_that_it_opened(consultation):
    CityPostFactory()
    UserFactory()

    tasks.tell_of_consultations()
    tasks.tell_of_consultations()

    assert Notice.objects.filter(kind="consultation_opened").count() == 1


# --- Against programs -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "trap",
    [
        {"homepage": "https://pills.example"},
        {"opened": ""},
        {"opened": "page:altered"},
    ],
)
def test_a_program_that_walks_into_a_trap_is_not_counted(client, consultation, question, trap):
    answered = client.post(page("respond"), typed(question, **trap))

    assert "faster than somebody can read" in answered.text
    assert "More reading aloud." in answered.text
    assert not consultation.responses.exists()


@pytest.mark.parametrize(("seconds", "is_taken"), [(1, False), (30, True), (3 * 86_400, False)])
def test_a_page_sent_too_fast_or_days_later_is_asked_again(
    client, consultation, question, seconds, is_taken
):
    client.post(page("respond"), typed(question, opened=opened(seconds)))

    assert consultation.responses.exists() == is_taken


def test_nobodys_mailbox_is_filled_by_others(
    client, consultation, question, django_capture_on_commit_callbacks
):
    for _ in range(6):
        with django_capture_on_commit_callbacks(execute=True):
            answered = client.post(page("respond"), typed(question))

    assert len(mail.outbox) == 3
    assert "Yours were not sent" in answered.text


def test_an_answer_full_of_links_is_refused(client, consultation, question):
    links = " ".join(f"https://pills.example/{n}" for n in range(4))

    answered = client.post(page("respond"), typed(question, **{f"q{question.pk}": links}))

    assert "at most 3 links" in answered.text


def test_an_answer_longer_than_the_limit_is_refused_and_kept(client, consultation, question):
    long = "a" * (LONGEST_ANSWER + 1)

    answered = client.post(page("respond"), typed(question, **{f"q{question.pk}": long}))

    assert long in answered.text
    assert not consultation.responses.exists()


def test_html_in_an_answer_is_text(client, officer, consultation, question):
    attack = "<script>alert(1)</script><b>bold</b>"
    response = ResponseFactory(consultation=consultation)
    AnswerFactory(response=response, question=question, text=attack)
    consultations.moderate(response=response, verdict="published", by=officer.user, at=NOW)
    Consultation.objects.update(summary="Thanks.", summarised_at=NOW, closes_on=NOW.date() - A_DAY)

    pages = [
        client.get(page("published-list")),
        officer.get(page("response-detail", response.pk)),
    ]

    assert all("<script>alert(1)" not in shown.text for shown in pages)
    assert all("&lt;script&gt;alert(1)" in shown.text for shown in pages)


def test_an_answer_of_nothing_at_all_is_no_answer(client, consultation, question):
    answered = client.post(page("respond"), typed(question, **{f"q{question.pk}": "  "}))

    assert "Answer at least one question." in answered.text


def test_the_name_of_no_organisation_cannot_be_published(client, consultation, question):
    answered = client.post(page("respond"), typed(question, may_publish="named"))

    assert "Enter the organisation whose name may be published" in answered.text


# --- Reading, publishing, summing up ----------------------------------------------------------


@pytest.fixture
def summed_up(consultation, question, officer):
    """A closed consultation with what changed; one published response, one each that is not."""
    words = {
        "published": "Open the libraries.",
        "waiting": "Nobody has read this yet.",
        "withheld": "My neighbour Sam is a fool.",
    }
    for verdict, text in words.items():
        response = ResponseFactory(consultation=consultation)
        AnswerFactory(response=response, question=question, text=text)
        if verdict != "waiting":
            reason = "personal" if verdict == "withheld" else ""
            consultations.moderate(
                response=response, verdict=verdict, withheld_for=reason, by=officer.user, at=NOW
            )
    secret = ResponseFactory(consultation=consultation, may_publish="no")
    AnswerFactory(response=secret, question=question, text="Between you and me.")
    consultations.moderate(response=secret, verdict="published", by=officer.user, at=NOW)
    Consultation.objects.update(closes_on=NOW.date() - A_DAY, summary="Thanks.", summarised_at=NOW)
    return consultation


@pytest.mark.parametrize("name", ["published-list", "published-csv"])
def test_only_what_was_read_and_may_be_published_is_public(client, summed_up, name):
    answered = client.get(page(name))
    text = answered.getvalue().decode() if answered.streaming else answered.text

    assert "Open the libraries." in text
    for hidden in ("Nobody has read this", "neighbour Sam", "Between you and me", "@harbour"):
        assert hidden not in text


def test_nothing_is_published_before_what_changed_is(client, consultation, question):
    assert client.get(page("published-list")).status_code == 404
    assert client.get(page("published-csv")).status_code == 404
    assert "How people answered" not in client.get(consultation.get_absolute_url()).text


def test_words_that_name_somebody_are_replaced_and_the_answer_is_kept(
    client, summed_up, officer, question
):
    response = ResponseFactory(consultation=summed_up)
    answer = AnswerFactory(response=response, question=question, text="Ask Sam Smith of Quay.")

    officer.post(
        page("response-detail", response.pk),
        {"verdict": "published", "withheld_for": "", f"shown{answer.pk}": "Ask [a teacher]."},
    )

    public = client.get(page("published-list")).text
    assert "Ask [a teacher]." in public
    assert "Sam Smith" not in public
    answer.refresh_from_db()
    assert answer.text == "Ask Sam Smith of Quay."


def test_a_response_is_withheld_for_a_reason(officer, consultation, question):
    response = ResponseFactory(consultation=consultation)

    answered = officer.post(
        page("response-detail", response.pk), {"verdict": "withheld", "withheld_for": ""}
    )

    assert "Choose why it is withheld" in answered.text
    assert Response.objects.get().moderation == "waiting"


def test_counts_are_of_the_responses_that_count(consultation, agree):
    for answer in ["Agree", "Agree", "Disagree"]:
        response = ResponseFactory(consultation=consultation)
        AnswerFactory(response=response, question=agree, text="", chosen=[answer])
    unconfirmed = ResponseFactory(consultation=consultation, confirmed_at=None)
    AnswerFactory(response=unconfirmed, question=agree, text="", chosen=["Agree"])

    counts = consulted.counts(consultation)

    (counted,) = counts.questions
    assert (counts.responses, counted.answered) == (3, 3)
    assert counted.rows[:4] == [
        ("Strongly agree", 0, "0 %"),
        ("Agree", 2, "67 %"),
        ("Neither agree nor disagree", 0, "0 %"),
        ("Disagree", 1, "33 %"),
    ]


def test_what_changed_stands_beside_what_was_said(client, officer, consultation):
    objective = ObjectiveFactory(edition=consultation.edition)
    Consultation.objects.update(closes_on=NOW.date() - A_DAY)

    officer.post(
        page("consultation-summarise"),
        {
            "summary": "Most of you agree.",
            "said1": "Reading comes too late.",
            "changed1": "It is the first priority now.",
            "objective1": objective.pk,
        },
    )

    public = client.get(consultation.get_absolute_url()).text
    assert "Reading comes too late." in public
    assert "It is the first priority now." in public
    assert objective.get_absolute_url() in public


def test_what_changed_waits_for_the_last_day(officer, consultation):
    answered = officer.post(page("consultation-summarise"), {"summary": "Most of you agree."})

    assert "can be published from the day after" in answered.text
    assert "Most of you agree." in answered.text


def test_a_theme_needs_both_halves(officer, consultation):
    Consultation.objects.update(closes_on=NOW.date() - A_DAY)

    answered = officer.post(
        page("consultation-summarise"), {"summary": "Short.", "said1": "Reading."}
    )

    assert "A theme needs both" in answered.text


# --- Running one ------------------------------------------------------------------------------


def test_an_officer_drafts_a_consultation_with_its_questions(officer, db):
    edition = EditionFactory()
    draft = {
        "edition": edition.pk,
        "title": "A new course",
        "slug": "new-course",
        "introduction": "Tell us.",
        "opens_on-day": "1",
        "opens_on-month": "12",
        "opens_on-year": "2026",
        "closes_on-day": "20",
        "closes_on-month": "12",
        "closes_on-year": "2026",
    }

    officer.post(reverse("strategy:consultation-new"), draft)
    for text, kind, offered in [("Why?", "text", ""), ("Which?", "one", "This\nThat")]:
        officer.post(
            reverse("strategy:question-new", args=["new-course"]),
            {"text": text, "kind": kind, "offered": offered},
        )

    consultation = Consultation.objects.get(slug="new-course")
    questions = consultation.questions.order_by("number")
    assert [str(question) for question in questions] == ["1. Why?", "2. Which?"]
    assert questions[1].choices == ["This", "That"]


@pytest.mark.parametrize("word", ["new", "documents", "confirm"])
def test_an_address_that_means_something_else_is_refused(officer, db, word):
    answered = officer.post(reverse("strategy:consultation-new"), {"slug": word})

    assert "This word stands in another address" in answered.text


def test_questions_stay_as_they_are_once_somebody_has_answered(officer, consultation, question):
    ResponseFactory(consultation=consultation)

    changed = officer.post(page("question-edit", 1), {"text": "Other words?", "kind": "text"})
    officer.post(page("question-remove", 1))

    question.refresh_from_db()
    assert "the questions stay as they are" in changed.text
    assert question.text == "What is missing?"


def test_taking_a_question_out_moves_the_others_up(officer, consultation, question, agree):
    officer.post(page("question-remove", 1))

    assert [str(one) for one in consultation.questions.all()] == [
        "1. Are these the right objectives?"
    ]


@pytest.mark.parametrize(
    ("closes_on", "words"),
    [
        (datetime.date(2026, 12, 1), "never cut short"),
        (datetime.date(2026, 10, 1), "has passed"),
    ],
)
def test_a_consultation_is_never_cut_short(officer, consultation, closes_on, words):
    answered = officer.post(
        page("consultation-extend"),
        {
            "closes_on-day": closes_on.day,
            "closes_on-month": closes_on.month,
            "closes_on-year": closes_on.year,
            "why": "Because.",
        },
    )

    assert words in answered.text
    consultation.refresh_from_db()
    assert consultation.closes_on == datetime.date(2026, 12, 18)


def test_an_extended_consultation_says_why(client, officer, consultation):
    officer.post(
        page("consultation-extend"),
        {
            "closes_on-day": 15,
            "closes_on-month": 1,
            "closes_on-year": 2027,
            "why": "Schools were closed by snow.",
        },
    )

    public = client.get(consultation.get_absolute_url()).text
    assert "15 January 2027" in public
    assert "Schools were closed by snow." in public


def test_only_what_has_not_opened_can_be_withdrawn(client, officer, consultation):
    officer.post(page("consultation-withdraw"))
    after_opening = client.get(consultation.get_absolute_url()).status_code
    Consultation.objects.update(opens_on=NOW.date() + A_DAY)
    officer.post(page("consultation-withdraw"))
    with time_machine.travel(NOW + 3 * A_DAY, tick=False):
        withdrawn = client.get(consultation.get_absolute_url()).status_code

    assert (after_opening, withdrawn) == (200, 404)


def test_an_open_consultation_is_one_click_from_the_strategy(client, consultation):
    overview = client.get(reverse("strategy:overview")).text
    edition = client.get(consultation.edition.get_absolute_url()).text

    assert consultation.get_absolute_url() in overview
    assert consultation.get_absolute_url() in edition


RUN = [
    "consultation-manage",
    "consultation-edit",
    "question-new",
    "document-new",
    "consultation-extend",
    "response-list",
    "response-csv",
    "consultation-summarise",
]


@pytest.mark.parametrize("name", RUN)
def test_only_who_runs_consultations_opens_their_pages(head, stranger, consultation, name):
    assert [client.get(page(name)).status_code for client in (head, stranger)] == [403, 403]


def test_a_response_of_another_consultation_is_not_found(officer, consultation):
    elsewhere = ResponseFactory()

    assert officer.get(page("response-detail", elsewhere.pk)).status_code == 404


# --- Many ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 10])
def test_lists_of_responses_ask_the_same_however_many_there_are(
    officer, client, summed_up, question, count, django_assert_max_num_queries
):
    for response in ResponseFactory.create_batch(
        count, consultation=summed_up, moderation="published", moderated_at=NOW
    ):
        AnswerFactory(response=response, question=question)
    officer.get(page("response-list"))

    with django_assert_max_num_queries(8):
        assert officer.get(page("response-list")).status_code == 200
    with django_assert_max_num_queries(7):
        assert client.get(page("published-list")).status_code == 200
    with django_assert_max_num_queries(9):
        assert client.get(summed_up.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("count", [1, 10])
def test_the_list_of_consultations_asks_the_same_however_many(
    client, db, count, django_assert_max_num_queries
):
    ConsultationFactory.create_batch(count)

    with django_assert_max_num_queries(3):
        assert client.get(LIST).status_code == 200


def test_ten_thousand_responses_are_listed_and_written_out(officer, consultation, question):
    Response.objects.bulk_create(
        Response(
            consultation=consultation,
            email=f"r{n}@harbour.example",
            made_at=NOW,
            confirmed_at=NOW,
        )
        for n in range(10_000)
    )

    shown = officer.get(page("response-list"))
    written = b"".join(officer.get(page("response-csv")).streaming_content).decode()

    assert shown.text.count('<th scope="row"') == 100
    assert written.count("\r\n") == 10_001


def test_no_formula_leaves_in_a_file(officer, consultation, question):
    response = ResponseFactory(consultation=consultation, organisation="=HYPERLINK(1)")
    AnswerFactory(response=response, question=question, text="+cmd|' /C calc'!A0")

    written = b"".join(officer.get(page("response-csv")).streaming_content).decode("utf-8-sig")

    (row,) = list(csv.reader(io.StringIO(written)))[1:]
    assert row[2] == "'=HYPERLINK(1)"
    assert row[-1] == "'+cmd|' /C calc'!A0"


# --- Documents ------------------------------------------------------------------------------------


def pdf(act=None):
    made = pikepdf.new()
    made.add_blank_page()
    if act:
        act(made)
    data = io.BytesIO()
    made.save(data)
    return data.getvalue()


@pytest.fixture
def kept_in(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }
    return tmp_path


def upload(client, data, name="plan.pdf"):
    file = SimpleUploadedFile(name, data, content_type="application/pdf")
    return client.post(page("document-new"), {"title": "The plan", "url": "", "file": file})


def test_a_plain_pdf_is_kept_under_a_name_nobody_can_guess(client, officer, consultation, kept_in):
    upload(officer, pdf(), name="The plan.pdf")

    document = ConsultationDocument.objects.get()
    answered = client.get(document.get_absolute_url())
    assert re.fullmatch(r"consultations/[0-9a-f]{32}\.pdf", document.file.name)
    assert answered["Content-Disposition"] == 'attachment; filename="The plan.pdf"'
    assert answered["Content-Security-Policy"] == "default-src 'none'"
    assert answered["X-Content-Type-Options"] == "nosniff"
    assert answered.getvalue().startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"MZ not a pdf", "is not a PDF"),
        (b"%PDF-1.7 and then nothing", "damaged"),
        (b" %PDF-1.7", "is not a PDF"),
        (
            pdf(
                lambda made: made.Root.__setitem__(
                    "/OpenAction", pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
                )
            ),
            "holds a script",
        ),
        (
            pdf(lambda made: made.attachments.__setitem__("x.exe", b"MZ")),
            "other files inside",
        ),
    ],
)
def test_a_file_that_is_no_plain_pdf_is_refused_in_words(
    officer, consultation, kept_in, data, words
):
    answered = upload(officer, data)

    assert words in answered.text
    assert not ConsultationDocument.objects.exists()


def test_a_pdf_that_opens_on_a_page_is_plain(officer, consultation, kept_in):
    def opens(made):
        made.Root.OpenAction = pikepdf.Array([made.pages[0].obj, pikepdf.Name.Fit])

    upload(officer, pdf(opens))

    assert ConsultationDocument.objects.exists()


def test_a_locked_pdf_is_refused(officer, consultation, kept_in):
    made, data = pikepdf.new(), io.BytesIO()
    made.add_blank_page()
    made.save(data, encryption=pikepdf.Encryption(owner="a", user="b"))

    assert "locked" in upload(officer, data.getvalue()).text


def test_the_document_of_a_draft_is_not_public(client, officer, consultation, kept_in):
    upload(officer, pdf())
    Consultation.objects.update(opens_on=NOW.date() + A_DAY)

    answered = client.get(ConsultationDocument.objects.get().get_absolute_url())

    assert answered.status_code == 404
    assert not Path(kept_in, "plan.pdf").exists()
