"""What an actor may make cheaper: prices other than the list's, with a reason, and discounts."""

from collections.abc import Set
from dataclasses import dataclass, field
from decimal import Decimal

from catalog.models import Channel
from core.actors import Actor
from core.errors import NotPermitted
from orders.errors import RequestRefused
from orders.intake.requests import LineRequest, OrderRequest
from orders.intake.resolving import SkuFacts

RIGHT = "orders.override_price"
DISCOUNT_RIGHT = "orders.give_discount"

# What was agreed: the SKU's code and the price, or “amount” or “percent” and how much.
Agreed = tuple[str, Decimal]


@dataclass(frozen=True, slots=True)
class Overrides:
    """Whether other prices and discounts are taken, and which somebody with the right agreed to before."""

    may_override: bool
    may_discount: bool
    prices: Set[Agreed] = field(default_factory=frozenset)
    discounts: Set[Agreed] = field(default_factory=frozenset)


def overrides_of(actor: Actor) -> Overrides:
    return Overrides(actor.may(RIGHT), actor.may(DISCOUNT_RIGHT))


def check_discounts(request: OrderRequest, overrides: Overrides) -> None:
    """Raises NotPermitted for a discount that the actor may not give and nobody agreed to. Vouchers need no right.

    Whoever brings an order's taxes and charges along sets its price, and needs the right to.
    """
    if request.is_priced and not overrides.may_override:
        raise NotPermitted(
            f"An order that is priced already needs the right “{RIGHT}”.", right=RIGHT, field="is_priced"
        )
    if overrides.may_discount:
        return
    given = [(f"discounts[{index}]", wish) for index, wish in enumerate(request.discounts)]
    for index, line in enumerate(request.lines):
        given += [(f"lines[{index}].discounts[{number}]", wish) for number, wish in enumerate(line.discounts)]
    for where, wish in given:
        if agreed_discount(wish.amount, wish.percent) not in overrides.discounts:
            raise NotPermitted(
                f"A discount needs the right “{DISCOUNT_RIGHT}”. Leave it out, or ask a lead.",
                right=DISCOUNT_RIGHT,
                field=where,
            )


def agreed_discount(amount: Decimal | None, percent: Decimal | None) -> Agreed:
    """A discount as it was agreed; of a percentage the amount follows."""
    return ("percent", percent) if percent is not None else ("amount", amount or Decimal(0))


def price_of(line: LineRequest, index: int, sku: SkuFacts, channel: Channel, overrides: Overrides) -> Decimal:
    """The price of one unit as asked for. Raises RequestRefused, and NotPermitted for a price without the right."""
    listed, wished = sku.prices.get(channel.pk), line.unit_price
    if wished is None and listed is None:
        raise RequestRefused(
            f"SKU “{sku.code}” has no price in {channel.name}. Add one, or give a unit price.",
            field=f"lines[{index}].unit_price",
        )
    if wished is None or wished == listed:
        return listed if listed is not None else Decimal(0)
    if (sku.code, wished) not in overrides.prices:
        _check_override(wished, listed, f"lines[{index}]", channel, overrides)
    if not line.price_reason.strip():
        raise RequestRefused(
            f"Say why {sku.code} is sold at another price than the list's.", field=f"lines[{index}].price_reason"
        )
    return wished


def _check_override(
    wished: Decimal, listed: Decimal | None, field: str, channel: Channel, overrides: Overrides
) -> None:
    if not overrides.may_override:
        raise NotPermitted(
            f"A price other than the list's needs the right “{RIGHT}”. Leave the price out, or ask a lead.",
            right=RIGHT,
            field=f"{field}.unit_price",
        )
    limit = channel.max_override_percent
    if limit is not None and listed is not None and abs(wished - listed) * 100 > limit * listed:
        raise RequestRefused(
            f"{channel.name} lets a price differ by at most {limit.normalize():f} % from the list's "
            f"{listed.normalize():f} {channel.currency}; {wished.normalize():f} is further away.",
            field=f"{field}.unit_price",
        )
