"""Days and money of the city: entitlement against use, rates, bills, projects."""

from decimal import Decimal

from django.contrib import messages
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.permissions import Permission, audience, authorise
from accounts.services import RefusedError
from core.numbers import number_in
from dashboard.exports import csv_response
from dashboard.models import Rating
from strategy.terms import SchoolTerm
from support_directory import ledger
from support_directory.forms.money import EntitlementForm, ProjectForm, RateForm
from support_directory.invoicing import in_days, in_pounds
from support_directory.models import Deployment, Entitlement, Project, Rate, Visit
from support_directory.services import money
from support_directory.views.noting import note_levels

YEARS_AHEAD = 2
NOT_SET = "not set"


def city_days(request):
    """Entitlement against planned, used and left, school by school, for one school year."""
    authorise(request.user, Permission.DEPLOYMENT_ARRANGE)
    now = SchoolTerm.of(timezone.localdate()).academic_year
    year = _year(request.GET.get("year", ""), now)
    accounts = ledger.city(year)
    note_levels(request, [account.school.pk for account in accounts if account.priority])
    return render(
        request,
        "deployments/city_days.html",
        {
            "year": year,
            "years": [(each, _in_words(each)) for each in _years(now)],
            "in_words": _in_words(year),
            "rows": [_row(account) for account in accounts],
            "totals": _totals(accounts),
            "entitlements": list(
                Entitlement.objects.filter(academic_year=year).order_by("priority")
            ),
            "rate": Rate.objects.on(timezone.localdate()),
            "audience": _audience(),
        },
    )


def _years(now):
    """The school years that days are counted for: the next, this one and those before."""
    return range(now + 1, now - 4, -1)


def _year(word, now):
    year = number_in(word)
    return year if year and now - 20 < year <= now + YEARS_AHEAD else now


def _in_words(year):
    return f"{year - 1}/{year % 100:02}"


def _row(account):
    left = account.left
    return {
        "school": account.school,
        "priority": Rating.Priority(account.priority).label if account.priority else "Not rated",
        "entitled": in_days(account.entitled) if account.entitled is not None else NOT_SET,
        "planned": in_days(account.planned),
        "used": in_days(account.used),
        "left": in_days(left) if left is not None else NOT_SET,
        "is_over": left is not None and left < 0,
        "others": in_days(account.others),
    }


def _totals(accounts):
    zero = Decimal(0)
    return {
        "entitled": in_days(sum((each.entitled or zero for each in accounts), zero)),
        "planned": in_days(sum((each.planned for each in accounts), zero)),
        "used": in_days(sum((each.used for each in accounts), zero)),
        "left": in_days(sum((each.left or zero for each in accounts), zero)),
        "others": in_days(sum((each.others for each in accounts), zero)),
    }


def entitlement_edit(request, year):
    """Set days and core visits of a school year by level of support."""
    authorise(request.user, Permission.DEPLOYMENT_ARRANGE)
    if year not in _years(SchoolTerm.of(timezone.localdate()).academic_year):
        raise Http404
    kept = {one.priority: one for one in Entitlement.objects.filter(academic_year=year)}
    form = EntitlementForm(request.POST or None, kept=kept)
    back = f"{reverse('deployments:city-days')}?year={year}"
    if form.is_valid():
        money.set_entitlements(academic_year=year, numbers=form.numbers, by=request.user)
        messages.success(request, "Saved.")
        return redirect(back)
    title = f"How much support is a school entitled to in {_in_words(year)}?"
    return _form_page(request, form, title, back)


def rate_new(request):
    """A new price from a day on."""
    authorise(request.user, Permission.DEPLOYMENT_ARRANGE)
    form = RateForm(request.POST or None)
    back = reverse("deployments:city-days")
    if form.is_valid():
        try:
            money.set_rate(rate=form.save(commit=False), by=request.user)
        except RefusedError as refused:
            form.add_error("starts_on", str(refused))
        else:
            messages.success(request, "Saved. Deployments keep the rate they were offered at.")
            return redirect(back)
    return _form_page(request, form, "What does a day of support cost?", back)


def _form_page(request, form, title, back):
    return render(
        request,
        "deployments/money_form.html",
        {"form": form, "step_title": title, "back": back, "audience": _audience()},
    )


# --- Bills --------------------------------------------------------------------------------


def _due():
    """Visits that are to be billed, by payer's school and day."""
    visits = Visit.objects.to_invoice().select_related(
        "deployment__host_school__trust",
        "deployment__home_school",
        "deployment__entry",
        "deployment__project",
    )
    return ledger.bills(visits.order_by("deployment__host_school__name", "held_on", "pk"))


def invoice_list(request):
    """What is to be billed: every recorded visit that nobody disputes and no bill names."""
    authorise(request.user, Permission.DEPLOYMENT_ARRANGE)
    bills = _due()
    disputed = Visit.objects.recorded().filter(is_accurate=False, invoiced_on=None)
    return render(
        request,
        "deployments/invoices.html",
        {
            "rows": [_bill(bill) for bill in bills],
            "total": _bill_total(ledger.total_of(bills)),
            "disputed": disputed.count(),
            "audience": _audience(),
        },
    )


