"""Put a wish together with prices, tax and shipping: everything an order will say, before it is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from catalog.models import Channel, ShippingMethod
from core.money import ZERO
from orders.errors import RequestRefused
from orders.intake.pricing import PricedCharge, PricedLine, Totals, price_lines, tax_of, totals_of
from orders.intake.reference import Reference
from orders.intake.requests import LineRequest, OrderRequest
from orders.intake.resolving import CustomerFacts, SkuFacts
from orders.models import ChargeKind


@dataclass(frozen=True, slots=True)
class ComposedLine:
    """One line to be: SKU, units, price, amounts."""

    sku: SkuFacts
    request: LineRequest
    unit_price: Decimal
    list_price: Decimal | None
    tax_percent: Decimal
    priced: PricedLine


@dataclass(frozen=True, slots=True)
class Composed:
    """One order to be."""

    request: OrderRequest
    channel: Channel
    method: ShippingMethod | None
    transit_days: int
    lines: list[ComposedLine]
    charges: list[PricedCharge]
    totals: Totals


def compose(
    request: OrderRequest,
    channel: Channel,
    *,
    reference: Reference,
    skus: Mapping[str, SkuFacts],
    customer: CustomerFacts | None,
    now: datetime,
) -> Composed:
    """Everything the order will say. Raises RequestRefused for an unknown SKU or a missing price."""
    address = request.shipping_address
    country = address.country if address else channel.country
    exempt = customer is not None and customer.is_tax_exempt
    goods = [_sku_and_price(line, index, channel=channel, skus=skus) for index, line in enumerate(request.lines)]
    percents = [ZERO if exempt else reference.tax_percent(sku.tax_class_id, country, now.date()) for sku, _, _ in goods]
    discount = sum((item.amount for item in request.discounts), ZERO)
    wanted = [
        (line.quantity, price, percent)
        for line, (_, price, _), percent in zip(request.lines, goods, percents, strict=True)
    ]
    try:
        priced = price_lines(wanted, discount, channel.currency, tax_included=channel.prices_include_tax)
    except ValueError as error:
        raise RequestRefused(str(error), field="discounts") from error
    lines = [
        ComposedLine(sku, line, price, listed, percent, amounts)
        for line, (sku, price, listed), percent, amounts in zip(request.lines, goods, percents, priced, strict=True)
    ]
    method, transit_days, charges = _charges(request, channel, reference, country, lines, exempt=exempt, now=now)
    totals = totals_of(priced, charges, tax_included=channel.prices_include_tax)
    if totals.total > channel.max_order_total:
        raise RequestRefused(
            f"{totals.total} {channel.currency} is above the channel's limit of {channel.max_order_total} an order.",
            field="lines",
        )
    return Composed(request, channel, method, transit_days, lines, charges, totals)


def _sku_and_price(
    line: LineRequest, index: int, *, channel: Channel, skus: Mapping[str, SkuFacts]
) -> tuple[SkuFacts, Decimal, Decimal | None]:
    sku = skus.get(line.sku_code)
    if sku is None or not sku.is_active:
        state = "unknown" if sku is None else "no longer sold"
        raise RequestRefused(f"SKU “{line.sku_code}” is {state}.", field=f"lines[{index}].sku_code")
    listed = sku.prices.get(channel.pk)
    price = line.unit_price if line.unit_price is not None else listed
    if price is None:
        raise RequestRefused(
            f"SKU “{sku.code}” has no price in {channel.name}. Add one, or give a unit price.",
            field=f"lines[{index}].unit_price",
        )
    return sku, price, listed


def _charges(
    request: OrderRequest,
    channel: Channel,
    reference: Reference,
    country: str,
    lines: list[ComposedLine],
    *,
    exempt: bool,
    now: datetime,
) -> tuple[ShippingMethod | None, int, list[PricedCharge]]:
    method = reference.methods.get(request.shipping_method)
    percent = ZERO
    if method is not None and not exempt:
        percent = reference.tax_percent(method.tax_class_id, country, now.date())
    wanted = [(charge.kind, charge.label, charge.amount) for charge in request.charges]
    days = 0
    if method is not None and any(line.sku.needs_shipping for line in lines):
        rate = reference.shipping_rate(method, channel, country)
        days = rate.transit_days if rate else 5
        if rate is not None and not any(kind == ChargeKind.SHIPPING for kind, _, _ in wanted):
            goods = sum((line.priced.amount - line.priced.discount for line in lines), ZERO)
            is_free = rate.free_from is not None and goods >= rate.free_from
            if rate.amount and not is_free:
                wanted.append((ChargeKind.SHIPPING, method.name, rate.amount))
    included = channel.prices_include_tax
    return method, days, [
        PricedCharge(
            kind, label, amount, percent, tax_of(amount, percent, channel.currency, is_included=included)
        )
        for kind, label, amount in wanted
    ]  # fmt: skip
