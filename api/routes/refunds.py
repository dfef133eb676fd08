"""Money back: granted, approved and sent by scopes of their own."""

from collections import defaultdict
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Path, Router, Status

from api.doors import actor_of_key, admitted
from api.models.key import Scope
from api.routes.parts import Key, Number, answers
from api.schemas.refunds import RefundIn, RefundOut, RefundsOut
from api.selectors.orders import order_id_of
from api.selectors.refunds import refund_answer, refund_id_of, refunds_answer
from api.services.refunding import decide_once, grant_once

router = Router(tags=["refunds"])
RefundNumber = Annotated[str, Path(description="The refund's number", example="R-100001")]
_SCOPES = {"approve": Scope.APPROVE, "cancel": Scope.APPROVE, "request": Scope.REQUEST}


@router.get(
    "/orders/{number}/refunds", response=answers({200: RefundsOut}, 404), operation_id="list_refunds",
    summary="Refunds of an order",
)  # fmt: skip
def list_refunds(request: HttpRequest, number: Number) -> Any:
    """Every refund with what it is for and how far it came. Scope `orders:read`."""
    key = admitted(request, Scope.READ)
    return Status(200, refunds_answer(order_id=order_id_of(number=number, channel_id=key.channel_id)))


@router.post(
    "/orders/{number}/refunds", response=answers({201: RefundOut, 200: RefundOut}, 404, 409, 413),
    operation_id="grant_refund", summary="Grant a refund",
)  # fmt: skip
def grant_refund(request: HttpRequest, number: Number, payload: RefundIn, idempotency_key: Key) -> Any:
    """Owe the customer shipped units, charges or goodwill; nothing moves before it is approved and requested. Who made
    the key is who granted it: above the limit another person approves. Scope `refunds:grant`."""
    key = admitted(request, Scope.GRANT)
    order_id = order_id_of(number=number, channel_id=key.channel_id)
    units: dict[int, int] = defaultdict(int)
    for line in payload.lines:
        units[line.position] += line.units
    charges: dict[int, Decimal] = defaultdict(Decimal)
    for charge in payload.charges:
        charges[charge.position] += charge.amount
    made = grant_once(
        order_id=order_id, units=units, charges=charges, goodwill=payload.goodwill, reason=payload.reason,
        key=idempotency_key, said=payload.model_dump(), actor=actor_of_key(key),
    )  # fmt: skip
    return Status(200 if made.is_repeat else 201, refund_answer(order_id=order_id, number=made.reference))


@router.post(
    "/orders/{number}/refunds/{refund}/{act}", response=answers({200: RefundOut}, 404, 409),
    operation_id="decide_refund", summary="Approve, request or cancel a refund",
)  # fmt: skip
def decide_refund(
    request: HttpRequest, number: Number, refund: RefundNumber, act: Literal["approve", "request", "cancel"],
    idempotency_key: Key,
) -> Any:  # fmt: skip
    """Approve what was granted, have the gateway asked for what is approved or failed before, or owe it no longer; 409
    with the reasons. Scope `refunds:approve` to approve and cancel, `refunds:request` to request."""
    key = admitted(request, _SCOPES[act])
    order_id = order_id_of(number=number, channel_id=key.channel_id)
    refund_id = refund_id_of(order_id=order_id, number=refund)
    made = decide_once(refund_id=refund_id, act=act, key=idempotency_key, actor=actor_of_key(key))
    return Status(200, refund_answer(order_id=order_id, number=made.reference))
