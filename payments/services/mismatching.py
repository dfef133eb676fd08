"""A gateway that did something else than it was asked to do, and stands by it."""

from core.money import format_money
from core.service import service
from payments.gateways.contract import Receipt
from payments.locks import lock_transaction
from payments.models import TaskKind
from payments.services.money_inbox import is_decided, open_task
from payments.services.recording import record_unknown
from payments.statuses import UNDER_WAY


@service
def record_mismatch(*, transaction_id: int, receipt: Receipt) -> None:
    """Another amount or currency was moved than asked: the money stays promised, a person gets both amounts to decide.

    Accepts repetition; what a person decided is not brought up again.
    """
    order, _, transaction = lock_transaction(transaction_id)
    if transaction.outcome not in UNDER_WAY:
        return
    asked = format_money(transaction.amount, transaction.currency)
    moved = format_money(receipt.amount, receipt.currency)
    cause = f"transaction:{transaction.pk}"
    if not is_decided(kind=TaskKind.CONTRADICTION, cause=cause):
        open_task(
            kind=TaskKind.CONTRADICTION, cause=cause, order_id=order.pk, amount=receipt.amount,
            currency=receipt.currency, gateway=transaction.gateway, gateway_reference=receipt.gateway_reference,
            movement=transaction.kind,
            facts=f"Asked for the {transaction.kind} of {asked} for {order.number}, the gateway moved {moved} as"
            f" {receipt.gateway_reference} and says so when it is asked again.",
        )  # fmt: skip
    record_unknown(transaction_id=transaction_id, reason=f"The gateway speaks of {moved}, asked were {asked}.")
