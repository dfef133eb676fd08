"""The address that leads an answer to its case: ``support+case-17-k3j…@shop.example``, signed."""

import base64
import re

from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "support.intake.reply_address"
SIGN_LENGTH = 20
_TAG = re.compile(r"^case-(\d{1,18})-([a-z2-7]{20})$")


def reply_address(*, case_id: int, base: str) -> str:
    """The address at which the case is answered; ``base`` is an address that comes in here."""
    local, _, domain = base.rpartition("@")
    return f"{local}+case-{case_id}-{_sign(case_id)}@{domain}"


def case_in_address(address: str) -> int | None:
    """The key of the case the address leads to; None when it has no tag of ours or the signature does not fit."""
    tag = address.rpartition("@")[0].partition("+")[2].lower()
    found = _TAG.match(tag)
    if found is None or not constant_time_compare(found.group(2), _sign(int(found.group(1)))):
        return None
    return int(found.group(1))


def without_tag(address: str) -> str:
    """The address without what stands after the plus, in small letters."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}".lower()


def _sign(case_id: int) -> str:
    # Mail servers turn addresses into small letters: base32 says the same in them.
    digest = salted_hmac(SALT, str(case_id), algorithm="sha256").digest()
    return base64.b32encode(digest).decode().lower()[:SIGN_LENGTH]
