"""Orders: place, read, list, follow."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router, Status

from api.building import order_request
from api.doors import actor_of_key, admitted
from api.models.key import Scope
from api.routes.parts import Key, Limit, Number, answers
from api.schemas.answers import EventsOut, OrderOut, OrdersOut
from api.schemas.text import Moment, Text
from api.schemas.wishes import OrderIn
from api.selectors.events import event_page
from api.selectors.listing import Wanted, order_page
from api.selectors.orders import order_answer, order_id_of
from orders.services.placing import place_orders
from orders.statuses import OrderState

router = Router(tags=["orders"])
# Named here: an empty default is lost on the framework inside Annotated.
_SHOPS_NUMBER: str = Query("", max_length=64, description="Your number")
_MAIL: str = Query("", max_length=254, description="The customer's")
_FILTERS = (
    "state", "placed_since", "placed_until", "updated_since", "external_id", "email", "cursor", "limit",
)  # fmt: skip
_CURSOR: str = Query("", max_length=200, description="“next” of the page before")


@router.post(
    "/orders", response=answers({201: OrderOut, 200: OrderOut}, 409, 413), operation_id="place_order",
    summary="Place an order",
)  # fmt: skip
def place_order(request: HttpRequest, payload: OrderIn, idempotency_key: Key) -> Any:
    """Place one order; every line is allocated or backordered, or nothing happens.

    The same key and body, or an `external_id` known already, give the order that exists (200); the same
    key with another body is a conflict (409). Scope `orders:write`.
    """
    key = admitted(request, Scope.WRITE)
    wish = order_request(payload, channel_code=key.channel.code, idempotency_key=idempotency_key)
    (outcome,) = place_orders([wish], actor=actor_of_key(key))
    if outcome.error is not None:
        raise outcome.error
    answer = order_answer(number=outcome.number, channel_id=key.channel_id)
    return Status(200 if outcome.is_repeat else 201, answer)


@router.get("/orders", response=answers({200: OrdersOut}), operation_id="list_orders", summary="List orders")
def list_orders(
    request: HttpRequest,
    state: Annotated[list[OrderState] | None, Query(max_length=7, description="One or several")] = None,
    placed_since: Annotated[Moment | None, Query(description="Placed then or later")] = None,
    placed_until: Annotated[Moment | None, Query(description="Placed before")] = None,
    updated_since: Annotated[Moment | None, Query(description="Changed then or later, at most 31 days back")] = None,
    external_id: Text = _SHOPS_NUMBER,
    email: Text = _MAIL,
    cursor: Text = _CURSOR,
    limit: Limit = 50,
) -> Any:
    """The channel's orders, the newest first: by when they were placed where that is asked for, else by when
    they were made. An order that comes in while you page never moves another one. Scope `orders:read`."""
    key = admitted(request, Scope.READ, asks=_FILTERS)
    wanted = Wanted(
        states=state or (), placed_since=placed_since, placed_until=placed_until, updated_since=updated_since,
        external_id=external_id, email=email,
    )  # fmt: skip
    page = order_page(channel_id=key.channel_id, wanted=wanted, cursor=cursor, limit=limit, now=timezone.now())
    return Status(200, page)


@router.get(
    "/orders/{number}", response=answers({200: OrderOut}, 404), operation_id="read_order", summary="Read an order"
)
def read_order(request: HttpRequest, number: Number) -> Any:
    """The order as it stands now, with where its units are, promise dates and parcels; 404 also for other
    channels' orders. Scope `orders:read`."""
    key = admitted(request, Scope.READ)
    return Status(200, order_answer(number=number, channel_id=key.channel_id))


@router.get(
    "/orders/{number}/events", response=answers({200: EventsOut}, 404), operation_id="list_order_events",
    summary="Follow an order",
)  # fmt: skip
def list_order_events(
    request: HttpRequest,
    number: Number,
    after: Annotated[int, Query(ge=0, le=2_147_483_647, description="“seq” of the last event you have")] = 0,
    limit: Limit = 50,
) -> Any:
    """What happened to the order, oldest first; `seq` counts from 1 without gaps. Scope `orders:read`."""
    key = admitted(request, Scope.READ, asks=("after", "limit"))
    order_id = order_id_of(number=number, channel_id=key.channel_id)
    return Status(200, event_page(order_id=order_id, after=after, limit=limit))
