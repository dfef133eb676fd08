"""Asking for an exchange."""

from collections.abc import Mapping
from datetime import datetime

from django.utils import timezone

from core.actors import SYSTEM, Actor, ensure_may
from core.errors import InvalidInput, MoveRefused
from core.events import publish
from core.money import ZERO, format_money
from core.numbers import next_number
from core.service import service
from orders.locks import lock_lines, lock_order
from orders.models import Order
from orders.statuses import RefundTo
from payments.locks import lock_payments
from payments.models import Refund
from payments.services.destinations import NOBODY_TO_CREDIT
from payments.services.folding import free_to_refund
from returns.errors import NotReturnable
from returns.events import ExchangeRequested
from returns.exchange_goods import Terms, exchange_terms
from returns.models import Exchange, ExchangeLine, ExchangeMode, ReturnState
from returns.selectors.returnable import returnable_units
from returns.services.exchange_deciding import approve_exchange
from returns.services.exchange_moving import with_right
from returns.services.requesting import request_return


@service
def request_exchange(
    *,
    order_id: int,
    units: Mapping[int, int],
    reason_code: str,
    actor: Actor,
    goods: Mapping[str, int] | None = None,
    mode: str = ExchangeMode.HELD,
    difference_to: str = RefundTo.TENDERS,
    comment: str = "",
    override_reason: str = "",
    request_key: str | None = None,
    now: datetime | None = None,
) -> Exchange:
    """The customer's wish for other goods: ``units`` by order line key come back, ``goods`` by SKU code go out.

    Without ``goods`` the same go out, at what was paid. The new ones leave when the old ones are back, or with mode
    ``advance`` at once against a hold on a card. What they cost less goes back ``difference_to``. Broken rules of the
    return are let pass by ``override_reason``, as there. The same ``request_key`` again gives the exchange made then.

    Raises NotPermitted, what ``request_return`` raises, InvalidInput, what placing the new order would be refused
    for, and MoveRefused when the order has no customer or less was paid than the goods are worth.
    """
    moment = now or timezone.now()
    order = lock_order(order_id)
    ensure_may(actor, "returns.request_exchange")
    if request_key:
        repeated = Exchange.objects.filter(request_key=request_key, order=order).first()
        if repeated is not None:
            return repeated
    _check_words(mode, difference_to)
    if order.customer_id is None:
        raise MoveRefused("exchange", [NOBODY_TO_CREDIT])
    terms = _terms(order, units, goods or {}, now=moment)
    ret = request_return(
        order_id=order_id, units=units, reason_code=reason_code, comment=comment, override_reason=override_reason,
        actor=with_right(actor, "returns.request_return"), now=moment,
    )  # fmt: skip
    exchange = Exchange.objects.create(
        number=next_number("exchange"), order=order, rma=ret, mode=mode, difference_to=difference_to,
        value_amount=terms.value, price_amount=terms.price, request_key=request_key or None,
        requested_by=actor.label, requested_at=moment,
    )  # fmt: skip
    ExchangeLine.objects.bulk_create(
        ExchangeLine(
            exchange=exchange, sku_id=one.sku_id, quantity=one.quantity, unit_price=one.unit_price, tax_amount=one.tax
        )
        for one in terms.goods
    )
    fact = ExchangeRequested(order_id=order_id, exchange_id=exchange.pk)
    publish(fact, actor=actor, changes={exchange.number: [None, exchange.state]})
    if ret.state == ReturnState.APPROVED and mode == ExchangeMode.HELD:
        # What the channel takes back unasked it exchanges unasked, once it is here.
        exchange = approve_exchange(exchange_id=exchange.pk, actor=SYSTEM, now=moment)
    return exchange


def _check_words(mode: str, difference_to: str) -> None:
    if mode not in ExchangeMode.values:
        known = ", ".join(ExchangeMode.values)
        raise InvalidInput(f"“{mode}” is no way to exchange. Use one of: {known}.", field="mode")
    if difference_to not in RefundTo.values:
        known = ", ".join(RefundTo.values)
        raise InvalidInput(f"Money does not go to “{difference_to}”. Use one of: {known}.", field="difference_to")


def _terms(order: Order, units: Mapping[int, int], goods: Mapping[str, int], *, now: datetime) -> Terms:
    """The terms of what can come back; the money for it is there, so that it can move to the new order."""
    lines = lock_lines(order)
    wanted = {key: count for key, count in units.items() if count}
    for key, count in wanted.items():
        left = returnable_units(lines[key]) if key in lines else 0
        if not 0 < count <= left:
            name = lines[key].name if key in lines else "a line of another order"
            raise NotReturnable(
                f"{count} of {name} cannot be exchanged: {left} can.", field="units", line_id=key, left=left
            )
    if not wanted:
        raise InvalidInput("Choose at least one unit to send back.", field="units")
    terms = exchange_terms(order, lines, wanted, goods, now=now)
    free = free_to_refund(lock_payments(order.pk)[1], Refund.objects.filter(order=order))
    if free < terms.value:
        raise InvalidInput(
            f"The goods are worth {format_money(terms.value, order.currency)}, but only"
            f" {format_money(max(free, ZERO), order.currency)} were paid and not given back."
            " Wait for the payment, or take a return.",
            field="units", possible=str(free),
        )  # fmt: skip
    return terms
