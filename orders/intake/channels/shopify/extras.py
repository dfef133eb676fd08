"""What a Shopify order costs besides its goods: shipping, tips, duties and fees, each with the tax it names."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.money import ZERO
from orders.intake.channels.contract import NoticeRefused
from orders.intake.channels.shopify.reading import Body, members, money, sum_of, text
from orders.intake.requests import ChargeRequest
from orders.models import ChargeKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """One charge in the order's currency: what is paid, what it was lowered by, and the tax its tax_lines make."""

    kind: str
    label: str
    amount: Decimal
    less: Decimal = ZERO
    tax: Decimal = ZERO

    def charge(self, tax: Decimal) -> ChargeRequest:
        return ChargeRequest(kind=self.kind, label=self.label, amount=self.amount, tax_amount=tax)


def extras_of(body: Body, currency: str) -> list[Extra]:
    """Every charge that costs something or was lowered to nothing. Raises NoticeRefused naming the field.

    Source: Shopify Admin REST, Order: shipping_lines, total_tip_received, line_items[].duties, additional_fees.
    """
    found = [
        _shipping(one, f"shipping_lines[{nr}].", currency) for nr, one in enumerate(members(body, "shipping_lines"))
    ]
    tip = money(body, "total_tip_received", currency)
    found.append(Extra(kind=ChargeKind.FEE, label="Tip", amount=tip))
    found += [
        _fee("Duties", one, f"line_items[{line}].duties[{nr}].", currency)
        for line, item in enumerate(members(body, "line_items"))
        for nr, one in enumerate(members(item, "duties"))
    ]
    found += [
        _fee(text(one, "name")[:120] or "Fee", one, f"additional_fees[{nr}].", currency)
        for nr, one in enumerate(members(body, "additional_fees"))
    ]
    return [one for one in found if one.amount or one.less or one.tax]


def paid_for(extras: Sequence[Extra]) -> Decimal:
    return sum((one.amount for one in extras), ZERO)


def lowered_by(extras: Sequence[Extra]) -> Decimal:
    return sum((one.less for one in extras), ZERO)


def _shipping(one: Body, path: str, currency: str) -> Extra:
    """The price less what is allocated to it; older payloads give the lowered price instead."""
    price = money(one, "price", currency, path=path)
    less = sum_of(members(one, "discount_allocations"), "amount", currency, f"{path}discount_allocations")
    if not less and (one.get("discounted_price") not in (None, "") or one.get("discounted_price_set")):
        less = price - money(one, "discounted_price", currency, path=path)
    if not ZERO <= less <= price:
        raise NoticeRefused(f"Shipping of {price} cannot be lowered by {less}.", field=f"{path}price")
    label = text(one, "title")[:120] or "Shipping"
    return Extra(kind=ChargeKind.SHIPPING, label=label, amount=price - less, less=less, tax=_tax(one, path, currency))


def _fee(label: str, one: Body, path: str, currency: str) -> Extra:
    amount = money(one, "price", currency, path=path)
    return Extra(kind=ChargeKind.FEE, label=label, amount=amount, tax=_tax(one, path, currency))


def _tax(one: Body, path: str, currency: str) -> Decimal:
    return sum_of(members(one, "tax_lines"), "price", currency, f"{path}tax_lines")
