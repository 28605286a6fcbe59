"""News, events, training, vacancies, resources and a bulletin of the sample city: all invented."""

from datetime import datetime, time, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid5

from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image, ImageDraw

from schools.models import FIRST_SAMPLE_URN, School
from website.models import (
    BulletinIssue,
    BulletinItem,
    ContactsPage,
    CoursePage,
    EventIndexPage,
    EventPage,
    NewsIndexPage,
    NewsPage,
    Picture,
    ResourceFile,
    ResourceIndexPage,
    ResourcePage,
    Subscription,
    Topic,
    TrainingIndexPage,
    VacancyIndexPage,
    VacancyPage,
)
from website.models.bulletin import issue_day

SPACE = UUID("5f3c1f6e-7a52-4b1e-9a50-0c5d1a7d9d10")

NEWS = [
    (
        3,
        "More seven-year-olds read fluently",
        Topic.CURRICULUM,
        "Schools of the reading network tell what they changed, and what did not work.",
        "<p>Twelve schools read with every child every day for a year. Nine say that it helped"
        " the children who read least. Three had too few grown-ups to keep it up.</p>",
    ),
    (
        17,
        "Ask us about the attendance plan",
        Topic.ATTENDANCE,
        "An open hour each Monday for heads and attendance leads.",
        "<p>Bring a question or a case without names. Two officers and a headteacher answer.</p>",
    ),
    (
        60,
        "A new way to lend a subject leader",
        Topic.LEADERSHIP,
        "Half a day a week for a term, agreed by both headteachers.",
        "<p>Schools that lend keep their cover; schools that borrow say afterwards what came of"
        " it.</p>",
    ),
    (
        400,
        "Nursery places for two-year-olds",
        Topic.EARLY_YEARS,
        "Where places are free, and who can have one.",
        "<p>Ask the family team for the list of this month.</p>",
    ),
]
COURSES = [
    (
        "First steps as a subject leader",
        Topic.LEADERSHIP,
        "Harbour Teaching Alliance (invented)",
        "teachers in their first year of leading a subject",
        "£95 a person",
        "Three hours on reading results, watching lessons and saying what you saw.",
        [(20, 12), (55, 20)],
    ),
    (
        "Understanding attendance figures",
        Topic.ATTENDANCE,
        "The partnership",
        "attendance leads and governors",
        "Free",
        "What the figures count, what they leave out, and what to ask about them.",
        [(34, 30)],
    ),
]


def load(*, on) -> int:
    """Make all of it, once. Returns how many things."""
    if NewsPage.objects.exists() or EventPage.objects.exists():
        return 0
    made = [*_news(on), *_events(on), *_training(on), *_vacancies(on), _resource(on), _contacts()]
    return len(made) + _bulletin(on)


def _published(page: Any, parent: Any) -> Any:
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def _body(page: Any, *blocks: tuple[str, Any]) -> Any:
    stream = type(page)._meta.get_field("body").stream_block
    page.body = stream.to_python([{"type": kind, "value": value} for kind, value in blocks])
    return page


def _picture() -> Picture:
    """A harbour at evening, drawn: no photograph of anybody."""
    drawn = Image.new("RGB", (1200, 630), "#f3a35c")
    pen = ImageDraw.Draw(drawn)
    pen.rectangle((0, 380, 1200, 630), fill="#0d3b52")
    pen.ellipse((880, 250, 1060, 430), fill="#ffd9a0")
    for left in (150, 470, 760):
        pen.polygon(
            [(left, 400), (left + 150, 400), (left + 120, 440), (left + 30, 440)], fill="#fff"
        )
        pen.polygon([(left + 70, 190), (left + 70, 390), (left + 150, 390)], fill="#f8f1e7")
    kept = BytesIO()
    drawn.save(kept, "JPEG", quality=80)
    return Picture.objects.create(
        title="Boats at evening", file=ContentFile(kept.getvalue(), name="boats.jpg")
    )


def _news(on):
    index, picture = NewsIndexPage.objects.get(), _picture()
    for days, title, topic, introduction, text in reversed(NEWS):
        page = NewsPage(
            title=title, topic=topic, introduction=introduction, on=on - timedelta(days=days)
        )
        if days == NEWS[0][0]:
            page.picture = picture
            page.picture_alternative = "Three sailing boats in a harbour, the sun going down"
        yield _published(_body(page, ("text", text)), index)


def _at(on, days, hour):
    return timezone.make_aware(datetime.combine(on + timedelta(days=days), time(hour)))


