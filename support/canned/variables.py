"""What a canned answer can say of its case: ``{order_number}`` and the like. Nothing else stands in braces."""

import re
from collections.abc import Mapping

VARIABLES: Mapping[str, str] = {
    "customer_name": "The customer's name",
    "case_number": "The number of the case",
    "case_subject": "What the case is about",
    "order_number": "The order's number",
    "order_date": "The day the order was placed",
    "order_total": "What the order costs, with its currency",
    "promised_date": "The day the order is promised for",
    "tracking_number": "The newest parcel's tracking number",
    "carrier": "Who carries the newest parcel",
    "page_url": "The customer's own page of the order",
    "shop": "The name of the shop",
    "agent_name": "Who answers",
}
# Filled in when the mail is written: the case does not keep what opens the customer's page.
PAGE = "page_url"
_PLACE = re.compile(r"\{([a-z_]{1,40})\}")


def variables_in(text: str) -> list[str]:
    """What stands in braces, each once, in order."""
    return list(dict.fromkeys(_PLACE.findall(text)))


def unknown_variables(text: str) -> list[str]:
    """What stands in braces and is none of ours."""
    return [name for name in variables_in(text) if name not in VARIABLES]


def known_variables(text: str) -> list[str]:
    """Places of ours that nobody filled in."""
    return [name for name in variables_in(text) if name in VARIABLES]


def left_open(text: str, *, has_order: bool) -> list[str]:
    """Places nobody filled in. The customer's page is filled in later, where there is an order that has one."""
    return [name for name in known_variables(text) if name != PAGE or not has_order]


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled in; a place without a value stays. What is filled in is not read again."""
    return _PLACE.sub(lambda place: values.get(place.group(1)) or place.group(0), text)
