"""One file for every place the service runs; what differs is read from the environment."""

import sys
from datetime import date
from pathlib import Path

import environ
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from relational import environment

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

# A secret that is none is refused where families depend on the service; `check --deploy` says it everywhere.
GIVEN_ADDRESSES = {"DATABASE_URL": env.str("DATABASE_URL", default="")}
wrong = environment.open_hosts(ALLOWED_HOSTS)
if HTTPS:
    wrong += environment.why_not(secret=SECRET_KEY, addresses=GIVEN_ADDRESSES, debug=DEBUG)
if wrong:
    raise ImproperlyConfigured(" ".join([*wrong, "(To try things out on your own computer only: HTTPS=0.)"]))

# When this was released, and whom to tell of a hole in it: shown in /.well-known/security.txt.
RELEASED_ON = date(2026, 11, 22)
SECURITY_POLICY = env.str("SECURITY_POLICY", default="")

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
# Where "Leave this page" leads: somewhere ordinary that anybody may be looking at.
LEAVE_TO = env.str("LEAVE_TO", default="https://www.bbc.co.uk/weather")
# Law 10: the worker sees a prompt first. In a demo one person plays both, so it does not make her wait.
WORKER_SEES_FIRST_HOURS = env.int("WORKER_SEES_FIRST_HOURS", default=0 if DEMO else 24)
# So many pages refused to one person in so many minutes are told to those who can ask her why.
MANY_DENIALS = env.int("MANY_DENIALS", default=30)
MANY_DENIALS_MINUTES = env.int("MANY_DENIALS_MINUTES", default=10)

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
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_celery_beat",
    "pgtrigger",
]

MIDDLEWARE = [
    # Outermost, what stands on every answer: on the redirect to https and on a style sheet too.
    "relational.headers.OnEveryAnswer",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "relational.headers.NotTooLarge",
    "relational.session_store.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "relational.sessions.SessionLimits",
    "relational.identity.AsOneself",
    "relational.sign_in.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
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
# How long it may take, by who asks: a page may not hang, and a migration or an import may take its time. The web
# says what it is (relational/wsgi.py), a worker is told by whoever starts it, everything else is a command.
PART = env.str("RELATIONAL_PART", default="command")
PATIENCE = {
    "web": {"statement_timeout": "5s", "lock_timeout": "2s", "idle_in_transaction_session_timeout": "15s"},
    "worker": {"statement_timeout": "10min", "lock_timeout": "10s", "idle_in_transaction_session_timeout": "10min"},
    "command": {"lock_timeout": "10s"},
}
if PART not in PATIENCE:
    raise ImproperlyConfigured(f"RELATIONAL_PART is {PART!r}. It is one of: web, worker, command.")
DATABASES["default"].setdefault("OPTIONS", {})["options"] = " ".join(
    f"-c {name}={value}" for name, value in {**PATIENCE[PART], "jit": "off"}.items()
)
# The same database by a connection of its own, for what must be counted even when a page's transaction is taken back.
DATABASES["apart"] = {**DATABASES["default"], "TEST": {"MIRROR": "default"}}
DATABASE_ROUTERS = ["relational.counts.Apart"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in: a number by e-mail, then for staff a second factor. Nobody signs themselves up.
# The demo's cast and the tests' force_login have no phone to prove themselves with.

SECOND_FACTOR_FOR_STAFF = STEP_UP = not (DEMO or TESTING)
SEND_NUMBERS_ASIDE = not TESTING  # by a thread of its own, so that the time of the answer does not tell

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
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_FORMS = {
    "request_login_code": "relational.sign_in.AskForANumber",
    "confirm_login_code": "relational.sign_in.GiveTheNumber",
}
# By address and, for a whole office behind one address of the net, generously by that. `key` is the e-mail or person.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "30/m/ip,300/h/ip,5/15m/key",
    "try_login_code": "60/m/ip,5/15m/key",
    "login_failed": "60/m/ip,5/15m/key",  # the second factor and the spare numbers
    "reauthenticate": "10/m/user",
}
MFA_RATE_LIMITS = {"webauthn_login": "60/m/ip"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# What is sealed with SECRET_KEY (relational.factors) opens with the keys before it too, when they are named here.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
MFA_ADAPTER = "relational.factors.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SERVICE_NAME
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "activate_totp": "relational.factors.SetUpAnApp",
    "add_webauthn": "relational.factors.SetUpALock",
    "login_webauthn": "relational.factors.UseALock",
    "authenticate_webauthn": "relational.factors.UseALockSecond",
    "reauthenticate_webauthn": "relational.factors.UseALockAgain",
    "authenticate": "relational.factors.SecondNumber",
    "reauthenticate": "relational.factors.SecondNumberAgain",
}
# The rule is against strangers who sign up with somebody's address. Here the service itself writes addresses down.
MFA_ALLOW_UNVERIFIED_EMAIL = True
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.bool("BEHIND_PROXY", default=False) else 0

SESSION_ENGINE = "relational.session_store"
# How long a sign-in lasts (relational.sessions): without a request, at the longest, and on a phone only hers.
SESSION_IDLE_SECONDS = env.int("IDLE_MINUTES", default=30) * 60
SESSION_COOKIE_AGE = SESSION_LONGEST_SECONDS = env.int("LONGEST_HOURS", default=12) * 60 * 60
SESSION_ONLY_MINE_SECONDS = env.int("ONLY_MINE_DAYS", default=30) * 24 * 60 * 60
SESSION_COOKIE_NAME = "__Host-s" if HTTPS else "s"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
# In the session, which stays with us: in a cookie the browser would keep the family's name.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "relational.views.form_is_too_old"

CACHES = {
    "default": {
        # In the database, so that every web process counts the same tries and nothing depends on Redis.
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache"
        if TESTING
        else "relational.counts.Counts",
        "LOCATION": "cache",
    }
}

# What the browser may do.

SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# How much one request may bring: files, fields and all; then its text alone. No form of ours takes a file.
LARGEST_BODY = 3 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_PERMISSIONS = 0o600
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
        # Two names for one wish: some browsers know only the first, the others only the second.
        "report-uri": "/csp-report/",
        "report-to": "csp",
    }
}
PERMISSIONS_POLICY = {
    name: []
    for name in (
        *("accelerometer", "autoplay", "bluetooth", "browsing-topics", "camera", "clipboard-read", "display-capture"),
        *("encrypted-media", "fullscreen", "gamepad", "geolocation", "gyroscope", "hid", "identity-credentials-get"),
        *("idle-detection", "local-fonts", "magnetometer", "microphone", "midi", "otp-credentials", "payment"),
        *("picture-in-picture", "screen-wake-lock", "serial", "storage-access", "sync-xhr", "usb", "web-share"),
        *("window-management", "xr-spatial-tracking"),
    )
} | {"publickey-credentials-create": ["self"], "publickey-credentials-get": ["self"]}  # passkeys

