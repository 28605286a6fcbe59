"""`make demo`: everything embedded, the sample city loaded and rated, then gunicorn.

A second run finds all of it done and keeps the data.
"""

import os
import socket
import sys
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command

# The control socket would be left in the home folder, one for all portals of a person.
OPTIONS = ["--workers=2", "--no-control-socket"]


def main(port: int) -> None:
    address = f"http://127.0.0.1:{port}"
    refuse_a_taken_port(port)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pep_portal.settings")
    os.environ.setdefault("SITE_URL", address)
    prepare()
    tell(address)
    os.execv(  # noqa: S606
        Path(sys.executable).with_name("gunicorn"),
        ["gunicorn", "pep_portal.wsgi", f"--bind=127.0.0.1:{port}", *OPTIONS],
    )


def refuse_a_taken_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(
                f"Port {port} is taken. Stop what listens there,"
                f" or choose another: make demo PORT={port + 1}"
            )


def prepare() -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    if assets_are_stale():
        call_command("collectstatic", interactive=False, verbosity=0)
    call_command("load_sample_city")


def assets_are_stale() -> bool:
    """Whether anything built or installed is newer than what was last collected."""
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if not manifest.exists():
        return True
    sources = [settings.BASE_DIR / "requirements.lock"]
    for folder in settings.STATICFILES_DIRS:
        sources += [path for path in folder.rglob("*") if path.is_file()]
    return any(path.stat().st_mtime > manifest.stat().st_mtime for path in sources)


def tell(address: str) -> None:
    sys.stdout.write(f"\nThe portal is at {address}/\n\n")
    call_command("sample_signins", table=True)
    sys.stdout.write("\nAs JSON: .venv/bin/python manage.py sample_signins. Ctrl+C stops it.\n\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
