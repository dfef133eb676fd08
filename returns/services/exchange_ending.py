"""What stays behind when an exchange ends and its new goods do not go out."""

from core.money import format_money
from orders.models import Order
from orders.statuses import ENDED, RefundTo
from payments.models import TaskKind
from payments.services.money_inbox import open_task
from returns.exchange_lifecycle import ExchangeState
from returns.models import Exchange


def present_kept_credit(exchange: Exchange) -> None:
    """Put before a person that the worth of the old goods is store credit, where the customer wanted money.

    It moved to the new order through the customer's credit, and fell back there as that order ended. The caller holds
    the exchange's lock and has ended it.
    """
    new_id = exchange.replacement_id
    if new_id is None or not exchange.taken_amount or exchange.difference_to != RefundTo.TENDERS:
        return
    new = Order.objects.filter(pk=new_id, state__in=ENDED).first()
    if new is None or exchange.state == ExchangeState.COMPLETED:
        return
    kept = format_money(exchange.taken_amount, new.currency)
    open_task(
        kind=TaskKind.CREDIT_KEPT, cause=f"exchange:{exchange.pk}", order_id=exchange.order_id,
        amount=exchange.taken_amount, currency=new.currency,
        facts=f"Exchange {exchange.number} ended after the goods of {exchange.order.number} came back, and its new"
        f" order {new.number} is {new.get_state_display().lower()}. Their worth of {kept} is on the customer's store"
        " credit; the customer wanted money to go back to how it was paid. Take it off the credit and give it back,"
        " or agree with the customer that it stays.",
    )  # fmt: skip
