"""Settings, read from the environment alone; `docs/operations.md` lists every variable.

With nothing set, everything runs embedded on one machine: SQLite, database cache, eager
tasks, mail and private files below `var/`. A service names its parts by URL.
"""

import secrets
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

VAR = Path(env.str("PEP_VAR", default=str(BASE_DIR / "var")))
VAR.mkdir(parents=True, exist_ok=True)

EMBEDDED = "DATABASE_URL" not in env


def _secret_key():
    """The key from the environment, or one kept beside the embedded database."""
    if key := env.str("SECRET_KEY", default=""):
        return key
    if not EMBEDDED:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Set it to 50 random characters, for example the output of:"
            " python -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    kept = VAR / "secret-key"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50))
    return kept.read_text()


SECRET_KEY = _secret_key()
DEBUG = env.bool("DEBUG", default=False)
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])
HTTPS = SITE_URL.startswith("https://")

# The local authority this portal serves: 851 is Portsmouth.
AUTHORITY_CODE = env.int("PEP_AUTHORITY", default=851)

INSTALLED_APPS = [
    "core",
    "accounts",
    "notifications",
    "schools",
    "dashboard",
    "strategy",
    "support_directory",
    "subgroups",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "crispy_forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_celery_beat",
    "simple_history",
    "wagtail.documents",
    "wagtail.users",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    # Last: as it starts, it takes the place of some of Wagtail's own answers.
    "website",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "website.public_cache.PublicCacheMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "core.middleware.PrivatePagesMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "accounts.middleware.PreviewMiddleware",
    # For versions that a library writes: the portal's own services name who does.
    "simple_history.middleware.HistoryRequestMiddleware",
    "website.middleware.EditorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "pep_portal.urls"
WSGI_APPLICATION = "pep_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pep_portal.context.portal",
            ],
            "builtins": ["core.templatetags.ui"],
        },
    }
]

# --- Database, cache, queue, mail -------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR / 'pep.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY;"
            " PRAGMA mmap_size=268435456; PRAGMA cache_size=-32000;"
        ),
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# Opening SQLite anew with its pragmas costs a third of a page's time.
DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    }
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
else:
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "portal_cache",
        }
    }

# What each process may remember for a minute without asking anybody.
CACHES["process"] = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "LOCATION": "process",
    "TIMEOUT": 60,
}

CELERY_BROKER_URL = REDIS_URL or "memory://"
CELERY_TASK_ALWAYS_EAGER = not REDIS_URL
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TIMEZONE = "Europe/London"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    "publish pages whose day has come": {
        "task": "website.tasks.publish_scheduled",
        "schedule": crontab(minute="*"),
        "options": {"expires": 50},
    },
    "forget sessions that have ended": {
        "task": "accounts.tasks.forget_ended_sessions",
        "schedule": crontab(hour=3, minute=10),
    },
    "let go of what is kept no longer": {
        "task": "accounts.tasks.apply_retention",
        "schedule": crontab(hour=3, minute=40),
    },
    "write to those who booked": {
        "task": "website.tasks.write_to_those_booked",
        "schedule": crontab(minute=15),
    },
    "go on with bulletins that were cut off": {
        "task": "website.tasks.resume_bulletins",
        "schedule": crontab(minute="*"),
        "options": {"expires": 50},
    },
    "forget addresses that never confirmed": {
        "task": "website.tasks.let_go_of_addresses",
        "schedule": crontab(hour=3, minute=55),
    },
    "remind of progress that is due or late": {
        "task": "strategy.tasks.remind_of_updates",
        "schedule": crontab(hour=7, minute=30),
    },
    "remind of visits, reviews and evaluations of support": {
        "task": "support_directory.tasks.remind_of_deployments",
        "schedule": crontab(hour=7, minute=35),
    },
    "forget who answered a consultation long ago": {
        "task": "strategy.tasks.let_go_of_respondents",
        "schedule": crontab(hour=3, minute=50),
    },
    "tell of consultations that have opened": {
        "task": "strategy.tasks.tell_of_consultations",
        "schedule": crontab(hour=7, minute=40),
    },
    "ask after entries of the directory that nobody confirms": {
        "task": "support_directory.tasks.remind_of_confirmations",
        "schedule": crontab(hour=7, minute=20),
    },
    "let go of spreadsheets of the directory": {
        "task": "support_directory.tasks.let_go_of_spreadsheets",
        "schedule": crontab(hour=4, minute=25),
    },
    "take entries along from schools that have closed": {
        "task": "support_directory.tasks.follow_schools",
        "schedule": crontab(hour=4, minute=20),
    },
    "tell of reviews of designations": {
        "task": "support_directory.tasks.remind_of_reviews",
        "schedule": crontab(hour=7, minute=25),
    },
    "end seats on networks that no post holds any more": {
        "task": "subgroups.tasks.leave_networks",
        "schedule": crontab(hour=0, minute=5),
    },
    "remind of minutes, actions and reports": {
        "task": "subgroups.tasks.remind",
        "schedule": crontab(hour=7, minute=20),
    },
    "send the digests of the day": {
        "task": "notifications.tasks.send_digests",
        "schedule": crontab(hour=7, minute=0),
    },
    "send mail that is waiting": {
        "task": "notifications.tasks.send_waiting",
        "schedule": crontab(minute="*"),
        # Handed out anew each minute: what an absent worker missed is not piled up.
        "options": {"expires": 50},
    },
}

