"""Put a wish together with prices, discounts, tax and shipping: everything an order will say, before it is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from catalog.models import Channel, ShippingMethod
from core.money import ZERO, line_amount
from inventory.models import Warehouse
from orders.errors import RequestRefused
from orders.intake.charging import Extra, charges_of
from orders.intake.collecting import counter_of
from orders.intake.discounting import Cheaper, GivenDiscount, UsedVoucher, make_cheaper
from orders.intake.gathering import Gathered
from orders.intake.overriding import Overrides, check_discounts, check_priced, price_of
from orders.intake.pricing import PricedCharge, PricedLine, Totals, tax_shares, totals_of, without_tax
from orders.intake.requests import LineRequest, OrderRequest
from orders.intake.resolving import CustomerFacts, Place, SkuFacts, customer_key
from orders.intake.taxing import TaxTerms, given_taxes, tax_terms


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
    terms: TaxTerms
    customer: CustomerFacts | None
    lines: list[ComposedLine]
    charges: list[PricedCharge]
    discounts: list[GivenDiscount]
    vouchers: list[UsedVoucher]
    totals: Totals
    counter: Warehouse | None = None


@dataclass(frozen=True, slots=True)
class _Goods:
    """A line with the price of a unit, before discounts."""

    sku: SkuFacts
    request: LineRequest
    unit_price: Decimal
    percent: Decimal
    amount: Decimal


def compose(
    request: OrderRequest, channel: Channel, *, gathered: Gathered, overrides: Overrides, now: datetime
) -> Composed:
    """Everything the order will say. Raises RequestRefused naming the field, and what its parts raise."""
    customer = gathered.customers.get(customer_key(request))
    if request.customer_id is not None and customer is None:
        raise RequestRefused(f"There is no customer with key {request.customer_id}.", field="customer_id")
    counter = counter_of(request, channel, gathered.reference)
    place = Place(counter.country, counter.region) if counter else _place(request, gathered)
    terms = tax_terms(request, channel, place=place, customer=customer, now=now)
    goods = [
        _goods(line, index, channel=channel, gathered=gathered, terms=terms, overrides=overrides)
        for index, line in enumerate(request.lines)
    ]
    amounts = [each.amount for each in goods]
    cheaper = make_cheaper(request, amounts, channel, gathered=gathered, customer=customer, now=now)
    check_priced(request, overrides)
    check_discounts(cheaper.given, request.lines, channel.currency, overrides)
    extra = charges_of(
        request, channel, terms, reference=gathered.reference,
        goods=sum(amounts, ZERO) - sum(cheaper.shares, ZERO),
        needs_shipping=any(each.sku.needs_shipping for each in goods), free_shipping=cheaper.free_shipping,
    )  # fmt: skip
    return replace(_finish(request, channel, terms, customer, goods, cheaper, extra), counter=counter)


def _finish(
    request: OrderRequest,
    channel: Channel,
    terms: TaxTerms,
    customer: CustomerFacts | None,
    goods: Sequence[_Goods],
    cheaper: Cheaper,
    extra: Extra,
) -> Composed:
    included = channel.prices_include_tax
    bases = [(each.amount - less, each.percent) for each, less in zip(goods, cheaper.shares, strict=True)]
    bases += [(charge.amount, charge.percent) for charge in extra.charges]
    taxes = given_taxes(request) if request.is_priced else tax_shares(bases, channel.currency, is_included=included)
    lines = [
        ComposedLine(
            each.sku, each.request, each.unit_price, each.sku.prices.get(channel.pk), each.percent,
            PricedLine(each.amount, less, tax),
        )
        for each, less, tax in zip(goods, cheaper.shares, taxes[: len(goods)], strict=True)
    ]  # fmt: skip
    charges = [
        PricedCharge(charge.kind, charge.label, charge.amount, charge.percent, tax)
        for charge, tax in zip(extra.charges, taxes[len(goods) :], strict=True)
    ]
    totals = totals_of([line.priced for line in lines], charges, tax_included=included)
    if totals.total > channel.max_order_total:
        raise RequestRefused(
            f"{totals.total} {channel.currency} is above the channel's limit of {channel.max_order_total} an order.",
            field="lines",
        )
    used = list(cheaper.used)
    if cheaper.free_shipping is not None:
        used.append(UsedVoucher(cheaper.free_shipping, extra.waived))
    return Composed(
        request, channel, extra.method, extra.transit_days, terms, customer, lines, charges, cheaper.given, used, totals
    )


def _place(request: OrderRequest, gathered: Gathered) -> Place | None:
    if request.shipping_address_id is not None:
        place = gathered.places.get(request.shipping_address_id)
        if place is None:
            raise RequestRefused(
                f"There is no address with key {request.shipping_address_id}.", field="shipping_address_id"
            )
        return place
    address = request.shipping_address
    return Place(address.country, address.region) if address else None


def _goods(
    line: LineRequest, index: int, *, channel: Channel, gathered: Gathered, terms: TaxTerms, overrides: Overrides
) -> _Goods:
    sku = gathered.skus.get(line.sku_code)
    if sku is None or not sku.is_active:
        state = "unknown" if sku is None else "no longer sold"
        raise RequestRefused(f"SKU “{line.sku_code}” is {state}.", field=f"lines[{index}].sku_code")
    price = price_of(line, index, sku, channel, overrides)
    if terms.is_waived and channel.prices_include_tax:
        price = without_tax(price, terms.rate(gathered.reference, sku.tax_class_id))
    percent = terms.percent(gathered.reference, sku.tax_class_id)
    return _Goods(sku, line, price, percent, line_amount(line.quantity, price, channel.currency))
