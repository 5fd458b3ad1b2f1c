"""Django settings: wiring only. What an operator sets comes from the environment;
docs/operate.md lists every variable."""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from pencere.config.databases import database_settings, home
from pencere.config.secrets import secret_key

BASE_DIR = Path(__file__).resolve().parents[3]
HOME = home()
"""Folder of everything that this installation keeps outside the database."""

DEBUG = False
DEMO = os.environ.get("PENCERE_DEMO") == "1"
"""Whether this is a demonstration: shows its made-up people on the sign-in page."""

SECRET_KEY = secret_key(HOME)
BASE_URL = os.environ.get("PENCERE_BASE_URL", "http://localhost:8000").rstrip("/")
"""Address under which people reach pencere; QR codes and e-mails begin with it."""
ALLOWED_HOSTS = os.environ.get("PENCERE_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
IS_HTTPS = BASE_URL.startswith("https://")

LIVE_URL = os.environ.get("PENCERE_LIVE_URL", "").rstrip("/")
"""Where browsers reach `pencere live` (scheme, host, port); "" for this site's own address, where
the proxy sends `/live/` to it."""
LIVE_LISTENERS = int(os.environ.get("PENCERE_LIVE_LISTENERS", "2000"))
"""How many may listen to one `pencere live` at the same time."""

OPEN_DATA_LICENCE = os.environ.get(
    "PENCERE_OPEN_DATA_LICENCE", "https://creativecommons.org/licenses/by/4.0/"
)
"""Under which published figures may be used; its address. Unconfirmed: the state has to say."""

COUNTRY_PACK = os.environ.get("PENCERE_COUNTRY_PACK", "pencere_az")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "pencere.kernel.journal",
    "pencere.kernel.files",
    "pencere.kernel.workdays",
    "pencere.kernel.throttle",
    "pencere.kernel.spans",
    "pencere.ui",
    "pencere.blocks.parties",
    "pencere.blocks.sms",
    "pencere.blocks.registers",
    "pencere.blocks.consent",
    "pencere.blocks.signing",
    "pencere.blocks.mobile_id",
    "pencere.blocks.identity",
    "pencere.blocks.notices",
    "pencere.blocks.mandates",
    "pencere.blocks.documents",
    "pencere.blocks.emergency",
    "pencere.blocks.openid",
    "pencere.blocks.regimes",
    "pencere.casework.definitions",
    "pencere.casework.catalogue",
    "pencere.casework.appointments",
    "pencere.casework.entitlements",
    "pencere.casework.officers",
    "pencere.casework.applications",
    "pencere.casework.versions",
    "pencere.casework.notes",
    "pencere.casework.statistics",
    "pencere.systems.sms_permits",
    "pencere.systems.staff_permits",
    "pencere.portal.window",
    "pencere.portal.cabinet",
    "pencere.portal.desk",
    "pencere.portal.operator",
    "pencere.portal.integrator",
    "pencere.portal.outside",
    "pencere.portal.patrol",
    COUNTRY_PACK,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "pencere.blocks.openid.browsers.FormAction",
    "pencere.ui.middleware.PrivacyHeaders",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pencere.ui.middleware.ErrorPages",
    "pencere.ui.middleware.ForPrograms",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "pencere.ui.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "pencere.blocks.identity.middleware.ActorMiddleware",
]

FOR_PROGRAMS = frozenset(
    f"/oauth/{name}"
    for name in ("token", "introspect", "revoke", "par", "device-authorization", "bc-authorize")
)
"""What only programs call, with credentials in each request: nothing behind `ForPrograms` above
is asked for them."""
API_PREFIX = "/api/"
"""Under it errors are problem documents, whatever the client says that it accepts."""

ROOT_URLCONF = "pencere.config.urls"
WSGI_APPLICATION = "pencere.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "pencere.ui.jinja.PencereTemplates",
        "NAME": "jinja",
        "DIRS": [],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "pencere.ui.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "pencere.ui.context.page",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

DATABASES = {"default": database_settings(HOME)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    # Shared by all processes: throttling counts in it.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
    },
}