GOVUK_NOTIFY = "govuk-notify:"


def _govuk_notify(name, what):
    """A value GOV.UK Notify needs beside EMAIL_URL."""
    if value := env.str(name, default=""):
        return value
    raise ImproperlyConfigured(
        f"EMAIL_URL is {GOVUK_NOTIFY} and {name} is not set. Set it to {what}."
    )


if "EMAIL_URL" not in env:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR / "mail"
elif env.str("EMAIL_URL") == GOVUK_NOTIFY:
    EMAIL_BACKEND = "notifications.govuk_notify.EmailBackend"
    GOVUK_NOTIFY_API_KEY = _govuk_notify(
        "GOVUK_NOTIFY_API_KEY", "a key made under API integration in GOV.UK Notify"
    )
    GOVUK_NOTIFY_PLAIN_EMAIL_TEMPLATE_ID = _govuk_notify(
        "GOVUK_NOTIFY_TEMPLATE_ID",
        "the ID of a template whose subject is ((subject)) and whose message is ((body))",
    )
else:
    EMAIL_CONFIG = env.email("EMAIL_URL")
    vars().update(EMAIL_CONFIG)
# Shorter than the time after which a mail counts as cut off: see `notifications/sending.py`.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="pep@example.org")
# Where answers go; none is the sender itself.
REPLY_TO_EMAIL = env.str("REPLY_TO_EMAIL", default="")

# --- Files ------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static" / "dist"]
# Publishers' files, kept untouched under their SHA-256; never below a public folder.
PRIVATE_ROOT = VAR / "private"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PRIVATE_ROOT},
    },
    # Pictures cut to size, for anybody; those they are cut from stay private.
    "pictures": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "media", "base_url": "/media/pictures/"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- People and sign-in -----------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    # Signs nobody in: it answers who may open the website's editor.
    "website.backends.PostsBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "landing"
LOGOUT_REDIRECT_URL = "home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
# One address an account. A new one counts once it has confirmed, and the old one is told.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
# A reset asked for an unknown address sends nothing, rather than mail to a passer-by.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Counted per account, and per address generously: a whole school sits behind one address.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/5m/key,300/5m/ip", "login": "600/m/ip"}
MFA_ADAPTER = "accounts.adapter.MFAAdapter"
# An officer typed the address in, and nobody can sign up in another's name.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Portsmouth Education Partnership"
# One step of 30 seconds either way, as RFC 6238 (5.2) allows, for slow hands and clocks.
MFA_TOTP_TOLERANCE = 1
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# A passkey signs in without a password, so its device must always ask who holds it.
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_FORMS = {
    "add_webauthn": "accounts.forms.PasskeyForm",
    "edit_webauthn": "accounts.forms.PasskeyNameForm",
    "authenticate_webauthn": "accounts.forms.PasskeySecondForm",
    "reauthenticate_webauthn": "accounts.forms.PasskeyAgainForm",
    "login_webauthn": "accounts.forms.PasskeySignInForm",
}
# There is no secret to guess, only work to cause; a whole school sits behind one address.
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}

