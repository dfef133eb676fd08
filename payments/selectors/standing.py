"""What waits for a person by now and has no task yet, and tasks whose cause is gone. Each one query."""

from datetime import datetime, timedelta

from django.db.models import CharField, Exists, Model, OuterRef, Q, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Concat, Left

from payments.models import (
    BankLine,
    BankLineState,
    Dispute,
    GatewayEvent,
    LateMoney,
    MoneyTask,
    PaymentTransaction,
    PayoutRow,
    Refund,
    TaskKind,
)
from payments.models.inbox import NO_SUCH_KEY
from payments.selectors.unsettled import transactions_unsettled
from payments.services.money_inbox import DECIDED, FOR_GOOD, SAME_MONEY
from payments.services.payout_rows import BREAKS
from payments.statuses import UNDER_WAY, DisputeState, LateState, Outcome, PaymentState, RefundState

# Asked about several times by then; longer is for a person.
UNKNOWN_PATIENCE = timedelta(hours=1)
# What waits for its movement usually finds it within seconds.
STRANGER_PATIENCE = timedelta(minutes=5)


def cause_of(prefix: str) -> Concat:
    """What the money inbox calls a row: ``prefix:key``."""
    return Concat(Value(f"{prefix}:"), Cast("pk", CharField()))


def without_task(rows: "QuerySet[Model]", kind: TaskKind, prefix: str) -> "QuerySet[Model]":
    """Rows that have neither an open task nor one that a person decided."""
    cause = Concat(Value(f"{prefix}:"), Cast(OuterRef("pk"), CharField()))
    tasks = MoneyTask.objects.filter(Q(closed_at=None) | Q(closed_how__in=DECIDED), kind=kind, cause=cause)
    return rows.filter(~Exists(tasks))


def refunds_failed() -> QuerySet[Refund]:
    """Refunds the gateway refused: still owed."""
    failed = Refund.objects.filter(state=RefundState.FAILED).select_related("order").order_by("pk")
    return without_task(failed, TaskKind.FAILED_REFUND, "refund")  # type: ignore[arg-type,return-value]


def movements_unknown(*, now: datetime) -> QuerySet[PaymentTransaction]:
    """Movements nobody knows the end of for too long; who waits for the customer is not among them."""
    waiting = transactions_unsettled(now=now, patience=UNKNOWN_PATIENCE).select_related("payment__order")
    waiting = waiting.exclude(payment__state=PaymentState.REQUIRES_ACTION)
    waiting = waiting.annotate(task_cause=cause_of("transaction")).filter(~Exists(_contradictions("task_cause")))
    return without_task(waiting, TaskKind.UNKNOWN, "transaction")  # type: ignore[arg-type,return-value]


def _contradictions(cause: str) -> QuerySet[MoneyTask]:
    """Tasks that put the same movement before a person already: where books and gateway disagree, both are known."""
    return MoneyTask.objects.filter(closed_at=None, kind=TaskKind.CONTRADICTION, cause=OuterRef(cause))


def late_money_open() -> QuerySet[LateMoney]:
    """Money that came after its order was over and waits for a decision."""
    waiting = LateMoney.objects.filter(state=LateState.OPEN).select_related("order", "transaction__payment")
    return without_task(waiting.order_by("pk"), TaskKind.LATE_PAYMENT, "late_money")  # type: ignore[arg-type,return-value]


def disputes_to_answer() -> QuerySet[Dispute]:
    """Disputes and warnings whose bank waits for a word of ours."""
    waiting = Dispute.objects.filter(state=DisputeState.NEEDS_RESPONSE, evidence="").select_related("order", "payment")
    return without_task(waiting.order_by("pk"), TaskKind.DISPUTE, "dispute")  # type: ignore[arg-type,return-value]


def bank_lines_waiting() -> QuerySet[BankLine]:
    """Lines of the bank that nothing could be matched to."""
    waiting = BankLine.objects.filter(state=BankLineState.WAITING).select_related("payment").order_by("pk")
    return without_task(waiting, TaskKind.BANK_LINE, "bank_line")  # type: ignore[arg-type,return-value]


