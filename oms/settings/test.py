"""Tests: real PostgreSQL, real Valkey, throw-away data."""

import tempfile
from pathlib import Path

from oms.embedded.throwaway import point_environment_at_tests

point_environment_at_tests()

from oms.settings.base import *  # noqa: E402, F403

SECRET_KEY = "for-tests-only-and-never-anywhere-else-at-all"  # noqa: S105
SEALING_KEYS = ["Zm9yLXRlc3RzLW9ubHktbmV2ZXItYW55d2hlcmUtZWw="]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = False
MEDIA_ROOT = Path(tempfile.gettempdir()) / "oms-test-media"
WHITENOISE_USE_FINDERS = True
STATIC_ROOT = None
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LIMITS_URL = ""
# A count that runs out between two requests of a test would make the second ask more than the first.
COUNTS_KEPT_SECONDS = 3600