# How many days what is held on people is kept, by the column that says how old it is: a service
# deletes the rest each night. The access log is never let go before a year: a trigger says so.
RETENTION = {
    "core.accessevent": ("at", env.int("PEP_KEEP_ACCESS_LOG_DAYS", default=3 * 365)),
    "notifications.notice": ("created_at", env.int("PEP_KEEP_NOTICES_DAYS", default=365)),
    "notifications.digest": ("made_at", env.int("PEP_KEEP_NOTICES_DAYS", default=365)),
    "accounts.invitation": ("expires_at", env.int("PEP_KEEP_INVITATIONS_DAYS", default=365)),
    "website.booking": ("made_at", env.int("PEP_KEEP_BOOKINGS_DAYS", default=2 * 365)),
    "website.feedback": ("made_at", env.int("PEP_KEEP_FEEDBACK_DAYS", default=365)),
    "core.refusal": ("day", env.int("PEP_KEEP_REFUSALS_DAYS", default=180)),
}
if RETENTION["core.accessevent"][1] < 366:
    raise ImproperlyConfigured(
        "PEP_KEEP_ACCESS_LOG_DAYS is under 366. Schools read who opened their rating for a year"
        " at least: set it to 366 or more."
    )
# Since a consultation closed: the e-mail addresses of those who answered.
RETENTION_OF_RESPONDENTS = env.int("PEP_KEEP_RESPONDENTS_DAYS", default=365)
# Since the last post and the last sign-in.
RETENTION_OF_PEOPLE = env.int("PEP_KEEP_PEOPLE_DAYS", default=2 * 365)
# What a record said that has been written over since, by the day it was.
RETENTION_OF_VERSIONS = env.int("PEP_KEEP_VERSIONS_DAYS", default=6 * 365)

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True

# --- Security headers -------------------------------------------------------------------

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# The two pieces of `base.html` that are no file, by what they say: the line that tells the styles
# of scripts, and the empty element that Plotly writes its rules into. A page is so the same for
# every visitor and can be kept whole.
FIRST_SCRIPT = "'sha256-+K6XVG7WU6qcKhASiu6Vp1UUL4kmLePYvNO9sb0QCDI='"
EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, FIRST_SCRIPT],
        "style-src": [SELF, EMPTY_STYLE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# Below /cms/ alone: Wagtail's date and page choosers start from scripts in the page, its scripts
# write styles, show pictures they hold and frame a preview. Previews keep the policy above.
CMS_CONTENT_SECURITY_POLICY = {
    **CONTENT_SECURITY_POLICY["DIRECTIVES"],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in ["camera", "microphone", "geolocation", "payment", "usb", "fullscreen"]
}

# --- The website: pages of editors, by Wagtail --------------------------------------------

WAGTAIL_SITE_NAME = "Portsmouth Education Partnership"
WAGTAILADMIN_BASE_URL = SITE_URL
# Nothing is asked of, or told to, anybody outside.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
# Accounts and sign-in are allauth's; what a page asks of its reader is the portal's.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
WAGTAIL_FRONTEND_LOGIN_URL = "/account/login/"
WAGTAILADMIN_COMMENTS_ENABLED = False
WAGTAIL_I18N_ENABLED = False
# A page in review that is changed meanwhile is reviewed again.
WAGTAIL_WORKFLOW_REQUIRE_REAPPROVAL_ON_EDIT = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "website.services.review.publish_reviewed"
WAGTAILIMAGES_IMAGE_MODEL = "website.Picture"
WAGTAILIMAGES_IMAGE_FORM_BASE = "website.pictures.PictureForm"
WAGTAILIMAGES_RENDITION_STORAGE = "pictures"
WAGTAILDOCS_DOCUMENT_MODEL = "website.ResourceFile"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "website.documents.DocumentForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "csv"]
# No drawings that can hold scripts (SVG).
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 8 * 1024 * 1024
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 40_000_000

# --- Language, forms, logging -----------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
CRISPY_ALLOWED_TEMPLATE_PACKS = "pep"
CRISPY_TEMPLATE_PACK = "pep"
CRISPY_FAIL_SILENTLY = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
