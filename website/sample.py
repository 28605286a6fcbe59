"""Pages of the sample city: what an editor might have written, all of it invented.

`below` is the address of the page above, the home page without one; `objective` the code of the
objective in force that a topic belongs to.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction

from strategy.models import Edition, Objective
from website import sample_content
from website.models import HomePage, StandardPage

ABOUT, ATTENDANCE = "about", "coming-to-school-every-day"
PAGES: list[dict[str, Any]] = [
    {
        "slug": ABOUT,
        "title": "About the partnership",
        "introduction": "Schools, trusts, the council and partners, raising standards together.",
        "body": [
            ("heading", "What the partnership does"),
            (
                "text",
                "<p>The partnership brings every school of the city together, whoever runs it."
                " It has no power to order anybody. It works by:</p>"
                "<ul><li>figures that everybody shares</li><li>priorities that everybody agreed"
                "</li><li>support that one school lends another</li></ul>",
            ),
            ("heading", "What it is not"),
            (
                "text",
                "<p>It does not inspect schools and does not judge them. Inspection is the work"
                " of Ofsted.</p>",
            ),
            (
                "links",
                {
                    "title": "Find out more",
                    "links": [
                        {"text": "Find a school", "page": None, "address": "/schools/"},
                        {"text": "Is the strategy working?", "page": None, "address": "/strategy/"},
                    ],
                },
            ),
        ],
    },
    {
        "slug": "how-we-are-organised",
        "below": ABOUT,
        "title": "How we are organised",
        "introduction": "A board that sets the direction, and groups that do the work.",
        "body": [
            ("heading", "The Strategic Board"),
            (
                "text",
                "<p>The board agrees the strategy and asks each group how far it has come.</p>",
            ),
            ("heading", "Sub-groups"),
            (
                "text",
                "<p>Each group leads one part of the strategy. Heads, governors, trusts and the"
                " council sit on them together.</p>",
            ),
        ],
    },
    {
        "slug": "how-schools-help-each-other",
        "below": ABOUT,
        "title": "How schools help each other",
        "introduction": "People who have done it lend a few days to those who need it.",
        "body": [
            ("heading", "Who helps"),
            (
                "text",
                "<p>Experienced leaders of one school work with another, by agreement of both"
                " headteachers, for an agreed number of days.</p>",
            ),
            ("subheading", "What it costs"),
            ("text", "<p>Each agreement says who pays. Some days cost a school nothing.</p>"),
        ],
    },
    {
        "slug": ATTENDANCE,
        "title": "Coming to school every day",
        "introduction": "Why mornings matter, who helps, and what schools have tried.",
        "objective": "SO7",
        "body": [
            ("heading", "How it stands"),
            ("figure", {"measure": "TotAbs"}),
            (
                "text",
                "<p>One day missed each fortnight is four weeks in a school year. Most children"
                " who miss so much have a reason that somebody can do something about: a bus, a"
                " worry, a parent who works nights.</p>",
            ),
            ("heading", "Who helps"),
            (
                "text",
                "<ul><li>The attendance lead of the school: ask first, and early</li>"
                "<li>The open hour of the partnership, on Mondays</li>"
                "<li>The family team, where more than school is the matter</li></ul>",
            ),
            (
                "links",
                {
                    "title": "Go on with",
                    "links": [
                        {
                            "text": "What one school did about Mondays",
                            "page": None,
                            "address": f"/{ATTENDANCE}/mondays/",
                        },
                        {
                            "text": "Training: understanding attendance figures",
                            "page": None,
                            "address": "/training/understanding-attendance-figures/",
                        },
                    ],
                },
            ),
        ],
    },
    {
        "slug": "mondays",
        "below": ATTENDANCE,
        "title": "What one school did about Mondays",
        "introduction": "A case study of the sample city: school and figures are invented.",
        "body": [
            ("heading", "What was wrong"),
            (
                "text",
                "<p>At an invented school by the docks, one seat in eight was empty on Mondays and"
                " one in sixteen on Thursdays. Nobody had looked at the days apart.</p>",
            ),
            ("heading", "What they tried"),
            (
                "text",
                "<ol><li>Breakfast and a club before school, on Mondays first</li>"
                "<li>A call by nine o’clock from somebody the family knows</li>"
                "<li>No tests and no new topics on a Monday</li></ol>",
            ),
            ("heading", "What came of it"),
            (
                "table",
                {
                    "caption": "Pupils away of every hundred, by term",
                    "rows": "Day|Autumn|Spring|Summer\nMonday|12|10|8\nThursday|6|6|5",
                },
            ),
            ("subheading", "What did not work"),
            (
                "text",
                "<p>Letters. They were sent to all and read by those who did not need them. The"
                " school says that it cannot tell which of the three things helped most.</p>",
            ),
        ],
    },
    {
        "slug": "governors",
        "title": "Governors",
        "introduction": "For those who sit on a governing board, and those who might.",
        "body": [
            ("heading", "What a governor does"),
            (
                "text",
                "<p>A board asks three things again and again: where is this school going, is it"
                " getting there, and is the money well spent? It does not run the school.</p>",
            ),
            ("heading", "How to become one"),
            (
                "text",
                "<p>You need no child at the school and no knowledge of teaching. You need about"
                " six evenings a year, patience, and the courage to ask what nobody else asked."
                "</p>",
            ),
            (
                "links",
                {
                    "title": "For governors",
                    "links": [
                        {
                            "text": "Ten questions to ask of your school’s figures",
                            "page": None,
                            "address": "/resources/ten-questions-for-governors/",
                        },
                        {"text": "Briefings and other events", "page": None, "address": "/events/"},
                        {"text": "Find your school", "page": None, "address": "/schools/"},
                        {"text": "Whom to ask", "page": None, "address": "/contacts/"},
                    ],
                },
            ),
        ],
    },
    {
        "slug": "welcome-to-portsmouth",
        "title": "Welcome to Portsmouth",
        "introduction": "For those who think of teaching here: what to expect of us.",
        "body": [
            ("heading", "Working on an island"),
            (
                "text",
                "<p>The sea is never far, and neither is the next school. That is why schools here"
                " share so much: a new teacher meets colleagues of other schools in the first"
                " month.</p>",
            ),
            ("heading", "What you can expect"),
            (
                "text",
                "<ul><li>Somebody at your school who has time for you in your first year</li>"
                "<li>Training that other schools open to you</li>"
                "<li>A subject network that meets each half term</li></ul>"
                "<p>This page is a sample. An editor puts the city’s own words in its place.</p>",
            ),
            (
                "links",
                {
                    "title": "Look around",
                    "links": [
                        {"text": "Vacancies", "page": None, "address": "/vacancies/"},
                        {"text": "Training", "page": None, "address": "/training/"},
                        {"text": "How is Portsmouth doing?", "page": None, "address": "/city/"},
                    ],
                },
            ),
        ],
    },
]


@transaction.atomic
def load(*, on: date, by, log: Callable[[str], None]) -> int:
    """Publish the sample pages, once; what editors made of them since is kept."""
    if StandardPage.objects.filter(slug=ABOUT).exists():
        return 0
    home = HomePage.objects.get()
    pages: dict[str, StandardPage] = {}
    for told in PAGES:
        pages[told["slug"]] = _published(told, pages.get(told.get("below", "")) or home)
    home.refresh_from_db()
    home.body = [
        _links("About us", [page for page in pages.values() if f"/{ABOUT}/" in page.url_path]),
        _links(
            "For families, governors and teachers",
            [pages[name] for name in (ATTENDANCE, "governors", "welcome-to-portsmouth")],
        ),
    ]
    home.save_revision().publish()
    things = sample_content.load(on=on)
    log(f"Website: the home page, {len(PAGES)} pages, {things} other things")
    return len(PAGES) + 1 + things


def _links(title: str, pages: list[StandardPage]) -> tuple[str, dict[str, Any]]:
    links = [{"text": page.title, "page": page, "address": ""} for page in pages]
    return "links", {"title": title, "links": links}


def _published(told: dict[str, Any], parent: Any) -> Any:
    page = StandardPage(**{key: told[key] for key in ("slug", "title", "introduction")})
    if code := told.get("objective"):
        in_force = Edition.objects.in_force().first()
        page.objective = Objective.objects.filter(edition=in_force, code=code).first()
    block = StandardPage._meta.get_field("body").stream_block
    raw = [{"type": kind, "value": value} for kind, value in told["body"]]
    page.body = block.to_python(raw)
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page
