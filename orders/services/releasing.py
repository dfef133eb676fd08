"""Holds that end by themselves: paid, in stock, or on their day."""

from datetime import datetime

from core.actors import SYSTEM, Actor
from core.service import service
from orders.events import HoldReleased
from orders.locks import lock_lines, lock_order
from orders.models import OrderHold
from orders.selectors.holds import met_condition
from orders.services.saving import Changes, save_order


@service
def release_met_holds(*, order_id: int, now: datetime, actor: Actor = SYSTEM) -> list[OrderHold]:
    """The holds of the order that ended because their condition is met; a repeat ends none.

    The condition is looked at under the order's lock: money that left again meanwhile releases nothing.
    """
    order = lock_order(order_id)
    if not order.is_on_hold:
        return []
    lines = list(lock_lines(order).values())
    standing = list(order.holds.filter(released_at=None).order_by("pk"))
    met = [(hold, why) for hold in standing if (why := met_condition(hold, order, lines, now=now))]
    if not met:
        return []
    for hold, _ in met:
        hold.released_at, hold.released_by = now, actor.label
    released = [hold for hold, _ in met]
    OrderHold.objects.bulk_update(released, ["released_at", "released_by"])
    order.is_on_hold = len(standing) > len(met)
    changes: Changes = {"hold": [", ".join(hold.kind for hold in released), None]}
    if not order.is_on_hold:
        changes["is_on_hold"] = [True, False]
    note = " ".join(f"{hold.get_kind_display()}: {why}." for hold, why in met)
    facts = [HoldReleased(order_id=order.pk, hold_id=hold.pk) for hold in released]
    save_order(order, lines, fields=["is_on_hold"], facts=facts, actor=actor, changes=changes, note=note)
    return released
