"""Secrets of others that we must keep and use: encrypted at rest, opened only where they are used.

The first of ``SEALING_KEYS`` seals; every one of them opens, so that a key is replaced without a gap.
"""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from core.errors import Misconfigured

MAKE_ONE = 'python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"'


def seal(text: str) -> str:
    """The text, unreadable without a key. Raises Misconfigured when there is no usable key."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """What was sealed. Raises Misconfigured when none of the keys opens it."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Misconfigured(
            "A sealed secret cannot be opened: the key that sealed it is not in SEALING_KEYS."
        ) from error


def reseal(sealed: str) -> str:
    """The same secret under the first key. Raises Misconfigured when none of the keys opens it."""
    try:
        return _keys().rotate(sealed.encode()).decode()
    except InvalidToken as error:
        raise Misconfigured(
            "A sealed secret cannot be opened: the key that sealed it is not in SEALING_KEYS."
        ) from error


def _keys() -> MultiFernet:
    if not settings.SEALING_KEYS:
        raise Misconfigured(f"Secrets cannot be kept: set SEALING_KEYS. A new key: {MAKE_ONE}")
    try:
        return MultiFernet([Fernet(key) for key in settings.SEALING_KEYS])
    except ValueError as error:
        raise Misconfigured(f"One of SEALING_KEYS is not a key. A new key: {MAKE_ONE}") from error
