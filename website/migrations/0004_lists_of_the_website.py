"""The page that lists each kind of thing, at the addresses readers know; and likeness of words.

The extension pg_trgm comes with PostgreSQL; the owner of the database may make it.
"""

import uuid

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LISTS = [
    ("newsindexpage", "NewsIndexPage", "news", "News", "What is new in the schools of the city."),
    ("eventindexpage", "EventIndexPage", "events", "Events", "What is on, and how to come."),
    (
        "trainingindexpage",
        "TrainingIndexPage",
        "training",
        "Training",
        "Courses that staff and governors of schools can book.",
    ),
    (
        "vacancyindexpage",
        "VacancyIndexPage",
        "vacancies",
        "Vacancies",
        "Work in the schools of the city.",
    ),
    (
        "resourceindexpage",
        "ResourceIndexPage",
        "resources",
        "Resources",
        "What schools can use again.",
    ),
    ("contactspage", "ContactsPage", "contacts", "Contacts", "Whom to ask for what."),
]


def lists(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Locale = apps.get_model("wagtailcore", "Locale")
    home = Page.objects.get(depth=2, content_type__model="homepage")
    children = Page.objects.filter(depth=3, path__startswith=home.path)
    taken = children.order_by("-path").values_list("path", flat=True).first()
    number = int(taken[-4:], 36) if taken else 0
    for model, name, slug, title, introduction in LISTS:
        if children.filter(slug=slug).exists():
            continue
        number += 1
        kind, _ = ContentType.objects.get_or_create(app_label="website", model=model)
        apps.get_model("website", name).objects.create(
            title=title,
            draft_title=title,
            introduction=introduction,
            slug=slug,
            content_type=kind,
            path=f"{home.path}{in_base_36(number)}",
            depth=3,
            numchild=0,
            url_path=f"{home.url_path}{slug}/",
            locale=Locale.objects.get(),
            translation_key=uuid.uuid4(),
        )
    Page.objects.filter(pk=home.pk).update(numchild=children.count())


def in_base_36(number):
    """As paths of pages have it: four digits."""
    digits = ""
    while number:
        number, last = divmod(number, 36)
        digits = DIGITS[last] + digits
    return digits.rjust(4, "0")


class Migration(migrations.Migration):
    dependencies = [("website", "0003_news_events_bookings_and_bulletin")]

    operations = [
        TrigramExtension(),
        migrations.RunPython(lists, migrations.RunPython.noop),
    ]
