"""What every environment has in common."""

from pathlib import Path

from oms import env
from oms.logs import logging_config
from oms.settings.admin_site import *  # noqa: F403
from oms.settings.observability import *  # noqa: F403
from oms.settings.queue import *  # noqa: F403
from oms.settings.security import *  # noqa: F403

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(env.text("OMS_DATA_DIR", str(BASE_DIR / ".data"))).resolve()
SITE_URL = env.text("SITE_URL", f"http://127.0.0.1:{env.number('PORT', 8000)}").rstrip("/")
DEBUG = False

HOUSE = (
    "core",
    "accounts",
    "catalog",
    "customers",
    "inventory",
    "orders",
    "payments",
    "fulfillment",
    "shipping",
    "returns",
    "support",
    "notifications",
    "reports",
    "desk",
    "portal",
    "api",
)
INSTALLED_APPS = [
    "oms.office.ThemeConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "unfold.contrib.import_export",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "import_export",
    "django_htmx",
    "django_celery_beat",
    "csp",
    "axes",
    "phonenumber_field",
    "django_countries",
    "anymail",
    "ninja",
    *(app for app in HOUSE if (BASE_DIR / app / "apps.py").exists()),
]
MIDDLEWARE = [
    "oms.health.HealthMiddleware",
    "oms.request_ids.RequestIdMiddleware",
    *(["django_prometheus.middleware.PrometheusBeforeMiddleware"] if METRICS_ARE_ON else []),  # noqa: F405
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "oms.policies.WiderPolicyMiddleware",
    "oms.policies.PrivatePagesMiddleware",
    "oms.body_limits.BodyLimitMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "oms.card_guard.CardGuard",
    *(["django_prometheus.middleware.PrometheusAfterMiddleware"] if METRICS_ARE_ON else []),  # noqa: F405
]
ROOT_URLCONF = "oms.urls"
WSGI_APPLICATION = "oms.wsgi.application"
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
            ],
        },
    }
]

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
DATABASES = {
    "default": env.database(env.text("DATABASE_URL", "postgresql://postgres@/oms?host=/nowhere")),
}
# Behind PgBouncer in transaction mode a cursor of the server may be left on another connection than it was opened on.
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = env.flag("DATABASE_BEHIND_PGBOUNCER")
# A server that does not even refuse is given up after this long.
DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", 5)
# Long-lived processes share connections through psycopg's pool; commands open one of their own and close it.
POOL_SIZE = env.number("DATABASE_POOL_SIZE", 0)
if POOL_SIZE:
    # There is a connection for each thread, so to wait for one means that the database is away: say so soon, or every
    # thread waits and even the sign of life is not given. The pool doubles the pause between its attempts up to
    # ``reconnect_timeout``; by its default of five minutes it would come back minutes after the database did.
    # It is not asked to check each connection before use (CONN_HEALTH_CHECKS): the check sleeps a second, then two,
    # for every broken one it finds, where a 503 is told at once and the broken connection is replaced all the same.
    POOL = {"min_size": 1, "max_size": POOL_SIZE, "timeout": 3, "reconnect_timeout": 2}
    DATABASES["default"]["OPTIONS"]["pool"] = POOL

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
# How old a count beside a list, a queue or an entry of the side bar may be.
COUNTS_KEPT_SECONDS = 20

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
# How days and times are written; see oms/formats/.
FORMAT_MODULE_PATH = ["oms.formats"]

STATIC_URL = "static/"
STATIC_ROOT: Path | None = DATA_DIR / "static"
STATICFILES_DIRS = [folder for folder in [BASE_DIR / "static"] if folder.exists()]
MEDIA_URL = "media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    # No address leads here: files are handed out by a page that asks who wants them.
    "attachments": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"file_permissions_mode": 0o600, "directory_permissions_mode": 0o700},
    },
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "oms.static_urls.PlainStatic"},
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# What customers may send at once, pictures and words together.
CUSTOMER_UPLOAD_MAX_BYTES = env.number("CUSTOMER_UPLOAD_MAX_MB", 40) * 1024**2
ATTACHMENT_MAX_BYTES = env.number("ATTACHMENT_MAX_MB", 15) * 1024**2

EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.smtp.EmailBackend")
EMAIL_HOST = env.text("EMAIL_HOST", "127.0.0.1")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Orders <orders@shop.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Mails that come in: the provider that calls, what signs its calls, and how much is taken.
MAIL_PROVIDER = env.text("MAIL_PROVIDER", "")
MAIL_WEBHOOK_SECRET = env.text("MAIL_WEBHOOK_SECRET", "")
MAIL_MAX_BYTES = env.number("MAIL_MAX_MB", 25) * 1024**2
MAIL_MAX_PER_SENDER_HOUR = env.number("MAIL_MAX_PER_SENDER_HOUR", 30)

# Where cards are charged: sandbox or stripe.
PAYMENT_GATEWAY = env.text("PAYMENT_GATEWAY", "sandbox")
GATEWAY_URL = env.text("GATEWAY_URL", "")
# What signs the webhooks of other shops: source=secret, by commas.
CHANNEL_WEBHOOK_SECRETS = dict(pair.split("=", 1) for pair in env.names("CHANNEL_WEBHOOK_SECRETS") if "=" in pair)
# Where a customer's browser finds the gateway's page for cards, when that is not where we call it.
GATEWAY_PUBLIC_URL = env.text("GATEWAY_PUBLIC_URL", "")
GATEWAY_WEBHOOK_SECRET = env.text("GATEWAY_WEBHOOK_SECRET", "")
# Stripe: the secret key of its API, what signs its webhooks (several while one is replaced), where it is called when
# that is not Stripe itself.
STRIPE_SECRET_KEY = env.text("STRIPE_SECRET_KEY", "")
STRIPE_WEBHOOK_SECRETS = env.names("STRIPE_WEBHOOK_SECRETS")
STRIPE_API_BASE = env.text("STRIPE_API_BASE", "")
CARRIER_URL = env.text("CARRIER_URL", "")
# Fernet keys that seal carriers' credentials: the first seals, all of them open.
SEALING_KEYS = env.names("SEALING_KEYS")
# The prefix GS1 gave us (7 to 10 digits): it begins the numbers of our parcels (SSCC). Empty: one for use inside.
GS1_COMPANY_PREFIX = env.text("GS1_COMPANY_PREFIX", "")
CARRIER_WEBHOOK_SECRET = env.text("CARRIER_WEBHOOK_SECRET", "")
# Webhooks out to addresses inside, and by http: for development alone.
WEBHOOK_ALLOW_PRIVATE = env.flag("WEBHOOK_ALLOW_PRIVATE")
# Texts to phones: who sends them (empty: nobody; simulator), where it is called, and with which key.
SMS_PROVIDER = env.text("SMS_PROVIDER", "")
SMS_URL = env.text("SMS_URL", "")
SMS_API_KEY = env.text("SMS_API_KEY", "")
MAIL_CATCHER_URL = env.text("MAIL_CATCHER_URL", "")

PHONENUMBER_DEFAULT_REGION = "US"
PHONENUMBER_DB_FORMAT = "E164"

LOGGING_CONFIG = "logging.config.dictConfig"
# json: a line for a collector; console: for people. Production says json unless told otherwise.
LOGGING = logging_config(level=env.text("LOG_LEVEL", "INFO"), form=env.text("LOG_FORMAT", "console"))

# What a shop's key may ask of the API in a minute unless it has a limit of its own; 0 is no limit.
API_REQUESTS_PER_MINUTE = env.number("API_REQUESTS_PER_MINUTE", 1200)

# Where the customer's pages count who asks how often. Empty: each web process counts for itself.
LIMITS_URL = env.text("LIMITS_URL", REDIS_URL)  # noqa: F405
# How many proxies of ours stand before the web server: so many addresses of X-Forwarded-For are believed.
PROXY_HOPS = env.number("PROXY_HOPS", 0)

# How long a person can take back a cancel, a refund or the mail of a parcel; 0: done at once.
OMS_UNDO_SECONDS = env.number("UNDO_SECONDS", 20)
OMS_WIRING = "oms.wiring.WIRING"
# Who names the actors of a kind that the kernel knows nothing of: keys in, names out.
OMS_ACTOR_NAMES = {"api": "api.selectors.naming.shop_names"}
