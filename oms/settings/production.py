"""Production: nothing has a default that could be wrong, and a mistake stops the start."""

from oms import env
from oms.logs import logging_config
from oms.settings.base import *  # noqa: F403
from oms.settings.base import BASE_DIR, STORAGES
from oms.settings.refusals import ensure_fit_for_production

ensure_fit_for_production()

DEBUG = False
SECRET_KEY = env.text("SECRET_KEY")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS")
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES["staticfiles"] = {"BACKEND": "oms.static_urls.HashedStatic"}

LOGGING = logging_config(level=env.text("LOG_LEVEL", "INFO"), form=env.text("LOG_FORMAT", "json"))

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000)
# The domain above this one, and its other subdomains, are not ours to decide about.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
