"""Drafts: an order put together step by step, priced, without a claim on stock."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from api.building import draft_request, new_draft_request
from api.doors import actor_of_key, admitted
from api.models.key import Scope
from api.routes.parts import Key, Number, answers
from api.schemas.answers import OrderOut
from api.schemas.changes import PlaceIn
from api.schemas.wishes import DraftIn, NewDraftIn
from api.selectors.orders import order_answer, order_id_of
from api.services.changing import place_once
from api.services.drafting import draft_order, rewrite_draft

router = Router(tags=["drafts"])


@router.post(
    "/drafts", response=answers({201: OrderOut, 200: OrderOut}, 409, 413), operation_id="create_draft",
    summary="Create a draft",
)  # fmt: skip
def create_draft(request: HttpRequest, payload: DraftIn, idempotency_key: Key) -> Any:
    """A draft with prices, tax and shipping worked out; nothing is reserved. The same key and body, or an
    `external_id` known already, give the order that exists (200). Scope `orders:write`."""
    key = admitted(request, Scope.WRITE)
    wish = draft_request(payload, channel_code=key.channel.code)
    made = draft_order(wish, key=idempotency_key, actor=actor_of_key(key))
    answer = order_answer(number=made.reference, channel_id=key.channel_id)
    return Status(200 if made.is_repeat else 201, answer)


@router.put(
    "/drafts/{number}", response=answers({200: OrderOut}, 404, 409, 413), operation_id="replace_draft",
    summary="Write a draft anew",
)  # fmt: skip
def replace_draft(request: HttpRequest, number: Number, payload: NewDraftIn, idempotency_key: Key) -> Any:
    """The whole draft as it is to be: lines, charges, discounts, addresses; 409 once it is placed.
    Scope `orders:write`."""
    key = admitted(request, Scope.WRITE)
    made = rewrite_draft(
        order_id=order_id_of(number=number, channel_id=key.channel_id),
        request=new_draft_request(payload, channel_code=key.channel.code), external_id=payload.external_id,
        key=idempotency_key, actor=actor_of_key(key), expected_version=payload.expected_version,
    )  # fmt: skip
    return Status(200, order_answer(number=made.reference, channel_id=key.channel_id))


@router.post(
    "/orders/{number}/place", response=answers({200: OrderOut}, 404, 409), operation_id="place_draft",
    summary="Place a draft",
)  # fmt: skip
def place_draft(request: HttpRequest, number: Number, payload: PlaceIn, idempotency_key: Key) -> Any:
    """The draft becomes an order at the prices it says: every line is allocated or backordered, or nothing
    happens. Scope `orders:write`."""
    key = admitted(request, Scope.WRITE)
    made = place_once(
        order_id=order_id_of(number=number, channel_id=key.channel_id), reservation=payload.reservation,
        key=idempotency_key, said=payload.model_dump(), actor=actor_of_key(key),
        expected_version=payload.expected_version,
    )  # fmt: skip
    return Status(200, order_answer(number=made.reference, channel_id=key.channel_id))
