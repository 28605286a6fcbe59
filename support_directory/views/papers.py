"""What is kept beside a deployment: documents, notes and people to ring."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from core.uploads import attachment
from support_directory.forms.deployments import ContactForm, DocumentForm, NoteForm
from support_directory.models import Contact, Note
from support_directory.services import papers
from support_directory.views.deployment_pages import concerned, page


def document_list(request, pk):
    """The papers of a deployment, and a form to add one."""
    deployment, part = concerned(request, pk)
    form = DocumentForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        papers.add_document(
            deployment=deployment, by=request.user, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, "Added.")
        return redirect("deployments:documents", deployment.pk)
    documents = deployment.documents.select_related("added_by").order_by("-added_at", "-pk")
    return render(
        request,
        "deployments/documents.html",
        {**page(deployment, part), "form": form, "documents": list(documents)},
    )


def document(request, pk, document_pk):
    """One paper, to save."""
    deployment, _ = concerned(request, pk)
    found = get_object_or_404(deployment.documents, pk=document_pk)
    if not found.file.storage.exists(found.file.name):
        raise Http404
    return attachment(found.file, name=f"{found.title}.pdf")


def note_list(request, pk):
    """Notes as far as their reader may see them, and a form to write one."""
    deployment, part = concerned(request, pk)
    form = NoteForm(request.POST or None, arranges=part.arranges)
    if form.is_valid():
        papers.write_note(
            deployment=deployment,
            text=form.cleaned_data["text"],
            visibility=form.cleaned_data.get("visibility", Note.Visibility.CONCERNED),
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, "Saved.")
        return redirect("deployments:notes", deployment.pk)
    notes = deployment.notes.read_by(arranges=part.arranges).select_related("written_by")
    return render(
        request,
        "deployments/notes.html",
        {
            **page(deployment, part),
            "form": form,
            "notes": list(notes.order_by("-written_at", "-pk")),
        },
    )


def contact_new(request, pk):
    """Somebody to ring who has no post in the portal."""
    deployment, part = concerned(request, pk)
    form = ContactForm(request.POST or None, instance=Contact(deployment=deployment))
    if form.is_valid():
        papers.add_contact(contact=form.save(commit=False), by=request.user, at=timezone.now())
        messages.success(request, "Added.")
        return redirect(deployment)
    return render(
        request,
        "deployments/step.html",
        {
            **page(deployment, part),
            "form": form,
            "step_title": "Who can be rung about this?",
            "back": reverse("deployments:deployment-detail", args=[deployment.pk]),
        },
    )


@require_POST
def contact_remove(request, pk, contact_pk):
    deployment, _ = concerned(request, pk)
    contact = get_object_or_404(deployment.contacts, pk=contact_pk)
    papers.remove_contact(contact=contact, by=request.user)
    messages.success(request, "Removed.")
    return redirect(deployment)
