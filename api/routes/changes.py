"""Changes of orders: edit them, cancel them or units of them, send them elsewhere."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from api.building import address_text, steps_of
from api.doors import actor_of_key, admitted
from api.models.key import Scope
from api.routes.parts import Key, Number, answers
from api.schemas.answers import EditPreviewOut, OrderOut
from api.schemas.changes import CancelIn, CancelLineIn, EditIn, NewAddressIn
from api.selectors.edits import edit_answer
from api.selectors.orders import order_answer, order_id_of
from api.services.changing import cancel_once, edit_once, send_elsewhere_once
from orders.services.editing import try_edit

router = Router(tags=["changes"])


@router.post(
    "/orders/{number}/cancel", response=answers({200: OrderOut}, 404, 409, 413), operation_id="cancel_order",
    summary="Cancel an order or units of it",
)  # fmt: skip
def cancel_order(request: HttpRequest, number: Number, payload: CancelIn, idempotency_key: Key) -> Any:
    """Call off the whole order, or the named units of its lines; 409 with the reasons for what is picked or
    shipped. Scope `orders:cancel`."""
    key = admitted(request, Scope.CANCEL)
    made = cancel_once(
        order_id=order_id_of(number=number, channel_id=key.channel_id), units=_units(payload.lines),
        reason=payload.reason, refund_to=payload.refund_to or "", key=idempotency_key,
        said=payload.model_dump(exclude_none=True), actor=actor_of_key(key), expected_version=payload.expected_version,
    )  # fmt: skip
    return Status(200, order_answer(number=made.reference, channel_id=key.channel_id))


def _units(lines: list[CancelLineIn] | None) -> dict[int, int] | None:
    if lines is None:
        return None
    units: dict[int, int] = {}
    for line in lines:
        units[line.position] = units.get(line.position, 0) + line.units
    return units


@router.post(
    "/orders/{number}/edit", response=answers({200: OrderOut}, 404, 409, 413), operation_id="edit_order",
    summary="Edit a placed order",
)  # fmt: skip
def edit_order(request: HttpRequest, number: Number, payload: EditIn, idempotency_key: Key) -> Any:
    """Goods, quantities, prices, address, method: all steps at once, or 409 with the reasons. More units come as a
    line of their own. Scope `orders:edit`; steps that cancel, send elsewhere or set prices need those scopes too."""
    key = admitted(request, Scope.EDIT)
    order_id = order_id_of(number=number, channel_id=key.channel_id)
    made = edit_once(
        order_id=order_id, steps=steps_of(order_id, payload.steps), reason=payload.reason, key=idempotency_key,
        said=payload.model_dump(), actor=actor_of_key(key), expected_version=payload.expected_version,
    )  # fmt: skip
    return Status(200, order_answer(number=made.reference, channel_id=key.channel_id))


@router.post(
    "/orders/{number}/edit/preview", response=answers({200: EditPreviewOut}, 404, 409, 413),
    operation_id="preview_edit", summary="What an edit would do",
)  # fmt: skip
def preview_edit(request: HttpRequest, number: Number, payload: EditIn) -> Any:
    """Totals, tax, stock, days and money of the same steps; nothing of it is kept. Scope `orders:edit`."""
    key = admitted(request, Scope.EDIT)
    order_id = order_id_of(number=number, channel_id=key.channel_id)
    preview = try_edit(
        order_id=order_id, steps=steps_of(order_id, payload.steps), actor=actor_of_key(key),
        expected_version=payload.expected_version,
    )  # fmt: skip
    return Status(200, edit_answer(preview))


@router.put(
    "/orders/{number}/shipping-address", response=answers({200: OrderOut}, 404, 409),
    operation_id="change_shipping_address", summary="Send an order to another address",
)  # fmt: skip
def change_shipping_address(request: HttpRequest, number: Number, payload: NewAddressIn, idempotency_key: Key) -> Any:
    """Another address of the same country, while nothing is packed. Scope `orders:change_address`."""
    key = admitted(request, Scope.ADDRESS)
    made = send_elsewhere_once(
        order_id=order_id_of(number=number, channel_id=key.channel_id), address=address_text(payload.address),
        reason=payload.reason, key=idempotency_key, said=payload.model_dump(), actor=actor_of_key(key),
        expected_version=payload.expected_version,
    )  # fmt: skip
    return Status(200, order_answer(number=made.reference, channel_id=key.channel_id))
