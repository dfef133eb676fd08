"""What the hand-over page shows and what a scanned code means."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from fulfillment.statuses import ParcelState
from shipping.models import Manifest, ManifestParcel, ShippingLabel
from shipping.papers.gs1 import SSCC_DIGITS
from shipping.statuses import LIVE_LABELS, LabelState, ManifestState


def label_by_code(code: str) -> ShippingLabel | None:
    """The bought label that a scanned tracking number, parcel number or SSCC means. One query."""
    text = code.strip()
    if not text:
        return None
    labels = ShippingLabel.objects.filter(state=LabelState.PURCHASED)
    sscc = text.removeprefix("]C1").removeprefix("00") if len(text) > SSCC_DIGITS else text
    is_named = Q(tracking_number=text) | Q(parcel__number=text.upper()) | Q(parcel__mark__sscc=sscc)
    return labels.filter(is_named).order_by("-pk").first()


def is_listed(manifest_id: int, code: str) -> bool:
    """Whether the parcel a scanned code means is on this truck's list."""
    label = label_by_code(code)
    return label is not None and ManifestParcel.objects.filter(manifest=manifest_id, parcel=label.parcel_id).exists()


def live_label(parcel_id: int) -> ShippingLabel | None:
    """The label that counts for a parcel, or None."""
    return ShippingLabel.objects.filter(parcel_id=parcel_id, state__in=LIVE_LABELS).first()


def labels_of_order(order_id: int) -> QuerySet[ShippingLabel]:
    """Labels that travel with parcels of an order, oldest first, with parcel and account."""
    labels = ShippingLabel.objects.filter(order_id=order_id, state=LabelState.PURCHASED)
    return labels.select_related("parcel", "account").order_by("pk")


@dataclass(frozen=True)
class HandOver:
    """An open truck: what is on it, newest scan first, and what still waits for it."""

    manifest: Manifest
    entries: list[ManifestParcel]
    waiting: list[ShippingLabel]
    waiting_count: int


WAITING_SHOWN = 100


def hand_over(manifest: Manifest) -> HandOver:
    """Three queries; of what waits the oldest hundred are shown."""
    entries = manifest.entries.select_related("parcel", "label__order").order_by("-pk")
    waiting = ShippingLabel.objects.filter(
        state=LabelState.PURCHASED, account_id=manifest.account_id, parcel__state=ParcelState.LABELED,
        parcel__fulfillment_order__warehouse_id=manifest.warehouse_id,
    ).select_related("parcel", "order").order_by("pk")  # fmt: skip
    return HandOver(
        manifest=manifest,
        entries=list(entries),
        waiting=list(waiting[:WAITING_SHOWN]),
        waiting_count=waiting.count(),
    )


def open_manifests(warehouse_id: int) -> QuerySet[Manifest]:
    return Manifest.objects.filter(warehouse_id=warehouse_id, state=ManifestState.OPEN).select_related("account")


def closed_lately(warehouse_id: int) -> QuerySet[Manifest]:
    """The last ten trucks that left, newest first, with their parcels counted."""
    closed = Manifest.objects.filter(warehouse_id=warehouse_id, state=ManifestState.CLOSED).select_related("account")
    return closed.annotate(parcels=Count("entries")).order_by("-closed_at")[:10]
