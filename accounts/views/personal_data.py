"""What is held on me? Seen, taken away, and deleted by an officer."""

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Permission, audience, authorise
from accounts.personal_data import delete_person, held_on
from accounts.services import RefusedError
from core import audit


def my_data(request):
    """What is held on the reader, counted, and how long."""
    told = held_on(request.user)
    counts = [
        (words[:1].upper() + words[1:], len(rows))
        for words, rows in told.items()
        if words != "account"
    ]
    return render(request, "accounts/my_data.html", {"person": request.user, "counts": counts})


def my_data_file(request):
    return _file(request.user)


def person_data_file(request, pk):
    """The same for somebody who asked an officer; that it was taken is audited."""
    authorise(request.user, Permission.PEOPLE_MANAGE)
    person = get_object_or_404(User, pk=pk)
    audit.record("personal data taken away", subject=person, by=request.user)
    return _file(person)


def person_delete(request, pk):
    """Asks once, then deletes an account for good."""
    authorise(request.user, Permission.PEOPLE_MANAGE)
    person = get_object_or_404(User, pk=pk)
    refused = ""
    if request.method == "POST":
        try:
            delete_person(person=person, by=request.user, on=timezone.localdate())
        except RefusedError as error:
            refused = str(error)
        else:
            messages.success(request, "Deleted. The audit keeps a number for the name.")
            return redirect("people:person-list")
    return render(
        request,
        "accounts/person_delete.html",
        {
            "person": person,
            "refused": refused,
            "audience": audience(Permission.PEOPLE_MANAGE),
        },
    )


def _file(person):
    response = JsonResponse(held_on(person), json_dumps_params={"indent": 1, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="personal-data-{person.pk}.json"'
    return response
