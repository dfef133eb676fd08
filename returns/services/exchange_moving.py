"""What every move of an exchange does: move, save, tell."""

from collections.abc import Iterable
from typing import Any

from core.actors import Actor
from core.events import publish
from core.fsm import perform
from returns.events import ExchangeFact
from returns.models import Exchange


def move_exchange(
    exchange: Exchange, move: str, *, fact: type[ExchangeFact], actor: Actor, fields: Iterable[str] = (),
    note: str = "", **arguments: Any,
) -> None:  # fmt: skip
    """Make the move of a locked exchange and tell it. Raises NotPermitted or MoveRefused."""
    before, after = perform(exchange, move, actor=actor, **arguments)
    exchange.save(update_fields=["state", *fields])
    publish(
        fact(order_id=exchange.order_id, exchange_id=exchange.pk), actor=actor,
        changes={exchange.number: [before, after]}, note=note,
    )  # fmt: skip


def with_right(actor: Actor, *rights: str) -> Actor:
    """Whoever may decide about an exchange may do to its return and its new order what that takes."""
    return Actor(
        kind=actor.kind, reference=actor.reference, name=actor.name, rights=actor.rights | set(rights),
        user_id=actor.user_id, is_trusted=actor.is_trusted, behind=actor.behind,
    )  # fmt: skip
