"""Settings of the site. Everything that differs between installations comes from the environment.

docs/running.md lists the variables.
"""

import sys
from pathlib import Path
from typing import Any

import dj_database_url
import structlog
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from transplant_site import environment, logs
from transplant_site.environment import Mode
from transplant_site.stores import places
from transplant_site.stores.state import Role, StateFolder

BASE_DIR = Path(__file__).resolve().parent.parent

MODE = environment.mode()
if MODE is Mode.PRODUCTION:
    environment.check_production()

# Demo runs what production runs: only development shows tracebacks in the browser.
DEBUG = MODE is Mode.DEVELOPMENT
# Demo and development speak plain HTTP on the loopback interface.
IS_BEHIND_TLS = MODE is Mode.PRODUCTION

EMBEDDED_STORES = StateFolder(places.data_folder()) if MODE.has_embedded_stores else None


def secret(name: str) -> str:
    """Give a secret from the environment; demo and development make their own once."""
    value = environment.text(name)
    if value is not None:
        return value
    if EMBEDDED_STORES is None:
        return environment.required(name, advice="It is a secret: production does not make its own.")
    return EMBEDDED_STORES.secret(name.lower())


SECRET_KEY = secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = environment.words("SECRET_KEY_FALLBACKS")

ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = environment.words("CSRF_TRUSTED_ORIGINS")

# ---------------------------------------------------------------------------------------------------------
# Applications

INSTALLED_APPS = [
    "transplant_site.desk",
    "transport",
    "organs",
    "patients",
    "messaging",
    "transplant_site.staff",
    "transplant_site.audit",
    "transplant_site.documents",
    "transplant_site.access",
    "transplant_site.stores",
    "transplant_site.interface",
    "transplant_site.records",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "auditlog",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_countries",
    "django_filters",
    "django_htmx",
    "django_prometheus",
    "django_structlog",
    "django_tables2",
    "health_check",
    "procrastinate.contrib.django",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django_prometheus.middleware.PrometheusBeforeMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "transplant_site.logs.RequestLogMiddleware",
    "transplant_site.audit.middleware.AuditMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "transplant_site.interface.middleware.IdleSessionMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "transplant_site.staff.middleware.StaffMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "transplant_site.audit.middleware.NamedActionMiddleware",
    "transplant_site.documents.middleware.StoreAwayMiddleware",
    "organs.middleware.ReasonMiddleware",
    "django_prometheus.middleware.PrometheusAfterMiddleware",
]

