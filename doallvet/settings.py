"""Settings of one instance, read from the environment. The difference between machines is data, not code."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from doallvet.core.environment import check, demo_secret_key, env, required

BASE_DIR = Path(__file__).resolve().parent.parent
DEMO = env.bool("DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
TRIAL = DEMO or DEBUG
VAR = Path(env.str("DATA_FOLDER", default=str(BASE_DIR / "var" / ("demo" if DEMO else "live"))))

SECRET_KEY = demo_secret_key(VAR) if DEMO else required("SECRET_KEY")
HERE = f"http://127.0.0.1:{env.str('PORT', default='8000')}"
SITE_URL = required("SITE_URL", default=HERE if TRIAL else "").rstrip("/")
ALLOWED_HOSTS = required("ALLOWED_HOSTS", default="*" if TRIAL else "").replace(" ", "").split(",")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
HTTPS = SITE_URL.startswith("https://")

# -- what it is made of: the order is the direction, lowest last (docs/decisions/0001-house.md)
INSTALLED_APPS = [
    "modeltranslation",
    "mobilities",
    "companies",
    "centres",
    "doallvet.signing",
    "doallvet.outbox",
    "doallvet.history",
    "doallvet.accounts",
    "doallvet.core",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "bootstrap",
    "django_countries",
    "django_filters",
    "django_htmx",
    "phonenumber_field",
    "template_partials",
    "csp",
    "django_structlog",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "doallvet.core.middleware.CompressedPagesMiddleware",
    "csp.middleware.CSPMiddleware",
    "doallvet.core.middleware.DatabaseAwayMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "doallvet.accounts.middleware.PersonMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "centres.middleware.SecondFactorMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "doallvet.urls"
WSGI_APPLICATION = "doallvet.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["doallvet.core.templatetags.components", "django.templatetags.i18n"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "doallvet.core.context.instance",
                "doallvet.outbox.context.announced",
                "centres.context.membership",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

# -- rows, cache, work for later
DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{VAR}/db.sqlite3" if DEMO else required("DATABASE_URL"))
}
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["CONN_MAX_AGE"] = 600
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] |= {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
else:
    # No jit: it compiles for half a second what then takes some milliseconds.
    DATABASES["default"]["OPTIONS"] |= {
        "options": "-c statement_timeout=10000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=15000"
        " -c jit=off"
    }

REDIS_URL = None if DEMO else env.str("REDIS_URL", default="") or required("REDIS_URL")
if REDIS_URL:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_connect_timeout": 2, "max_retries": 1}
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR / "broker"),
        "data_folder_out": str(VAR / "broker"),
        "control_folder": str(VAR / "broker"),
        "store_processed": False,
        "polling_interval": 0.2,  # seconds; one message is taken at each look
    }

CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT = 600
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "*.build_*": {"queue": "pdf"},
    "signing.seal": {"queue": "pdf"},
    "outbox.*": {"queue": "mail"},
    "*.import_*": {"queue": "import"},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat")
CELERY_BEAT_SCHEDULE = {
    "beat": {"task": "outbox.beat", "schedule": 15},
    "deliver": {"task": "outbox.deliver", "schedule": 60},
    "sweep": {"task": "mobilities.sweep", "schedule": 3600},
}

# -- people
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)  # whose X-Forwarded-For tells who asks
ACCOUNT_ADAPTER = "doallvet.accounts.adapter.ClosedSignup"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]  # without it allauth leaves the password off the sign-in form
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 60 * env.int("PROOF_MINUTES", default=15)  # before a sensitive act
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "doALLVET"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = TRIAL
SECOND_FACTOR_REQUIRED = not DEMO
USERSESSIONS_TRACK_ACTIVITY = False
INVITATION_DAYS = 14

# -- words, dates, places
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en",)
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Brussels"
USE_TZ = True
FORMAT_MODULE_PATH = ["doallvet.formats"]
PHONENUMBER_DEFAULT_REGION = None

# -- messages
ANYMAIL = env.json("ANYMAIL", default={})  # with requirements-anymail.txt: keys of a provider, WEBHOOK_SECRET
if ANYMAIL:
    check("ANYMAIL", ANYMAIL.get("WEBHOOK_SECRET"))
    INSTALLED_APPS += ["anymail"]
OTHER_WAY = env.str("DELIVERY_BACKEND", default="")  # such as anymail.backends.postmark.EmailBackend
NO_MAIL = "dummymail://" if DEMO or OTHER_WAY else "smtp://localhost:25" if DEBUG else ""
MAIL = env.email_url_config(required("EMAIL_URL", default=NO_MAIL))
vars().update(MAIL)
DELIVERY_BACKEND = (
    OTHER_WAY or MAIL["EMAIL_BACKEND"]
)  # what the outbox sends with; all else is kept in the outbox first
EMAIL_BACKEND = "doallvet.outbox.backend.OutboxBackend"
EMAIL_TIMEOUT = 20
BOUNCE_SECRET = env.str("BOUNCE_SECRET", default="")  # empty: nobody reports at /mail/bounces/ what came back
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("FROM_EMAIL", default="doALLVET <no-reply@doallvet.example>")

REPLY_DOMAIN = env.str("REPLY_DOMAIN", default="")  # where answers by mail arrive; empty: nobody answers by mail
REPLY_SECRET = required("REPLY_SECRET", default="" if REPLY_DOMAIN else "none")

MAIL_DOMAIN_CHECK = env.bool("MAIL_DOMAIN_CHECK", default=not TRIAL)  # asks the domain name system about addresses
DNS_SERVERS = env.list("DNS_SERVERS", default=[])  # host:port; empty: those of the machine

SMS_URL, SMS_TOKEN = env.str("SMS_URL", default=""), env.str("SMS_TOKEN", default="")  # empty: no short messages

# -- signatures
SIGNATURE_PROVIDER_URL = env.str("SIGNATURE_PROVIDER_URL", default="")  # empty: no advanced or qualified signatures
SIGNATURE_PROVIDER_SECRET = required("SIGNATURE_PROVIDER_SECRET", default="" if SIGNATURE_PROVIDER_URL else "none")

# -- files
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR / "media")))
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "doallvet.core.joined.JoinedFinder",
]
WHITENOISE_USE_FINDERS = TRIAL
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TRIAL
        else "doallvet.core.static.HashedStaticFiles"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640

# -- the seal of signed papers (docs/decisions/0013-signing.md)
SEAL_KEY = str(VAR / "seal.p12") if DEMO else required("SEAL_KEY", default="off" if DEBUG else "")
SEAL_PASSWORD = env.str("SEAL_PASSWORD", default="")
SEAL_TIMESTAMPS = env.str("SEAL_TIMESTAMPS", default="")  # the address of a time stamp authority

# -- safety (docs/security in SECURITY.md)
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
LANGUAGE_COOKIE_NAME = "__Host-language" if HTTPS else "language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "doallvet.core.logs.formatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"weasyprint": {"level": "ERROR"}, "fontTools": {"level": "ERROR"}},
}
