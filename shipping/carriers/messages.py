"""What every carrier's signed message is: a JSON object."""

import json
from typing import Any

from shipping.carriers.contract import UnreadableWebhook


def read_message(body: bytes) -> dict[str, Any]:
    """The object. Raises UnreadableWebhook."""
    try:
        message = json.loads(body)
    except ValueError as error:
        raise UnreadableWebhook("The message is not JSON.") from error
    if not isinstance(message, dict):
        raise UnreadableWebhook("The message is not an object.")
    return message
