"""What is kept beside a deployment: notes, people to ring, documents."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from core import audit
from support_directory.models import Contact, Deployment, DeploymentDocument, Note


@transaction.atomic
def write_note(
    *, deployment: Deployment, text: str, visibility: str, by: User, at: datetime
) -> Note:
    """Keep a note; the audit says that there is one and never what it says."""
    same = deployment.notes.filter(text=text, visibility=visibility, written_by=by)
    if earlier := same.filter(written_at__date=at.date()).first():
        return earlier
    note = Note.objects.create(
        deployment=deployment, text=text, visibility=visibility, written_at=at, written_by=by
    )
    # Of a note for brokers alone the school does not read even that it was written.
    is_open = visibility == Note.Visibility.CONCERNED
    audit.record(
        "note written",
        subject=note,
        school=deployment.host_school_id if is_open else None,
        by=by,
        after={"who may read it": note.get_visibility_display()},
    )
    return note


@transaction.atomic
def add_contact(*, contact: Contact, by: User, at: datetime) -> Contact:
    """Keep whom to ring; the same person twice is kept once."""
    same = Contact.objects.filter(
        deployment=contact.deployment, name=contact.name, part=contact.part
    )
    if earlier := same.first():
        return earlier
    contact.added_at, contact.added_by = at, by
    contact.save()
    audit.record(
        "contact added", subject=contact.deployment, school=contact.deployment.host_school_id, by=by
    )
    return contact


@transaction.atomic
def remove_contact(*, contact: Contact, by: User) -> None:
    """Let go of whom nobody rings any more."""
    audit.record(
        "contact removed",
        subject=contact.deployment,
        school=contact.deployment.host_school_id,
        by=by,
    )
    contact.delete()


@transaction.atomic
def add_document(
    *, deployment: Deployment, title: str, file: Any, by: User, at: datetime
) -> DeploymentDocument:
    """Keep a PDF that the form has looked into."""
    document = DeploymentDocument.objects.create(
        deployment=deployment, title=title, file=file, added_at=at, added_by=by
    )
    audit.record(
        "document added",
        subject=document,
        school=deployment.host_school_id,
        by=by,
        after={"deployment": deployment.pk},
    )
    return document
