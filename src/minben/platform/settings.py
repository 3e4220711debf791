"""The one settings file: typed, from the environment, the same in demo, test and production."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONCE, SELF


def _flag(name: str, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes"}


def _database(url: str) -> dict[str, object]:
    """`sqlite:///path` or `postgresql://user:password@host:port/name`."""
    parts = urlsplit(url)
    if parts.scheme.startswith("postgres"):
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 60,
        }
    if parts.scheme != "sqlite":
        raise ValueError(
            f"MINBEN_DATABASE_URL must begin with sqlite:/// or postgresql://, not {parts.scheme!r}."
        )
    return {
        "ENGINE": "minben.platform.journal.sqlite",
        "NAME": url.removeprefix("sqlite:///"),
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
        # A file, not memory: the browser tests' server thread must see the same database through the same gate.
        "TEST": {"NAME": str(Path(url.removeprefix("sqlite:///")).with_name(f"test-{os.getpid()}.sqlite3"))},
    }


MINBEN_HOME = Path(os.environ.get("MINBEN_HOME", "var")).resolve()
MINBEN_HOME.mkdir(parents=True, exist_ok=True)
MINBEN_DEMO = _flag("MINBEN_DEMO", True)
MINBEN_KEYS = MINBEN_HOME / "keys"
MINBEN_FILES = MINBEN_HOME / "files"
MINBEN_PACKS = MINBEN_HOME / "packs"
MINBEN_SIGNER = os.environ.get("MINBEN_SIGNER", "minben.platform.journal.contrib.software.signer")

MINBEN_REGISTERS = os.environ.get("MINBEN_REGISTERS", "minben.platform.exchange.contrib.folder.connector")

MINBEN_ADDRESS = os.environ.get("MINBEN_ADDRESS", "http://127.0.0.1:8000")  # as printed in QR codes

DEBUG = _flag("MINBEN_DEBUG", False)
ALLOWED_HOSTS = os.environ.get("MINBEN_HOSTS", "127.0.0.1,localhost,[::1],testserver").split(",")
_secret = MINBEN_HOME / "secret.key"
if not _secret.exists():
    _secret.touch(mode=0o600)
    _secret.write_bytes(os.urandom(48))
SECRET_KEY = _secret.read_bytes().hex()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "csp",
    "minben.platform.design",
    "minben.platform.journal",
    "minben.platform.identity",
    "minben.platform.catalogue",
    "minben.platform.exchange",
    "minben.platform.casework",
    "minben.platform.supervision",
    "minben.platform.openness",
    "minben.platform.training",
    "minben.platform.portal",
    "minben.platform.workbench",
    "minben.platform.oversight",
    "minben.platform.studio",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "minben.platform.identity.safety.SafetyMiddleware",
    "minben.platform.identity.middleware.TenantMiddleware",
]

ROOT_URLCONF = "minben.platform.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "minben.platform.design.context.look",
            ],
        },
    }
]

FORM_RENDERER = "minben.platform.design.forms.Renderer"

DATABASES = {
    "default": _database(os.environ.get("MINBEN_DATABASE_URL", f"sqlite:///{MINBEN_HOME}/minben.sqlite3"))
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "identity.Account"
LOGIN_URL = "/identity/sign-in/"

LANGUAGE_CODE = "zh-hant"
LANGUAGES = [("zh-hant", "繁體中文"), ("zh-hans", "简体中文"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATIC_ROOT = MINBEN_HOME / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # else every start warns that it is absent
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = (
    True  # nothing to collect in a checkout; `collectstatic` still works for a web server
)

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 3600
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https = _flag("MINBEN_HTTPS", False)
if _https:  # a proxy in front ends TLS and says so; it must set or drop this header itself
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(name)s %(message)s", "datefmt": "%Y-%m-%dT%H:%M:%S%z"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"minben.security": {"handlers": ["console"], "level": "INFO"}},
}
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
MINBEN_UPLOAD_LIMIT = 10 * 1024 * 1024
