"""What money is still open with a customer, in words."""

from collections.abc import Iterator

from django.db.models import F, Q

from core.errors import Blocker
from core.money import format_money
from payments.models import CreditAccount, Dispute, LateMoney, MoneyTask, Payment, PaymentTransaction, Refund
from payments.statuses import UNDER_WAY, DisputeState, LateState, RefundState

OPEN_DISPUTES = (DisputeState.NEEDS_RESPONSE, DisputeState.UNDER_REVIEW)
OPEN_REFUNDS = (RefundState.GRANTED, RefundState.APPROVED, RefundState.REQUESTED, RefundState.FAILED)
SHOWN = 3


def money_blockers(customer_id: int) -> Iterator[Blocker]:
    """Disputes, refunds, movements, claims and credit that are not settled."""
    yield from _disputes(customer_id)
    yield from _owed(customer_id)
    yield from _under_way(customer_id)
    for account in CreditAccount.objects.filter(customer=customer_id, balance__gt=0):
        yield Blocker(
            "credit", f"the customer has {format_money(account.balance, account.currency)} of store credit.",
            "Pay it out, or let the customer spend it.",
        )  # fmt: skip


def _disputes(customer_id: int) -> Iterator[Blocker]:
    for dispute in Dispute.objects.filter(order__customer=customer_id, state__in=OPEN_DISPUTES)[:SHOWN]:
        yield Blocker(
            "dispute", f"dispute {dispute.reference} is {dispute.get_state_display().lower()}.",
            "Wait for its end: its evidence is needed.",
        )  # fmt: skip


def _owed(customer_id: int) -> Iterator[Blocker]:
    for refund in Refund.objects.filter(order__customer=customer_id, state__in=OPEN_REFUNDS)[:SHOWN]:
        yield Blocker("refund", f"refund {refund.number} is not done.", "Send it or cancel it.")
    for late in LateMoney.objects.filter(order__customer=customer_id, state=LateState.OPEN)[:SHOWN]:
        amount = format_money(late.amount, late.currency)
        yield Blocker("late_money", f"{amount} came late and waits for a decision.", "Decide it in late money.")
    due = Payment.objects.filter(order__customer=customer_id, order__state="completed").select_related("order")
    for payment in due.filter(_is_due())[:SHOWN]:
        yield Blocker(
            "due", f"order {payment.order.number} is not paid in full ({payment.number}).",
            "Collect it or write it off.",
        )  # fmt: skip


def _is_due() -> Q:
    """To be paid later and not yet: by invoice, by transfer, on delivery."""
    return Q(kind__in=["on_account", "cash_on_delivery", "transfer", "check"], state="pending") & ~Q(
        captured_amount__gte=F("amount")
    )


def _under_way(customer_id: int) -> Iterator[Blocker]:
    waiting = PaymentTransaction.objects.filter(payment__order__customer=customer_id, outcome__in=UNDER_WAY)
    for transaction in waiting.select_related("payment")[:SHOWN]:
        yield Blocker(
            "under_way", f"a {transaction.kind} of payment {transaction.payment.number} is not known yet.",
            "Wait for the gateway, or ask it.",
        )  # fmt: skip
    held = Payment.objects.filter(order__customer=customer_id, state="authorized")
    for payment in held[:SHOWN]:
        yield Blocker("reserved", f"money is still reserved on payment {payment.number}.", "Void it first.")
    for task in MoneyTask.objects.filter(order__customer=customer_id, closed_at=None)[:SHOWN]:
        yield Blocker("money_task", f"task {task.pk} of the money inbox is about this customer.", "Work it first.")
