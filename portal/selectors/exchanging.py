"""Exchanges as their customer sees them."""

from dataclasses import dataclass

from orders.models import Order
from portal.texts import Words
from returns.models import Exchange
from returns.selectors.exchanges import exchanges_of_order


@dataclass(frozen=True, slots=True)
class ExchangeShown:
    """One exchange: its number, what comes next, what goes out, and the order that brings it."""

    number: str
    text: str
    note: str
    items: tuple[str, ...]
    new_order: str
    is_over: bool


def exchanges_shown(order: Order, words: Words) -> tuple[ExchangeShown, ...]:
    """What the order's goods are exchanged for, newest first, and what it brings itself; two queries."""
    return tuple(_shown(exchange, order, words) for exchange in exchanges_of_order(order.pk))


def _shown(exchange: Exchange, order: Order, words: Words) -> ExchangeShown:
    items = tuple(f"{words('units', count=line.quantity)} {line.sku.name}" for line in exchange.lines.all())
    if exchange.order_id != order.pk:
        text = words("exchange_for", number=exchange.order.number)
        return ExchangeShown(exchange.number, text, "", items, "", is_over=exchange.ended_at is not None)
    new = exchange.replacement
    return ExchangeShown(
        number=exchange.number, text=words(f"exchange_{exchange.state}", number=exchange.rma.number),
        note=exchange.decision_note, items=items,
        new_order=words("exchange_new", number=new.number) if new is not None else "",
        is_over=exchange.ended_at is not None,
    )  # fmt: skip
