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
from orders.intake.checking import MAX_LINES
from orders.intake.collecting import counter_of
from orders.intake.discounting import Cheaper, GivenDiscount, UsedVoucher, make_cheaper
from orders.intake.gathering import Gathered
from orders.intake.kits import Part, Wished, components_of, parts_of, share_discounts, share_taxes
from orders.intake.overriding import Overrides, check_discounts, check_priced, price_of
from orders.intake.pricing import PricedCharge, PricedLine, Totals, tax_shares, totals_of, without_tax
from orders.intake.requests import LineRequest, OrderRequest
from orders.intake.resolving import CustomerFacts, Place, SkuFacts, customer_key
from orders.intake.taxing import TaxTerms, given_taxes, tax_terms
from orders.intake.tendering import check_tenders_cover


@dataclass(frozen=True, slots=True)
class ComposedLine:
    """One line to be: SKU, units, price, amounts. ``kit`` is the place of its kit among the order's."""

    sku: SkuFacts
    request: LineRequest
    unit_price: Decimal
    list_price: Decimal | None
    tax_percent: Decimal
    priced: PricedLine
    kit: int | None = None
    per_kit: int | None = None


@dataclass(frozen=True, slots=True)
class ComposedKit:
    """One kit to be; ``first`` is the position of the first of its lines, ``amount`` their sum before discounts."""

    sku: SkuFacts
    request: LineRequest
    unit_price: Decimal
    list_price: Decimal | None
    amount: Decimal
    first: int


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
    kits: list[ComposedKit]
    charges: list[PricedCharge]
    discounts: list[GivenDiscount]
    vouchers: list[UsedVoucher]
    totals: Totals
    counter: Warehouse | None = None


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
        _wished(line, index, channel=channel, gathered=gathered, terms=terms, overrides=overrides)
        for index, line in enumerate(request.lines)
    ]
    _check_length(goods)
    amounts = [each.amount for each in goods]
    cheaper = make_cheaper(request, amounts, channel, gathered=gathered, customer=customer, now=now)
    check_priced(request, overrides)
    check_discounts(cheaper.given, request.lines, channel.currency, overrides)
    extra = charges_of(
        request, channel, terms, reference=gathered.reference,
        goods=sum(amounts, ZERO) - sum(cheaper.shares, ZERO),
        needs_shipping=any(part.sku.needs_shipping for each in goods for part in each.parts),
        free_shipping=cheaper.free_shipping,
    )  # fmt: skip
    return replace(_finish(request, channel, terms, customer, goods, cheaper, extra), counter=counter)


def _finish(
    request: OrderRequest,
    channel: Channel,
    terms: TaxTerms,
    customer: CustomerFacts | None,
    goods: Sequence[Wished],
    cheaper: Cheaper,
    extra: Extra,
) -> Composed:
    included, currency = channel.prices_include_tax, channel.currency
    parts = [part for each in goods for part in each.parts]
    shared = share_discounts(goods, cheaper, currency)
    bases = [(part.amount - less, part.percent) for part, less in zip(parts, shared.shares, strict=True)]
    nets = [base for base, _ in bases]
    bases += [(charge.amount, charge.percent) for charge in extra.charges]
    if request.is_priced:
        given = given_taxes(request)
        taxes = share_taxes(goods, given[: len(goods)], nets, currency) + given[len(goods) :]
    else:
        taxes = tax_shares(bases, currency, is_included=included)
    lines, kits = _lines(goods, shared.shares, taxes[: len(parts)])
    charges = [
        PricedCharge(charge.kind, charge.label, charge.amount, charge.percent, tax)
        for charge, tax in zip(extra.charges, taxes[len(parts) :], strict=True)
    ]
    totals = totals_of([line.priced for line in lines], charges, tax_included=included)
    if totals.total > channel.max_order_total:
        raise RequestRefused(
            f"{totals.total} {channel.currency} is above the channel's limit of {channel.max_order_total} an order.",
            field="lines",
        )
    check_tenders_cover(request.tenders, totals.total, channel.currency)
    used = list(cheaper.used)
    if cheaper.free_shipping is not None:
        used.append(UsedVoucher(cheaper.free_shipping, extra.waived))
    return Composed(
        request, channel, extra.method, extra.transit_days, terms, customer, lines, kits, charges, shared.given, used,
        totals,
    )  # fmt: skip


def _lines(
    goods: Sequence[Wished], shares: Sequence[Decimal], taxes: Sequence[Decimal]
) -> tuple[list[ComposedLine], list[ComposedKit]]:
    """The lines that the wished goods become, and the kits among these."""
    lines: list[ComposedLine] = []
    kits: list[ComposedKit] = []
    for each in goods:
        kit = len(kits) if each.is_kit else None
        if each.is_kit:
            first = len(lines) + 1
            kits.append(ComposedKit(each.sku, each.request, each.unit_price, each.list_price, each.amount, first))
        for part in each.parts:
            priced = PricedLine(part.amount, shares[len(lines)], taxes[len(lines)])
            lines.append(
                ComposedLine(
                    part.sku, part.request, part.unit_price, part.list_price, part.percent, priced, kit, part.per_kit
                )
            )
    return lines, kits


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


def _wished(
    line: LineRequest, index: int, *, channel: Channel, gathered: Gathered, terms: TaxTerms, overrides: Overrides
) -> Wished:
    field = f"lines[{index}]"
    sku = gathered.skus.get(line.sku_code)
    if sku is None or not sku.is_active:
        state = "unknown" if sku is None else "no longer sold"
        raise RequestRefused(f"SKU “{line.sku_code}” is {state}.", field=f"{field}.sku_code")
    asked, listed = price_of(line, index, sku, channel, overrides), sku.prices.get(channel.pk)
    if components := components_of(sku, f"{field}.sku_code", gathered=gathered):
        parts = parts_of(components, asked, line.quantity, field, channel=channel, gathered=gathered, terms=terms)
        return Wished(sku, line, asked, listed, parts)
    price = asked
    if terms.is_waived and channel.prices_include_tax:
        price = without_tax(price, terms.rate(gathered.reference, sku.tax_class_id))
    percent = terms.percent(gathered.reference, sku.tax_class_id)
    amount = line_amount(line.quantity, price, channel.currency)
    return Wished(sku, line, price, listed, [Part(sku, line, price, listed, percent, amount)])


def _check_length(goods: Sequence[Wished]) -> None:
    count = sum(len(each.parts) for each in goods)
    if count > MAX_LINES:
        raise RequestRefused(
            f"With the components of its kits the order has {count} lines, more than the {MAX_LINES} it may have."
            " Order the rest as an order of its own.",
            field="lines",
        )
