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
    "pencere.ui",
    "pencere.blocks.parties",
    "pencere.blocks.registers",
    "pencere.blocks.identity",
    "pencere.blocks.notices",
    "pencere.blocks.signing",
    "pencere.blocks.documents",
    "pencere.casework.definitions",
    "pencere.casework.catalogue",
    "pencere.casework.applications",
    "pencere.portal.window",
    "pencere.portal.cabinet",
    "pencere.portal.desk",
    COUNTRY_PACK,
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "pencere.ui.middleware.ErrorPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "pencere.ui.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "pencere.blocks.identity.middleware.ActorMiddleware",
]

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
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["pencere.blocks.identity.hashers.Argon2id"]

LANGUAGE_CODE = "az"
LANGUAGES = [("az", _("Azerbaijani")), ("ru", _("Russian")), ("en", _("English"))]
TIME_ZONE = "Asia/Baku"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

FILES_ROOT = HOME / "files"
"""Where kernel.files keeps what people upload and what pencere issues."""
KEYS_ROOT = HOME / "keys"
"""Where the demo's seals, certificate authority and time-stamp service keep their keys."""

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("PENCERE_LOG_LEVEL", "WARNING")},
}
