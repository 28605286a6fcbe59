"""The portal at the moment that a file tells: for gunicorn, where a journey moves the clock."""

import os
from pathlib import Path

import time_machine

from pep_portal.wsgi import application as portal


def application(environ, start_response):
    moment = Path(os.environ["PEP_TEST_CLOCK"]).read_text()
    with time_machine.travel(moment, tick=False):
        return portal(environ, start_response)
