"""Asking for support: the form, its check, the confirmation, the list, and taking it back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.template.defaultfilters import floatformat
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.permissions import (
    NotPermittedError,
    Permission,
    audience,
    authorise,
    can,
    roles_in,
    why,
)
from accounts.services import RefusedError
from core.numbers import number_in
from schools.models import School
from strategy.models import Edition, Objective
from support_directory.forms.requests import RequestForm, WhyForm
from support_directory.models import Deployment, SupportRequest
from support_directory.needs import STAGES, needs_seen_by
from support_directory.services import requests as services
from support_directory.services.deployments import successor_of

State = SupportRequest.State
MOST_ENDED = 20
# Who sees a request of a school, beside whoever sent it.
WHO_SEES = (Permission.SUPPORT_VIEW, Permission.SUPPORT_BROKER)


def request_list(request):
    """The queue of the brokers, the most urgent first; for others what they asked for."""
    user, today = request.user, timezone.localdate()
    brokers = can(user, Permission.SUPPORT_BROKER)
    may_ask = schools_to_ask_for(user).exists()
    if not brokers and not may_ask:
        raise PermissionDenied(why(Permission.SUPPORT_REQUEST))
    every = SupportRequest.objects.visible_to(user).for_list()
    opened = list(every.open().most_urgent_first())
    late = [each for each in opened if each.is_late(today)]
    return render(
        request,
        "support_directory/request_list.html",
        {
            "brokers": brokers,
            "may_ask": may_ask,
            "late": _aged(late, today),
            "waiting": _aged([each for each in opened if each.waits and each not in late], today),
            "under_way": _aged(
                [each for each in opened if not each.waits and each not in late], today
            ),
            "ended": every.exclude(state__in=SupportRequest.OPEN).newest_first()[:MOST_ENDED],
            "today": today,
            "audience": audience(*WHO_SEES),
        },
    )


def _aged(requests, today):
    """Each request with the days since it was asked."""
    return [(each, (today - timezone.localdate(each.created_at)).days) for each in requests]


def schools_to_ask_for(user):
    """Open schools that a person may ask for: those led, or every one of the city."""
    schools = School.objects.local().open().order_by("name", "urn")
    if can(user, Permission.SUPPORT_REQUEST):
        return schools
    return schools.filter(pk__in=School.objects.led_by(user).values("pk"))


def request_new(request):
    """Asks what is needed, shows it once more, and sends it."""
    user = request.user
    schools = schools_to_ask_for(user)
    if not schools.exists():
        raise PermissionDenied(why(Permission.SUPPORT_REQUEST))
    form = RequestForm(
        request.POST or None, schools=schools, initial=_filled_in(request.GET, user, schools)
    )
    if form.is_valid() and "change" not in request.POST:
        school = form.cleaned_data["school"]
        authorise(user, Permission.SUPPORT_REQUEST, within=school)
        if "send" not in request.POST:
            return render(
                request,
                "support_directory/request_check.html",
                {"facts": form.facts(), "answers": form.carried(), "audience": audience(*WHO_SEES)},
            )
        try:
            asked, _ = services.ask(
                school=school,
                wanted=_wanted(form, user, school),
                once=form.cleaned_data["once"],
                post=", ".join(audience(Permission.SUPPORT_REQUEST, among=roles_in(user, school))),
                by=user,
                at=timezone.now(),
            )
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("support_directory:request-sent", asked.pk)
    return render(
        request,
        "support_directory/request_new.html",
        {"form": form, "audience": audience(*WHO_SEES)},
    )


def _filled_in(asked, user, schools):
    """The form as it is opened: what is known from the school, the indicator or the objective."""
    urn = number_in(asked.get("school"))
    school = schools.filter(pk=urn).first() if urn else None
    if school is None and schools[:2].count() == 1:
        school = schools[0]
    known = {"school": school.pk if school else None}
    if school and (need := need_named(user, school, asked.get("indicator", ""))):
        first = need.fits[0]
        known |= {
            "indicator": need.indicator,
            "specialism": first.key,
            "need": f"{need.label}: we would like to work with a specialist in"
            f" {_in_a_sentence(first.words)}.",
        }
    if objective := objective_named(asked.get("objective", "")):
        known |= {"objective": objective.pk, "need": f"It would help with {objective}."}
    return known


def _in_a_sentence(words):
    return words if words in ("English",) else words[:1].lower() + words[1:]


def need_named(user, school, key):
    """A weak indicator of a school by its key, for somebody who may see the school's rating."""
    if not key:
        return None
    return next((need for need in needs_seen_by(user, school) if need.indicator == key), None)


