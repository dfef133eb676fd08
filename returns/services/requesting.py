"""Asking for a return."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import InvalidInput
from core.events import publish
from core.numbers import next_number
from core.service import service
from orders.locks import lock_lines, lock_order
from orders.models import Order, OrderLine
from orders.services.recording.returning import record_return_requested
from returns.errors import NotReturnable, ReturnWindowClosed
from returns.events import ReturnRequested
from returns.models import Return, ReturnLine, ReturnReason
from returns.selectors.policies import policy_for
from returns.selectors.returnable import returnable_units, window_ends_at
from returns.selectors.warehouses import warehouse_for_returns
from returns.services.deciding import approve_return
from returns.services.moving import recount_open_returns


@service
def request_return(
    *,
    order_id: int,
    units: Mapping[int, int],
    reason_code: str,
    actor: Actor,
    comment: str = "",
    request_key: str | None = None,
    now: datetime | None = None,
) -> Return:
    """The customer's wish to send goods back: ``units`` by order line key.

    The same ``request_key`` again gives the return made then. Raises NotPermitted, NotReturnable,
    ReturnWindowClosed (unless the actor may override the window) and InvalidInput for an unknown reason.
    """
    moment = now or timezone.now()
    order = lock_order(order_id)
    ensure_may(actor, "returns.request_return")
    if request_key:
        repeated = Return.objects.filter(request_key=request_key, order=order).first()
        if repeated is not None:
            return repeated
    lines = lock_lines(order)
    wanted = _checked_units(lines, units)
    reason = _reason(reason_code)
    _ensure_within_window(order, actor=actor, now=moment)
    ret = Return.objects.create(
        number=next_number("return"),
        order=order,
        warehouse=warehouse_for_returns(order_id),
        reason=reason,
        comment=comment.strip(),
        request_key=request_key or None,
        requested_by=actor.label,
        requested_at=moment,
    )
    ReturnLine.objects.bulk_create(ReturnLine(rma=ret, order_line=line, quantity=n) for line, n in wanted)
    record_return_requested(order_id=order_id, units={line.pk: n for line, n in wanted}, actor=actor)
    publish(ReturnRequested(order_id=order_id, return_id=ret.pk), actor=actor, changes={ret.number: [None, ret.state]})
    recount_open_returns(order_id, actor=actor)
    if policy_for(order.channel_id).approves_at_once:
        approve_return(return_id=ret.pk, actor=SYSTEM, now=moment)
        ret.refresh_from_db()
    return ret


def _checked_units(lines: Mapping[int, OrderLine], units: Mapping[int, int]) -> list[tuple[OrderLine, int]]:
    wanted = [(lines.get(line_id), count) for line_id, count in units.items() if count]
    if not wanted:
        raise InvalidInput("Choose at least one unit to send back.", field="units")
    checked = []
    for line, count in wanted:
        if line is None:
            raise InvalidInput("One of the lines belongs to another order.", field="units")
        left = returnable_units(line)
        if not 0 < count <= left:
            raise NotReturnable(
                f"{count} of {line.name} cannot be returned: {left} can.", field="units", line_id=line.pk, left=left
            )
        checked.append((line, count))
    return checked


def _reason(code: str) -> ReturnReason:
    reason = ReturnReason.objects.filter(code=code, is_active=True).first()
    if reason is None:
        raise InvalidInput("Choose a reason for the return.", field="reason")
    return reason


def _ensure_within_window(order: Order, *, actor: Actor, now: datetime) -> None:
    until = window_ends_at(order, window=timedelta(days=policy_for(order.channel_id).window_days))
    if until is not None and now > until and not actor.may("returns.override_window"):
        raise ReturnWindowClosed(
            f"Order {order.number} could be returned until {until:%Y-%m-%d}. A lead may make an exception.",
            until=until.isoformat(),
        )
