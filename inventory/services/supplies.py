"""Purchase orders and transfers on their way in."""

from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from core.fsm import perform
from core.numbers import next_number
from core.service import service
from inventory.locks import lock_supply
from inventory.models import Supply, SupplyLine
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
def close_supply(*, supply_id: int, actor: Actor) -> Supply:
    """The supply, closed although something may be outstanding. Raises NotPermitted and MoveRefused."""
    supply = lock_supply(supply_id)
    perform(supply, "close", actor=actor, now=timezone.now())
    supply.save(update_fields=["state", "received_at"])
    return supply


@service
def cancel_supply(*, supply_id: int, actor: Actor) -> Supply:
    """The supply, called off. Raises NotPermitted and MoveRefused."""
    supply = lock_supply(supply_id)
    perform(supply, "cancel", actor=actor)
    supply.save(update_fields=["state"])
    return supply
