"""The price of a line: the list's, or one that somebody with the right set by hand and gave a reason for."""

from collections.abc import Set
from dataclasses import dataclass, field
from decimal import Decimal

from catalog.models import Channel
from core.actors import Actor
from core.errors import NotPermitted
from orders.errors import RequestRefused
from orders.intake.requests import LineRequest
from orders.intake.resolving import SkuFacts

RIGHT = "orders.override_price"


@dataclass(frozen=True, slots=True)
class Overrides:
    """Whether prices other than the list's are taken, and which (SKU code, price) somebody agreed to before."""

    may_override: bool
    agreed: Set[tuple[str, Decimal]] = field(default_factory=frozenset)


def overrides_of(actor: Actor, agreed: Set[tuple[str, Decimal]] = frozenset()) -> Overrides:
    return Overrides(actor.may(RIGHT), agreed)


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
    if (sku.code, wished) not in overrides.agreed:
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
