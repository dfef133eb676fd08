"""The context of a mail about an order as a whole."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from django.conf import settings

from core.links.services import make_link
from notifications.content.views import MOST_LINES, LineView, Scribe, address_lines, line_view, order_views, totals
from notifications.content.words import WORDS, locale_of
from notifications.errors import NothingToSay
from orders.models import Order, OrderLine

LINK_LASTS = timedelta(days=90)


def mail_locale(order: Order) -> str:
    customer = order.customer
    return locale_of(customer.locale if customer else "", order.channel.locale)


def scribe_of(order: Order, locale: str) -> Scribe:
    return Scribe(locale=locale, currency=order.currency, words=WORDS[locale])


def order_lines(order: Order) -> list[OrderLine]:
    return list(order.lines.all())


def base_context(order: Order, locale: str) -> dict[str, Any]:
    """What every mail has: who writes to whom about what, and the link to the customer's page."""
    token = make_link(order_id=order.pk, purpose="order", valid_for=LINK_LASTS)
    status_url = f"{settings.SITE_URL}/o/{token}/"
    return {
        "locale": locale,
        "words": WORDS[locale],
        "shop": order.channel.name,
        "number": order.number,
        "name": order.customer.name if order.customer else "",
        "status_url": status_url,
        "feedback_url": f"{status_url}feedback/",
        "po_number": order.po_number,
    }


def shown(lines: Sequence[LineView]) -> dict[str, Any]:
    """The first lines, and how many are left out: nobody reads a mail of five hundred."""
    return {"lines": [asdict(line) for line in lines[:MOST_LINES]], "more_lines": max(0, len(lines) - MOST_LINES)}


def confirmation(order: Order, locale: str) -> Mapping[str, Any]:
    scribe = scribe_of(order, locale)
    lines = [line for line in order_lines(order) if line.ordered > line.canceled]
    return {
        **base_context(order, locale),
        **shown(order_views(lines, scribe, quantity=lambda line: line.ordered - line.canceled)),
        "totals": [asdict(row) for row in totals(order, scribe)],
        "promise": scribe.date(order.promised_on),
        "waiting": sum(line.backordered for line in lines),
        "address": address_lines(order),
    }


def cancellation(order: Order, locale: str) -> Mapping[str, Any]:
    scribe = scribe_of(order, locale)
    return {
        **base_context(order, locale),
        **shown(order_views(order_lines(order), scribe, quantity=lambda line: line.ordered)),
        "was_paid": bool(order.captured_amount),
    }


def promise_slip(order: Order, locale: str) -> Mapping[str, Any]:
    """Raises NothingToSay when every line is back within its first promise or gone."""
    scribe = scribe_of(order, locale)
    late = [line for line in order_lines(order) if is_late(line)]
    if not late:
        raise NothingToSay("No line is later than promised any more.")
    latest = max(line.promise_on for line in late if line.promise_on)
    return {
        **base_context(order, locale),
        **shown([line_view(line, scribe, quantity=line.allocated + line.backordered) for line in late]),
        "promise": scribe.date(latest),
    }


def is_late(line: OrderLine) -> bool:
    if line.promise_on is None or line.original_promise_on is None:
        return False
    return line.promise_on > line.original_promise_on and line.allocated + line.backordered > 0
