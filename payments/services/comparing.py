"""Read a gateway's own list beside our ledger, page by page: what it moved and we do not know is found."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils import timezone

from core.actors import SYSTEM
from core.events import publish
from core.service import service
from payments.events import ComparisonStarted
from payments.gateways.contract import Receipt
from payments.gateways.listing import ListsMovements, Movement, Page
from payments.gateways.registry import ADAPTERS, default_gateway, gateway_named
from payments.models import GatewayComparison, PaymentTransaction
from payments.selectors.orphans import tasks_behind
from payments.services.contradicting import open_contradiction
from payments.services.matching import record_orphan_given_back
from payments.services.returned import record_refund_returned
from payments.services.tending import open_orphan
from payments.statuses import Outcome, TransactionKind

FIRST_LOOK = timedelta(days=30)
# What was moved while the last list was read is read again.
OVERLAP = timedelta(days=1)


@service
def start_comparisons(*, now: datetime) -> list[GatewayComparison]:
    """One for each gateway that offers a list, from a day before its last one; a worker reads it page by page."""
    started = []
    for name in ADAPTERS:
        if is_used(name) and isinstance(gateway_named(name), ListsMovements):
            last = GatewayComparison.objects.filter(gateway=name).exclude(finished_at=None).order_by("-pk").first()
            since = last.started_at - OVERLAP if last else now - FIRST_LOOK
            started.append(GatewayComparison.objects.create(gateway=name, since=since, started_at=now))
            publish(ComparisonStarted(comparison_id=started[-1].pk), actor=SYSTEM)
    return started


def is_used(gateway: str) -> bool:
    """Whether our money goes there, or went; the others may have no settings at all."""
    return gateway == default_gateway() or PaymentTransaction.objects.filter(gateway=gateway).exists()


def compare_page(*, comparison_id: int) -> None:
    """Read the next page and write down what differs. Not a service: no lock is held while the wire is open."""
    comparison = GatewayComparison.objects.get(pk=comparison_id)
    gateway = gateway_named(comparison.gateway)
    if comparison.finished_at is not None or not isinstance(gateway, ListsMovements):
        return
    page = gateway.movements(since=comparison.since, position=comparison.position)
    record_page(comparison_id=comparison_id, position=comparison.position, page=page)


@service
def record_page(*, comparison_id: int, position: str, page: Page) -> None:
    """Compare what a page says; one that was read before is not counted again."""
    comparison = GatewayComparison.objects.select_for_update(no_key=True).get(pk=comparison_id)
    if comparison.finished_at is not None or comparison.position != position:
        return
    found = differences(comparison.gateway, page.movements)
    comparison.position = page.next_position
    comparison.finished_at = None if page.next_position else timezone.now()
    comparison.save(update_fields=["position", "finished_at"])
    counted = {"movements": F("movements") + len(page.movements), "differences": F("differences") + found}
    GatewayComparison.objects.filter(pk=comparison_id).update(**counted)
    if page.next_position:
        publish(ComparisonStarted(comparison_id=comparison_id), actor=SYSTEM)


def differences(gateway: str, movements: Sequence[Movement]) -> int:
    """Open a task for all that our ledger does not say; tells how many there are. Three queries where all fits."""
    keys = [each.key for each in movements if each.key]
    references = [each.gateway_reference for each in movements]
    ours = PaymentTransaction.objects.filter(Q(key__in=keys) | Q(gateway=gateway, gateway_reference__in=references))
    by_name = {name: each for each in ours for name in (each.key, each.gateway_reference) if name}
    given_back = tasks_behind(keys)
    count = 0
    for movement in movements:
        if movement.key in given_back:
            # What the money inbox itself had given back is no movement of an order.
            task_id = given_back[movement.key]
            record_orphan_given_back(moneytask_id=task_id, key=movement.key, receipt=_receipt_of(movement))
        else:
            count += _differs(gateway, movement, by_name.get(movement.gateway_reference) or by_name.get(movement.key))
    return count


def _receipt_of(movement: Movement) -> Receipt:
    """What the list says, as an answer would say it: it lists what succeeded, and what came back after all."""
    came_back = movement.kind == TransactionKind.RETURN
    return Receipt(
        status="declined" if came_back else "ok", gateway_reference=movement.gateway_reference, amount=movement.amount,
        currency=movement.currency, message="The refund came back, says the gateway's list." if came_back else "",
    )  # fmt: skip


def _differs(gateway: str, movement: Movement, ours: PaymentTransaction | None) -> bool:
    if movement.kind == TransactionKind.RETURN:
        # Its webhook was lost: what is told here is written down all the same.
        reason = _receipt_of(movement).message
        return ours is not None and record_refund_returned(transaction_id=ours.pk, reason=reason)
    if ours is None:
        if movement.kind == TransactionKind.VOID:
            return False
        by = f"its list, for “{movement.reference}”," if movement.reference else "its list"
        return open_orphan(gateway, _receipt_of(movement), movement=movement.kind, told_by=by)
    is_same = ours.amount == movement.amount and ours.currency == movement.currency
    if is_same and ours.outcome != Outcome.FAILED:
        return False
    return open_contradiction(ours, _receipt_of(movement), movement=movement.kind, said="lists")
