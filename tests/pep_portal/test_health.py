import pytest
from django.core.cache import cache
from django.db import OperationalError
from kombu.exceptions import OperationalError as BrokerError
from redis.exceptions import ConnectionError as RedisConnectionError

from pep_portal import health
from pep_portal.celery import app


def test_the_process_answers_without_asking_the_database(client):
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"process": "ok"})


@pytest.mark.django_db
def test_ready_names_each_part(client):
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"ready": True, "database": "ok", "cache": "ok", "queue": "eager"}


@pytest.mark.django_db
def test_a_database_that_does_not_answer_makes_it_unready(client, monkeypatch):
    def refuse():
        raise OperationalError("could not connect")

    monkeypatch.setattr(health.connection, "cursor", refuse)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["database"] == "unreachable"


@pytest.mark.django_db
def test_a_cache_that_does_not_answer_makes_it_unready(client, monkeypatch):
    def refuse(*args, **kwargs):
        raise RedisConnectionError("connection refused")

    monkeypatch.setattr(type(cache._connections["default"]), "set", refuse)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["cache"] == "unreachable"


@pytest.mark.django_db
def test_a_broker_that_does_not_answer_makes_it_unready(client, settings, monkeypatch):
    def refuse(*args, **kwargs):
        raise BrokerError("connection refused")

    settings.CELERY_TASK_ALWAYS_EAGER = False
    monkeypatch.setattr(app, "connection_for_write", refuse)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["queue"] == "unreachable"


@pytest.mark.django_db
def test_a_broker_that_answers_is_ok(client, settings):
    settings.CELERY_TASK_ALWAYS_EAGER = False

    response = client.get("/readyz")

    assert response.json()["queue"] == "ok"
