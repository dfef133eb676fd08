"""The customer's link, from the order's page: sent, renewed, taken back."""

from collections.abc import Iterator

from core.admin.moves import NOT_NOW, Move
from core.errors import Blocker
from orders.models import Order
from orders.services.linking import LINK_RIGHT, link_blockers, renew_order_link, revoke_order_links, send_order_link
from orders.statuses import OrderState


def sendable(order: Order) -> Iterator[Blocker]:
    if order.state == OrderState.DRAFT:
        yield Blocker(NOT_NOW, "its customer does not see a draft.")
    else:
        yield from link_blockers(order)


def renewable(order: Order) -> Iterator[Blocker]:
    """Offered when there is something to take back."""
    if not _has_links(order):
        yield Blocker(NOT_NOW, "there is no link to take back.")
    else:
        yield from link_blockers(order)


def revocable(order: Order) -> Iterator[Blocker]:
    if not _has_links(order):
        yield Blocker(NOT_NOW, "there is no link to take back.")


def _has_links(order: Order) -> bool:
    return bool(getattr(order, "has_links", False))


LINK_MOVES = {
    "send_link": Move(
        service=send_order_link, label="Send link", icon="link", right=LINK_RIGHT, find_blockers=sendable,
        done="The customer gets a mail with a new link to the order's page.",
    ),
    "renew_link": Move(
        service=renew_order_link, label="Renew link", icon="autorenew", right=LINK_RIGHT, find_blockers=renewable,
        question="Every link the customer has stops working, and a mail with a new one goes out.",
        done="The old links no longer open; the customer gets a mail with a new one.",
    ),
    "revoke_links": Move(
        service=revoke_order_links, label="Take links back", icon="link_off", right=LINK_RIGHT,
        find_blockers=revocable, needs_reason=True, is_danger=True,
        question="Every link to this order stops working. Whoever holds one reads that it is over.",
        told=lambda count: f"{count} link{'' if count == 1 else 's'} taken back.",
    ),
}  # fmt: skip
