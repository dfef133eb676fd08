"""Kits: the price stands on the kit, the stock on its components.

An ordered kit becomes a line per component. What all its units cost is shared over those lines by largest
remainder, so that quantity × unit price of every line is its share to the minor unit and nothing is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from catalog.models import Channel
from core.money import ZERO, line_amount, minor_unit, split
from orders.errors import RequestRefused
from orders.intake.discounting import Cheaper, GivenDiscount
from orders.intake.gathering import Gathered
from orders.intake.pricing import without_tax
from orders.intake.requests import LineRequest
from orders.intake.resolving import SkuFacts
from orders.intake.taxing import TaxTerms

# Unit prices have six decimals, as price lists do.
RATE = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Part:
    """Units of one SKU as a line is going to say them, before discounts; ``per_kit`` only within a kit."""

    sku: SkuFacts
    request: LineRequest
    unit_price: Decimal
    list_price: Decimal | None
    percent: Decimal
    amount: Decimal
    per_kit: int | None = None


@dataclass(frozen=True, slots=True)
class Wished:
    """A line of the wish with its price, and the lines it becomes: itself, or its components."""

    sku: SkuFacts
    request: LineRequest
    unit_price: Decimal
    list_price: Decimal | None
    parts: Sequence[Part]

    @property
    def amount(self) -> Decimal:
        return sum((part.amount for part in self.parts), ZERO)

    @property
    def is_kit(self) -> bool:
        return self.parts[0].per_kit is not None


@dataclass(frozen=True, slots=True)
class Component:
    """A SKU of a kit and the units of it that one kit needs."""

    sku: SkuFacts
    units: int


def components_of(sku: SkuFacts, field: str, *, gathered: Gathered) -> list[Component]:
    """What the kit consists of; nothing when the SKU is no kit.

    Raises RequestRefused when a component is not sold any more or is a kit itself.
    """
    found = []
    for code, units in gathered.reference.kits.get(sku.code, ()):
        part = gathered.skus.get(code)
        if part is None or not part.is_active:
            raise RequestRefused(
                f"Kit “{sku.code}” cannot be sold: its component “{code}” is no longer sold. Put another one in.",
                field=field,
            )
        if code in gathered.reference.kits:
            raise RequestRefused(
                f"Kit “{sku.code}” cannot be sold: its component “{code}” is a kit itself. Put its components in.",
                field=field,
            )
        found.append(Component(part, units))
    return found


def parts_of(
    components: Sequence[Component],
    price: Decimal,
    quantity: int,
    field: str,
    *,
    channel: Channel,
    gathered: Gathered,
    terms: TaxTerms,
) -> list[Part]:
    """A line for each component of ``quantity`` kits at ``price``; the shares sum to quantity × price exactly.

    By what the components cost by themselves, equally when that is not known of all. Tax that is waived is taken
    out of each share at its own rate. Raises RequestRefused for so many units that six decimals cannot hold a share.
    """
    whole = line_amount(quantity, price, channel.currency)
    shares = split(whole, _weights(components, channel), channel.currency)
    parts = []
    for component, share in zip(components, shares, strict=True):
        sku, count = component.sku, component.units * quantity
        rate = (share / count).quantize(RATE, rounding=ROUND_HALF_UP)
        if line_amount(count, rate, channel.currency) != share:
            raise _too_many(components, field, channel)
        if terms.is_waived and channel.prices_include_tax:
            rate = without_tax(rate, terms.rate(gathered.reference, sku.tax_class_id))
        parts.append(
            Part(
                sku=sku, request=LineRequest(sku_code=sku.code, quantity=count), unit_price=rate, list_price=None,
                percent=terms.percent(gathered.reference, sku.tax_class_id),
                amount=line_amount(count, rate, channel.currency), per_kit=component.units,
            )
        )  # fmt: skip
    return parts


def _weights(components: Sequence[Component], channel: Channel) -> list[Decimal]:
    prices = [component.sku.prices.get(channel.pk) for component in components]
    if any(price is None for price in prices):
        return [Decimal(1)] * len(components)
    return [(price or ZERO) * component.units for price, component in zip(prices, components, strict=True)]


def _too_many(components: Sequence[Component], field: str, channel: Channel) -> RequestRefused:
    most = int(minor_unit(channel.currency) / RATE) - 1
    kits = most // max(component.units for component in components)
    return RequestRefused(
        f"So many kits cannot share their price exactly on one line. Order at most {kits} on a line, the rest on"
        " another.",
        field=f"{field}.quantity",
    )


@dataclass(frozen=True, slots=True)
class Shared:
    """What each line to be is cheaper by, and the discounts, those of a kit on each of its lines."""

    shares: list[Decimal]
    given: list[GivenDiscount]


def share_discounts(wished: Sequence[Wished], cheaper: Cheaper, currency: str) -> Shared:
    """Discounts of wished lines on the lines they become. No share is more than its line."""
    shares: list[Decimal] = []
    given: list[GivenDiscount] = []
    for index, (each, less) in enumerate(zip(wished, cheaper.shares, strict=True)):
        own = [one for one in cheaper.given if one.line == index]
        if not each.is_kit:
            given += [replace(one, line=len(shares)) for one in own]
            shares.append(less)
            continue
        left = [part.amount for part in each.parts]
        for one in own:
            amounts = _take(one.amount, left, currency)
            given += [
                replace(one, line=len(shares) + place, amount=amount) for place, amount in enumerate(amounts) if amount
            ]
        _take(less - sum((one.amount for one in own), ZERO), left, currency)
        shares += [part.amount - rest for part, rest in zip(each.parts, left, strict=True)]
    return Shared(shares, [*given, *(one for one in cheaper.given if one.line is None)])


def _take(amount: Decimal, left: list[Decimal], currency: str) -> list[Decimal]:
    """The amount's shares by what is ``left``, which they are taken off."""
    shares = split(amount, left, currency)
    left[:] = [rest - share for rest, share in zip(left, shares, strict=True)]
    return shares


def share_taxes(
    wished: Sequence[Wished], taxes: Sequence[Decimal], nets: Sequence[Decimal], currency: str
) -> list[Decimal]:
    """Given taxes of wished lines on the lines they become, by what those cost; ``nets`` are of the latter."""
    shared: list[Decimal] = []
    for each, tax in zip(wished, taxes, strict=True):
        own = nets[len(shared) : len(shared) + len(each.parts)]
        shared += split(tax, own, currency) if each.is_kit else [tax]
    return shared
