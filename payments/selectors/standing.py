"""What waits for a person by now and has no task yet, and tasks whose cause is gone. Each one query."""

from datetime import datetime, timedelta

from django.db.models import CharField, Exists, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from payments.models import GatewayEvent, MoneyTask, PaymentTransaction, Refund, TaskKind
from payments.selectors.unsettled import transactions_unsettled
from payments.services.money_inbox import DECIDED
from payments.statuses import UNDER_WAY, Outcome, PaymentState, RefundState

# Asked about several times by then; longer is for a person.
UNKNOWN_PATIENCE = timedelta(hours=1)
# What waits for its movement usually finds it within seconds.
STRANGER_PATIENCE = timedelta(minutes=5)


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
    return without_task(waiting, TaskKind.UNKNOWN, "transaction")  # type: ignore[arg-type,return-value]


def events_of_strangers(*, now: datetime) -> QuerySet[GatewayEvent]:
    """Events about movements that our books do not know, waiting for longer than a few minutes."""
    known = PaymentTransaction.objects.filter(Q(key=OuterRef("waits_for")) | Q(gateway_reference=OuterRef("waits_for")))
    waiting = GatewayEvent.objects.filter(applied_at=None, received_at__lt=now - STRANGER_PATIENCE)
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
    failed = Refund.objects.filter(state=RefundState.FAILED).annotate(
        cause=Concat(Value("refund:"), Cast("pk", CharField()))
    )
    under_way = PaymentTransaction.objects.filter(outcome__in=UNDER_WAY).annotate(
        cause=Concat(Value("transaction:"), Cast("pk", CharField()))
    )
    known = PaymentTransaction.objects.filter(
        gateway=OuterRef("gateway"), gateway_reference=OuterRef("gateway_reference"), outcome=Outcome.SUCCEEDED
    )
    return [
        is_open.filter(~Exists(failed.filter(cause=OuterRef("cause"))), kind=TaskKind.FAILED_REFUND),
        is_open.filter(~Exists(under_way.filter(cause=OuterRef("cause"))), kind=TaskKind.UNKNOWN),
        is_open.filter(Exists(known), kind=TaskKind.ORPHAN).exclude(gateway_reference=""),
    ]
