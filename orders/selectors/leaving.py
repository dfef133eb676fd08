"""What keeps a parcel in the house."""

from collections.abc import Iterator

from core.errors import Blocker
from orders.models import Order
from orders.models.hold import HoldBlock
from orders.statuses import OrderState


def ship_blockers(order: Order) -> Iterator[Blocker]:
    """Why nothing of the order may leave now, each with its remedy."""
    if order.state in {OrderState.CANCELED, OrderState.EXPIRED}:
        state = order.get_state_display().lower()
        yield Blocker(
            "order_over", f"order {order.number} is {state}.", fix="Put the goods back.", turns_on=order.state
        )
    if not order.is_on_hold:
        return
    for hold in order.holds.filter(released_at=None, blocks__contains=[HoldBlock.SHIP.value]):
        reason = f" — {hold.reason}" if hold.reason else ""
        yield Blocker(
            "on_hold",
            f"order {order.number} is on hold: {hold.get_kind_display().lower()}{reason}.",
            fix="Release the hold.",
            fix_move="release_hold",
            turns_on="held",
        )