def _bill(bill):
    return {
        "visit": bill.visit,
        "deployment": bill.visit.deployment,
        "payer": bill.payer,
        "home": bill.home,
        "days": in_days(bill.line.days),
        "to_pay": in_pounds(bill.line.to_pay),
        "to_home": in_pounds(bill.line.to_home),
        "brokerage": in_pounds(bill.line.brokerage),
    }


def _bill_total(total):
    return {
        "days": in_days(total.days),
        "to_pay": in_pounds(total.to_pay),
        "to_home": in_pounds(total.to_home),
        "brokerage": in_pounds(total.brokerage),
    }


def invoice_csv(request):
    """The same as a file for whoever writes the bills."""
    authorise(request.user, Permission.DEPLOYMENT_ARRANGE)
    bills = _due()
    head = [
        "Deployment",
        "Visit",
        "Host school",
        "Who pays",
        "Person",
        "Home school",
        "Days",
        "Pounds a day",
        "To pay",
        "To the home school",
        "Brokerage",
    ]
    rows = [
        [
            bill.visit.deployment.pk,
            f"{bill.visit.held_on:%Y-%m-%d}",
            str(bill.visit.deployment.host_school),
            bill.payer,
            str(bill.visit.deployment.entry),
            bill.home,
            bill.line.days,
            f"{bill.visit.deployment.day_rate:.2f}",
            f"{bill.line.to_pay:.2f}",
            f"{bill.line.to_home:.2f}",
            f"{bill.line.brokerage:.2f}",
        ]
        for bill in bills
    ]
    total = ledger.total_of(bills)
    rows.append(
        [
            "Total",
            "",
            "",
            "",
            "",
            "",
            total.days,
            "",
            f"{total.to_pay:.2f}",
            f"{total.to_home:.2f}",
            f"{total.brokerage:.2f}",
        ]
    )
    notes = ["Recorded visits that the host school’s head does not dispute and no bill names."]
    return csv_response(f"invoices-due-{timezone.localdate():%Y-%m-%d}", head, rows, notes)


@require_POST
def invoice_mark(request):
    """Bills were written for the visits that were on the page."""
    authorise(request.user, Permission.DEPLOYMENT_ARRANGE)
    sent = map(number_in, request.POST.getlist("visit"))
    visits = [pk for pk in sent if pk is not None]
    count = money.mark_invoiced(visits=visits, by=request.user, on=timezone.localdate())
    messages.success(request, f"{count} visit{'' if count == 1 else 's'} noted as billed.")
    return redirect("deployments:invoices")


# --- Projects -----------------------------------------------------------------------------


def project_list(request):
    """Money that came for one purpose, and what is left of it."""
    authorise(request.user, Permission.DEPLOYMENT_ARRANGE)
    accounts = ledger.of_projects(Project.objects.order_by("-starts_on", "name"))
    return render(
        request,
        "deployments/project_list.html",
        {
            "rows": [(one.project, in_pounds(one.project.budget), *_sums(one)) for one in accounts],
            "audience": _audience(),
        },
    )


def _sums(account):
    return in_pounds(account.planned), in_pounds(account.spent), in_pounds(account.left)


def project_detail(request, pk):
    """A project: what it is for, its schools, its deployments and its money."""
    authorise(request.user, Permission.DEPLOYMENT_ARRANGE)
    project = get_object_or_404(Project, pk=pk)
    (account,) = ledger.of_projects([project])
    planned, spent, left = _sums(account)
    deployments = Deployment.objects.visible_to(request.user).filter(Q(project=project))
    return render(
        request,
        "deployments/project.html",
        {
            "project": project,
            "facts": [
                ("Who gave the money", project.funder),
                ("Sum", in_pounds(project.budget)),
                ("Planned", planned),
                ("Spent", spent),
                ("Left to plan", left),
                ("From", f"{project.starts_on:%-d %B %Y}"),
                ("Until", f"{project.ends_on:%-d %B %Y}"),
            ],
            "is_over": account.left < 0,
            "schools": list(project.schools.order_by("name")),
            "deployments": list(deployments.for_list().newest_first()),
            "audience": _audience(),
        },
    )


def project_new(request):
    return _project(request, Project())


def project_edit(request, pk):
    return _project(request, get_object_or_404(Project, pk=pk))


def _project(request, project):
    authorise(request.user, Permission.DEPLOYMENT_ARRANGE)
    form = ProjectForm(request.POST or None, instance=project)
    if form.is_valid():
        saved = money.save_project(
            project=form.save(commit=False), schools=form.cleaned_data["schools"], by=request.user
        )
        messages.success(request, "Saved.")
        return redirect(saved)
    back = project.get_absolute_url() if project.pk else reverse("deployments:project-list")
    return _form_page(request, form, "Which project is it?", back)


def _audience():
    return audience(Permission.DEPLOYMENT_ARRANGE)
