"""The term for elected members, as a page to print and as a tagged PDF."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone

from core.pdf import NotPossibleError, pdf_of
from strategy.board import board_of
from strategy.models import Edition, UpdateRequest
from strategy.models.progress import Term


@login_not_required
def board(request, slug, academic_year, term):
    return _page(request, _asked(request, slug, academic_year, term))


@login_not_required
def board_pdf(request, slug, academic_year, term):
    asked = _asked(request, slug, academic_year, term)
    html = render_to_string("strategy/board_pdf.html", _context(asked))
    try:
        made = pdf_of(html)
    except NotPossibleError as impossible:
        return _page(request, asked, impossible=str(impossible), status=503)
    response = HttpResponse(made, content_type="application/pdf")
    name = f"{slug}-board-{academic_year}-{term}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _asked(request, slug, academic_year, term):
    """The term of an edition the reader may see; a 404 for one nobody asked for."""
    editions = Edition.objects.visible_to(request.user)
    if Term.of_word(term) is None:
        raise Http404
    return get_object_or_404(
        UpdateRequest.objects.select_related("edition"),
        edition__in=editions.filter(slug=slug),
        academic_year=academic_year,
        term=Term.of_word(term),
    )


def _page(request, asked, *, impossible="", status=200):
    context = {
        **_context(asked),
        "impossible": impossible,
        "pdf_url": asked.board_url("strategy:board-pdf"),
        "earlier": UpdateRequest.objects.before(asked).select_related("edition").first(),
        "later": UpdateRequest.objects.after(asked).select_related("edition").first(),
    }
    return render(request, "strategy/board.html", context, status=status)


def _context(asked):
    today = timezone.localdate()
    return {
        "board": board_of(asked, on=today),
        "edition": asked.edition,
        "today": today,
        "site": settings.SITE_URL,
        "address": f"{settings.SITE_URL}{asked.board_url()}",
    }
