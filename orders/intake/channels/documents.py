"""JSON from outside, as far as it can be kept: no NUL, no half characters, no numbers that are none."""

import json
from typing import Any

from orders.intake.channels.contract import NoticeRefused


def document_of(data: bytes) -> Any:
    """What the JSON says; decimals as text, so that no cent is lost. Raises NoticeRefused with field ``body``."""
    try:
        document = json.loads(data, parse_float=str, parse_constant=_no_number)
        kept = json.dumps(document, ensure_ascii=False)
        kept.encode()
    except (ValueError, RecursionError) as error:
        raise NoticeRefused("The body is not JSON in UTF-8 that can be kept.", field="body") from error
    if "\\u0000" in kept:
        raise NoticeRefused("The body contains a NUL character, which cannot be kept.", field="body")
    return document


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is not a number")