def payout_rows_broken() -> QuerySet[PayoutRow]:
    """Lines of payout files that do not say what our books say, and whose money has no task under any name."""
    same = MoneyTask.objects.filter(
        Q(closed_at=None) | Q(closed_how__in=FOR_GOOD), kind__in=SAME_MONEY, gateway=OuterRef("gateway"),
        gateway_reference=Left(KeyTextTransform(0, OuterRef("gateway_references")), 64),
    ).exclude(gateway_reference="")  # fmt: skip
    broken = PayoutRow.objects.filter(outcome__in=BREAKS).filter(~Exists(same)).order_by("pk")
    return without_task(broken, TaskKind.PAYOUT_BREAK, "payout_row")  # type: ignore[arg-type,return-value]


def events_of_strangers(*, now: datetime) -> QuerySet[GatewayEvent]:
    """Events about movements that our books do not know, waiting for longer than a few minutes.

    Disputes are not among them: they wait for their capture however long that takes.
    """
    known = PaymentTransaction.objects.filter(Q(key=OuterRef("waits_for")) | Q(gateway_reference=OuterRef("waits_for")))
    waiting = GatewayEvent.objects.filter(applied_at=None, parked=NO_SUCH_KEY)
    waiting = waiting.filter(received_at__lt=now - STRANGER_PATIENCE)
    return waiting.exclude(waits_for="").filter(~Exists(known)).order_by("pk")


def events_to_wake() -> QuerySet[GatewayEvent]:
    """Events whose movement is settled by now: they were parked in the moment it settled."""
    settled = PaymentTransaction.objects.exclude(outcome__in=UNDER_WAY).filter(
        Q(key=OuterRef("waits_for")) | Q(gateway_reference=OuterRef("waits_for"), gateway=OuterRef("source"))
    )
    return GatewayEvent.objects.filter(applied_at=None).exclude(waits_for="").filter(Exists(settled)).order_by("pk")


def tasks_without_cause() -> list[QuerySet[MoneyTask]]:
    """Open tasks whose refund is no failed one any more, whose movement is settled, whose money our books know."""
    is_open = MoneyTask.objects.filter(closed_at=None)
    failed = Refund.objects.filter(state=RefundState.FAILED).annotate(cause=cause_of("refund"))
    under_way = PaymentTransaction.objects.filter(outcome__in=UNDER_WAY).annotate(cause=cause_of("transaction"))
    known = PaymentTransaction.objects.filter(
        gateway=OuterRef("gateway"), gateway_reference=OuterRef("gateway_reference"), outcome=Outcome.SUCCEEDED
    )
    return [
        is_open.filter(~Exists(failed.filter(cause=OuterRef("cause"))), kind=TaskKind.FAILED_REFUND),
        is_open.filter(~Exists(under_way.filter(cause=OuterRef("cause"))), kind=TaskKind.UNKNOWN),
        is_open.filter(Exists(_contradictions("cause")), kind=TaskKind.UNKNOWN),
        is_open.filter(Exists(known), kind=TaskKind.ORPHAN).exclude(gateway_reference=""),
        _without(LateMoney.objects.filter(state=LateState.OPEN), TaskKind.LATE_PAYMENT, "late_money"),
        _without(
            Dispute.objects.filter(state=DisputeState.NEEDS_RESPONSE, evidence=""), TaskKind.DISPUTE, "dispute"
        ),
        _without(BankLine.objects.filter(state=BankLineState.WAITING), TaskKind.BANK_LINE, "bank_line"),
    ]  # fmt: skip


def _without(rows: "QuerySet[Model]", kind: TaskKind, prefix: str) -> QuerySet[MoneyTask]:
    """Open tasks of the kind whose row is not among ``rows``; causes of another form are left to a person."""
    causes = rows.annotate(task_cause=cause_of(prefix))
    tasks = MoneyTask.objects.filter(closed_at=None, kind=kind, cause__startswith=f"{prefix}:")
    return tasks.filter(~Exists(causes.filter(task_cause=OuterRef("cause"))))
