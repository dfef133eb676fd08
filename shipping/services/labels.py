"""Labels: asked for, bought by a worker, recorded with what they cost and what is printed."""

import hashlib
from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from catalog.models import ServiceLevel
from core.actors import SYSTEM, Actor, ensure_may
from core.events import publish
from core.fsm import perform
from core.money import quantize
from core.service import service
from fulfillment.models import Parcel
from fulfillment.services.parcels import mark_label_failed, mark_labeled
from fulfillment.statuses import ParcelState
from orders.locks import lock_order
from shipping.carriers.contract import LabelReceipt
from shipping.errors import ParcelNotReady
from shipping.events import LabelRequested, VoidRequested
from shipping.locks import lock_label
from shipping.models import LabelDocument, ShippingLabel
from shipping.selectors.accounts import first_account
from shipping.selectors.instructions import service_of
from shipping.statuses import LIVE_LABELS, LabelFormat, LabelState

# What a carrier's answer may still come for.
AWAITED = (LabelState.REQUESTED, LabelState.UNKNOWN)
LABELABLE = (ParcelState.PACKED, ParcelState.LABEL_FAILED)


@service
def request_label(*, parcel_id: int, actor: Actor = SYSTEM) -> ShippingLabel | None:
    """The label a worker will buy for a packed parcel; the live one when there is one already.

    None for a parcel the customer collects. Raises ParcelNotReady and NoCarrier.
    """
    ensure_may(actor, "shipping.buy_label")
    parcel = Parcel.objects.select_related("fulfillment_order").get(pk=parcel_id)
    order = lock_order(parcel.fulfillment_order.order_id)
    parcel.refresh_from_db(fields=["state"])
    wanted = service_of(order)
    if wanted == ServiceLevel.PICKUP:
        return None
    live = ShippingLabel.objects.filter(parcel=parcel, state__in=LIVE_LABELS).first()
    if live is not None:
        if live.state == LabelState.UNKNOWN and parcel.state == ParcelState.PACKED:
            # Closed anew while nobody knows whether it was sold: it waits for a person again, and is seen to.
            mark_label_failed(parcel_id=parcel_id, actor=SYSTEM)
        return live
    if parcel.state not in LABELABLE:
        state = parcel.get_state_display().lower()
        raise ParcelNotReady(f"Parcel {parcel.number} is {state}: only a packed parcel gets a label.")
    failed = ShippingLabel.objects.filter(parcel=parcel, state=LabelState.FAILED).order_by("-pk").first()
    if failed is not None:
        return retry_label(shippinglabel_id=failed.pk, actor=actor)
    label = ShippingLabel.objects.create(
        order=order, parcel=parcel, account=first_account(order), service=wanted, purchase_key=uuid4()
    )
    publish(LabelRequested(order_id=order.pk, label_id=label.pk, tries=label.tries), actor=actor)
    return label


@service
def retry_label(*, shippinglabel_id: int, actor: Actor) -> ShippingLabel:
    """Ask for a failed label again, under the same key. Raises NotPermitted and MoveRefused."""
    label = lock_label(shippinglabel_id)
    perform(label, "retry", actor=actor)
    label.service = service_of(label.order)
    choose_anew(label)
    label.save()
    publish(LabelRequested(order_id=label.order_id, label_id=label.pk, tries=label.tries), actor=actor)
    return label


def choose_anew(label: ShippingLabel) -> None:
    """Forget who was chosen and at what price; the caller saves."""
    label.chosen_at, label.quoted_amount, label.quoted_currency = None, None, ""


@service
def record_label(*, label_id: int, receipt: LabelReceipt, actor: Actor = SYSTEM) -> ShippingLabel:
    """The label was bought: its number, cost and documents are kept. Repetition is harmless.

    A parcel that was opened again meanwhile has no use for it: the carrier is asked to take it back.
    """
    label = lock_label(label_id)
    if label.state not in AWAITED:
        return label
    cost, currency = price_of(label, receipt)
    perform(label, "purchase", actor=actor, now=timezone.now(), currency=currency, cost=cost)
    label.carrier_reference, label.tracking_number = receipt.carrier_reference, receipt.tracking_number
    label.service, label.void_until = receipt.service, receipt.void_until
    if label.parcel.state in LABELABLE:
        mark_labeled(parcel_id=label.parcel_id, actor=actor)
    else:
        label.void_requested_at = timezone.now()
        publish(VoidRequested(order_id=label.order_id, label_id=label.pk), actor=actor)
    label.save()
    keep_documents(label, receipt)
    return label


def price_of(label: ShippingLabel, receipt: LabelReceipt) -> tuple[Decimal, str]:
    """What the carrier charges; the quoted price where it tells only on its invoice."""
    if receipt.cost is not None:
        return (quantize(receipt.cost, receipt.currency) if receipt.currency else receipt.cost), receipt.currency
    return label.quoted_amount or Decimal(0), label.quoted_currency


def keep_documents(label: ShippingLabel, receipt: LabelReceipt) -> None:
    documents = {LabelFormat.PDF: receipt.pdf, LabelFormat.ZPL: receipt.zpl}
    LabelDocument.objects.bulk_create(
        LabelDocument(label=label, format=form, content=content, sha256=hashlib.sha256(content).hexdigest())
        for form, content in documents.items()
        if content
    )


@service
def record_label_failed(*, label_id: int, words: str, field: str = "", actor: Actor = SYSTEM) -> ShippingLabel:
    """The carrier said no, for good; its words are kept for the person who mends it."""
    label = lock_label(label_id)
    if label.state not in AWAITED:
        return label
    perform(label, "fail", actor=actor, now=timezone.now(), words=words, field=field)
    label.save(update_fields=["state", "failed_at", "error", "error_field", "sent_at"])
    if label.parcel.state in LABELABLE:
        mark_label_failed(parcel_id=label.parcel_id, actor=actor)
    return label


@service
def record_label_void_already(*, label_id: int, actor: Actor = SYSTEM) -> ShippingLabel:
    """The key has bought a label that is void by now: the next try needs a key of its own."""
    label = record_label_failed(label_id=label_id, words="The label bought before was voided.", actor=actor)
    label.purchase_key = uuid4()
    label.save(update_fields=["purchase_key"])
    return label
