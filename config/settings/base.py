"""Settings every installation shares."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from config.settings.environment import ENVIRONMENT, ROOT

_FLOORS = ("base", "ui", "registry", "engines", "work", "screens", "demo")
_REGISTRY = ("audit", "unions", "employers", "people", "accounts", "documents", "messaging")


def _apps() -> list[str]:
    """Return the apps in the order of the floors; an app is a folder with ``apps.py``."""
    found: list[str] = []
    for floor in _FLOORS:
        folder = ROOT / "zhigong" / floor
        if (folder / "apps.py").exists():
            found.append(f"zhigong.{floor}")
        names = sorted(path.parent.name for path in folder.glob("*/apps.py"))
        if floor == "registry":
            names = [name for name in _REGISTRY if name in names]
        found += [f"zhigong.{floor}.{name}" for name in names]
    return found


def database(url: str) -> dict[str, Any]:
    """Return Django's description of a PostgreSQL server given as a URL."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    options: dict[str, Any] = {
        # perf.md 0: one statement serves all levels of the tree, so no cached generic plans.
        "options": "-c plan_cache_mode=force_custom_plan -c jit=off",
        "server_side_binding": False,
    }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or query.pop("password", "")),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or query.pop("port", "")),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options | query,
    }


BASE_DIR = ROOT
SECRET_KEY = ENVIRONMENT.secret("secret_key")
DEBUG = False
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts
CSRF_TRUSTED_ORIGINS = ENVIRONMENT.trusted_origins
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "ninja",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    *_apps(),
]

MIDDLEWARE = [
    "zhigong.base.health.Health",
    "zhigong.base.api.RefusalsInForm",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "zhigong.base.anonymous.ForgetWhoAsks",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "zhigong.base.navigation.Acted",
    "zhigong.registry.accounts.middleware.ActorMiddleware",
    "zhigong.screens.sessions.SessionRules",
    "zhigong.base.requests.RequestGuard",
    "zhigong.base.once.OnceByKey",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "zhigong.base.pages.page_context",
            ],
        },
    },
]

DATABASES: dict[str, Any] = {"default": database(ENVIRONMENT.database_url)}
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
DATE_FORMAT = "Y-m-d"
DATETIME_FORMAT = "Y-m-d H:i"
FORM_RENDERER = "zhigong.ui.renderer.HouseRenderer"

STATIC_URL = "/static/"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STATIC_ROOT = ROOT / "build" / "static"
STATICFILES_DIRS = [path for path in [ROOT / "build" / "vendor"] if path.exists()]
MEDIA_ROOT = ENVIRONMENT.state_dir / "media"
IMPORT_MAX_MEGABYTES = ENVIRONMENT.import_max_megabytes
IMPORT_MAX_ROWS = ENVIRONMENT.import_max_rows
IMPORT_KEEP_DAYS = ENVIRONMENT.import_keep_days
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.behind_tls
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}

# Under these addresses nobody is known: no session, no address, no line in a log.
ANONYMOUS_PATHS = ("/service_centre/box/",)

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
MIGRATION_MODULES: dict[str, str] = {}

SILENCED_SYSTEM_CHECKS = ["models.W042"]

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "mask": {"()": "zhigong.base.logs.MaskPersonalData"},
        "silent": {"()": "zhigong.base.anonymous.SilentOnAnonymous"},
    },
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["mask", "silent"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"zhigong": {"level": "INFO"}},
}

ZHIGONG = ENVIRONMENT
