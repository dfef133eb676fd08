"""What an actor may make cheaper: prices other than the list's, with a reason, and discounts."""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal

from catalog.models import Channel
from core.actors import Actor
from core.errors import NotPermitted
from core.money import ZERO, format_money
from orders.errors import RequestRefused
from orders.intake.discounting import GivenDiscount
from orders.intake.requests import LineRequest, OrderRequest
from orders.intake.resolving import SkuFacts

RIGHT = "orders.override_price"
DISCOUNT_RIGHT = "orders.give_discount"

# The SKU's code and the price of a unit, as it is asked for.
AgreedPrice = tuple[str, Decimal]
# The SKU's code (empty: the whole order), the label, and the percentage, if it is one.
AgreedDiscount = tuple[str, str, Decimal | None]


@dataclass(frozen=True, slots=True)
class Overrides:
    """Whether other prices and discounts are taken, and which somebody with the right agreed to before.

    ``discounts`` tells up to what amount each was agreed, in the order's currency. The channel's limit binds people:
    what the system sends anew or in exchange costs what was agreed.
    """

    may_override: bool
    may_discount: bool
    prices: Set[AgreedPrice] = field(default_factory=frozenset)
    discounts: Mapping[AgreedDiscount, Decimal] = field(default_factory=dict)
    has_limit: bool = True


def overrides_of(actor: Actor) -> Overrides:
    return Overrides(actor.may(RIGHT), actor.may(DISCOUNT_RIGHT), has_limit=not actor.is_trusted)


def check_priced(request: OrderRequest, overrides: Overrides) -> None:
    """Whoever brings an order's taxes and charges along sets its price, and needs the right to. Raises NotPermitted."""
    if request.is_priced and not overrides.may_override:
        raise NotPermitted(
            f"An order that is priced already needs the right “{RIGHT}”.", right=RIGHT, field="is_priced"
        )


def check_discounts(
    given: Sequence[GivenDiscount], lines: Sequence[LineRequest], currency: str, overrides: Overrides
) -> None:
    """Raises NotPermitted for a discount that the actor may not give and nobody agreed to, or not to as much.

    Those of one label on one SKU count together. Vouchers need no right.
    """
    if overrides.may_discount:
        return
    worth: dict[AgreedDiscount, Decimal] = defaultdict(Decimal)
    for one in given:
        if not one.field:
            continue
        key = ("" if one.line is None else lines[one.line].sku_code, one.label, one.percent)
        worth[key] += one.amount
        agreed = overrides.discounts.get(key, ZERO)
        if worth[key] > agreed:
            why = f"Only {format_money(agreed, currency)} of it was agreed to; more" if agreed else "A discount"
            raise NotPermitted(
                f"{why} needs the right “{DISCOUNT_RIGHT}”. Leave it out, or ask a lead.",
                right=DISCOUNT_RIGHT,
                field=one.field,
            )


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
        check_override(wished, listed, f"lines[{index}]", channel, overrides)
    if not line.price_reason.strip():
        raise RequestRefused(
            f"Say why {sku.code} is sold at another price than the list's.", field=f"lines[{index}].price_reason"
        )
    return wished


def check_override(wished: Decimal, listed: Decimal | None, field: str, channel: Channel, overrides: Overrides) -> None:
    """Raises NotPermitted for another price without the right, RequestRefused beyond the channel's limit."""
    if not overrides.may_override:
        raise NotPermitted(
            f"A price other than the list's needs the right “{RIGHT}”. Leave the price out, or ask a lead.",
            right=RIGHT,
            field=f"{field}.unit_price",
        )
    limit = channel.max_override_percent if overrides.has_limit else None
    if limit is not None and listed is not None and abs(wished - listed) * 100 > limit * listed:
        raise RequestRefused(
            f"{channel.name} lets a price differ by at most {limit.normalize():f} % from the list's "
            f"{listed.normalize():f} {channel.currency}; {wished.normalize():f} is further away.",
            field=f"{field}.unit_price",
        )
