"""Money as payments counted it, put on the order's notice board."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils import timezone

from core.actors import Actor
from core.money import ZERO
from core.service import service
from orders.events import FundsChanged
from orders.locks import lock_lines, lock_order
from orders.models import Order
from orders.services.saving import Changes, save_order

_COLUMNS = {
    "authorized": "authorized_amount",
    "captured": "captured_amount",
    "refunded": "refunded_amount",
    "on_account": "on_account_amount",
    "delayed": "delayed_amount",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Funds:
    """What an order's payments add up to, in its currency, recomputed under the order's lock.

    ``authorized`` is neither voided nor expired and includes what was captured of it; ``failed``
    says that the latest attempt of some tender was declined and nothing replaced it; ``delayed`` is asked for once the
    goods are there.
    """

    authorized: Decimal = ZERO
    captured: Decimal = ZERO
    refunded: Decimal = ZERO
    on_account: Decimal = ZERO
    delayed: Decimal = ZERO
    failed: bool = False
    disputed: bool = False


@service
def record_funds(*, order_id: int, funds: Funds, actor: Actor, now: datetime | None = None) -> Order:
    """Write the sums down; tells ``orders.funds_changed`` only when something changed."""
    order = lock_order(order_id)
    changes: Changes = {
        column: [getattr(order, column), getattr(funds, name)]
        for name, column in _COLUMNS.items()
        if getattr(order, column) != getattr(funds, name)
    }
    if bool(order.payment_failed_at) != funds.failed:
        changes["payment_failed"] = [not funds.failed, funds.failed]
    if order.is_disputed != funds.disputed:
        changes["is_disputed"] = [order.is_disputed, funds.disputed]
    if not changes:
        return order
    lines = lock_lines(order)
    for name, column in _COLUMNS.items():
        setattr(order, column, getattr(funds, name))
    order.is_disputed = funds.disputed
    order.payment_failed_at = (order.payment_failed_at or now or timezone.now()) if funds.failed else None
    save_order(
        order, list(lines.values()), fields=[*_COLUMNS.values(), "is_disputed", "payment_failed_at"],
        facts=[FundsChanged(order_id=order.pk)], actor=actor, changes=changes,
    )  # fmt: skip
    return order
