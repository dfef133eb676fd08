"""Stripe's request bodies: form fields whose names tell the nesting, ``metadata[order]=1`` or ``expand[0]=x``."""

import re
from typing import Any
from urllib.parse import parse_qsl

from simulators.http import Request


def wanted_of(request: Request) -> dict[str, Any]:
    """The fields of a request as nested objects; lists stay objects with their places as names."""
    pairs = (
        request.query.items() if request.method == "GET" else parse_qsl(request.body.decode("utf-8", "replace"), True)
    )
    wanted: dict[str, Any] = {}
    for name, text in pairs:
        path = re.findall(r"[^\[\]]+", name)
        place = wanted
        for step in path[:-1]:
            place = place.setdefault(step, {})
            if not isinstance(place, dict):
                break
        else:
            if path:
                place[path[-1]] = text
    return wanted


def items_of(value: object) -> list[str]:
    """The texts of a list field."""
    return [str(item) for item in value.values()] if isinstance(value, dict) else []


def fields_of(value: object) -> dict[str, Any]:
    """A nested object, or an empty one."""
    return value if isinstance(value, dict) else {}
