"""The new order of an exchange: placed once, by a worker, whatever dies in between."""

from core.actors import SYSTEM
from core.errors import OmsError
from core.events import publish
from core.service import service
from orders.intake.requests import OrderRequest, TenderRequest
from orders.locks import lock_order
from orders.models import HoldKind, Order, TenderKind
from orders.services.canceling import cancel_order
from orders.services.holding import hold_order
from orders.services.placing import place_orders
from orders.statuses import LIVING
from payments.services.starting import start_payments
from returns.aftersale_locks import lock_exchange
from returns.events import ExchangeOrderPlaced, ExchangeOrderRefused, OrderExchanged
from returns.exchange_goods import NewGoods, order_request
from returns.models import Exchange, ExchangeMode, ExchangeState
from returns.services.exchange_following import follow_exchange

FALLEN = "The exchange it was placed for is over."


def place_exchange_order(*, exchange_id: int) -> None:
    """Place the new order of an approved exchange, or write down why it cannot be; a repeat finds the same order.

    Must be the outermost service, as placing must. An order whose exchange ended meanwhile is canceled.
    """
    exchange = Exchange.objects.select_related("order__channel").get(pk=exchange_id)
    if exchange.replacement_id is not None:
        return
    request = request_for(exchange)
    if exchange.ended_at is not None:
        drop_orphan(order_id=exchange.order_id, external_id=request.external_id)
        return
    if exchange.state == ExchangeState.REQUESTED:
        return
    (outcome,) = place_orders([request], actor=SYSTEM)
    if outcome.order_id is None:
        refuse_exchange_order(exchange_id=exchange_id, error=outcome.error)
    else:
        finish_exchange_order(exchange_id=exchange_id, new_order_id=outcome.order_id)


def request_for(exchange: Exchange) -> OrderRequest:
    """The wish for the agreed goods at the agreed price, and how they are paid."""
    goods = [
        NewGoods(line.sku_id, line.sku.code, line.quantity, line.unit_price, line.tax_amount)
        for line in exchange.lines.select_related("sku")
    ]
    return order_request(exchange.order, goods, number=exchange.number, tenders=tenders_for(exchange))


def tenders_for(exchange: Exchange) -> list[TenderRequest]:
    """What comes back pays what it is worth; the rest, and the hold of an advance exchange, a card by the link."""
    covered = min(exchange.value_amount, exchange.price_amount)
    rest = exchange.price_amount - covered
    if exchange.mode == ExchangeMode.ADVANCE:
        return [TenderRequest(kind=TenderKind.CARD, amount=exchange.price_amount, awaited_amount=covered)]
    tenders = [TenderRequest(kind=TenderKind.STORE_CREDIT, amount=covered, awaited_amount=covered)]
    return [*tenders, TenderRequest(kind=TenderKind.CARD, amount=rest)] if rest else tenders


@service
def finish_exchange_order(*, exchange_id: int, new_order_id: int) -> Exchange:
    """The two orders tied together, once; goods to be waited for hold the new one."""
    exchange = lock_exchange(exchange_id)
    new = lock_order(new_order_id)
    if exchange.ended_at is not None:
        _cancel_fallen(new)
        return exchange
    if exchange.replacement_id is None:
        exchange.replacement, exchange.failure = new, ""
        exchange.save(update_fields=["replacement", "failure"])
        if exchange.mode == ExchangeMode.HELD and new.state in LIVING:
            reason = f"Exchange {exchange.number}: waits for the goods of return {exchange.rma.number}."
            hold_order(order_id=new.pk, kind=HoldKind.AWAITING_RETURN, reason=reason, actor=SYSTEM)
        placed = ExchangeOrderPlaced(order_id=exchange.order_id, exchange_id=exchange.pk, new_order_id=new.pk)
        publish(placed, actor=SYSTEM, changes={"new order": [None, new.number]})
        told = OrderExchanged(order_id=new.pk, exchange_id=exchange.pk)
        publish(told, actor=SYSTEM, changes={"exchange": [None, exchange.number]})
        # A worker does it, too, for every order: whoever comes first.
        start_payments(order_id=new.pk, actor=SYSTEM)
    return follow_exchange(exchange_id=exchange_id)


@service
def refuse_exchange_order(*, exchange_id: int, error: OmsError | None) -> None:
    """Nothing could be ordered: the reason stands on the exchange, and a person decides."""
    exchange = lock_exchange(exchange_id)
    if exchange.ended_at is None and exchange.replacement_id is None:
        exchange.failure = (error.message if error else "The new order was not placed.")[:400]
        exchange.save(update_fields=["failure"])
        fact = ExchangeOrderRefused(order_id=exchange.order_id, exchange_id=exchange.pk)
        publish(fact, actor=SYSTEM, note=exchange.failure)


@service
def drop_orphan(*, order_id: int, external_id: str) -> None:
    """The exchange or claim ended after its order was placed and before it was tied to it: the order goes, too."""
    first = lock_order(order_id)
    found = Order.objects.filter(channel=first.channel, external_id=external_id).values_list("pk", flat=True).first()
    if found is not None:
        _cancel_fallen(lock_order(found))


def _cancel_fallen(new: Order) -> None:
    if new.state in LIVING:
        cancel_order(order_id=new.pk, actor=SYSTEM, reason=FALLEN)
