"""Send a placed order somewhere else while nothing of it is packed."""

from collections.abc import Iterator

from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.service import service
from customers.models import Address
from customers.services.addresses import AddressText, write_address
from orders.events import AddressChanged
from orders.lifecycle import wrong_state
from orders.locks import lock_lines, lock_order
from orders.models import Order
from orders.services.saving import save_order
from orders.services.searching import refresh_search
from orders.statuses import OrderState

RIGHT = "orders.change_shipping_address"
_OPEN = (OrderState.DRAFT, OrderState.PLACED, OrderState.CONFIRMED, OrderState.PROCESSING)


@service
def change_shipping_address(
    *, order_id: int, address: AddressText, actor: Actor, reason: str, expected_version: int | None = None
) -> Order:
    """The order goes to another address of the same country; the old one stays with what used it.

    The same address again changes nothing. Raises NotPermitted, StaleVersion, MoveRefused with the
    reasons once something is packed, and InvalidInput without a reason or for an address that cannot be taken.
    """
    if not reason.strip():
        raise InvalidInput("Say why the address is changed; it is kept with the history.", field="reason")
    order = lock_order(order_id, expected_version=expected_version)
    ensure_may(actor, RIGHT)
    lines = lock_lines(order)
    reasons = list(address_blockers(order))
    if reasons:
        raise MoveRefused("change the address", reasons)
    old = order.shipping_address
    assert old is not None
    assert order.customer_id is not None
    ensure_same_country(old, address)
    if address.stands_on(old):
        return order
    order.shipping_address = write_address(customer_id=order.customer_id, text=address)
    changes = {"shipping_address": [old.pk, order.shipping_address_id]}
    save_order(
        order, list(lines.values()), fields=["shipping_address"], facts=[AddressChanged(order_id=order.pk)],
        actor=actor, changes=changes, note=reason,
    )  # fmt: skip
    refresh_search(order)
    return order


def address_blockers(order: Order) -> Iterator[Blocker]:
    """Why the order cannot be sent elsewhere now.

    A label is bought for the address the order has once its parcel is packed: from then on the order
    and what stands on the parcel must agree. Released and picked units have no label yet.
    """
    if order.state not in _OPEN:
        yield wrong_state(order)
    if order.shipping_address_id is None or order.customer_id is None:
        yield Blocker("no_address", "it is not sent to anybody.", fix="Give it a customer and an address.")
    packed = sum(line.packed for line in order.lines.all())
    if packed:
        yield Blocker(
            "packed", f"{packed} units are packed for the address it has.",
            fix="Void the label and let the floor open the parcel first.", turns_on="packed",
        )  # fmt: skip
    elif order.open_parcels:
        yield Blocker(
            "on_the_road", "a parcel is on its way to the address it has.",
            fix="Wait until it has arrived, or ask the carrier.", turns_on="dispatched",
        )  # fmt: skip


def ensure_same_country(old: Address, text: AddressText) -> None:
    if text.country != old.country:
        raise InvalidInput(
            f"Tax, shipping and the fraud check were worked out for {old.country}. To send it to {text.country},"
            " cancel it and take it anew.",
            field="country",
        )
