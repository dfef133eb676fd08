"""Kits as the API shows them, beside the lines that their goods are on."""

from collections.abc import Sequence
from typing import Any

from core.money import quantize
from orders.editing.kits import kits_left, lines_by_kit
from orders.intake.composing import Composed
from orders.models import Order, OrderKit, OrderLine


def kits_answer(order: Order, lines: Sequence[OrderLine]) -> list[dict[str, Any]]:
    """The kits of an order whose lines were read with theirs; no query."""
    return [_kit(own[0].kit, own, order.currency) for own in lines_by_kit(lines).values() if own[0].kit is not None]


def _kit(kit: OrderKit, lines: Sequence[OrderLine], currency: str) -> dict[str, Any]:
    return {
        "position": kit.position,
        "sku": kit.code,
        "name": kit.name,
        "quantity": kit.quantity,
        "canceled": kit.quantity - kits_left(lines),
        "unit_price": kit.unit_price,
        "amount": quantize(kit.amount, currency),
        "lines": [line.position for line in lines],
    }


def quoted_kits(composed: Composed) -> list[dict[str, Any]]:
    """The kits that an order would have; no query."""
    currency = composed.channel.currency
    return [
        {
            "position": kit.first,
            "sku": kit.sku.code,
            "name": kit.sku.name,
            "quantity": kit.request.quantity,
            "unit_price": kit.unit_price,
            "amount": quantize(kit.amount, currency),
            "lines": [number for number, line in enumerate(composed.lines, start=1) if line.kit == place],
        }
        for place, kit in enumerate(composed.kits)
    ]
