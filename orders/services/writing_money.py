"""The money of composed orders as rows: charges, discounts, tenders, vouchers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.bulk import Insert, rows
from orders.intake.composing import Composed

_CHARGE_COLUMNS = {
    "order_id": "bigint", "kind": "text", "label": "text", "amount": "numeric", "tax_percent": "numeric",
    "tax_amount": "numeric", "canceled_amount": "numeric", "canceled_tax_amount": "numeric",
}  # fmt: skip
_DISCOUNT_COLUMNS = {
    "order_id": "bigint", "line_id": "bigint", "label": "text", "reason": "text", "code": "text",
    "percent": "numeric", "amount": "numeric",
}  # fmt: skip
_TENDER_COLUMNS = {
    "order_id": "bigint", "position": "int", "kind": "text", "amount": "numeric", "token": "text",
    "awaited_amount": "numeric",
}  # fmt: skip
_REDEMPTION_COLUMNS = {
    "voucher_id": "bigint", "order_id": "bigint", "customer_id": "bigint", "amount": "numeric",
    "redeemed_at": "timestamptz",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MoneyRows:
    """A composed order with the keys its rows point at."""

    composed: Composed
    order_id: int
    customer_id: int
    line_ids: Sequence[int]


def money_inserts(orders: Sequence[MoneyRows], *, redeemed_at: datetime | None) -> list[Insert]:
    """One insert per table; ``redeemed_at`` is empty for drafts, which use no voucher up yet."""
    charges = [
        (one.order_id, charge.kind, charge.label, charge.amount, charge.tax_percent, charge.tax, 0, 0)
        for one in orders
        for charge in one.composed.charges
    ]
    discounts = [
        (
            one.order_id, None if item.line is None else one.line_ids[item.line], item.label, item.reason, item.code,
            item.percent, item.amount,
        )
        for one in orders
        for item in one.composed.discounts
    ]  # fmt: skip
    tenders = [
        (one.order_id, position, tender.kind, tender.amount, tender.token, tender.awaited_amount)
        for one in orders
        for position, tender in enumerate(one.composed.request.tenders, start=1)
    ]
    redemptions = [
        (used.voucher.id, one.order_id, one.customer_id, used.amount, redeemed_at)
        for one in orders
        for used in one.composed.vouchers
    ]
    return [
        Insert("orders_ordercharge", rows(_CHARGE_COLUMNS, charges)),
        Insert("orders_orderdiscount", rows(_DISCOUNT_COLUMNS, discounts)),
        Insert("orders_ordertender", rows(_TENDER_COLUMNS, tenders)),
        Insert("orders_voucherredemption", rows(_REDEMPTION_COLUMNS, redemptions)),
    ]
