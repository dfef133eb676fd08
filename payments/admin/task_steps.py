"""What is proposed about each kind of waiting money, and the page where it is done."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil

from core import moments
from core.admin.chips import chip
from core.admin.moves import Lead
from payments.models import MoneyTask, PaymentTransaction, TaskKind
from payments.statuses import DisputeKind, TransactionKind

# What a cause begins with, and whose page shows it.
PAGES = {
    "late_money": "latemoney", "dispute": "dispute", "bank_line": "bankline", "payout_row": "payoutrow",
    "refund": "refund",
}  # fmt: skip
OLD_AFTER_DAYS = 3


@dataclass(frozen=True)
class Step:
    """``words`` say what is proposed; ``label`` is the button to the page that shows the cause or decides about it."""

    words: str
    label: str
    is_primary: bool = False


STEPS = {
    TaskKind.LATE_PAYMENT: Step("Reinstate the order, or give the money back", "Decide about it", is_primary=True),
    TaskKind.BANK_LINE: Step("Write it down on a payment, or put it aside", "Find its payment", is_primary=True),
    TaskKind.FAILED_REFUND: Step("Send the refund again", "See the refund"),
    TaskKind.PAYOUT_BREAK: Step("Compare the line with our payment", "See what it is about"),
    TaskKind.CONTRADICTION: Step("Look at the payment beside the gateway's page", "See the payment"),
    TaskKind.UNKNOWN: Step("Ask the gateway now", "See the payment"),
    TaskKind.CREDIT_KEPT: Step("Give the credit back as money, or agree that it stays", ""),
}
MONEY_OUT = Step("Say what it paid, and put it aside", "See the line", is_primary=True)
EVIDENCE = Step("Send evidence before the time is over", "Answer the bank", is_primary=True)
WARNING = Step("Stop what is fraud, then close the warning", "Look at the warning", is_primary=True)
MATCH = Step("Match it to an order, or give it back", "")
LOOK = Step("Look at it in the gateway's own office", "")


def step_of(task: MoneyTask) -> Step:
    """The step proposed for the task, by what kind of money it is."""
    if task.kind == TaskKind.DISPUTE:
        return WARNING if task.movement == DisputeKind.WARNING else EVIDENCE
    if task.kind == TaskKind.BANK_LINE and task.amount is not None and task.amount <= 0:
        return MONEY_OUT
    if task.movement == TransactionKind.CAPTURE and task.kind in (TaskKind.ORPHAN, TaskKind.PAYOUT_BREAK):
        return MATCH
    return STEPS.get(TaskKind(task.kind), LOOK)


def page_of(task: MoneyTask) -> str:
    """The page that shows the cause; empty where our books have none."""
    prefix, _, key = task.cause.partition(":")
    if not key.isdecimal():
        return ""
    if prefix == "transaction":
        payment_id = PaymentTransaction.objects.filter(pk=key).values_list("payment_id", flat=True).first()
        return reverse("admin:payments_payment_change", args=[payment_id]) if payment_id else ""
    return reverse(f"admin:payments_{PAGES[prefix]}_change", args=[key]) if prefix in PAGES else ""


def leads_of(task: MoneyTask) -> list[Lead]:
    """The button to the page of an open task's cause."""
    page = page_of(task) if task.closed_at is None else ""
    if not page:
        return []
    step = step_of(task)
    return [Lead(label=step.label or "See what it is about", url=page, is_primary=step.is_primary)]


def clock_of(task: MoneyTask) -> SafeString | str:
    """How long it waits, or how long something can still be done."""
    if task.closed_at is not None:
        return moments.moment(task.closed_at)
    if task.due_at is not None:
        title = moments.moment(task.due_at)
        if task.due_at <= timezone.now():
            return chip(f"over for {timesince(task.due_at, depth=1)}", "bad", title=title)
        return chip(f"{timeuntil(task.due_at, depth=1)} left", "warn", title=title)
    waits = timesince(task.opened_at, depth=1)
    is_old = (timezone.now() - task.opened_at).days >= OLD_AFTER_DAYS
    return chip(f"for {waits}", "bad" if is_old else "neutral")
