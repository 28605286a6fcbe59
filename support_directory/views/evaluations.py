"""Evaluation: three screens by a signed link without a sign-in, and how many answer."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.permissions import Permission, audience, authorise
from core.throttle import is_allowed
from support_directory.forms.reviews import SCREENS
from support_directory.models import Evaluation
from support_directory.responses import response_rates
from support_directory.services import evaluations
from support_directory.services.evaluations import LinkClosedError

COOKIE = "evaluation-{}"
A_DAY = 24 * 60 * 60
MOST_LINKS_A_DAY = 3
# Gone for good, or never was.
STATUS = {"altered": 404, "gone": 404, "elsewhere": 409, "answered": 410}


@never_cache
@login_not_required
def evaluation(request, link):
    """What a link leads to: the first question that is not answered."""
    found = _found(request, link)
    if not isinstance(found, Evaluation):
        return found
    return redirect("deployments:evaluation-screen", link, evaluations.next_screen(found))


@never_cache
@login_not_required
def evaluation_screen(request, link, screen):
    """One of the three screens."""
    if screen not in SCREENS:
        raise Http404
    found = _found(request, link)
    if not isinstance(found, Evaluation):
        return found
    if screen > evaluations.next_screen(found):
        return redirect("deployments:evaluation", link)
    kept = {name: getattr(found, name) for name in evaluations.SCREENS[screen]}
    form = SCREENS[screen](request.POST or None, initial=kept)
    if form.is_valid():
        try:
            answered = evaluations.answer(
                evaluation=found, screen=screen, answers=form.cleaned_data, at=timezone.now()
            )
        except LinkClosedError as closed:
            return _closed(request, link, closed)
        if answered.is_whole:
            return render(request, "deployments/evaluation_done.html", {"evaluation": found})
        response = redirect("deployments:evaluation-screen", link, screen + 1)
        response.set_cookie(
            COOKIE.format(found.pk),
            answered.browser,
            max_age=evaluations.OPEN_FOR,
            path=reverse("deployments:evaluation", args=[link]),
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
        return response
    return render(
        request,
        "deployments/evaluation_screen.html",
        {
            "form": form,
            "screen": screen,
            "screens": len(SCREENS),
            "evaluation": found,
            "back": reverse("deployments:evaluation-screen", args=[link, screen - 1])
            if screen > 1
            else "",
        },
    )


@never_cache
@login_not_required
@require_POST
def evaluation_again(request, link):
    """A new link to the address that was asked first, whoever presses."""
    try:
        evaluations.of_link(link, browser="", at=timezone.now())
    except LinkClosedError as closed:
        if closed.evaluation is None or closed.why == "answered":
            return _closed(request, link, closed)
        found = closed.evaluation
        # Nobody's mailbox is filled by somebody who presses again and again.
        if is_allowed("evaluation-link", found.pk, most=MOST_LINKS_A_DAY, seconds=A_DAY):
            evaluations.send_again(evaluation=found, at=timezone.now(), by=None)
        return render(request, "deployments/evaluation_sent.html")
    return redirect("deployments:evaluation", link)


def _found(request, link):
    """The evaluation behind a link, or the page that says why there is none."""
    cookies = {
        name.removeprefix(COOKIE.format("")): word
        for name, word in request.COOKIES.items()
        if name.startswith(COOKIE.format(""))
    }
    try:
        return evaluations.of_link(link, browser=cookies.get(_number(link), ""), at=timezone.now())
    except LinkClosedError as closed:
        return _closed(request, link, closed)


def _number(link):
    """The evaluation's number as the link writes it; whether it is true is judged elsewhere."""
    return link.partition("-")[0]


def _closed(request, link, closed):
    return render(
        request,
        "deployments/evaluation_closed.html",
        {"why": closed.why, "link": link},
        status=STATUS.get(closed.why, 410),
    )


def response_rate(request):
    """How many of those asked have answered, by term, and whom nothing has come from yet."""
    authorise(request.user, Permission.DEPLOYMENT_ARRANGE)
    waiting = (
        Evaluation.objects.open(timezone.now())
        .select_related("deployment__host_school", "deployment__entry")
        .order_by("asked_at")
    )
    return render(
        request,
        "deployments/response_rate.html",
        {
            "rates": response_rates(Evaluation.objects.all()),
            "waiting": list(waiting),
            "audience": audience(Permission.DEPLOYMENT_ARRANGE),
        },
    )
