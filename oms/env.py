"""Typed reading of the environment; every failure is one sentence that names the variable."""

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE = {"1", "true", "yes", "on"}
FALSE = {"0", "false", "no", "off", ""}


class EnvironmentMistake(ImproperlyConfigured):
    """A variable of the environment is missing or cannot be used."""


def text(name: str, default: str | None = None, *, environ: Mapping[str, str] = os.environ) -> str:
    """The variable as given. Raises EnvironmentMistake when it is absent and has no default."""
    value = environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise EnvironmentMistake(f"{name} is not set.")
    return default


def flag(name: str, *, default: bool = False, environ: Mapping[str, str] = os.environ) -> bool:
    """True or false. Raises EnvironmentMistake when the word is neither."""
    if name not in environ:
        return default
    word = environ[name].strip().lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise EnvironmentMistake(f"{name} must be 1 or 0, not {word!r}.")


def number(name: str, default: int, *, environ: Mapping[str, str] = os.environ) -> int:
    """A whole number. Raises EnvironmentMistake when it is not one."""
    value = environ.get(name, "").strip()
    if not value:
        return default
    try:
        return int(value)
    except ValueError as error:
        raise EnvironmentMistake(f"{name} must be a whole number, not {value!r}.") from error


def names(name: str, default: str = "", *, environ: Mapping[str, str] = os.environ) -> list[str]:
    """The comma-separated parts of the variable, without blanks."""
    return [part.strip() for part in environ.get(name, default).split(",") if part.strip()]


def database(url: str) -> dict[str, Any]:
    """Django's description of ``postgresql://user:password@host:port/name?option=value``.

    ``?host=/folder`` names a folder of unix sockets. Raises EnvironmentMistake for another scheme or without a name.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise EnvironmentMistake("DATABASE_URL must begin with postgresql://, PostgreSQL is the only database served.")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise EnvironmentMistake("DATABASE_URL names no database: postgresql://user:password@host:5432/NAME.")
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", unquote(parts.hostname or ""))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(options),
    }


def broker(url: str) -> str:
    """The queue's spelling of ``REDIS_URL``: unix sockets are ``redis+socket://`` there."""
    parts = urlsplit(url)
    if parts.scheme == "unix":
        number_of = dict(parse_qsl(parts.query)).get("db", "0")
        return f"redis+socket://{parts.path}?virtual_host={number_of}"
    if parts.scheme not in ("redis", "rediss"):
        raise EnvironmentMistake("REDIS_URL must begin with redis://, rediss:// or unix://.")
    return url