ROOT_URLCONF = "transplant_site.urls"
WSGI_APPLICATION = "transplant_site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "transplant_site.interface.context.interface",
            ],
            "builtins": ["transplant_site.interface.templatetags.transplant"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
DJANGO_TABLES2_TEMPLATE = "_components/table.html"
FILTERS_EMPTY_CHOICE_LABEL = _("All")

# ---------------------------------------------------------------------------------------------------------
# Stores

# Commands that need other rights than the site has.
COMMAND_ROLES = {
    "relay": Role.RELAY,
    "verify_audit": Role.AUDITOR,
    "createcachetable": Role.OWNER,
    "detach_month": Role.OWNER,
    "erase_identity": Role.OWNER,
    "describe_schema": Role.OWNER,
    "ensure_collections": Role.OWNER,
    "migrate": Role.OWNER,
    "prepare": Role.OWNER,
}
DATABASE_ROLE = Role(
    environment.one_of(
        "TRANSPLANT_DATABASE_ROLE",
        choices=[role.value for role in Role],
        default=COMMAND_ROLES.get("".join(sys.argv[1:2]), Role.APPLICATION).value,
    )
)
# The name of the role that migrations grant rights to; a managed server may call it otherwise.
APPLICATION_DATABASE_ROLE = environment.text(
    "TRANSPLANT_APPLICATION_DATABASE_ROLE", default=Role.APPLICATION.login
)
RELAY_DATABASE_ROLE = environment.text("TRANSPLANT_RELAY_DATABASE_ROLE", default=Role.RELAY.login)
AUDITOR_DATABASE_ROLE = environment.text("TRANSPLANT_AUDITOR_DATABASE_ROLE", default=Role.AUDITOR.login)


def database_url() -> str:
    """Give the address of PostgreSQL for the role this process has; no role has another's rights."""
    variable = environment.database_variable(DATABASE_ROLE)
    if EMBEDDED_STORES is not None and not environment.is_set("DATABASE_URL"):
        environment.forget_libpq()
        return environment.text(variable, default=EMBEDDED_STORES.database_url(DATABASE_ROLE))
    return environment.required(
        variable,
        advice=f"DATABASE_URL says that PostgreSQL is yours, and this command runs as its {DATABASE_ROLE}: "
        f"postgresql://{DATABASE_ROLE.login}:PASSWORD@HOST/transplant",
    )


DATABASES: dict[str, Any] = {
    "default": {
        **dj_database_url.parse(
            database_url(),
            conn_max_age=environment.whole_number("DATABASE_CONNECTION_SECONDS", default=60),
            conn_health_checks=True,
        ),
        "ENGINE": "django.db.backends.postgresql",
        "ATOMIC_REQUESTS": False,
    }
}
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"


def mongodb_uri() -> str:
    """Give the address of MongoDB for the role this process has."""
    uri = environment.text(f"MONGODB_{DATABASE_ROLE.name}_URI") or environment.text("MONGODB_URI")
    if uri is not None:
        return uri
    if EMBEDDED_STORES is None:
        return environment.required("MONGODB_URI", advice=environment.PRODUCTION_NEEDS["MONGODB_URI"])
    return EMBEDDED_STORES.mongodb_uri(DATABASE_ROLE)


MONGODB_URI = mongodb_uri()
# The database in MongoDB; tests use one of their own.
MONGODB_DATABASE = environment.text("MONGODB_DATABASE", default="transplant")

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

# ---------------------------------------------------------------------------------------------------------
# Sign-in and sessions

AUTH_USER_MODEL = "staff.StaffMember"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

ACCOUNT_ADAPTER = "transplant_site.staff.adapters.ClosedSignupAdapter"
MFA_ADAPTER = "transplant_site.staff.adapters.EncryptedSecretsAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an administrator vouches for the address when making the account
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Transplant"
# Browsers allow passkeys without TLS on localhost, and nowhere else.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_BEHIND_TLS
# How many proxies stand before the site; only then is X-Forwarded-For believed, counted from the right.
TRUSTED_PROXIES = environment.whole_number("TRUSTED_PROXIES", default=0, maximum=5)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES

SESSION_ENGINE = "transplant_site.interface.sessions"
SESSION_COOKIE_AGE = environment.whole_number("SESSION_SECONDS", default=12 * 3600, minimum=60)
SESSION_SAVE_EVERY_REQUEST = False
SESSION_IDLE_SECONDS = environment.whole_number("SESSION_IDLE_SECONDS", default=30 * 60, minimum=180)
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = IS_BEHIND_TLS
CSRF_COOKIE_SECURE = IS_BEHIND_TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "transplant_site.interface.views.csrf_failure"

# ---------------------------------------------------------------------------------------------------------
# What a browser may do

SECURE_SSL_REDIRECT = IS_BEHIND_TLS and environment.boolean("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = environment.whole_number("HSTS_SECONDS", default=31_536_000) if IS_BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_BEHIND_TLS
SECURE_HSTS_PRELOAD = IS_BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    "accelerometer": [],
    "autoplay": [],
    "camera": [],
    "display-capture": [],
    "encrypted-media": [],
    "fullscreen": ["self"],
    "geolocation": ["self"],  # a courier's position
    "gyroscope": [],
    "magnetometer": [],
    "microphone": [],
    "midi": [],
    "payment": [],
    "usb": [],
}

# ---------------------------------------------------------------------------------------------------------
# Static files, languages, times, mail

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = environment.path(
    "STATIC_ROOT", default=(EMBEDDED_STORES.folder if EMBEDDED_STORES else BASE_DIR) / "static-collected"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE is Mode.DEVELOPMENT
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = MODE is Mode.DEVELOPMENT
WHITENOISE_AUTOREFRESH = MODE is Mode.DEVELOPMENT

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("nl", _("Dutch"))]
LOCALE_PATHS = [BASE_DIR / "transplant_site" / "locale"]
FORMAT_MODULE_PATH = ["transplant_site.interface.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = environment.text("TIME_ZONE", default="Europe/Brussels")

DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", default="transplant@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_HOST = environment.text("EMAIL_HOST", default="localhost")
EMAIL_PORT = environment.whole_number("EMAIL_PORT", default=25, minimum=1, maximum=65_535)
EMAIL_HOST_USER = environment.text("EMAIL_HOST_USER", default="")
EMAIL_HOST_PASSWORD = environment.text("EMAIL_HOST_PASSWORD", default="")
EMAIL_USE_TLS = environment.boolean("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10
if EMBEDDED_STORES is not None and not environment.is_set("EMAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = EMBEDDED_STORES.mail

# ---------------------------------------------------------------------------------------------------------
# Rules of the allocation organisation (organs/profile.py). Production has none until it is told.

RULES_FILE: Path | None = (
    environment.path("TRANSPLANT_RULES", default=BASE_DIR / "organs" / "data" / "demo_rules.toml")
    if environment.is_set("TRANSPLANT_RULES") or MODE is not Mode.PRODUCTION
    else None
)
FICTITIOUS_RULES_ALLOWED = MODE is not Mode.PRODUCTION

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000

# ---------------------------------------------------------------------------------------------------------
# Audit

# Capture happens in the database (docs/decisions): auditlog's own receivers stay off.
AUDITLOG_LOGENTRY_MODEL = "audit.LedgerEntry"
AUDITLOG_INCLUDE_ALL_MODELS = False
AUDITLOG_STORE_JSON_CHANGES = True
AUDITLOG_DISABLE_REMOTE_ADDR = True

# The folder of the key that signs the log and of its checkpoints: outside both databases, the relay's alone.
AUDIT_FOLDER: Path | None = (
    environment.path("TRANSPLANT_AUDIT_FOLDER", default=places.data_folder() / "audit")
    if environment.is_set("TRANSPLANT_AUDIT_FOLDER") or EMBEDDED_STORES is not None
    else None
)
AUDIT_NAME = environment.text("TRANSPLANT_AUDIT_NAME", default="transplant/audit")
# Where each minute's checkpoint goes besides: a program that reads it from standard input, an address it is
# posted to.
AUDIT_WITNESS_COMMAND = environment.text("TRANSPLANT_AUDIT_WITNESS_COMMAND")
AUDIT_WITNESS_URL = environment.web_address("TRANSPLANT_AUDIT_WITNESS_URL")

# ---------------------------------------------------------------------------------------------------------
# Logs and measurements. Nothing that identifies a person enters a log: no query strings, no bodies, no
# addresses, no names. The audit log says who did what.

LOG_LEVEL = environment.text("LOG_LEVEL", default="INFO")
LOG_AS_JSON = environment.boolean("LOG_AS_JSON", default=MODE is Mode.PRODUCTION)
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_USER_ID_FIELD = ""

structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "structured": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                logs.without_values,
                structlog.processors.JSONRenderer()
                if LOG_AS_JSON
                else structlog.dev.ConsoleRenderer(
                    colors=False, exception_formatter=structlog.dev.plain_traceback
                ),
            ],
            "foreign_pre_chain": [
                structlog.contextvars.merge_contextvars,
                structlog.stdlib.add_logger_name,
                structlog.stdlib.add_log_level,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "transplant_site": {"level": LOG_LEVEL},
        "patients": {"level": LOG_LEVEL},
        "organs": {"level": LOG_LEVEL},
        "transport": {"level": LOG_LEVEL},
        "messaging": {"level": LOG_LEVEL},
        "django_structlog": {"level": LOG_LEVEL},
        # Not Django's own handlers: its mail to administrators would carry the query string and the form.
        "django": {"handlers": [], "level": "WARNING"},
        # Repeats what the request log says, the traceback included.
        "django.request": {"level": "CRITICAL"},
    },
}

METRICS_TOKEN = environment.text("METRICS_TOKEN")
PROMETHEUS_METRIC_NAMESPACE = "transplant"
