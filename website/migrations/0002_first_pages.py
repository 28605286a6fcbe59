"""The home page as it was before editors could write it, and the review every page goes through.

Wagtail's own groups and workflow go: rights follow from posts, and nobody reviews themselves.
"""

import uuid

from django.db import migrations

INTRODUCTION = (
    "Every school in Portsmouth, the trusts, the council and their partners work together"
    " to raise standards. This portal is where that happens."
)


def first_pages(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    HomePage = apps.get_model("website", "HomePage")

    root = Page.objects.get(depth=1)
    Site.objects.all().delete()
    Page.objects.filter(depth=2).delete()
    kind, _ = ContentType.objects.get_or_create(app_label="website", model="homepage")
    home = HomePage.objects.create(
        title="Portsmouth Education Partnership",
        draft_title="Portsmouth Education Partnership",
        slug="home",
        introduction=INTRODUCTION,
        content_type=kind,
        path=f"{root.path}0001",
        depth=2,
        numchild=0,
        url_path="/home/",
        locale=Locale.objects.get(),
        translation_key=uuid.uuid4(),
    )
    Page.objects.filter(pk=root.pk).update(numchild=1)
    Site.objects.create(
        hostname="localhost",
        site_name="Portsmouth Education Partnership",
        root_page_id=home.pk,
        is_default_site=True,
    )


def review_of_everything(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Group = apps.get_model("auth", "Group")
    HomePage = apps.get_model("website", "HomePage")
    Review = apps.get_model("website", "Review")
    Task = apps.get_model("wagtailcore", "Task")
    Workflow = apps.get_model("wagtailcore", "Workflow")
    WorkflowPage = apps.get_model("wagtailcore", "WorkflowPage")
    WorkflowTask = apps.get_model("wagtailcore", "WorkflowTask")

    Workflow.objects.all().delete()
    Task.objects.all().delete()
    Group.objects.filter(name__in=["Editors", "Moderators"]).delete()
    kind, _ = ContentType.objects.get_or_create(app_label="website", model="review")
    review = Review.objects.create(name="Review by somebody else", content_type=kind)
    workflow = Workflow.objects.create(name="review")
    WorkflowTask.objects.create(workflow=workflow, task_id=review.pk, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page_id=HomePage.objects.get().pk)


class Migration(migrations.Migration):
    dependencies = [
        ("website", "0001_initial"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]

    operations = [
        migrations.RunPython(first_pages, migrations.RunPython.noop),
        migrations.RunPython(review_of_everything, migrations.RunPython.noop),
    ]
