"""Set units apart for somebody who has not ordered yet: a cart at the till, a quote on the phone."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.utils import timezone

from catalog.models import SKU
from core.actors import Actor, ensure_may
from core.errors import InvalidInput
from core.events import Publication, publish_many
from core.service import service
from inventory.errors import NotAvailable, ReservationNotFound
from inventory.events import StockReceived
from inventory.locks import levels_for_update
from inventory.models import Reservation, ReservationEnd, StockLevel, Warehouse
from inventory.services.checking import ensure_positive
from inventory.services.expiring import free_expired
from inventory.services.ledger import Change, change_levels

DEFAULT_HOLD = timedelta(minutes=15)
LONGEST_HOLD = timedelta(days=30)


@service
def reserve_stock(
    *,
    units: Mapping[int, int],
    holder: str,
    valid_for: timedelta = DEFAULT_HOLD,
    warehouse_ids: Sequence[int] | None = None,
    token: str = "",
    actor: Actor,
    now: datetime | None = None,
) -> list[Reservation]:
    """Every unit held until ``valid_for`` is over, or nothing; all rows share one token that an order may name.

    ``units`` are by SKU key; they come from one warehouse that has all, else from each in order.
    Without ``warehouse_ids`` the active buildings are asked by priority. A token given again
    answers what it holds already. Raises NotPermitted, InvalidInput, WrongQuantity and NotAvailable.
    """
    ensure_may(actor, "inventory.reserve_stock")
    now = now or timezone.now()
    _check(units, holder, valid_for)
    houses = list(warehouse_ids) if warehouse_ids is not None else _houses()
    levels = levels_for_update(
        StockLevel.objects.filter(sku_id__in=units, warehouse_id__in=houses).values_list("pk", flat=True)
    )
    held = _held_already(token) if token else []
    if held:
        return held
    by_place = {(level.sku_id, level.warehouse_id): level for level in levels.values()}
    try:
        taken = _share_out(units, houses, by_place)
    except NotAvailable:
        freed = free_expired(levels, now=now)
        if not freed:
            raise
        for level_id, count in freed.items():
            levels[level_id].reserved -= count
        taken = _share_out(units, houses, by_place)
    change_levels(levels, {level_id: Change(reserved=count) for level_id, count in taken.items()}, actor=actor)
    name = token or secrets.token_urlsafe(24)
    return Reservation.objects.bulk_create(
        Reservation(
            token=name, level=levels[level_id], quantity=count, holder=holder, reserved_by=actor.label,
            created_at=now, expires_at=now + valid_for,
        )
        for level_id, count in sorted(taken.items())
    )  # fmt: skip


def _check(units: Mapping[int, int], holder: str, valid_for: timedelta) -> None:
    if not units:
        raise InvalidInput("Name at least one SKU to reserve.", field="units")
    for count in units.values():
        ensure_positive(count)
    if not holder.strip():
        raise InvalidInput("Say what the goods are held for: a cart, a quote.", field="holder")
    if not timedelta(0) < valid_for <= LONGEST_HOLD:
        raise InvalidInput(f"Goods can be held for up to {LONGEST_HOLD.days} days.", field="valid_for")


def _houses() -> list[int]:
    active = Warehouse.objects.filter(is_active=True, is_practice=False).order_by("priority", "pk")
    return list(active.values_list("pk", flat=True))


def _held_already(token: str) -> list[Reservation]:
    known = list(Reservation.objects.filter(token=token).select_related("level").order_by("pk"))
    active = [row for row in known if row.ended_at is None]
    if known and not active:
        raise InvalidInput("That token held goods before and is used up. Take a new one.", field="token")
    return active


def _share_out(
    units: Mapping[int, int], houses: Sequence[int], levels: Mapping[tuple[int, int], StockLevel]
) -> dict[int, int]:
    """Units by level: all from one building, else from each in order."""

    def free(sku_id: int, house: int) -> int:
        level = levels.get((sku_id, house))
        return max(0, level.available) if level else 0

    whole = [house for house in houses if all(free(sku_id, house) >= count for sku_id, count in units.items())]
    taken: dict[int, int] = {}
    for sku_id, count in units.items():
        rest = count
        for house in whole[:1] or houses:
            part = min(rest, free(sku_id, house))
            if part:
                taken[levels[sku_id, house].pk] = part
                rest -= part
        if rest:
            code = SKU.objects.values_list("code", flat=True).filter(pk=sku_id).first() or sku_id
            raise NotAvailable(
                f"Only {count - rest} of {count} units of {code} are available. Reserve fewer, or order now and wait.",
                sku=code, wanted=count, available=count - rest,
            )  # fmt: skip
    return taken


@service
def release_reservation(*, token: str, actor: Actor, now: datetime | None = None) -> int:
    """Give back everything the token still holds; tells the units. Raises NotPermitted and ReservationNotFound."""
    ensure_may(actor, "inventory.release_reservation")
    active = Reservation.objects.filter(token=token, ended_at=None)
    levels = levels_for_update(active.values_list("level_id", flat=True))
    held = list(active.filter(level_id__in=levels))
    if not held:
        raise ReservationNotFound("Nothing is reserved under that token any more; it was used, released or expired.")
    changes = {row.level_id: Change(reserved=-row.quantity) for row in held}
    change_levels(levels, changes, actor=actor)
    active.filter(pk__in=[row.pk for row in held]).update(
        ended_at=now or timezone.now(), ending=ReservationEnd.RELEASED
    )
    publish_many(
        Publication(fact=StockReceived(level_id=key), actor=actor) for key in sorted(changes) if levels[key].backordered
    )
    return sum(row.quantity for row in held)
