"""Spreadsheets of entries: sent, read about, taken in or discarded."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from accounts.permissions import Permission, audience, authorise
from accounts.services import RefusedError
from dashboard.exports import csv_response
from strategy.terms import SchoolTerm
from support_directory.forms.imports import ImportForm
from support_directory.models import DirectoryImport
from support_directory.services import imports as services
from support_directory.spreadsheets import COLUMNS, UnreadableError

MOST_SHOWN = 20
MOST_NAMED = 200
EXAMPLE = [
    "", "Specialist leader of education", "Robin Tern", "Leads mathematics in year 6",
    "Planning, pupil books and the first lessons together.", "robin.tern@school.example",
    "900001", "", "", "School", "Mathematics; Assessment", "primary",
    "maintained schools and academies", "Two schools gained 6 points.", "", "350",
    "Anywhere in the city", "01/09/2026", "5", "4", "3",
]  # fmt: skip


def import_list(request):
    """Sends a spreadsheet to be checked, and shows those that were sent before."""
    authorise(request.user, Permission.DIRECTORY_KEEP)
    year = SchoolTerm.of(timezone.localdate()).academic_year
    form = ImportForm(request.POST or None, request.FILES or None, year=year)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            import_ = services.look_into(
                data=file.read(),
                name=file.name,
                academic_year=form.cleaned_data["academic_year"],
                by=request.user,
                at=timezone.now(),
            )
        except UnreadableError as unreadable:
            form.add_error("file", f"{file.name}: {unreadable}")
        else:
            return redirect(import_)
    imports = DirectoryImport.objects.defer("rows").select_related("uploaded_by").newest_first()
    return render(
        request,
        "support_directory/import_list.html",
        {
            "form": form,
            "imports": imports[:MOST_SHOWN],
            "audience": audience(Permission.DIRECTORY_KEEP),
        },
    )


def import_template(request):
    """An empty spreadsheet with one example row."""
    authorise(request.user, Permission.DIRECTORY_KEEP)
    return csv_response("directory-template", list(COLUMNS), [EXAMPLE], [])


def import_detail(request, pk):
    """What is wrong with a spreadsheet, or what taking it in would do; then it is done."""
    authorise(request.user, Permission.DIRECTORY_KEEP)
    import_ = get_object_or_404(DirectoryImport, pk=pk)
    refused = ""
    if request.method == "POST":
        deed = services.discard if "discard" in request.POST else services.take_in
        try:
            import_ = deed(import_=import_, by=request.user, at=timezone.now())
        except RefusedError as error:
            refused = str(error)
        else:
            messages.success(request, f"{import_}: {import_.get_state_display()}.")
            return redirect(import_)
    is_open = import_.state == DirectoryImport.State.CHECKED
    plan = services.plan_of(import_.rows) if is_open else None
    problems = plan.problems if plan else []
    return render(
        request,
        "support_directory/import_detail.html",
        {
            "import": import_,
            "is_open": is_open,
            "plan": plan,
            "problems": problems[:MOST_NAMED],
            "more": max(0, len(problems) - MOST_NAMED),
            "new": plan.new[:MOST_NAMED] if plan else [],
            "refused": refused,
            "audience": audience(Permission.DIRECTORY_KEEP),
        },
    )
