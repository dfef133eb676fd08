"""One machine: the embedded services, or outside ones named by DATABASE_URL and REDIS_URL."""

from oms import env
from oms.settings.base import *  # noqa: F403

DEBUG = env.flag("DEBUG")
SECRET_KEY = env.text("SECRET_KEY", "local-machine-only-never-used-in-production")
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.names("ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS")
# Static files are served from where they lie; nothing has to be collected on one machine.
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = None
SEALING_KEYS = env.names("SEALING_KEYS") or ["bG9jYWwtbWFjaGluZS1vbmx5LW5vdC1mb3ItcHJvZCE="]
# A receiver under development runs on this machine.
WEBHOOK_ALLOW_PRIVATE = env.flag("WEBHOOK_ALLOW_PRIVATE", default=True)
