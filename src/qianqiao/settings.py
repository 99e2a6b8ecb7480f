"""Django settings from environment variables; the defaults are those of a single machine on loopback."""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from qianqiao.core import environment
from qianqiao.organisations.signing_in.settings import *  # noqa: F403  one file of settings per subject

PACKAGE = Path(__file__).resolve().parent
QIANQIAO_DATA_DIR = environment.data_directory()
QIANQIAO_SAMPLE_DATA = environment.flag("QIANQIAO_SAMPLE_DATA", default=False)
QIANQIAO_MATCH_MODEL = os.environ.get("QIANQIAO_MATCH_MODEL", "")
QIANQIAO_SITE_ADDRESS = os.environ.get("QIANQIAO_SITE_ADDRESS", "http://127.0.0.1:8000")

QIANQIAO_TEXT_MODELS = os.environ.get("QIANQIAO_TEXT_MODELS", "use,e5")
QIANQIAO_MODEL_FOLDER = os.environ.get("QIANQIAO_MODEL_FOLDER", "")
QIANQIAO_EMBEDDING = environment.prefixed("QIANQIAO_EMBEDDING_")
QIANQIAO_RERANK = environment.prefixed("QIANQIAO_RERANK_")
QIANQIAO_SEND_TEXTS = environment.flag("QIANQIAO_SEND_TEXTS", default=False)
QIANQIAO_SEND_SEALED_TEXTS = environment.flag("QIANQIAO_SEND_SEALED_TEXTS", default=False)

# requests a minute to the API, 0 for no limit: of one key, and of one address without a key
QIANQIAO_API_PER_KEY = environment.whole_number("QIANQIAO_API_PER_KEY", default=600)
QIANQIAO_API_PER_ADDRESS = environment.whole_number("QIANQIAO_API_PER_ADDRESS", default=300)
NINJA_NUM_PROXIES = ALLAUTH_TRUSTED_PROXY_COUNT  # noqa: F405  from the settings of signing in

QIANQIAO_CLAMAV = os.environ.get("QIANQIAO_CLAMAV", "")
QIANQIAO_WEBHOOKS_TO_LOOPBACK = environment.flag("QIANQIAO_WEBHOOKS_TO_LOOPBACK", default=False)

DEBUG = environment.flag("QIANQIAO_DEBUG", default=False)
SECRET_KEY = environment.secret_key()
ALLOWED_HOSTS = os.environ.get("QIANQIAO_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("QIANQIAO_TRUSTED_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "django_linear_migrations",
    "procrastinate.contrib.django",
    "qianqiao.core",
    "qianqiao.organisations",
    "qianqiao.notices",
    "qianqiao.people",
    "qianqiao.reviewing",
    "qianqiao.catalogue",
    "qianqiao.demands",
    "qianqiao.mandates",
    "qianqiao.imports",
    "qianqiao.search",
    "qianqiao.matching",
    "qianqiao.oversight",
    "qianqiao.agreements",
    "qianqiao.docking",
    "qianqiao.upkeep",
    "qianqiao.coordination",
    "qianqiao.web",
    "qianqiao.api",
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
    "allauth.account.middleware.AccountMiddleware",
    "qianqiao.organisations.signing_in.middleware.SecondFactorFirst",
]

ROOT_URLCONF = "qianqiao.urls"
WSGI_APPLICATION = "qianqiao.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "qianqiao.core.context.site",
            ],
        },
    },
]

DATABASES = {"default": environment.database_settings(environment.database_url())}

AUTH_USER_MODEL = "organisations.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
EMAIL_BACKEND = os.environ.get("QIANQIAO_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")
# where the file backend writes, as in the demo
EMAIL_FILE_PATH = QIANQIAO_DATA_DIR / "mail"
EMAIL_HOST = os.environ.get("QIANQIAO_EMAIL_HOST", "127.0.0.1")
EMAIL_PORT = environment.whole_number("QIANQIAO_EMAIL_PORT", default=25)
EMAIL_HOST_USER = os.environ.get("QIANQIAO_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("QIANQIAO_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = environment.flag("QIANQIAO_EMAIL_TLS", default=False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = os.environ.get("QIANQIAO_EMAIL_FROM", "qianqiao@localhost")

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("QIANQIAO_STATIC_ROOT", QIANQIAO_DATA_DIR / "static"))
# WhiteNoise warns of a folder that is not there; it stays empty unless collectstatic is used
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = QIANQIAO_DATA_DIR / "uploads"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    },
}
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = QIANQIAO_SITE_ADDRESS.startswith("https://")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": os.environ.get("QIANQIAO_LOG_LEVEL", "WARNING")},
}
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
