"""How a placed order is delivered: signature, door, words for the driver, until its parcel is packed."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from core.actors import Actor, ensure_may
from core.errors import Blocker, MoveRefused
from core.service import service
from orders.events import DeliveryChanged
from orders.intake.checking import check_delivery
from orders.lifecycle import wrong_state
from orders.locks import lock_lines, lock_order
from orders.models import Order
from orders.services.saving import save_order
from orders.statuses import OrderState

_OPEN = (OrderState.PLACED, OrderState.CONFIRMED, OrderState.PROCESSING)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryWish:
    """What the driver is asked for; signature and door exclude one another."""

    requires_signature: bool = False
    leave_at_door: bool = False
    delivery_instructions: str = ""


@service
def change_delivery(*, order_id: int, wish: DeliveryWish, actor: Actor, expected_version: int | None = None) -> Order:
    """The order, delivered as wished from now on; the same wish again changes nothing.

    Raises NotPermitted, StaleVersion, RequestRefused for wishes no driver could keep, and MoveRefused with the
    reasons once something is packed: a label is bought right then.
    """
    order = lock_order(order_id, expected_version=expected_version)
    ensure_may(actor, "orders.change_order")
    lines = lock_lines(order)
    reasons = list(delivery_blockers(order))
    if reasons:
        raise MoveRefused("change the delivery", reasons)
    wanted = asdict(wish)
    wanted["delivery_instructions"] = wanted["delivery_instructions"].strip()
    check_delivery(**wanted)
    before = {name: getattr(order, name) for name in wanted}
    if before == wanted:
        return order
    for name, value in wanted.items():
        setattr(order, name, value)
    # What is written to the driver is free text: the timeline keeps that it changed, the note what it says.
    changes = {name: [bool(before[name]), bool(value)] for name, value in wanted.items() if before[name] != value}
    save_order(
        order, list(lines.values()), fields=wanted, facts=[DeliveryChanged(order_id=order.pk)], actor=actor,
        changes=changes, note=wish.delivery_instructions,
    )  # fmt: skip
    return order


def delivery_blockers(order: Order) -> Iterator[Blocker]:
    """Why the wishes for the delivery cannot change now."""
    if order.state not in _OPEN:
        yield wrong_state(order)
    if order.pickup_warehouse_id is not None:
        yield Blocker("collected", "nobody delivers it: it is collected at a counter.")
    packed = sum(line.packed for line in order.lines.all())
    if packed:
        yield Blocker(
            "packed", f"{packed} units are packed, and their label says how.",
            fix="Void the label and let the floor open the parcel first.", turns_on="packed",
        )  # fmt: skip
    elif order.open_parcels:
        yield Blocker("on_the_road", "a parcel is on its way.", fix="Ask the carrier.", turns_on="dispatched")
