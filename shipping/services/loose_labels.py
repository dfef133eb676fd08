"""Labels outside the floor's parcels: asked for, bought by a worker, recorded, given back."""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from uuid import uuid4

from django.utils import timezone

from catalog.models import ServiceLevel
from core.actors import SYSTEM, Actor, ensure_may
from core.errors import Blocker, InvalidInput, MoveRefused
from core.events import publish
from core.fsm import perform
from core.money import ZERO, quantize
from core.service import service
from orders.locks import lock_order
from shipping.carriers.contract import CustomsItem, LabelReceipt
from shipping.events import LooseLabelRequested, LooseVoidRequested
from shipping.locks import lock_loose_label
from shipping.models import Direction, LooseLabel, LooseLabelDocument
from shipping.selectors.accounts import first_account
from shipping.statuses import LIVE_LABELS, LabelFormat, LabelState

AWAITED = (LabelState.REQUESTED, LabelState.UNKNOWN)
NOT_NEEDED = "Nobody needs it any more."


@service
def request_loose_label(
    *,
    order_id: int,
    warehouse_id: int,
    direction: Direction,
    cause: tuple[str, str],
    weight_grams: int,
    contents: Sequence[CustomsItem],
    actor: Actor,
) -> LooseLabel:
    """The label a worker will buy for goods between the order's customer and the warehouse.

    ``cause`` (kind, number) has one live label a direction: asked for again, that one is given. Raises NotPermitted,
    InvalidInput for an order without an address, and NoCarrier.
    """
    ensure_may(actor, "shipping.buy_looselabel")
    order = lock_order(order_id)
    kind, reference = cause
    mine = LooseLabel.objects.filter(cause_kind=kind, cause_reference=reference, direction=direction, is_wanted=True)
    live = mine.filter(state__in=LIVE_LABELS).first()
    if live is not None:
        return live
    if order.shipping_address_id is None:
        raise InvalidInput(f"Order {order.number} has no address: no carrier can be told where to go.", field="address")
    label = LooseLabel.objects.create(
        order=order, warehouse_id=warehouse_id, account=first_account(order), direction=direction, cause_kind=kind,
        cause_reference=reference, purchase_key=uuid4(), service=str(ServiceLevel.STANDARD),
        weight_grams=max(1, weight_grams), contents=[{**asdict(one), "value": str(one.value)} for one in contents],
    )  # fmt: skip
    _ask(label, actor=actor)
    return label


@service
def retry_loose_label(*, looselabel_id: int, actor: Actor) -> LooseLabel:
    """Ask for a failed label again, under the same key. Raises NotPermitted and MoveRefused."""
    label = lock_loose_label(looselabel_id)
    _ensure_alone(label)
    perform(label, "retry", actor=actor)
    label.save(update_fields=["state", "failed_at", "is_wanted", "tries"])
    _ask(label, actor=actor)
    return label


def _ensure_alone(label: LooseLabel) -> None:
    same = LooseLabel.objects.filter(
        cause_kind=label.cause_kind, cause_reference=label.cause_reference, direction=label.direction, is_wanted=True
    )
    if same.filter(state__in=LIVE_LABELS).exclude(pk=label.pk).exists():
        sentence = f"{label.cause_reference} has another label by now."
        raise MoveRefused("retry", [Blocker("label_replaced", sentence, fix="Use that one.")])


def _ask(label: LooseLabel, *, actor: Actor) -> None:
    publish(LooseLabelRequested(order_id=label.order_id, label_id=label.pk, tries=label.tries), actor=actor)


@service
def record_loose_label(*, label_id: int, receipt: LabelReceipt, actor: Actor = SYSTEM) -> LooseLabel:
    """The label was bought: number, cost and papers are kept. Repetition is harmless.

    When nobody wants it any more, the carrier is asked to take it back.
    """
    label = lock_loose_label(label_id)
    if label.state not in AWAITED:
        return label
    cost = quantize(receipt.cost, receipt.currency) if receipt.cost and receipt.currency else receipt.cost or ZERO
    perform(label, "purchase", actor=actor, now=timezone.now(), cost=cost, currency=receipt.currency)
    label.carrier_reference, label.tracking_number = receipt.carrier_reference, receipt.tracking_number
    label.service, label.void_until, label.tracked_at = receipt.service, receipt.void_until, timezone.now()
    if not label.is_wanted:
        label.void_requested_at = timezone.now()
        publish(LooseVoidRequested(order_id=label.order_id, label_id=label.pk), actor=actor)
    label.save()
    papers = {LabelFormat.PDF: receipt.pdf, LabelFormat.ZPL: receipt.zpl}
    LooseLabelDocument.objects.bulk_create(
        LooseLabelDocument(label=label, format=form, content=content, sha256=hashlib.sha256(content).hexdigest())
        for form, content in papers.items()
        if content
    )
    return label


@service
def record_loose_label_failed(*, label_id: int, words: str, field: str = "", actor: Actor = SYSTEM) -> LooseLabel:
    """The carrier said no, for good; its words are kept for the person who mends it."""
    label = lock_loose_label(label_id)
    if label.state in AWAITED:
        perform(label, "fail", actor=actor, now=timezone.now(), words=words, field=field)
        label.save(update_fields=["state", "failed_at", "error", "error_field", "sent_at"])
    return label


@service
def record_loose_void_already(*, label_id: int) -> LooseLabel:
    """The key has bought a label that is void by now: the next try needs a key of its own."""
    label = record_loose_label_failed(label_id=label_id, words="The label bought before was voided.")
    label.purchase_key = uuid4()
    label.save(update_fields=["purchase_key"])
    return label


@service
def request_loose_void(*, looselabel_id: int, actor: Actor) -> LooseLabel:
    """Nobody needs it: given back to its carrier, at once or as soon as it is known to be bought.

    Raises NotPermitted, and MoveRefused when its parcel is on the road or the time for it is over.
    """
    label = lock_loose_label(looselabel_id)
    if label.void_requested_at is not None:
        return label
    if label.state in AWAITED:
        ensure_may(actor, "shipping.void_looselabel")
        label.is_wanted = False
        label.save(update_fields=["is_wanted"])
        return label
    perform(label, "request_void", actor=actor, now=timezone.now())
    label.error = ""
    label.save(update_fields=["void_requested_at", "is_wanted", "error"])
    publish(LooseVoidRequested(order_id=label.order_id, label_id=label.pk), actor=actor)
    return label


@service
def record_loose_void(*, label_id: int, actor: Actor = SYSTEM) -> LooseLabel:
    """The carrier took it back. Repetition is harmless."""
    label = lock_loose_label(label_id)
    if label.state == LabelState.PURCHASED:
        perform(label, "void", actor=actor, now=timezone.now())
        label.save(update_fields=["state", "voided_at"])
    return label


@service
def record_loose_void_refused(*, label_id: int, words: str) -> LooseLabel:
    """The carrier keeps its money, with its own words."""
    label = lock_loose_label(label_id)
    label.void_requested_at, label.error = None, words[:400]
    label.save(update_fields=["void_requested_at", "error"])
    return label
