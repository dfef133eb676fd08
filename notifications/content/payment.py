"""The context of a mail that asks for money."""

from collections.abc import Mapping
from typing import Any

from core.money import ZERO
from notifications.content.order import base_context, order_lines, scribe_of, shown
from notifications.content.views import order_views
from notifications.errors import NothingToSay
from orders.models import Order
from payments.selectors.linking import card_was_declined, due_by_link
from payments.selectors.transfers import account_to_pay, transfers_awaited


def pay_link(order: Order, locale: str) -> Mapping[str, Any]:
    """What is bought, what is due, and whether a card was declined. Raises NothingToSay when it was paid or is over."""
    due = due_by_link(order)
    if due <= ZERO:
        raise NothingToSay("There is nothing to pay by card any more.")
    context = base_context(order, locale)
    scribe = scribe_of(order, locale)
    bought = [line for line in order_lines(order) if line.ordered > line.canceled]
    return {
        **context,
        **shown(order_views(bought, scribe, quantity=lambda line: line.ordered - line.canceled)),
        "amount": scribe.money(due), "was_declined": card_was_declined(order),
        "pay_url": f"{context['status_url']}pay/",
    }  # fmt: skip


def transfer(order: Order, locale: str) -> Mapping[str, Any]:
    """Raises NothingToSay when the money came meanwhile, or the order is over."""
    awaited = transfers_awaited(order)
    if not awaited:
        raise NothingToSay("No transfer is awaited any more.")
    scribe = scribe_of(order, locale)
    told = [{"amount": scribe.money(one.amount), "reference": one.reference} for one in awaited]
    return {**base_context(order, locale), "transfers": told, "account": list(account_to_pay(order))}
