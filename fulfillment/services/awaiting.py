"""Goods wait at the counter: under which code, and until when."""

import secrets
from datetime import datetime, timedelta

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import Blocker, MoveRefused
from core.events import publish
from core.service import service
from fulfillment.events import ReadyForPickup
from fulfillment.locks import lock_pickup
from fulfillment.models import FulfillmentOrder, Pickup
from fulfillment.statuses import WorkState

CODE_DIGITS = 8


def new_code() -> str:
    """Digits that can be read out and typed; with five tries one guess in twenty million is right."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"


def await_customer(work: FulfillmentOrder, *, actor: Actor, now: datetime) -> Pickup:
    """The pickup of locked work that has just become ready, under a new code; the customer is told."""
    keep_until = now + timedelta(days=work.warehouse.pickup_days)
    pickup, _ = Pickup.objects.update_or_create(
        fulfillment_order=work,
        defaults={"code": new_code(), "wrong_tries": 0, "ready_at": now, "keep_until": keep_until},
    )
    told = ReadyForPickup(order_id=work.order_id, fulfillment_order_id=work.pk)
    publish(told, actor=actor, changes={"work": ["packed", str(work.state)]})
    return pickup


@service
def renew_code(*, fulfillmentorder_id: int, actor: Actor, now: datetime | None = None) -> Pickup:
    """The pickup under a new code, which the customer is mailed; the old one fetches nothing any more.

    Raises NotPermitted, PickupNotFound, and MoveRefused when it does not wait at the counter.
    """
    ensure_may(actor, "fulfillment.hand_out")
    work, pickup = lock_pickup(fulfillmentorder_id)
    ensure_waiting(work, "renew the code")
    pickup.code, pickup.wrong_tries = new_code(), 0
    pickup.save(update_fields=["code", "wrong_tries"])
    publish(ReadyForPickup(order_id=work.order_id, fulfillment_order_id=work.pk), actor=actor)
    return pickup


@service
def keep_longer(*, fulfillmentorder_id: int, actor: Actor, now: datetime | None = None) -> Pickup:
    """The pickup, kept for as many days again from now. Raises NotPermitted, PickupNotFound and MoveRefused."""
    ensure_may(actor, "fulfillment.hand_out")
    work, pickup = lock_pickup(fulfillmentorder_id)
    ensure_waiting(work, "keep it longer")
    pickup.keep_until = (now or timezone.now()) + timedelta(days=work.warehouse.pickup_days)
    pickup.save(update_fields=["keep_until"])
    return pickup


def ensure_waiting(work: FulfillmentOrder, move: str) -> None:
    """Raises MoveRefused when the work's goods do not wait at the counter."""
    if work.state != WorkState.READY_FOR_PICKUP:
        sentence = f"{work.number} is {work.get_state_display().lower()}; it does not wait at the counter."
        raise MoveRefused(move, [Blocker("not_waiting", sentence, turns_on=str(work.state))])
