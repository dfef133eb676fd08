"""Goods that a shop holds for a cart, each request once; released by whoever has a key of the same channel."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from api.models import ApiKey
from api.services.once import Made, do_once, fingerprint
from catalog.models import Channel
from core.actors import Actor
from core.errors import InvalidInput
from core.service import service
from inventory.errors import ReservationNotFound
from inventory.models import Reservation
from inventory.services.reserving import release_reservation, reserve_stock
from orders.intake.reference import reference
from orders.intake.resolving import skus_by_code


@service
def hold_once(
    *,
    units: Mapping[str, int],
    holder: str,
    valid_for: timedelta,
    key: str,
    said: Any,
    channel: Channel,
    actor: Actor,
    now: datetime,
) -> Made:
    """The token of the goods held; ``units`` by SKU code, of a kit its components.

    Raises InvalidInput and what ``reserve_stock`` raises.
    """

    def act() -> Made:
        rows = reserve_stock(
            units=_by_key(units, channel, now), holder=holder, valid_for=valid_for, actor=actor, now=now,
            warehouse_ids=[house.pk for house in reference().warehouses_for(channel)],
        )  # fmt: skip
        return Made(rows[0].token)

    return do_once(operation="reserve", key=key, request_hash=fingerprint(said), actor=actor, act=act)


def _by_key(units: Mapping[str, int], channel: Channel, now: datetime) -> dict[int, int]:
    kits = reference().kits
    codes = set(units) | {part for code in units for part, _ in kits.get(code, ())}
    skus = skus_by_code(sorted(codes), [channel.pk], now)
    wanted: dict[int, int] = defaultdict(int)
    for index, (code, count) in enumerate(units.items()):
        parts = kits.get(code, [(code, 1)])
        if any(one not in skus or not skus[one].is_active for one in (code, *(part for part, _ in parts))):
            raise InvalidInput(f"SKU “{code}” is not sold. Leave it out.", field=f"lines[{index}].sku")
        counted = [(skus[part].id, per_kit) for part, per_kit in parts if skus[part].track_stock]
        if not counted:
            raise InvalidInput(
                f"Stock of {code} is not counted: it can always be had. Leave it out.", field=f"lines[{index}].sku"
            )
        for sku_id, per_kit in counted:
            wanted[sku_id] += count * per_kit
    return dict(wanted)


@service
def release_own(*, token: str, key: ApiKey, actor: Actor) -> None:
    """Everything a key of this channel held under the token is free again. Raises ReservationNotFound."""
    labels = [f"api:{pk}" for pk in ApiKey.objects.filter(channel_id=key.channel_id).values_list("pk", flat=True)]
    if not Reservation.objects.filter(token=token, ended_at=None, reserved_by__in=labels).exists():
        raise ReservationNotFound("Nothing is reserved under that token any more; it was used, released or expired.")
    release_reservation(token=token, actor=actor)
