"""Changes of orders that a shop asks for, each request once."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from api.services.once import Made, do_once, fingerprint
from core.actors import Actor
from core.errors import InvalidInput
from core.service import service
from customers.services.addresses import AddressText
from orders.editing.steps import Step
from orders.models import Order, OrderLine
from orders.services.addressing import change_shipping_address
from orders.services.canceling import cancel_lines, cancel_order
from orders.services.drafts import place_draft
from orders.services.editing import edit_order

_ADDRESS_PARTS = {part.name for part in fields(AddressText)}


@service
def place_once(
    *, order_id: int, reservation: str, key: str, said: Any, actor: Actor, expected_version: int | None
) -> Made:
    """The draft, placed. ``said`` is the request as it came. Raises what ``place_draft`` raises."""

    def act() -> Made:
        order = place_draft(order_id=order_id, actor=actor, expected_version=expected_version, reservation=reservation)
        return Made(order.number)

    return do_once(operation="place", key=key, request_hash=fingerprint(order_id, said), actor=actor, act=act)


@service
def cancel_once(
    *,
    order_id: int,
    units: Mapping[int, int] | None,
    reason: str,
    refund_to: str,
    key: str,
    said: Any,
    actor: Actor,
    expected_version: int | None,
) -> Made:
    """The order, canceled whole, or by units of its lines by position. Raises what canceling raises."""

    def act() -> Made:
        order: Order
        if units is None:
            order = cancel_order(
                order_id=order_id, actor=actor, reason=reason, refund_to=refund_to, expected_version=expected_version
            )
        else:
            order = cancel_lines(
                order_id=order_id, units=_by_key(order_id, units), actor=actor, reason=reason, refund_to=refund_to,
                expected_version=expected_version,
            )  # fmt: skip
        return Made(order.number)

    return do_once(operation="cancel", key=key, request_hash=fingerprint(order_id, said), actor=actor, act=act)


def _by_key(order_id: int, units: Mapping[int, int]) -> dict[int, int]:
    """Units by the lines' keys. Raises InvalidInput for a position the order has not."""
    keys = dict(OrderLine.objects.filter(order_id=order_id).values_list("position", "pk"))
    for position in units:
        if position not in keys:
            raise InvalidInput(f"The order has no line {position}; it has {len(keys)}.", field="lines")
    return {keys[position]: count for position, count in units.items()}


@service
def edit_once(
    *,
    order_id: int,
    steps: Sequence[Step],
    reason: str,
    key: str,
    said: Any,
    actor: Actor,
    expected_version: int | None,
) -> Made:
    """The order, with all steps made. Raises what ``edit_order`` raises."""

    def act() -> Made:
        order = edit_order(
            order_id=order_id, steps=steps, reason=reason, actor=actor, expected_version=expected_version
        )
        return Made(order.number)

    return do_once(operation="edit", key=key, request_hash=fingerprint(order_id, said), actor=actor, act=act)


@service
def send_elsewhere_once(
    *,
    order_id: int,
    address: AddressText,
    reason: str,
    key: str,
    said: Any,
    actor: Actor,
    expected_version: int | None,
) -> Made:
    """The order, with another address. Raises what ``change_shipping_address`` raises."""

    def act() -> Made:
        try:
            order = change_shipping_address(
                order_id=order_id, address=address, actor=actor, reason=reason, expected_version=expected_version
            )
        except InvalidInput as error:
            # The service knows one address; the caller sent it under a name.
            if error.context.get("field") in _ADDRESS_PARTS:
                error.context["field"] = f"address.{error.context['field']}"
            raise
        return Made(order.number)

    return do_once(operation="address", key=key, request_hash=fingerprint(order_id, said), actor=actor, act=act)
