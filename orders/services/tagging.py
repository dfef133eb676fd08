"""Words the office hangs on an order, to find it again."""

from collections.abc import Iterable

from core.actors import Actor, ensure_may
from core.service import service
from orders.events import OrderTagged
from orders.intake.tags import checked_tags
from orders.locks import lock_lines, lock_order
from orders.models import Order
from orders.services.saving import save_order
from orders.services.searching import refresh_search


@service
def tag_order(*, order_id: int, tags: Iterable[str], actor: Actor, expected_version: int | None = None) -> Order:
    """The order with exactly these tags, each once, in the order given; the same ones again change nothing.

    Raises NotPermitted, StaleVersion, and RequestRefused naming ``tags`` for one that cannot be kept.
    """
    order = lock_order(order_id, expected_version=expected_version)
    ensure_may(actor, "orders.change_order")
    wanted = checked_tags(tags)
    if wanted == order.tags:
        return order
    # The words are free text: the timeline keeps how many there are, the note which.
    changes = {"tags": [len(order.tags), len(wanted)]}
    order.tags = wanted
    save_order(
        order, list(lock_lines(order).values()), fields=["tags"], facts=[OrderTagged(order_id=order.pk)], actor=actor,
        changes=changes, note=", ".join(wanted) or "no tag any more",
    )  # fmt: skip
    refresh_search(order)
    return order