def _events(on):
    index = EventIndexPage.objects.get()
    for title, days, hour, places, introduction in (
        ("Headteachers’ breakfast", 9, 8, 24, "Coffee, one topic and an hour of each other."),
        ("Governors’ briefing, spring", 30, 18, 60, "What is new, and what boards should ask."),
        ("Open evening of the partnership", 45, 17, None, "Come and see what schools do together."),
        ("Reading network, autumn", -20, 14, 20, "What twelve schools learned in a year."),
    ):
        yield _published(
            EventPage(
                title=title,
                introduction=introduction,
                starts_at=_at(on, days, hour),
                ends_at=_at(on, days, hour + 2),
                venue="Old Customs House (invented)",
                address="1 Quay Row, Sampleport",
                access_notes="Level entrance from the car park; lift; hearing loop in the hall.",
                audience="everybody in the partnership",
                price="Free",
                places=places,
            ),
            index,
        )


def _training(on):
    index = TrainingIndexPage.objects.get()
    for title, topic, provider, audience, price, introduction, sessions in COURSES:
        course = _published(
            CoursePage(
                title=title,
                topic=topic,
                provider=provider,
                audience=audience,
                price=price,
                introduction=introduction,
            ),
            index,
        )
        yield course
        for number, (days, places) in enumerate(sessions, start=1):
            yield _published(
                EventPage(
                    title=f"{title}: session {number}",
                    introduction=introduction,
                    starts_at=_at(on, days, 13),
                    ends_at=_at(on, days, 16),
                    venue="Online",
                    price=price,
                    audience=audience,
                    places=places,
                    joining="The link comes with the reminder two days before.",
                ),
                course,
            )


def _vacancies(on):
    index = VacancyIndexPage.objects.get()
    schools = School.objects.local().open().filter(urn__gte=FIRST_SAMPLE_URN).order_by("urn")[:2]
    for school, title, days, salary in zip(
        schools, ("Class teacher, Year 4", "Learning mentor"), (18, 40), ("M1 to M6", "£24,500"),
        strict=False,
    ):  # fmt: skip
        yield _published(
            VacancyPage(
                title=title,
                school=school,
                introduction="We look for somebody kind, curious and on time.",
                closes_on=on + timedelta(days=days),
                starts="after the next holiday",
                salary=salary,
                apply_at="https://example.org/apply",
            ),
            index,
        )


def _resource(on):
    file = ResourceFile(title="Questions for governors")
    file.file.save(
        "questions.csv", ContentFile(b"question,why\nWho is not here?,Attendance\n"), save=False
    )
    file.file_size = file.file.size
    file.save()
    page = ResourcePage(
        title="Ten questions for governors",
        topic=Topic.GOVERNORS,
        introduction="What a board can ask about each page of its school’s figures.",
    )
    stream = ResourcePage._meta.get_field("versions").stream_block
    version = {"file": file.pk, "label": "Version 1", "on": on.isoformat()}
    page.versions = stream.to_python([{"type": "version", "value": version}])
    table = {"caption": "The first question", "rows": "Question|Why\nWho is not here?|Attendance"}
    return _published(_body(page, ("table", table)), ResourceIndexPage.objects.get())


def _contacts():
    page = ContactsPage.objects.get()
    for title, who, email in (
        ("School improvement", "The school improvement team", "improvement@example.org"),
        ("This website and the bulletin", "The editors", "editors@example.org"),
    ):
        page.body.append(
            (
                "contact",
                {"title": title, "who": who, "email": email, "telephone": "", "hours": ""},
            )
        )
    page.save_revision().publish()
    return page


def _bulletin(on):
    """An issue that has gone out, one item waiting, and two subscribers."""
    at = _at(on, -7, 9)
    issue = BulletinIssue.objects.create(
        on=issue_day(at) - timedelta(days=7),
        introduction="A short one this week.",
        state=BulletinIssue.State.SENT,
        sent_at=at,
    )
    for number, (title, topic, taken) in enumerate(
        (
            ("Choirs wanted for the harbour concert", Topic.PARTNERSHIP, True),
            ("Spare microscopes to give away", Topic.CURRICULUM, True),
            ("Cover for a reading recovery teacher", Topic.LEADERSHIP, False),
        )
    ):
        BulletinItem.objects.create(
            title=title,
            text="Write to the school office by the end of the month.",
            topic=topic,
            organisation="Wharf Lane Junior School (invented)",
            sender="School office",
            email="office@example.org",
            sent_at=at,
            once=uuid5(SPACE, f"item {number}"),
            state=BulletinItem.State.TAKEN if taken else BulletinItem.State.SENT_IN,
            issue=issue if taken else None,
            position=number,
        )
    for name in ("reader.one", "reader.two"):
        Subscription.objects.create(email=f"{name}@example.org", asked_at=at, confirmed_at=at)
    return 4
