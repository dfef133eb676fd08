"""Finished orders of a past that another system handled, composed in memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from catalog.models import Channel
from core.money import ZERO, line_amount, quantize
from desk.imports.invoices import Invoice
from desk.imports.uci.classing import charge_kind
from orders.intake.pricing import PricedCharge, PricedLine, Totals, discount_shares, totals_of
from orders.models import Order, OrderCharge, OrderDiscount, OrderLine, OrderTender, TenderKind
from orders.services.summaries import refresh_summaries
from orders.statuses import Intake, OrderState


@dataclass(slots=True)
class PastOrder:
    """One order that is over, with everything that hangs on it; rows by the key they come from."""

    order: Order
    lines: list[OrderLine] = field(default_factory=list)
    charges: list[OrderCharge] = field(default_factory=list)
    discounts: list[OrderDiscount] = field(default_factory=list)
    tenders: list[OrderTender] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys reserved for one order and what hangs on it."""

    order_id: int
    number: str
    line_ids: Sequence[int]
    charge_ids: Sequence[int]
    discount_ids: Sequence[int]
    tender_id: int


@dataclass(frozen=True, slots=True)
class Goods:
    """What a line needs to know of its SKU."""

    id: int
    name: str
    track_stock: bool
    needs_shipping: bool


def discount_fits(invoice: Invoice, currency: str) -> bool:
    """Whether the discounts of the invoice are no more than its goods cost."""
    goods = sum((quantize(item.row.value, currency) for item in invoice.goods), ZERO)
    return sum((quantize(-item.row.value, currency) for item in invoice.discounts), ZERO) <= goods


def compose_past(
    invoice: Invoice, *, channel: Channel, keys: Keys, goods: dict[str, Goods], customer_id: int, address_id: int
) -> PastOrder:
    """The order as it stands at its end: everything shipped, delivered and paid."""
    currency = channel.currency
    discount = sum((quantize(-item.row.value, currency) for item in invoice.discounts), ZERO)
    amounts = [line_amount(item.row.quantity, item.row.unit_price, currency) for item in invoice.goods]
    shares = discount_shares(amounts, [ZERO] * len(amounts), discount, currency)
    priced = [PricedLine(amount, share, ZERO) for amount, share in zip(amounts, shares, strict=True)]
    charges = [
        PricedCharge(charge_kind(row.code), row.description or row.code, quantize(row.value, currency), ZERO, ZERO)
        for row in (item.row for item in invoice.charges)
    ]
    totals = totals_of(priced, charges, tax_included=False)
    past = PastOrder(_order(invoice, channel, keys, totals, customer_id, address_id))
    past.lines = _lines(invoice, keys, goods, priced)
    past.charges = _charges(keys, charges)
    past.discounts = [
        OrderDiscount(
            id=key, order_id=keys.order_id, label=item.row.description[:120] or "Discount",
            amount=quantize(-item.row.value, currency),
        )
        for key, item in zip(keys.discount_ids, invoice.discounts, strict=True)
    ]  # fmt: skip
    if totals.total:
        past.tenders = [OrderTender(id=keys.tender_id, order_id=keys.order_id, kind=TenderKind.TRANSFER)]
    refresh_summaries(past.order, past.lines)
    return past


def _order(invoice: Invoice, channel: Channel, keys: Keys, totals: Totals, customer_id: int, address_id: int) -> Order:
    at = invoice.at
    return Order(
        id=keys.order_id,
        number=keys.number,
        channel=channel,
        external_id=invoice.number,
        intake=Intake.FILE,
        state=OrderState.COMPLETED,
        currency=channel.currency,
        is_historical=True,
        is_practice=channel.is_practice,
        customer_id=customer_id,
        shipping_address_id=address_id,
        billing_address_id=address_id,
        ship_policy=channel.ship_policy,
        tags=[],
        lines_total=totals.lines,
        discount_total=totals.discount,
        charges_total=totals.charges,
        tax_total=totals.tax,
        total=totals.total,
        created_at=at,
        placed_at=at,
        confirmed_at=at,
        completed_at=at,
        delivered_at=at if invoice.goods else None,
        risk_checked_at=at,
        authorized_amount=totals.total,
        captured_amount=totals.total,
    )


def _lines(invoice: Invoice, keys: Keys, goods: dict[str, Goods], priced: Sequence[PricedLine]) -> list[OrderLine]:
    lines = []
    for position, (key, item, amounts) in enumerate(zip(keys.line_ids, invoice.goods, priced, strict=True), start=1):
        row, sku = item.row, goods[item.row.code]
        lines.append(
            OrderLine(
                id=key,
                order_id=keys.order_id,
                position=position,
                sku_id=sku.id,
                name=row.description or sku.name,
                unit_price=row.unit_price,
                track_stock=sku.track_stock,
                needs_shipping=sku.needs_shipping,
                ordered=row.quantity,
                shipped=row.quantity,
                delivered=row.quantity,
                amount=amounts.amount,
                discount_amount=amounts.discount,
            )
        )
    return lines


def _charges(keys: Keys, charges: Sequence[PricedCharge]) -> list[OrderCharge]:
    return [
        OrderCharge(
            id=key, order_id=keys.order_id, kind=charge.kind, label=charge.label[:120], amount=charge.amount,
            tax_percent=Decimal(0),
        )
        for key, charge in zip(keys.charge_ids, charges, strict=True)
    ]  # fmt: skip
