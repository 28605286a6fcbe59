"""What Lighthouse says of a public page on a phone: four marks of a hundred.

The network and the processor of a phone are simulated, so that a busy machine weighs little; each
page is looked at three times all the same, and the middle mark counts.
"""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from statistics import median

from tests.browser import FLAGS

LIGHTHOUSE = Path(__file__).parent / "lighthouse/node_modules/.bin/lighthouse"
TIMES, TRIES = 3, 3


def is_installed():
    return LIGHTHOUSE.exists()


def marks_of(url):
    """The middle mark of each category."""
    looks = [looked_at(url) for _ in range(TIMES)]
    return {name: round(median(look[name] for look in looks)) for name in looks[0]}


def looked_at(url):
    """One look. A trace that the browser could not record is no mark: it is taken again."""
    for _ in range(TRIES):
        told = report(url)
        if "runtimeError" not in told:
            return {one["title"].lower(): one["score"] * 100 for one in told["categories"].values()}
    raise RuntimeError(f"{url}: {told['runtimeError']['message']}")


def report(url):
    chromium = os.environ.get("PEP_CHROMIUM") or shutil.which("chromium")
    flags = " ".join(["--headless=new", *FLAGS])
    with tempfile.TemporaryDirectory(prefix="pep-lighthouse-") as folder:
        told = Path(folder) / "told.json"
        done = subprocess.run(
            [
                LIGHTHOUSE, url, "--quiet", "--no-enable-error-reporting", "--form-factor=mobile",
                "--throttling-method=simulate", f"--chrome-flags={flags}",
                "--output=json", f"--output-path={told}",
            ],
            env={**os.environ, "CHROME_PATH": chromium, "XDG_CONFIG_HOME": folder},
            capture_output=True,
            text=True,
        )  # fmt: skip
        if not told.exists():
            raise RuntimeError(f"{url}: {done.stderr}")
        return json.loads(told.read_text())
