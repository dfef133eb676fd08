"""Before the order: what can be had, what it would cost, and goods held for a cart."""

from datetime import timedelta
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Path, Query, Router, Status

from api.building import quote_request
from api.doors import actor_of_key, admitted
from api.models.key import Scope
from api.routes.parts import Key, answers
from api.schemas.answers import AvailabilityOut, QuoteOut, ReservationOut
from api.schemas.changes import ReservationIn
from api.schemas.text import Text
from api.schemas.wishes import QuoteIn
from api.selectors.quotes import quote_answer
from api.selectors.stock import availability_answer, reservation_answer
from api.services.holding import hold_once, release_own
from orders.services.quoting import quote_order

router = Router(tags=["stock"])
MOST_SKUS = 100


@router.get(
    "/availability", response=answers({200: AvailabilityOut}), operation_id="read_availability",
    summary="What can be had",
)  # fmt: skip
def read_availability(
    request: HttpRequest,
    sku: Annotated[
        list[Annotated[Text, Query(max_length=64)]],
        Query(min_length=1, max_length=MOST_SKUS, description="Up to 100 SKUs", example=["MUG-BLUE"]),
    ],
) -> Any:
    """Units that can be had now in the channel's buildings, and those on their way that nobody waits for.
    Scope `stock:read`."""
    key = admitted(request, Scope.STOCK, asks=("sku",))
    return Status(200, availability_answer(codes=sku, channel=key.channel, now=timezone.now()))


@router.post(
    "/quotes", response=answers({200: QuoteOut}, 409, 413), operation_id="quote_order", summary="Ask for a quote"
)
def quote(request: HttpRequest, payload: QuoteIn) -> Any:
    """What an order of this would cost and when it would arrive, were it placed now; worked out as placing does
    it, refused as placing would refuse it. Nothing is written or held. Scope `stock:read`."""
    key = admitted(request, Scope.STOCK)
    wish = quote_request(payload, channel_code=key.channel.code)
    return Status(200, quote_answer(quote_order(wish, actor=actor_of_key(key))))


@router.post(
    "/reservations", response=answers({201: ReservationOut, 200: ReservationOut}, 404, 409),
    operation_id="reserve", summary="Hold goods",
)  # fmt: skip
def reserve(request: HttpRequest, payload: ReservationIn, idempotency_key: Key) -> Any:
    """Hold every unit until the time is over, or nothing; an order that names the token uses them.
    Scope `stock:reserve`."""
    key = admitted(request, Scope.RESERVE)
    made = hold_once(
        units=_units(payload), holder=payload.holder, valid_for=timedelta(minutes=payload.valid_minutes),
        key=idempotency_key, said=payload.model_dump(), channel=key.channel, actor=actor_of_key(key),
        now=timezone.now(),
    )  # fmt: skip
    return Status(200 if made.is_repeat else 201, reservation_answer(token=made.reference))


def _units(payload: ReservationIn) -> dict[str, int]:
    units: dict[str, int] = {}
    for line in payload.lines:
        units[line.sku] = units.get(line.sku, 0) + line.quantity
    return units


@router.delete(
    "/reservations/{token}", response=answers({204: None}, 404), operation_id="release_reservation",
    summary="Let held goods go",
)  # fmt: skip
def release(request: HttpRequest, token: Annotated[Text, Path(max_length=64, example="dXx0QmVyTGlu0eUu")]) -> Any:
    """Give back what the token still holds; 404 when it holds nothing any more. Safe to repeat, so it needs no
    key of its own. Scope `stock:reserve`."""
    key = admitted(request, Scope.RESERVE)
    release_own(token=token, key=key, actor=actor_of_key(key))
    return Status(204, None)
