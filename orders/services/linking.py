"""The customer's link to the order's page: sent, renewed, taken back. The page itself is upstairs."""

from collections.abc import Iterator

from core.actors import Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.events import publish
from core.links.services import revoke_links
from core.models import LinkEnd
from core.service import service
from orders.link_events import LinkSent, LinksRevoked
from orders.locks import lock_order
from orders.models import Order
from orders.statuses import OrderState

LINK_RIGHT = "orders.change_customerlink"
# What a customer's links serve: the order's page, its rating, what we may send, paying after the bank.
PURPOSES = ("order", "feedback", "wishes", "pay")


@service
def send_order_link(*, order_id: int, actor: Actor) -> Order:
    """Write to the customer with a new link; earlier ones keep working.

    Raises OrderNotFound, NotPermitted, and MoveRefused when there is nobody to write to.
    """
    order = lock_order(order_id)
    ensure_may(actor, LINK_RIGHT)
    _ensure_can_be_sent(order)
    publish(LinkSent(order_id=order.pk), actor=actor)
    return order


@service
def renew_order_link(*, order_id: int, actor: Actor) -> Order:
    """Take back every link there is and send a new one, in one commit. Raises as ``send_order_link`` does."""
    order = lock_order(order_id)
    ensure_may(actor, LINK_RIGHT)
    _ensure_can_be_sent(order)
    _take_back(order, because=LinkEnd.RENEWED, actor=actor)
    publish(LinkSent(order_id=order.pk), actor=actor)
    return order


@service
def revoke_order_links(*, order_id: int, actor: Actor, reason: str) -> int:
    """How many links were taken back: whoever holds one reads that it is over, and how to ask for another.

    Raises OrderNotFound, NotPermitted, and InvalidInput without a reason.
    """
    if not reason.strip():
        raise InvalidInput("Say why the links are taken back; it is kept with the history.", field="reason")
    order = lock_order(order_id)
    ensure_may(actor, LINK_RIGHT)
    return _take_back(order, because=LinkEnd.OFFICE, actor=actor, note=reason)


def _take_back(order: Order, *, because: LinkEnd, actor: Actor, note: str = "") -> int:
    count = sum(revoke_links(order_id=order.pk, purpose=purpose, because=because) for purpose in PURPOSES)
    if count:
        publish(LinksRevoked(order_id=order.pk), actor=actor, changes={"links": [count, 0]}, note=note)
    return count


def _ensure_can_be_sent(order: Order) -> None:
    if blockers := list(link_blockers(order)):
        raise MoveRefused("send the link", blockers)


def link_blockers(order: Order) -> Iterator[Blocker]:
    """Why the customer cannot be sent a link."""
    if order.state == OrderState.DRAFT:
        yield Blocker("draft", "it is a draft, which its customer does not see.", fix="Place it first.")
    if order.customer is None or order.customer.erased_at is not None:
        yield Blocker("no_customer", "it has no customer who could be written to.")
    elif not order.customer.email:
        yield Blocker("no_mail", "the customer has no e-mail address.", fix="Add one to the customer first.")
