"""Place and release holds: records beside the state, so an order never forgets where it was."""

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from core.actors import Actor, ensure_may
from core.errors import InvalidInput, MoveRefused, NotFound
from core.service import service
from orders.events import HoldReleased, OrderHeld
from orders.lifecycle import wrong_state
from orders.locks import lock_lines, lock_order
from orders.models import HoldBlock, HoldKind, Order, OrderHold, ReleaseCondition
from orders.services.saving import save_order
from orders.statuses import OrderState

_OVER = {OrderState.COMPLETED, OrderState.CANCELED, OrderState.EXPIRED}


@service
def hold_order(
    *,
    order_id: int,
    kind: str,
    reason: str,
    actor: Actor,
    blocks: Sequence[str] | None = None,
    line_id: int | None = None,
    due_at: datetime | None = None,
    release_condition: str = "",
) -> OrderHold:
    """Make the order (or one line) wait, for one more reason.

    ``blocks`` is what waits: confirm, release, ship; all by default. With a ``release_condition`` it ends
    by itself (``orders/services/releasing.py``). Raises InvalidInput for an unknown kind, block or condition,
    and MoveRefused for an order that is over.
    """
    order = lock_order(order_id)
    ensure_may(actor, "orders.add_orderhold")
    if kind not in HoldKind.values:
        raise InvalidInput(f"“{kind}” is not a kind of hold. Use one of: {', '.join(HoldKind.values)}.", field="kind")
    wanted = list(HoldBlock.values) if blocks is None else list(blocks)
    unknown = set(wanted) - set(HoldBlock.values)
    if unknown or not wanted:
        raise InvalidInput("A hold blocks confirm, release or ship; choose at least one.", field="blocks")
    _check_condition(release_condition, due_at)
    if order.state in _OVER:
        raise MoveRefused("hold", [wrong_state(order)])
    lines = lock_lines(order)
    if line_id is not None and line_id not in lines:
        raise InvalidInput(f"Order {order.number} has no such line.", field="line")
    hold = OrderHold.objects.create(
        order=order, line_id=line_id, kind=kind, reason=reason, blocks=wanted, placed_by=actor.label,
        due_at=due_at, release_condition=release_condition,
    )  # fmt: skip
    _save(order, OrderHeld(order_id=order.pk, hold_id=hold.pk), actor, {"hold": [None, kind]}, reason)
    return hold


@service
def release_hold(*, hold_id: int, actor: Actor, reason: str = "") -> OrderHold:
    """End one hold; the others stay. Releasing twice is releasing once.

    Raises NotFound, and NotPermitted (a fraud hold has a right of its own).
    """
    known = OrderHold.objects.filter(pk=hold_id).values("order_id", "kind").first()
    if known is None:
        raise NotFound(f"There is no hold with key {hold_id}.", hold_id=hold_id)
    order = lock_order(known["order_id"])
    is_fraud = known["kind"] == HoldKind.FRAUD_REVIEW
    ensure_may(actor, "orders.release_fraud_hold" if is_fraud else "orders.release_hold")
    hold = OrderHold.objects.get(pk=hold_id)
    if hold.released_at is None:
        hold.released_at, hold.released_by = timezone.now(), actor.label
        hold.save(update_fields=["released_at", "released_by"])
        _save(order, HoldReleased(order_id=order.pk, hold_id=hold.pk), actor, {"hold": [hold.kind, None]}, reason)
    return hold


def _check_condition(condition: str, due_at: datetime | None) -> None:
    if condition and condition not in ReleaseCondition.values:
        known = ", ".join(ReleaseCondition.values)
        raise InvalidInput(f"“{condition}” releases nothing. Use one of: {known}.", field="release_condition")
    if condition == ReleaseCondition.DATE and due_at is None:
        raise InvalidInput("Say on which date the hold ends.", field="due_at")


def _save(
    order: Order, fact: OrderHeld | HoldReleased, actor: Actor, changes: dict[str, list[object]], note: str
) -> None:
    lines = lock_lines(order)
    was = order.is_on_hold
    order.is_on_hold = order.holds.filter(released_at=None).exists()
    if was != order.is_on_hold:
        changes["is_on_hold"] = [was, order.is_on_hold]
    save_order(
        order, list(lines.values()), fields=["is_on_hold"], facts=[fact], actor=actor, changes=changes, note=note
    )
