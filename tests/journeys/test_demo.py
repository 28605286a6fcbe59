"""`make demo` as its user meets it: what it prints, a taken port, a second run."""

import subprocess
import sys

from tests.processes import ROOT, free_port, wait_until


def test_the_demo_prints_its_address_and_every_sign_in(city):
    said = city.said()

    assert f"{city.address}/" in said
    assert all(person["email"] in said for person in city.people.values())


def test_a_taken_port_is_named_with_the_remedy(city):
    command = [sys.executable, "-m", "pep_portal.demo", str(city.port)]
    done = subprocess.run(command, cwd=ROOT, env=city.environment, capture_output=True, text=True)

    assert done.returncode == 1
    assert f"make demo PORT={city.port + 1}" in done.stderr


def test_a_second_run_keeps_the_data(city):
    before = city.manage("shell", "--verbosity=0", "--command", COUNTS)
    port = str(free_port())

    second = city.start("python", "-m", "pep_portal.demo", port)
    wait_until(lambda: f"Listening at: http://127.0.0.1:{port}" in city.said(), city.said)
    second.terminate()

    assert city.manage("shell", "--verbosity=0", "--command", COUNTS) == before


COUNTS = """
from dashboard.models import Observation, RatingRound
print(RatingRound.objects.count(), Observation.objects.count())
"""
