"""A channel's sourcing rules and what is known of its warehouses, from the cached master data."""

from collections.abc import Sequence

from catalog.models import Channel, ShipPolicy
from inventory.models import Warehouse
from orders.intake.reference import Reference
from orders.models import Strategy
from orders.services.choosing import DEFAULT_RULES, Policy, Source

ONE_COUNTER = Policy(max_sources=1)


def policy_of(known: Reference, channel: Channel, ship_policy: str) -> Policy:
    """The channel's rules, and the limit that follows from how the order is to be shipped."""
    limits = {ShipPolicy.SHIP_COMPLETE: 1, ShipPolicy.MAX_SPLITS: max(1, channel.max_splits)}
    return Policy(
        strategies=known.sourcing_rules.get(channel.pk, DEFAULT_RULES),
        max_sources=limits.get(ShipPolicy(ship_policy or channel.ship_policy)),
    )


def sources_of(
    known: Reference, warehouses: Sequence[Warehouse], policy: Policy, *, country: str, postal_code: str
) -> list[Source]:
    """The warehouses with what the rules look at: distance and cost to the address, and load."""
    asks = set(policy.strategies)
    sources = []
    for warehouse in warehouses:
        area = known.area(warehouse.pk, country, postal_code) if asks & {Strategy.DISTANCE, Strategy.COST} else None
        sources.append(
            Source(
                warehouse_id=warehouse.pk, code=warehouse.code, priority=warehouse.priority,
                distance_km=area.distance_km if area and Strategy.DISTANCE in asks else None,
                parcel_cost=area.parcel_cost if area and Strategy.COST in asks else None,
                load=known.load(warehouse) if Strategy.CAPACITY in asks else None,
            )
        )  # fmt: skip
    return sources
