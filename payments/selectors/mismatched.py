"""A movement whose end nobody wrote down, since the gateway did something else than it was asked."""

from payments.models import MoneyTask, PaymentTransaction, TaskKind
from payments.statuses import UNDER_WAY


def mismatch_behind(task: MoneyTask) -> PaymentTransaction | None:
    """What was asked for, while the task is about another amount or currency and nobody decided; one query or none."""
    prefix, _, key = task.cause.partition(":")
    if task.kind != TaskKind.CONTRADICTION or prefix != "transaction" or not key.isdecimal():
        return None
    return PaymentTransaction.objects.filter(pk=int(key), outcome__in=UNDER_WAY).first()