# Language and time. "Today" is the service's day, wherever the server stands.

LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.str("SERVICE_TIME_ZONE", default="Europe/London")
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = ["relational.formats"]

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "var" / "static"
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# Letters by e-mail.

DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", default="hello@relational.example")
SECURITY_CONTACT = env.list("SECURITY_CONTACT", default=[f"mailto:{DEFAULT_FROM_EMAIL}"])
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
CELERY_WORKER_HIJACK_ROOT_LOGGER = False  # its lines go through ours, below
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_BEAT_SCHEDULE = {
    "measure families that changed": {"task": "families.tasks.measure_changed_families", "schedule": 20.0},
    "measure everybody, nightly": {"task": "families.tasks.measure_everybody", "schedule": crontab(hour=2, minute=10)},
    "pass on requests nobody answered": {"task": "families.tasks.pass_on_requests", "schedule": 300.0},
    "find whom new requests mean": {"task": "families.tasks.find_doors", "schedule": 10.0},
    "verify the record, nightly": {"task": "relational.tasks.verify_record", "schedule": crontab(hour=3, minute=20)},
    "shut accounts of who left": {"task": "families.tasks.shut_accounts_of_who_left", "schedule": 900.0},
    "sweep up sessions, nightly": {"task": "relational.tasks.sweep_sessions", "schedule": crontab(hour=2, minute=50)},
    "deliver letters": {"task": "relational.tasks.deliver_letters", "schedule": 30.0},
}

# A log says where something went wrong and about which row, never what anybody had written (relational/logs.py).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "ids only": {
            "()": "logging.Formatter" if DEBUG and not TESTING else "relational.logs.IdsOnly",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "ids only"}},
    "root": {"handlers": ["console"], "level": "WARNING" if TESTING else "INFO"},
    # Through the same door: Django's own would post the whole request to somebody.
    "loggers": {"django": {"handlers": [], "level": "INFO"}, "django.db.backends": {"level": "INFO"}},
}
