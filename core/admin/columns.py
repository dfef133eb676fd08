"""Values as lists and pages show them."""

import json
from decimal import Decimal
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.codes import is_code
from core.money import format_money


def money(amount: Decimal | None, currency: str) -> SafeString:
    """The amount in its currency's own form, digits aligned; a dash when there is none."""
    if amount is None:
        return format_html('<span class="oms-muted">{}</span>', "—")
    return format_html('<span class="oms-number">{}</span>', format_money(amount, currency))


def link(url: str, text: object) -> SafeString:
    said = str(text)
    whole = " oms-whole" if is_code(said) else ""
    return format_html('<a class="oms-link{}" href="{}">{}</a>', whole, url, said)


def pretty_json(value: Any) -> SafeString:
    """Data as a person can read it."""
    return format_html(
        '<pre class="oms-pre" tabindex="0">{}</pre>', json.dumps(value, indent=2, sort_keys=True, default=str)
    )


def pre(text: str) -> SafeString:
    return format_html('<pre class="oms-pre" tabindex="0">{}</pre>', text)
