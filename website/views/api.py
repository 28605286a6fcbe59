"""The public API: what is on public pages, for programs. Read only; `openapi.py` describes it."""

from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from notifications.letters import absolute
from schools.models import School
from website import city, openapi
from website.models import EventPage, NewsPage
from website.public_cache import keeps
from website.views.limits import asks_too_fast

MOST_A_MINUTE = 120
MOST_ON_A_PAGE = 100
ALLOWED = "GET, HEAD, OPTIONS"


class WrongParameterError(Exception):
    """A parameter that the description does not allow, in words."""


def answers(*parameters):
    """One address of the API: its throttle, its errors as JSON, and open to every site."""

    def decorated(view):
        # Nothing is changed by any request, so none has to prove where it came from.
        @csrf_exempt
        @login_not_required
        @keeps
        @wraps(view)
        def answer(request, *args, **kwargs):
            response = _answer(view, request, parameters, *args, **kwargs)
            response["Access-Control-Allow-Origin"] = "*"
            response["X-Content-Type-Options"] = "nosniff"
            return response

        return answer

    return decorated


def _answer(view, request, parameters, *args, **kwargs):
    if request.method == "OPTIONS":
        return _error("", 200, Allow=ALLOWED)
    if request.method not in ("GET", "HEAD"):
        return _error("This API is read only.", 405, Allow=ALLOWED)
    if asks_too_fast(request, "api", most=MOST_A_MINUTE):
        return _error("More than 120 requests in a minute. Wait a little.", 429, **_WAIT)
    try:
        unknown = sorted(set(request.GET) - {*parameters})
        if unknown:
            raise WrongParameterError(f"There is no parameter “{unknown[0][:40]}” here.")
        told = view(request, *args, **kwargs)
    except WrongParameterError as wrong:
        return _error(str(wrong), 400)
    if told is None:
        return _error("There is no such thing.", 404)
    return JsonResponse(told, json_dumps_params={"ensure_ascii": False})


_WAIT = {"Retry-After": "60"}


def _error(words, status, **headers):
    response = JsonResponse({"error": words}, status=status)
    for name, value in headers.items():
        response[name] = value
    return response


@answers()
def description(request):
    return openapi.description(settings.SITE_URL)


@answers()
def unknown(request):
    """Any other address below the API: a program is told so in its own language."""
    return None


@answers()
def measure_list(request):
    found = [reading for _, readings in city.readings() for reading in readings]
    record = city.record_of(found)
    brief = [
        {name: value for name, value in measure.items() if name != "figures"}
        for measure in record["measures"]
    ]
    return {"area": record["area"], "licence": record["licence"], "measures": brief}


@answers()
def measure_detail(request, slug):
    reading = city.reading_of(slug)
    if reading is None or reading.slug != slug:
        return None
    record = city.record_of([reading])
    kept = {name: record[name] for name in ("area", "version", "cite", "licence", "footnotes")}
    return {**kept, "measure": record["measures"][0]}


@answers("page")
def school_list(request):
    schools = School.objects.local().open().select_related("trust").order_by("name", "urn")
    return _listed(request, schools, "schools", _school)


@answers()
def school_detail(request, urn):
    school = School.objects.local().select_related("trust").filter(urn=urn).first()
    return school and _school(school)


def _school(school):
    return {
        "urn": school.urn,
        "name": school.name,
        "type": school.type_name,
        "phase": school.get_phase_display(),
        "status": school.get_status_display(),
        "low_age": school.low_age,
        "high_age": school.high_age,
        "street": school.street,
        "town": school.town,
        "postcode": school.postcode,
        "trust": school.trust.name if school.trust else None,
        "website": school.website,
        "address": absolute(school.get_absolute_url()),
    }


@answers("page")
def news_list(request):
    return _listed(request, NewsPage.objects.live().newest_first(), "news", _news)


def _news(item):
    return {
        "title": item.title,
        "on": item.on.isoformat(),
        "topic": item.get_topic_display(),
        "summary": item.introduction,
        "address": absolute(item.get_url()),
    }


@answers("page")
def event_list(request):
    return _listed(request, EventPage.objects.live().to_come(timezone.now()), "events", _event)


def _event(event):
    return {
        "title": event.title,
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
        "venue": event.venue,
        "access_notes": event.access_notes,
        "has_to_be_booked": event.places is not None,
        "summary": event.introduction,
        "address": absolute(event.get_url()),
    }


def _listed(request, rows, name, told):
    number = request.GET.get("page", "1")
    if not (number.isascii() and number.isdigit() and len(number) <= 5 and int(number) >= 1):
        raise WrongParameterError("“page” is a whole number from 1.")
    if int(number) > 10_000:
        raise WrongParameterError("“page” is 10,000 at most.")
    pages = Paginator(rows, MOST_ON_A_PAGE)
    if int(number) > pages.num_pages:
        return None
    page = pages.page(int(number))
    return {
        "count": pages.count,
        "page": page.number,
        "pages": pages.num_pages,
        name: [told(row) for row in page],
    }
