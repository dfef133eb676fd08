"""Refunds that a shop asks for, each request once."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from api.services.once import Made, do_once, fingerprint
from core.actors import Actor
from core.errors import InvalidInput
from core.service import service
from orders.models import OrderCharge, OrderLine
from payments.models import Refund
from payments.selectors.refundable import RefundWish
from payments.services.granting import grant_parts
from payments.services.refunding import approve_refund, cancel_refund, request_refund

Value = TypeVar("Value", int, Decimal)
Act = Callable[..., Refund]
ACTS: Mapping[str, Act] = {"approve": approve_refund, "request": request_refund, "cancel": cancel_refund}


@service
def grant_once(
    *, order_id: int, units: Mapping[int, int], charges: Mapping[int, Decimal], goodwill: Decimal, reason: str,
    key: str, said: Any, actor: Actor,
) -> Made:  # fmt: skip
    """The refund of units by line position, of charges by their place from 1, and of goodwill.

    Raises what ``grant_parts`` raises, and InvalidInput for a line or charge that the order has not.
    """

    def act() -> Made:
        wish = RefundWish(
            units=_by_key(units, _lines(order_id), "lines"),
            charges=_by_key(charges, _charges(order_id), "charges"),
            goodwill=goodwill,
        )
        return Made(grant_parts(order_id=order_id, wish=wish, reason=reason, actor=actor).number)

    return do_once(operation="refund", key=key, request_hash=fingerprint(order_id, said), actor=actor, act=act)


@service
def decide_once(*, refund_id: int, act: str, key: str, actor: Actor) -> Made:
    """The refund, approved, requested or canceled as ``act`` says. Raises what the act's service raises."""

    def make() -> Made:
        return Made(ACTS[act](refund_id=refund_id, actor=actor).number)

    return do_once(operation=f"refund-{act}", key=key, request_hash=fingerprint(refund_id, act), actor=actor, act=make)


def _lines(order_id: int) -> dict[int, int]:
    return dict(OrderLine.objects.filter(order_id=order_id).values_list("position", "pk"))


def _charges(order_id: int) -> dict[int, int]:
    keys = OrderCharge.objects.filter(order_id=order_id).order_by("pk").values_list("pk", flat=True)
    return dict(enumerate(keys, start=1))


def _by_key(wanted: Mapping[int, Value], keys: Mapping[int, int], field: str) -> dict[int, Value]:
    for position in wanted:
        if position not in keys:
            word = field.removesuffix("s")
            raise InvalidInput(f"The order has no {word} {position}; it has {len(keys)}.", field=field)
    return {keys[position]: value for position, value in wanted.items()}
