"""The board's own page, and the pack of a term for the council."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from core.pdf import NotPossibleError, pdf_of
from subgroups.board import decisions_of, pack_of, strategy_terms
from subgroups.models import Escalation
from subgroups.readers import who_reads
from subgroups.views.escalations import by_clock
from subgroups.views.finding import inside, of_group
from subgroups.views.meetings import agenda_for
from subgroups.views.reports import call_of, printed, reports_of


@of_group
def board_page(request, group, reader):
    """What the board has before it: what is overdue, the agenda, reports, progress, decisions."""
    if not group.is_board:
        raise Http404
    inside(reader)
    today = timezone.localdate()
    seen = Escalation.objects.visible_to(request.user).for_list()
    running = seen.filter(board=group).running()
    next_meeting = group.meetings.to_come(today).select_related("group").first()
    published = (
        group.meetings.published().select_related("group", "published_version").newest_first()[:1]
    )
    call = group.report_calls.select_related("board").order_by("-academic_year", "-term").first()
    rows, missing = reports_of(call, on=today) if call else ([], [])
    return render(
        request,
        "subgroups/board_page.html",
        {
            "board": group,
            "reader": reader,
            "escalations": by_clock(list(running), on=today),
            "meeting": next_meeting,
            "agenda": agenda_for(next_meeting, reader) if next_meeting else [],
            "call": call,
            "pack_url": call.page("pack") if call else "",
            "reports": [report for report, _ in rows],
            "missing": missing,
            "is_late": bool(call) and call.is_late(today),
            "progress": strategy_terms(),
            "decisions": decisions_of(list(published)),
            "audience": who_reads(),
        },
    )


@login_not_required
@of_group
def pack(request, group, reader, academic_year, term):
    """The term of a board for the Education Advisory Board; anybody may read it."""
    return render(request, "subgroups/pack.html", _pack(group, academic_year, term))


@login_not_required
@of_group
def pack_pdf(request, group, reader, academic_year, term):
    context = _pack(group, academic_year, term)
    try:
        made = pdf_of(render_to_string("subgroups/pack_pdf.html", context))
    except NotPossibleError as impossible:
        messages.warning(request, f"{impossible} Print the page instead.")
        return redirect(reverse("subgroups:pack", args=[group.slug, academic_year, term]))
    response = HttpResponse(made, content_type="application/pdf")
    name = f"{group.slug}-{academic_year}-{term}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _pack(group, academic_year, term):
    call = call_of(group, academic_year, term)
    made = pack_of(call, on=timezone.localdate())
    for report in made.reports:
        report.call = call
    return {
        "pack": made,
        "board": group,
        "call": call,
        "reports": [(report, printed(report)) for report in made.reports],
        "site": settings.SITE_URL,
        "pdf_url": reverse("subgroups:pack-pdf", args=[group.slug, academic_year, term]),
        "today": timezone.localdate(),
    }
