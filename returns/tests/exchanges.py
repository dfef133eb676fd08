"""Orders that were delivered and paid through the sandbox gateway, and the exchanges made of them."""

from core.actors import SYSTEM
from core.audit.registry import promises
from core.audit.runner import check
from orders.models import Order
from orders.services.recording.road import record_delivery
from orders.tests.factories import Shop
from payments.services.linking import pay_by_link
from payments.tests.factories import confirmed_by_workers, ship, work
from returns.models import Disposition, Exchange, Return
from returns.services.exchange_deciding import approve_exchange
from returns.services.exchanging import request_exchange
from returns.services.inspecting import Judgment, inspect_return
from returns.services.receiving import receive_return
from returns.services.settling import settle_return

# What these books cannot keep: parcels are numbers here, and nobody runs the sweeps.
UNKEPT = {"shipped_units_in_one_parcel"}


def delivered_and_captured(shop: Shop, units: dict[int, int], **options) -> Order:
    """An order of one parcel whose money was collected when it left."""
    return deliver(confirmed_by_workers(shop, units, **options))


def deliver(order: Order) -> Order:
    """Everything of a confirmed order leaves in one parcel and arrives."""
    units = {line.position: line.allocated for line in order.lines.all() if line.allocated}
    ship(order, units, parcel_id=order.pk)
    every = {line.pk: line.shipped for line in order.lines.all() if line.shipped}
    record_delivery(order_id=order.pk, parcel_id=order.pk, units=every, actor=SYSTEM)
    work()
    return again(order)


def again(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def exchanged(order: Order, count: int = 1, **options) -> Exchange:
    """An approved exchange of ``count`` units of the order's only line, its new order placed."""
    line = order.lines.get()
    exchange = request_exchange(
        order_id=order.pk, units={line.pk: count}, reason_code="changed_mind", **{"actor": SYSTEM, **options}
    )
    approve_exchange(exchange_id=exchange.pk, actor=SYSTEM)
    work()
    return Exchange.objects.get(pk=exchange.pk)


def pay(exchange: Exchange) -> None:
    """The customer gives a card on the page of the link."""
    pay_by_link(order_id=exchange.replacement_id, token="tok_visa", actor=SYSTEM)
    work()


def bring_back(exchange: Exchange, *, disposition: Disposition = Disposition.RESTOCK) -> Exchange:
    """The old goods arrive, are judged and settled."""
    settle(exchange.rma, disposition=disposition)
    return Exchange.objects.get(pk=exchange.pk)


def settle(ret: Return, *, disposition: Disposition = Disposition.RESTOCK) -> None:
    receive_return(return_id=ret.pk, actor=SYSTEM)
    judgments = {
        line.pk: [Judgment(disposition=disposition, quantity=line.quantity)]
        for line in ret.lines.filter(reception="received")
    }
    inspect_return(return_id=ret.pk, judgments=judgments, actor=SYSTEM)
    settle_return(return_id=ret.pk, actor=SYSTEM)
    work()


def broken() -> dict[str, list]:
    """Promises of the books that do not hold, with a sample of each."""
    return {one.name: found.sample for one in promises() if one.name not in UNKEPT and (found := check(one)).violations}
