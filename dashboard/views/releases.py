"""What published data is loaded: every file that was taken in, and what its check found."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render

from accounts.permissions import Permission, audience, authorise
from schools.models import Release

MOST_ON_A_PAGE = 100


def release_list(request):
    authorise(request.user, Permission.DATA_VIEW)
    releases = Release.objects.defer("report", "authorities").order_by(
        "-academic_year", "kind", "-imported_at", "pk"
    )
    page = Paginator(releases, MOST_ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "dashboard/release_list.html",
        {"page": page, "audience": audience(Permission.DATA_VIEW)},
    )


def release_detail(request, pk):
    authorise(request.user, Permission.DATA_VIEW)
    release = get_object_or_404(Release.objects.select_related("imported_by"), pk=pk)
    report = release.report
    difference = report.get("difference", {})
    facts = [
        ("Publisher", release.publisher),
        ("Publication", release.kind),
        ("Results year", release.academic_year or "none"),
        ("As at", f"{release.as_at:%-d %B %Y}" if release.as_at else "not stated"),
        ("Release status", release.get_status_display()),
        ("File", release.file_name),
        ("SHA-256", release.sha256),
        ("Rows", f"{release.row_count:,}"),
        ("Authorities", len(release.authorities)),
        ("Taken in", f"{release.imported_at:%-d %B %Y, %H:%M}"),
        ("By", release.imported_by or "a command"),
    ]
    return render(
        request,
        "dashboard/release_detail.html",
        {
            "release": release,
            "facts": facts,
            "checks": _checks(report),
            "totals": report.get("totals", []),
            "examples": difference.get("examples", []),
            "notes": report.get("notes", []),
            "audience": audience(Permission.DATA_VIEW),
        },
    )


def _checks(report):
    """What the check counted, in the order it is printed."""
    if not report:
        return []
    difference = report.get("difference", {})
    codes = report.get("codes", {})
    if report.get("areas"):
        who = [("Areas", f"{report['areas']:,}, {report['authorities']:,} of them authorities")]
    else:
        who = [
            ("Schools matched to the register", f"{report.get('schools_matched', 0):,}"),
            ("Schools not matched", f"{report.get('schools_not_matched', 0):,}"),
        ]
    return [
        *who,
        ("Figures", f"{report.get('figures', 0):,}"),
        (
            "Codes met",
            ", ".join(f"{code} {count:,}" for code, count in sorted(codes.items())) or "none",
        ),
        ("Duplicates", report.get("duplicates") or "none"),
        (
            "Difference from what was live",
            f"{difference.get('added', 0):,} added, {difference.get('changed', 0):,} changed,"
            f" {difference.get('removed', 0):,} removed",
        ),
    ]