AUTH_USER_MODEL = "identity.Account"
AUTHENTICATION_BACKENDS = ["pencere.blocks.identity.backends.AccountBackend"]
PASSWORD_HASHERS = ["pencere.blocks.identity.hashers.Argon2id"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "pencere.blocks.identity.passwords.LongEnough"},
    {"NAME": "pencere.blocks.identity.passwords.NotCommon"},
    {"NAME": "pencere.blocks.identity.passwords.NotAboutYou"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/cabinet/"
DESK_URL = "/desk/"
"""Where officers land after signing in."""
LOGOUT_REDIRECT_URL = "/"
SESSION_IDLE_SECONDS = int(os.environ.get("PENCERE_SESSION_IDLE_MINUTES", "30")) * 60
"""A session in which nothing happened for so long ends."""
SESSION_ABSOLUTE_SECONDS = int(os.environ.get("PENCERE_SESSION_HOURS", "12")) * 3600
EMERGENCY_TOLD_AFTER_HOURS = int(os.environ.get("PENCERE_EMERGENCY_TOLD_AFTER_HOURS", "24"))
"""After how long a person gets a notice that their data was opened in an emergency."""
"""A session ends after so long, whatever happens in it."""
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS
SESSION_ENGINE = "pencere.blocks.identity.sessions"
ACCOUNT_ADAPTER = "pencere.blocks.identity.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = False  # identity.throttle counts, in one statement for each try
MFA_ADAPTER = "pencere.blocks.identity.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RATE_LIMITS = False
MFA_TOTP_TOLERANCE = 1

LANGUAGE_CODE = "az"
LANGUAGES = [("az", _("Azerbaijani")), ("ru", _("Russian")), ("en", _("English"))]
TIME_ZONE = "Asia/Baku"
USE_TZ = True
USE_I18N = True

LOCALE_PATHS = [Path(__file__).resolve().parents[1] / "kernel" / "locale"]

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
"""Background work of a package lies in its jobs.py."""

LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SECURE = IS_HTTPS

CSRF_FAILURE_VIEW = "pencere.ui.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'", LIVE_URL] if LIVE_URL else ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_HTTPS
SECURE_SSL_REDIRECT = False  # the proxy in front redirects
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_COOKIE_HTTPONLY = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

MAIL_ROOT = HOME / "mail"
"""Where e-mails go as files while no SMTP server is named."""
EMAIL_HOST = os.environ.get("PENCERE_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("PENCERE_SMTP_PORT", "587"))
EMAIL_HOST_USER = os.environ.get("PENCERE_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("PENCERE_SMTP_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("PENCERE_SMTP_TLS", "1") == "1"
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = str(MAIL_ROOT)
DEFAULT_FROM_EMAIL = os.environ.get("PENCERE_MAIL_FROM", "pencere <no-reply@localhost>")

SMS_CENTRES = os.environ.get("PENCERE_SMS_CENTRES", "").split()
"""Addresses of the SMS centres that `pencere sms` serves, as docs/operate.md says."""
SMS_PROVIDER = os.environ.get(
    "PENCERE_SMS_PROVIDER",
    "pencere.blocks.notices.providers.smpp.provider" if DEMO or SMS_CENTRES else "",
)
"""The module whose PROVIDER sends text messages; "" where none are sent."""
SMS_SENDER = os.environ.get("PENCERE_SMS_SENDER", "pencere")
"""From whom a text is that answers nothing, where the centre has no number of its own: a short
number, or up to eleven letters."""
SMS_RECEIPTS = os.environ.get("PENCERE_SMS_RECEIPTS", "1" if DEMO else "0") == "1"
"""Whether a receipt is asked for with every text that is sent."""
SMS_KEPT_DAYS = int(os.environ.get("PENCERE_SMS_KEPT_DAYS", "30"))
"""For how many days text messages that came and went are kept; two at least."""
PERMITS_KEPT_DAYS = int(os.environ.get("PENCERE_PERMITS_KEPT_DAYS", "365"))
"""For how many days it is kept who asked for a permit to leave home and what was decided; thirty at
least."""

FILES_ROOT = HOME / "files"
"""Where kernel.files keeps what people upload and what pencere issues."""
FILES_CLAMD = os.environ.get("PENCERE_CLAMD", "")
"""Where ClamAV's daemon listens: unix:/run/clamav/clamd.ctl or tcp:host:3310; "" for no scan."""
FILES_MAX_BYTES = 20 * 1024 * 1024
"""The most that any one upload may have; a form's field can set less."""
DATA_UPLOAD_MAX_NUMBER_FIELDS = 7000
"""The most names that a form may post: 200 rows of 10 columns, each a date typed in three parts,
and what else is on the page. More is answered with 413 before anything is read."""
FILE_UPLOAD_HANDLERS = ["pencere.kernel.files.uploads.LimitedUpload"]
KEYS_ROOT = HOME / "keys"
"""Where the demo's seals, certificate authority, time-stamp service and phones keep their keys."""
STAFF_PERMITS_URL = os.environ.get("PENCERE_STAFF_PERMITS_URL", "").rstrip("/")
"""Address of the ministry's system to which permits for staff are sent; "" keeps them waiting."""
STAFF_PERMITS_PEER_KEY = Path(
    os.environ.get("PENCERE_STAFF_PERMITS_PEER_KEY", HOME / "interior" / "public.jwk")
)
"""File with the public key (JWK) by which that system's receipts are verified."""
MOBILE_ID_PROVIDER = os.environ.get(
    "PENCERE_MOBILE_ID_PROVIDER",
    "pencere.blocks.mobile_id.providers.local.provider" if DEMO else "",
)
"""The module whose PROVIDER reaches people's phones; "" where there is no mobile ID."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("PENCERE_LOG_LEVEL", "WARNING")},
}
