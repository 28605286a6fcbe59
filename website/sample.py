"""Pages of the sample city: what an editor might have written."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction

from website import sample_content
from website.models import HomePage, StandardPage

ABOUT = "about"
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
]


@transaction.atomic
def load(*, on: date, by, log: Callable[[str], None]) -> int:
    """Publish the sample pages, once; what editors made of them since is kept."""
    if StandardPage.objects.filter(slug=ABOUT).exists():
        return 0
    home = HomePage.objects.get()
    first, *others = PAGES
    about = _published(first, home)
    below = [_published(page, about) for page in others]
    home.refresh_from_db()
    home.body = [
        (
            "links",
            {
                "title": "About us",
                "links": [
                    {"text": page.title, "page": page, "address": ""} for page in (about, *below)
                ],
            },
        ),
    ]
    home.save_revision().publish()
    things = sample_content.load(on=on)
    log(f"Website: the home page, {len(PAGES)} pages, {things} other things")
    return len(PAGES) + 1 + things


def _published(told: dict[str, Any], parent: Any) -> Any:
    page = StandardPage(**{key: told[key] for key in ("slug", "title", "introduction")})
    block = StandardPage._meta.get_field("body").stream_block
    raw = [{"type": kind, "value": value} for kind, value in told["body"]]
    page.body = block.to_python(raw)
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page
