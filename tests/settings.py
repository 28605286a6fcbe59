"""The portal's settings with a temporary folder, fast passwords and tasks done at once.

The parts stay those of the environment: SQLite alone, or PostgreSQL and Redis when
`DATABASE_URL` and `REDIS_URL` name them (`make test` runs both).
"""

import atexit
import os
import shutil
import tempfile
from urllib.parse import urlsplit, urlunsplit

VAR_FOLDER = tempfile.mkdtemp(prefix="pep-tests-")
atexit.register(shutil.rmtree, VAR_FOLDER, ignore_errors=True)
os.environ["PEP_VAR"] = VAR_FOLDER
os.environ["SECRET_KEY"] = "only-for-the-tests-" + "x" * 40
# The journeys drive a browser from the test's own thread, whose event loop Django distrusts.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from pep_portal.settings import *  # noqa: E402, F403
from pep_portal.settings import CACHES, DATABASES, REDIS_URL, STATIC_ROOT, STORAGES  # noqa: E402

STATIC_ROOT.mkdir()

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# The journeys' server would keep its connections, and the database could not be dropped.
DATABASES["default"]["CONN_MAX_AGE"] = 0
CELERY_TASK_ALWAYS_EAGER = True
CELERY_BROKER_URL = "memory://"

# Query counts must not depend on which parts the suite runs on.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
if REDIS_URL:
    # Emptied after each test, so each worker has the next one to itself.
    queue = urlsplit(REDIS_URL)
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    number = int(queue.path.strip("/") or 0) + 1 + worker
    CACHES["default"]["LOCATION"] = urlunsplit(queue._replace(path=f"/{number}"))
else:
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
