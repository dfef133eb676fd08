"""The gateway says one thing of a movement and our books another: the books stay, a person decides."""

from core.money import format_money
from payments.gateways.contract import Receipt
from payments.models import Payment, PaymentTransaction, TaskKind
from payments.services.money_inbox import is_decided, open_task
from payments.statuses import Outcome


def open_contradiction(ours: PaymentTransaction, moved: Receipt, *, movement: str, said: str) -> bool:
    """The task for ``ours``, of which a gateway ``said`` that ``moved`` took place; False when a person decided before.

    The caller holds the order's lock where it changes anything besides.
    """
    cause = f"transaction:{ours.pk}"
    if is_decided(kind=TaskKind.CONTRADICTION, cause=cause):
        return False
    order = Payment.objects.select_related("order").get(pk=ours.payment_id).order
    open_task(
        kind=TaskKind.CONTRADICTION, cause=cause, order_id=order.pk, amount=moved.amount, currency=moved.currency,
        gateway=ours.gateway, gateway_reference=moved.gateway_reference, movement=movement,
        facts=f"The gateway {said} a {movement} of {format_money(moved.amount, moved.currency)} for {order.number},"
        f" {moved.gateway_reference}. Our books say {_in_our_books(ours)}",
    )  # fmt: skip
    return True


def _in_our_books(ours: PaymentTransaction) -> str:
    amount = format_money(ours.amount, ours.currency)
    if ours.outcome == Outcome.FAILED:
        return f"that it failed: {ours.error or 'no reason is known.'} Asked were {amount}."
    return f"{amount}: {ours.get_outcome_display().lower()}."
