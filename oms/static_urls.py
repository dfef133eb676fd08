"""Addresses of static files, worked out once per process: a page of the office names thirty of them."""

from typing import Any

from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class KeptUrls:
    """For a storage whose files do not change while the process runs."""

    def url(self, name: str | None, *args: Any, **kwargs: Any) -> str:
        if args or kwargs or name is None:
            return str(super().url(name, *args, **kwargs))  # type: ignore[misc]
        kept: dict[str, str] = self.__dict__.setdefault("_kept_urls", {})
        if name not in kept:
            kept[name] = str(super().url(name))  # type: ignore[misc]
        return kept[name]


class PlainStatic(KeptUrls, StaticFilesStorage):
    """Files under their own names, for development and tests."""


class HashedStatic(KeptUrls, CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Files under the hash of what is in them, for production."""