def objective_named(pk):
    """An objective of an edition everybody may read."""
    if (pk := number_in(pk)) is None:
        return None
    public = Objective.objects.filter(edition__state__in=Edition.PUBLIC)
    return public.select_related("edition").filter(pk=pk).first()


def _wanted(form, user, school):
    given = form.cleaned_data
    need = need_named(user, school, given["indicator"])
    one_stage = need is not None and len(need.phases) == 1 and {*need.phases} <= {*STAGES.values()}
    return form.wanted(
        label=need.label if need else "",
        stage=next(iter(need.phases)) if one_stage else "",
        objective=objective_named(given["objective"] or ""),
    )


def request_sent(request, pk):
    """What happens next, once a request is sent."""
    asked = _request(request, pk)
    return render(request, "support_directory/request_sent.html", {"asked": asked})


def request_detail(request, pk):
    """One request: what is needed, how it stands, who is suggested and who was asked."""
    asked = _request(request, pk)
    brokers = can(request.user, Permission.SUPPORT_BROKER)
    deployments = asked.deployments.select_related("entry").order_by("created_at", "pk")
    return render(
        request,
        "support_directory/request_detail.html",
        {
            "asked": asked,
            "facts": _facts(asked, brokers=brokers),
            "shortlist": asked.shortlistings.select_related("entry", "chosen_by").order_by("pk"),
            "deployments": [each for each in deployments if brokers or _is_shown(each)],
            "brokers": brokers,
            "successor": None if asked.school.is_open else successor_of(asked.school),
            "is_late": asked.is_late(timezone.localdate()),
            "may_end": asked.is_open and (brokers or _asks_for(request.user, asked)),
            "may_note": asked.state in SupportRequest.ASKED and asked.contacted_on is None,
            "audience": audience(*WHO_SEES),
        },
    )


def _is_shown(deployment):
    """Whom a school hears of: not those who said no, for reasons that are their own."""
    return deployment.state not in (Deployment.State.DECLINED, Deployment.State.WITHDRAWN)


def _facts(asked, *, brokers):
    facts = [
        ("School", asked.school),
        ("About", asked.about),
        ("What is needed", asked.need),
        ("Specialist in", asked.get_specialism_display() or "no matter"),
        ("What should be different afterwards", asked.expected_outcomes or "not said"),
        ("Days", floatformat(asked.days) if asked.days else "not said"),
        ("Who would pay", asked.get_funding_display() or "not said"),
        ("People of the own trust", "as well" if asked.own_trust else "no"),
        ("Objective of the strategy", asked.objective or ""),
        ("Asked by", _asker(asked, brokers=brokers)),
        ("Asked on", f"{timezone.localtime(asked.created_at):%-d %B %Y}"),
        ("Why it ended", asked.ended_why),
    ]
    return [(key, value) for key, value in facts if value]


def _asker(asked, *, brokers):
    post = asked.raised_for
    return f"{asked.requested_by}, {post}" if brokers and asked.requested_by else post


def _asks_for(user, asked):
    return can(user, Permission.SUPPORT_REQUEST, within=asked.school)


def request_end(request, pk):
    """Asks why, then withdraws a request, or closes it where a broker does."""
    asked = _request(request, pk)
    brokers = can(request.user, Permission.SUPPORT_BROKER)
    if not brokers and not _asks_for(request.user, asked):
        raise NotPermittedError(Permission.SUPPORT_REQUEST)
    if not asked.is_open:
        raise Http404
    is_own = asked.requested_by_id == request.user.pk
    closes = brokers and not is_own
    form = WhyForm(
        request.POST or None, button="Close the request" if closes else "Withdraw the request"
    )
    if form.is_valid():
        try:
            services.end(
                request=asked,
                why=form.cleaned_data["why"],
                state=State.CLOSED if closes else State.WITHDRAWN,
                by=request.user,
                at=timezone.now(),
            )
        except RefusedError as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Closed." if closes else "Withdrawn.")
            return redirect(asked)
    return render(
        request,
        "support_directory/request_end.html",
        {"asked": asked, "form": form, "closes": closes, "audience": audience(*WHO_SEES)},
    )


@require_POST
def request_in_touch(request, pk):
    """Notes that whoever was asked has been in touch."""
    asked = _request(request, pk)
    try:
        services.note_contact(request=asked, by=request.user, at=timezone.now())
    except RefusedError as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, "Noted. The clock has stopped.")
    return redirect(asked)


def _request(request, pk):
    requests = SupportRequest.objects.visible_to(request.user).for_list()
    return get_object_or_404(requests, pk=pk)
