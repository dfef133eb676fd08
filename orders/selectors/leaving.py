"""What keeps a parcel in the house."""

from collections.abc import Collection, Iterator

from django.db.models import Q

from core.errors import Blocker
from orders.models import Order
from orders.models.hold import HoldBlock
from orders.statuses import OrderState


def ship_blockers(order: Order, *, line_ids: Collection[int]) -> Iterator[Blocker]:
    """Why goods of those lines of the order may not leave now, each with its remedy."""
    if order.state in {OrderState.CANCELED, OrderState.EXPIRED}:
        state = order.get_state_display().lower()
        yield Blocker(
            "order_over", f"order {order.number} is {state}.", fix="Put the goods back.", turns_on=order.state
        )
    if not order.is_on_hold:
        return
    concerned = Q(line=None) | Q(line__in=line_ids)
    holds = order.holds.filter(concerned, released_at=None, blocks__contains=[HoldBlock.SHIP.value])
    for hold in holds.select_related("line").order_by("pk"):
        reason = f" — {hold.reason}" if hold.reason else ""
        what = f"line {hold.line.position} of order {order.number}" if hold.line else f"order {order.number}"
        yield Blocker(
            "on_hold",
            f"{what} is on hold: {hold.get_kind_display().lower()}{reason}.",
            fix="Release the hold.",
            fix_move="release_hold",
            turns_on="held",
        )
