"""The office's cancels: asked for now, made when the window for undoing is over."""

from collections.abc import Mapping

from core.actors import Actor, ensure_may
from core.effects.window import Postponed, end_of_window
from core.errors import MoveRefused
from core.fsm import blockers_of
from core.service import service
from orders.locks import lock_lines, lock_order
from orders.models import Order
from orders.services.canceling import cancel_lines, cancel_order, ensure_lines_open, ensure_reason
from orders.services.postponing import postpone
from orders.services.refund_wishes import apply_refund_wish


@service
def ask_to_cancel(
    *, order_id: int, actor: Actor, reason: str, refund_to: str = "", expected_version: int | None = None
) -> Order | Postponed:
    """The order, canceled at once where there is no window; else the act that waits for its end.

    Raises what ``cancel_order`` raises, and MoveRefused while another act waits.
    """
    until = end_of_window(actor)
    if until is None:
        return cancel_order(
            order_id=order_id, actor=actor, reason=reason, refund_to=refund_to, expected_version=expected_version
        )
    ensure_reason(reason)
    order = lock_order(order_id, expected_version=expected_version)
    lock_lines(order)
    ensure_may(actor, "orders.cancel_order")
    apply_refund_wish(order, refund_to)
    reasons = blockers_of(order, "cancel")
    if reasons:
        raise MoveRefused("cancel", reasons)
    return postpone(
        order, "orders.tasks.cancel_later", act="cancel", actor=actor, until=until, reason=reason, refund_to=refund_to
    )


@service
def ask_to_cancel_lines(
    *,
    order_id: int,
    units: Mapping[int, int],
    actor: Actor,
    reason: str,
    refund_to: str = "",
    expected_version: int | None = None,
) -> Order | Postponed:
    """The order with units canceled at once where there is no window; else the act that waits for its end.

    ``units`` maps line key to units. Raises what ``cancel_lines`` raises, and MoveRefused while another act waits.
    """
    until = end_of_window(actor)
    if until is None:
        return cancel_lines(
            order_id=order_id, units=units, actor=actor, reason=reason, refund_to=refund_to,
            expected_version=expected_version,
        )  # fmt: skip
    order = lock_order(order_id, expected_version=expected_version)
    ensure_may(actor, "orders.cancel_order")
    ensure_lines_open(order, lock_lines(order), units)
    apply_refund_wish(order, refund_to)
    return postpone(
        order, "orders.tasks.cancel_lines_later", act="cancel_lines", actor=actor, until=until, reason=reason,
        units=dict(units), refund_to=refund_to,
    )  # fmt: skip
