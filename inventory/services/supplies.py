"""Purchase orders and transfers on their way in."""

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.events import Publication, publish_many
from core.fsm import blockers_of, perform
from core.numbers import next_number
from core.service import service
from inventory.events import SupplyRescheduled
from inventory.lifecycle import COMING
from inventory.locks import lock_supply
from inventory.models import StockLevel, Supply, SupplyKind, SupplyLine, SupplyState
from inventory.services.checking import ensure_positive


@service
def create_supply(
    *, warehouse_id: int, supplier: str, units: Mapping[int, int], expected_on: date | None = None, actor: Actor
) -> Supply:
    """A supply that is expected, with ``units`` by SKU key.

    Raises NotPermitted, InvalidInput without units, and WrongQuantity.
    """
    ensure_may(actor, "inventory.add_supply")
    if not units:
        raise InvalidInput("A supply brings at least one SKU.", field="units")
    for quantity in units.values():
        ensure_positive(quantity)
    supply = Supply.objects.create(
        number=next_number("supply"), supplier=supplier, warehouse_id=warehouse_id, expected_on=expected_on
    )
    SupplyLine.objects.bulk_create(
        SupplyLine(supply=supply, sku_id=sku_id, ordered=quantity) for sku_id, quantity in units.items()
    )
    return supply


@service
def reschedule_supply(*, supply_id: int, expected_on: date, actor: Actor) -> Supply:
    """The supply with the day it is expected now; orders that wait for it get new promises.

    Raises NotPermitted, and MoveRefused when it is not on its way.
    """
    supply = lock_supply(supply_id)
    ensure_may(actor, "inventory.receive_supply")
    if supply.state not in (SupplyState.DRAFT, *COMING):
        raise MoveRefused("reschedule", blockers_of(supply, "close"))
    supply.expected_on = expected_on
    supply.save(update_fields=["expected_on"])
    tell_rescheduled(supply, actor=actor)
    return supply


def tell_rescheduled(supply: Supply, *, actor: Actor) -> None:
    """Tell every level the supply was to bring goods to that they come another day, or not at all."""
    skus = supply.lines.values_list("sku_id", flat=True)
    levels = StockLevel.objects.filter(warehouse_id=supply.warehouse_id, sku_id__in=skus, backordered__gt=0)
    publish_many(
        Publication(fact=SupplyRescheduled(level_id=level_id), actor=actor)
        for level_id in levels.order_by("pk").values_list("pk", flat=True)
    )


@service
def close_supply(*, supply_id: int, actor: Actor) -> Supply:
    """The supply, closed although something may be outstanding.

    Raises NotPermitted, and MoveRefused for a transfer with units on the road: they came, or they are lost.
    """
    supply = lock_supply(supply_id)
    on_the_road = sum(line.outstanding for line in supply.lines.all()) if supply.kind == SupplyKind.TRANSFER else 0
    if on_the_road:
        why = f"{on_the_road} of its units are on the road."
        raise MoveRefused("close", [Blocker("on_the_road", why, fix="Receive them, or record them as lost.")])
    perform(supply, "close", actor=actor, now=timezone.now())
    supply.save(update_fields=["state", "received_at"])
    tell_rescheduled(supply, actor=actor)
    return supply


@service
def cancel_supply(*, supply_id: int, actor: Actor) -> Supply:
    """The supply, called off. Raises NotPermitted and MoveRefused."""
    supply = lock_supply(supply_id)
    perform(supply, "cancel", actor=actor)
    supply.save(update_fields=["state"])
    tell_rescheduled(supply, actor=actor)
    return supply
