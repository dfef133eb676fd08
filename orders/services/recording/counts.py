"""How many returns, claims, exchanges, cases, parcels, refunds are open and signatures missing, as counted above."""

from core.actors import Actor
from core.service import service
from orders.events import CountsChanged
from orders.locks import lock_lines, lock_order
from orders.models import Order
from orders.services.saving import save_order


@service
def record_open(
    *,
    order_id: int,
    returns: int | None = None,
    claims: int | None = None,
    exchanges: int | None = None,
    cases: int | None = None,
    money: int | None = None,
    parcels: int | None = None,
    signatures: int | None = None,
    actor: Actor,
) -> Order:
    """Write absolute counts down; None leaves one as it is, and nothing is told when nothing changed."""
    order = lock_order(order_id)
    given = {
        "open_returns": returns, "open_claims": claims, "open_cases": cases, "open_parcels": parcels,
        "missing_signatures": signatures, "open_exchanges": exchanges, "open_money": money,
    }  # fmt: skip
    fresh = {name: count for name, count in given.items() if count is not None and getattr(order, name) != count}
    if not fresh:
        return order
    changes = {name: [getattr(order, name), count] for name, count in fresh.items()}
    for name, count in fresh.items():
        setattr(order, name, count)
    lines = lock_lines(order)
    fact = CountsChanged(order_id=order.pk)
    save_order(order, list(lines.values()), fields=list(fresh), facts=[fact], actor=actor, changes=changes)
    return order
