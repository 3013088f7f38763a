"""One file for every place the service runs; what differs is read from the environment."""

import sys
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
TESTING = "pytest" in sys.modules


def required(name: str, what_to_do: str) -> str:
    value = env.str(name, default="")
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. {what_to_do}")
    return value


# Where it runs. DEMO is set by the embedded runner for its own PostgreSQL only; the demo's sign-in needs
# it *and* a database that was seeded as a demo (see relational.views.sign_in_as).

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("RELATIONAL_DEMO", default=False)
SECRET_KEY = required("SECRET_KEY", "Use a long random text, or `make run`, which makes one for you.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("HTTPS", default=not (DEBUG or DEMO or TESTING))
RUN_ID = env.str("RUN_ID", default="")
if DEMO and set(ALLOWED_HOSTS) - {"localhost", "127.0.0.1", "[::1]", "testserver"}:
    raise ImproperlyConfigured(
        "RELATIONAL_DEMO lets anybody sign in as anybody, so it works on this machine only. "
        "Unset RELATIONAL_DEMO, or take the other names out of ALLOWED_HOSTS."
    )

# What the service is called, and the numbers that must work when nothing else does. They are settings and
# not rows, so that the error pages can show them with the database down.

SERVICE_NAME = env.str("SERVICE_NAME", default="Hand in Hand Bradford")
SERVICE_PHONE = env.str("SERVICE_PHONE", default="01632 960 100")
EMERGENCY_NUMBERS = [
    ("Danger now: police or ambulance", "999"),
    ("Worried about a child, in office hours", env.str("FRONT_DOOR_PHONE", default="01632 960 110")),
    ("Worried about a child, evenings and weekends", env.str("OUT_OF_HOURS_PHONE", default="01632 960 111")),
    ("Our keeping-safe lead (designated safeguarding lead)", env.str("SAFE_LEAD_PHONE", default="01632 960 112")),
]
# Law 10: the worker sees a prompt first. In a demo one person plays both, so it does not make her wait.
WORKER_SEES_FIRST_HOURS = env.int("WORKER_SEES_FIRST_HOURS", default=0 if DEMO else 24)

# Applications. Ours stand before allauth, so that our templates are found first.

INSTALLED_APPS = [
    "relational",
    "families",
    "volunteers",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "csp",
    "django_htmx",
    "django_celery_beat",
    "pgtrigger",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "relational.identity.AsOneself",
    "relational.sign_in.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "relational.pages.PersonalPagesAreNotKept",
]

ROOT_URLCONF = "relational.urls"
WSGI_APPLICATION = "relational.wsgi.application"
FORM_RENDERER = "relational.forms.HouseRenderer"

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
                "relational.pages.chrome",
            ],
            "builtins": ["relational.templatetags.ui", "families.templatetags.in_words"],
        },
    }
]

# Database: PostgreSQL always.

DATABASES = {
    "default": {
        **env.db_url_config(
            required(
                "DATABASE_URL", "Use `make run` or `make test`, which start a PostgreSQL of their own, or name yours."
            )
        ),
        "CONN_HEALTH_CHECKS": True,
        "CONN_MAX_AGE": 60,
    }
}
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c lock_timeout=10s -c jit=off"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in: a number by e-mail. Nobody signs themselves up.

AUTH_USER_MODEL = "relational.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "/in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "relational.sign_in.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 6}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("BEHIND_PROXY", default=False) else 0

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_NAME = "__Host-s" if HTTPS else "s"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "relational.views.form_is_too_old"

CACHES = {
    "default": {
        # In the database, so that every web process counts the same tries and nothing depends on Redis.
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache"
        if TESTING
        else "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
    }
}

# What the browser may do.

SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
PERMISSIONS_POLICY = {name: [] for name in ("camera", "geolocation", "microphone", "payment", "usb", "interest-cohort")}

# Language and time. "Today" is the service's day, wherever the server stands.

LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.str("SERVICE_TIME_ZONE", default="Europe/London")
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["relational.formats"]

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "var" / "static"
STORAGES = {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Letters by e-mail.

DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", default="hello@relational.example")
EMAIL_TIMEOUT = 5
if env.str("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = BASE_DIR / "var" / "mail"

# Background work. Redis holds no truth: everything owed can be found again in rows.

CELERY_BROKER_URL = env.str("REDIS_URL", default="redis://127.0.0.1:6379/0")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 600
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    "measure families that changed": {"task": "families.tasks.measure_changed_families", "schedule": 20.0},
    "measure everybody, nightly": {"task": "families.tasks.measure_everybody", "schedule": crontab(hour=2, minute=10)},
    "pass on requests nobody answered": {"task": "families.tasks.pass_on_requests", "schedule": 300.0},
    "find whom new requests mean": {"task": "families.tasks.find_doors", "schedule": 10.0},
    "deliver letters": {"task": "relational.tasks.deliver_letters", "schedule": 30.0},
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING" if TESTING else "INFO"},
}
