"""Look at a file before it is kept."""

import hashlib
from dataclasses import dataclass

from django.conf import settings

from orders.errors import FileRefused
from orders.filing.naming import safe_name, suffix_of
from orders.filing.sniffing import SUFFIXES, content_type_of

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedFile:
    """A file that may be kept: a safe name that says what it is, and what its content is."""

    name: str
    content_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def checked_file(*, name: str, content: bytes) -> CheckedFile:
    """Raises FileRefused, with what to do, for an empty or too large file and for a kind that is not kept."""
    plain = safe_name(name)
    if not content:
        raise FileRefused(f"“{plain}” is empty. Choose another file.", name=plain)
    ensure_size(plain, len(content))
    kind = content_type_of(plain, content)
    suffixes = SUFFIXES[kind]
    if suffix_of(plain) not in suffixes:
        # The name must not say anything else than the content.
        plain = safe_name(f"{plain[:110]}.{suffixes[0]}")
    return CheckedFile(name=plain, content_type=kind, content=content)


def ensure_size(name: str, size: int) -> None:
    """Raises FileRefused when ``size`` bytes are more than ``ATTACHMENT_MAX_BYTES``."""
    if size > settings.ATTACHMENT_MAX_BYTES:
        limit = settings.ATTACHMENT_MAX_BYTES // MEBIBYTE
        raise FileRefused(f"“{name}” is larger than {limit} MiB. Send a smaller one.", name=name, flaw="bytes")
