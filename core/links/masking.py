"""A link's token is the key to an order: where an address is written down, the token is not."""

import re

_TOKEN = re.compile(r"(/(?:o|mail)/)[\w-]{20,}")
MASK = "…"


def mask_tokens(text: str) -> str:
    """The text with every customer's link cut down to where it leads."""
    return _TOKEN.sub(rf"\1{MASK}", text)
