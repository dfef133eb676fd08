"""The code of a gift card is money to whoever reads it: only its fingerprint is kept, from the first moment on.

Codes carry 80 random bits, so a plain hash cannot be turned back by trying; a secret key would make every card
worthless on the day the key is renewed.
"""

import hashlib
import re
import secrets

# Without letters and digits that are mistaken for one another.
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_GROUPS = 4
_MARK = "gc_"
_FINGERPRINT = re.compile(r"gc_[0-9a-f]{64}")


def new_gift_code() -> str:
    """A code as it is printed: four groups of four, such as ``7KQM-X3PA-9TDW-HZ4E``."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(_GROUPS))


def gift_fingerprint(code: str) -> str:
    """What is kept of a code; a fingerprint stays what it is, and nothing stays nothing."""
    if not code.strip() or is_fingerprint(code):
        return code.strip()
    plain = re.sub(r"[\s-]", "", code).upper()
    return _MARK + hashlib.sha256(plain.encode()).hexdigest()


def is_fingerprint(token: str) -> bool:
    """Whether this was a code once. From outside it is no way to pay: who reads our rows must not spend from them."""
    return _FINGERPRINT.fullmatch(token.strip()) is not None
