"""What production does not start with."""

import os
from collections.abc import Mapping

from oms import env

SHORTEST_KEY = 50
KNOWN_KEYS = ("local-machine-only", "for-tests-only", "django-insecure", "change-me", "changeme")


def ensure_fit_for_production(environ: Mapping[str, str] = os.environ) -> None:
    """Raises EnvironmentMistake, in one sentence, for the first thing unfit for production."""
    for check in (refuse_debug, refuse_weak_key, refuse_any_host, refuse_missing_servers, refuse_private_webhooks):
        check(environ)


def refuse_debug(environ: Mapping[str, str]) -> None:
    if env.flag("DEBUG", environ=environ):
        raise env.EnvironmentMistake("Production does not start with DEBUG on: unset DEBUG.")


def refuse_weak_key(environ: Mapping[str, str]) -> None:
    key = environ.get("SECRET_KEY", "").strip()
    if not key:
        raise env.EnvironmentMistake("Production does not start without a secret key: set SECRET_KEY.")
    if key.lower().startswith(KNOWN_KEYS):
        raise env.EnvironmentMistake("Production does not start with a published secret key: make your own SECRET_KEY.")
    if len(key) < SHORTEST_KEY:
        raise env.EnvironmentMistake(
            f"Production does not start with a secret key of {len(key)} characters: "
            f"SECRET_KEY needs at least {SHORTEST_KEY}."
        )


def refuse_any_host(environ: Mapping[str, str]) -> None:
    hosts = env.names("ALLOWED_HOSTS", environ=environ)
    if not hosts:
        raise env.EnvironmentMistake("Production does not start without host names: set ALLOWED_HOSTS.")
    wild = [host for host in hosts if host.startswith(("*", "."))]
    if wild:
        raise env.EnvironmentMistake(
            f"Production does not start for any host: replace {wild[0]!r} in ALLOWED_HOSTS by full names."
        )


def refuse_missing_servers(environ: Mapping[str, str]) -> None:
    if not environ.get("DATABASE_URL", "").strip():
        raise env.EnvironmentMistake("Production does not start without a database: set DATABASE_URL.")
    if not environ.get("REDIS_URL", "").strip():
        raise env.EnvironmentMistake("Production does not start without a broker: set REDIS_URL.")


def refuse_private_webhooks(environ: Mapping[str, str]) -> None:
    if env.flag("WEBHOOK_ALLOW_PRIVATE", environ=environ):
        raise env.EnvironmentMistake(
            "Production does not start with webhooks to private addresses: unset WEBHOOK_ALLOW_PRIVATE."
        )
