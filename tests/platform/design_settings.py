"""Settings just large enough to look at the components alone."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SECRET_KEY = "only for tests"
DEBUG = False
MINBEN_DEMO = True
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.platform.design_urls"
INSTALLED_APPS = ["django.contrib.staticfiles", "django_htmx", "django.forms", "minben.platform.design"]
MIDDLEWARE = [
    "csp.middleware.CSPMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "minben.platform.design.context.look",
            ]
        },
    }
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
    }
}
FORM_RENDERER = "minben.platform.design.forms.Renderer"
CSRF_FAILURE_VIEW = "minben.platform.design.views.csrf_failure"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
STATIC_URL = "/static/"
LANGUAGE_CODE = "zh-hant"
LANGUAGES = [("zh-hant", "繁體中文"), ("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
MINBEN_LOOK = {
    "place": "蘭汀市政務服務",
    "doors": (("design", _("Every component"), "design:gallery"),),
    "footer": ((_("Every component"), "design:gallery"),),
}
