"""Look what placing would say, without placing: for dry runs of files."""

from collections.abc import Sequence
from datetime import datetime

from core.actors import Actor, ensure_may
from core.errors import OmsError
from orders.intake.requests import OrderRequest, Outcome
from orders.services.placing import compose_all


def try_orders(requests: Sequence[OrderRequest], *, actor: Actor, now: datetime) -> list[OmsError | None]:
    """What each wish would be refused for, in the order given; None where nothing speaks against it.

    Shape, SKUs, prices, discounts, vouchers and limits are looked at; stock is not, because it is only
    known when it is taken. Writes nothing. Raises NotPermitted when the actor may not place orders.
    """
    ensure_may(actor, "orders.place_order")
    outcomes: dict[int, Outcome] = {}
    compose_all(requests, outcomes, actor=actor, now=now)
    return [outcomes[index].error if index in outcomes else None for index in range(len(requests))]
