"""Quotes as the API shows them."""

from decimal import Decimal
from typing import Any

from api.selectors.kits import quoted_kits
from core.money import quantize
from orders.intake.composing import ComposedLine
from orders.services.quoting import Quote
from orders.services.sourcing import LinePlan

# As orders keep them, so that quote and order read the same.
_PRICE, _PERCENT = Decimal("0.000001"), Decimal("0.0001")


def quote_answer(quote: Quote) -> dict[str, Any]:
    """What the order would say; no query."""
    one, currency = quote.composed, quote.composed.channel.currency
    plans = {plan.line.line_id: plan for plan in quote.covered.plan.lines}

    def money(amount: Decimal) -> Decimal:
        return quantize(amount, currency)

    totals = one.totals
    return {
        "currency": currency,
        "vat_id": one.terms.vat_id,
        "tax_treatment": one.terms.treatment,
        "tax_reason": one.terms.reason,
        "shipping_method": one.method.code if one.method else "",
        "lines_total": money(totals.lines),
        "discount_total": money(totals.discount),
        "charges_total": money(totals.charges),
        "tax_total": money(totals.tax),
        "total": money(totals.total),
        "promised_on": quote.covered.promised_on,
        "quoted_at": quote.at,
        "lines": [
            _line(line, number, plans[number], currency)
            | {
                "promise_on": quote.covered.promises[number], "per_kit": line.per_kit,
                "kit": None if line.kit is None else one.kits[line.kit].first,
            }
            for number, line in enumerate(one.lines, start=1)
        ],
        "kits": quoted_kits(one),
        "discounts": [
            {
                "label": given.label, "code": given.code, "percent": _percent(given.percent),
                "amount": money(given.amount), "line": given.line + 1 if given.line is not None else None,
            }
            for given in one.discounts
        ],
        "charges": [
            {
                "kind": charge.kind, "label": charge.label, "amount": money(charge.amount),
                "tax_percent": _percent(charge.tax_percent), "tax_amount": money(charge.tax),
            }
            for charge in one.charges
        ],
    }  # fmt: skip


def _line(line: ComposedLine, number: int, plan: LinePlan, currency: str) -> dict[str, Any]:
    return {
        "position": number,
        "sku": line.sku.code,
        "name": line.sku.name,
        "unit_price": line.unit_price.quantize(_PRICE),
        "quantity": line.request.quantity,
        "amount": quantize(line.priced.amount, currency),
        "discount_amount": quantize(line.priced.discount, currency),
        "tax_percent": _percent(line.tax_percent),
        "tax_amount": quantize(line.priced.tax, currency),
        "allocated": plan.allocated,
        "backordered": plan.backordered,
    }


def _percent(percent: Decimal | None) -> Decimal | None:
    return None if percent is None else percent.quantize(_PERCENT)
