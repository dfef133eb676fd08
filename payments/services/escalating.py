"""An inquiry that became a chargeback: the bank asks anew, for an amount and a time of its own."""

from django.utils import timezone

from core.actors import SYSTEM
from core.events import publish
from core.fsm import perform
from payments.events import DisputeEscalated
from payments.gateways.contract import DisputeNews
from payments.models import Dispute, TaskKind
from payments.services.money_inbox import close_tasks
from payments.statuses import DisputeKind


def is_outgrown(dispute: Dispute, news: DisputeNews) -> bool:
    """Whether the news are of the inquiry that the dispute was once: they came late."""
    return dispute.kind == DisputeKind.CHARGEBACK and news.kind == DisputeKind.INQUIRY


def escalates(dispute: Dispute, news: DisputeNews) -> bool:
    return dispute.kind == DisputeKind.INQUIRY and news.kind == DisputeKind.CHARGEBACK


def escalate(dispute: Dispute, news: DisputeNews) -> None:
    """Begin the dispute anew as a chargeback, whatever became of the inquiry; the caller holds the locks.

    What the bank was told about the inquiry stays in the order's timeline: the chargeback wants an answer of its own.
    """
    told, amount = dispute.evidence, dispute.amount
    before, after = perform(dispute, "escalate", actor=SYSTEM, now=timezone.now())
    dispute.kind, dispute.amount, dispute.evidence_due_at = DisputeKind.CHARGEBACK, news.amount, news.evidence_due_at
    dispute.reason = news.reason or dispute.reason
    dispute.evidence = dispute.evidence_by = ""
    dispute.evidence_sent_at = None
    dispute.save()
    # It speaks of the inquiry; the chargeback gets a task with its own figures.
    close_tasks(kind=TaskKind.DISPUTE, cause=f"dispute:{dispute.pk}")
    changes: dict[str, list[object]] = {
        "kind": [DisputeKind.INQUIRY, DisputeKind.CHARGEBACK], dispute.kind: [before, after],
        **({"amount": [amount, news.amount]} if amount != news.amount else {}),
    }  # fmt: skip
    fact = DisputeEscalated(order_id=dispute.order_id, dispute_id=dispute.pk)
    publish(fact, actor=SYSTEM, changes=changes, note=told and f"The bank was told about the inquiry: {told}")
