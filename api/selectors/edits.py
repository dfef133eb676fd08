"""Previews of edits as the API shows them."""

from decimal import Decimal
from typing import Any

from core.money import quantize
from orders.models import Order
from orders.selectors.change_preview import ChangePreview, PreviewLine

_TOTALS = ("lines_total", "discount_total", "charges_total", "tax_total", "total")


def edit_answer(preview: ChangePreview) -> dict[str, Any]:
    """The order before and after, the lines that change, the money that follows, and what stands against it."""
    currency = preview.before.currency
    money = {name: quantize(getattr(preview, name), currency) for name in ("to_secure", "to_give_back", "to_let_go")}
    return {
        "version": preview.before.version,
        "currency": currency,
        "before": _totals(preview.before),
        "after": _totals(preview.after),
        **money,
        "is_possible": not preview.blockers,
        "blockers": [{"code": one.code, "sentence": one.sentence, "fix": one.fix} for one in preview.blockers],
        "lines": [_line(line, currency) for line in preview.lines if line.is_changed],
    }


def _totals(order: Order) -> dict[str, Decimal]:
    return {name: quantize(getattr(order, name), order.currency) for name in _TOTALS}


def _line(line: PreviewLine, currency: str) -> dict[str, Any]:
    seen = line.outlook
    return {
        "position": line.after.position,
        "name": line.after.name,
        "units_before": line.units_before,
        "units_after": line.units_after,
        "unit_price": line.after.unit_price,
        "amount_before": quantize(line.amount_before, currency),
        "amount_after": quantize(line.amount_after, currency),
        "allocated": seen.allocated if seen else None,
        "backordered": seen.backordered if seen else None,
        "promise_on": seen.promise_on if seen else None,
    }
