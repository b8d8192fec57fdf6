"""Settings of the site: Django's, made from those of the project.

There is no database, no session and no user: every page is read from a snapshot.
"""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.management.utils import get_random_secret_key

from omstilling.language import LANGUAGES as CODES
from omstilling.language import LOCALE, NAMES
from omstilling.settings import settings

_HERE = Path(__file__).parent
_ours = settings()

#: Where the snapshots are.
STORE = _ours.store
CALL = _ours.call

DEBUG = False
SECRET_KEY = _ours.secret_key or get_random_secret_key()
ALLOWED_HOSTS = [host.strip() for host in _ours.allowed_hosts.split(",")]
ROOT_URLCONF = "omstilling.web.urls"
WSGI_APPLICATION = "omstilling.web.wsgi.application"
DATABASES: dict[str, dict[str, str]] = {}
INSTALLED_APPS = ["django.contrib.staticfiles", "csp"]

MIDDLEWARE = [
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "omstilling.web.middleware.PlainErrors",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [_HERE / "templates"],
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n", "omstilling.web.filters"],
            "context_processors": [
                "django.template.context_processors.request",
                "omstilling.web.context.everywhere",
            ],
            "libraries": {"static": "django.templatetags.static"},
        },
    }
]

# -- Languages --

LANGUAGE_CODE = "nb"
LANGUAGES = [(code, NAMES[code]) for code in CODES]
LOCALE_PATHS = [LOCALE]
TIME_ZONE = "Europe/Oslo"
USE_TZ = True
# Browsers that ask for Norwegian without saying which mean bokmål.
for _code in ("no", "no-no"):
    LANG_INFO[_code] = {**LANG_INFO["nb"], "fallback": ["nb"]}

# -- Static files: found in the package and served as they are --

STATIC_URL = "/static/"
STATICFILES_DIRS = [_HERE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

# -- Safety --

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # The design system's icons are written into its style sheet.
        "img-src": [SELF, "data:"],
        "script-src": [NONE],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if _ours.https:
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"stderr": {"class": "logging.StreamHandler"}},
    "loggers": {"django": {"handlers": ["stderr"], "level": "ERROR"}},
}
