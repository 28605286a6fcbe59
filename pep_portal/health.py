"""Whether this process lives, and whether the parts it leans on answer."""

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from pep_portal.celery import app

log = structlog.get_logger()


@login_not_required
@never_cache
@require_safe
def healthz(request):
    """The process answers; nothing else is asked, so a slow database restarts nobody."""
    return JsonResponse({"process": "ok"})


@login_not_required
@never_cache
@require_safe
def readyz(request):
    """Whether requests may be sent here: database, cache and queue, each by itself."""
    parts = {"database": database(), "cache": shared_cache(), "queue": queue()}
    ready = not any(word == UNREACHABLE for word in parts.values())
    return JsonResponse({"ready": ready, **parts}, status=200 if ready else 503)


UNREACHABLE = "unreachable"


def database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        log.error("database unreachable", error=str(error))
        return UNREACHABLE
    return "ok"


def shared_cache():
    try:
        cache.set("readyz", "ok", timeout=5)
    except (DatabaseError, RedisError) as error:
        log.error("cache unreachable", error=str(error))
        return UNREACHABLE
    return "ok"


def queue():
    """The broker's word; eager means that tasks are done in the request itself."""
    if settings.CELERY_TASK_ALWAYS_EAGER:
        return "eager"
    try:
        with app.connection_for_write(connect_timeout=2) as broker:
            broker.ensure_connection(max_retries=1, timeout=2)
    except (OperationalError, OSError) as error:
        log.error("queue unreachable", error=str(error))
        return UNREACHABLE
    return "ok"
