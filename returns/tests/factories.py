"""Returns in the states tests need, made through the services."""

from core.actors import SYSTEM
from orders.models import Order
from orders.services.recording.funds import Funds, record_funds
from orders.tests.factories import Shop, delivered_order
from returns.models import Disposition, Return
from returns.services.deciding import approve_return
from returns.services.inspecting import Judgment, inspect_return
from returns.services.receiving import receive_return
from returns.services.requesting import request_return


def paid_and_delivered(shop: Shop, units=None, **options) -> Order:
    order = delivered_order(shop, units, **options)
    return record_funds(order_id=order.pk, funds=Funds(authorized=order.total, captured=order.total), actor=SYSTEM)


def requested_return(order: Order, count: int | None = None, *, line: int = 0, **options) -> Return:
    """``count`` units (all when nothing is said) of one line are asked to come back."""
    order_line = list(order.lines.all())[line]
    return request_return(
        order_id=order.pk, units={order_line.pk: count or order_line.shipped},
        **{"actor": SYSTEM, "reason_code": "changed_mind", **options},
    )  # fmt: skip


def approved_return(order: Order, count: int | None = None, **options) -> Return:
    return approve_return(return_id=requested_return(order, count, **options).pk, actor=SYSTEM)


def received_return(order: Order, count: int | None = None, **options) -> Return:
    return receive_return(return_id=approved_return(order, count, **options).pk, actor=SYSTEM)


def inspected_return(
    order: Order, count: int | None = None, *, disposition: Disposition = Disposition.RESTOCK, **options
) -> Return:
    ret = received_return(order, count, **options)
    judgments = {
        line.pk: [Judgment(disposition=disposition, quantity=line.quantity)]
        for line in ret.lines.filter(reception="received")
    }
    return inspect_return(return_id=ret.pk, judgments=judgments, actor=SYSTEM)
