"""``/api/v1/``: parse, authenticate, call a service, shape the answer."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Header, NinjaAPI, Path, Router, Status
from ninja.security import HttpBearer

from api.building import request_of
from api.models import ApiKey
from api.models.key import Scope
from api.problems import add_problems, problem, refused
from api.schemas import OrderIn, OrderOut, Problem
from api.selectors.orders import order_answer
from api.services.keys import key_of
from core.actors import Actor
from core.errors import NotPermitted
from orders.services.placing import place_orders


class Bearer(HttpBearer):
    """The API key as a bearer token."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiKey | None:
        return key_of(token, now=timezone.now())


router = Router(tags=["orders"])
_REFUSALS = {401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem, 503: Problem}


def _need(key: ApiKey, scope: str) -> None:
    if scope not in key.scopes:
        raise NotPermitted(f"This key lacks the scope “{scope}”. Ask for a key that has it.", right=scope)


def _rights_of(key: ApiKey) -> frozenset[str]:
    """What a key that may write may do beyond placing orders."""
    rights = {"orders.place_order", "orders.give_discount"}
    if Scope.OVERRIDE in key.scopes:
        rights.add("orders.override_price")
    return frozenset(rights)


@router.post("/orders", response={201: OrderOut, 200: OrderOut, **_REFUSALS}, summary="Place an order")
def place_order(
    request: HttpRequest,
    payload: OrderIn,
    idempotency_key: str = Header(..., alias="Idempotency-Key", min_length=1, max_length=200),
) -> Any:
    """Place one order. The same key and body give the same order again (200); another body is a 409."""
    key: ApiKey = request.auth  # type: ignore[attr-defined]
    _need(key, Scope.WRITE)
    actor = Actor(kind="api", reference=str(key.pk), name=key.name, rights=_rights_of(key))
    wish = request_of(payload, channel_code=key.channel.code, idempotency_key=idempotency_key)
    (outcome,) = place_orders([wish], actor=actor)
    if outcome.error is not None:
        return refused(outcome.error)
    answer = order_answer(number=outcome.number, channel_id=key.channel_id)
    return Status(200 if outcome.is_repeat else 201, answer)


@router.get("/orders/{number}", response={200: OrderOut, **_REFUSALS}, summary="Read an order")
def read_order(request: HttpRequest, number: str = Path(..., max_length=24)) -> Any:
    """The order as it stands now; 404 also for other channels' orders."""
    key: ApiKey = request.auth  # type: ignore[attr-defined]
    _need(key, Scope.READ)
    answer = order_answer(number=number, channel_id=key.channel_id) if "\x00" not in number else None
    if answer is None:
        return problem(404, "order_not_found", f"There is no order {number} in this channel.")
    return Status(200, answer)


def make_api() -> NinjaAPI:
    """The API with its keys, its problems and its one router."""
    api = NinjaAPI(title="Order management", version="1", auth=Bearer(), urls_namespace="api")
    api.add_router("", router)
    add_problems(api)
    return api
