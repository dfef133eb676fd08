"""The order's work in the warehouses and its parcels on the road."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.urls import reverse
from django.utils.safestring import SafeString

from core.admin.chips import chip, state_chip
from core.borders import crosses_border
from fulfillment.models import FulfillmentOrder, Parcel
from fulfillment.selectors.photos import with_photos
from fulfillment.selectors.prints import printed_words
from fulfillment.statuses import ParcelState
from orders.models import Order
from shipping.models import DeliveryException, ShippingLabel

PARCEL_TONES = {
    "label_failed": "bad", "lost": "bad", "returned_to_sender": "bad", "delivered": "good", "shipped": "info",
    "labeled": "info", "manifested": "info", "packed": "info",
}  # fmt: skip
CUSTOMS_PAPERS = (("invoice", "Commercial invoice"), ("cn22", "CN 22"))
WORK_TONES = {"shipped": "good", "collected": "good", "cancel_requested": "warn", "rejected": "warn", "packed": "info"}


@dataclass(frozen=True)
class ParcelRow:
    """One parcel with its newest label and what the carrier last said."""

    parcel: Parcel
    state: SafeString
    tracking_number: str
    service: str
    carrier_word: str
    news_at: datetime | None
    trouble: str
    url: str
    trouble_url: str = ""
    expected_on: date | None = None
    customs_urls: Sequence[tuple[str, str]] = ()
    printed: str = ""


@dataclass(frozen=True)
class WorkRow:
    """What one warehouse does for the order."""

    work: FulfillmentOrder
    state: SafeString
    parcels: Sequence[ParcelRow]


def work_rows(order: Order) -> list[WorkRow]:
    """Every warehouse's work with its parcels; five queries."""
    works = list(order.fulfillments.select_related("warehouse").order_by("pk"))
    own = with_photos(Parcel.objects.filter(fulfillment_order__order=order))
    parcels = list(own.order_by("pk")) if works else []
    labels = _newest_labels(order) if parcels else {}
    troubles = _troubles(order) if parcels else {}
    printed = printed_words([parcel.pk for parcel in parcels])
    rows: dict[int, list[ParcelRow]] = {}
    destination = order.shipping_address.country if order.shipping_address else ""
    crossing = {work.pk for work in works if crosses_border(work.warehouse.country, destination)}
    for parcel in parcels:
        papers = parcel.fulfillment_order_id in crossing
        row = _parcel_row(parcel, labels.get(parcel.pk), troubles.get(parcel.pk), papers=papers)
        row = replace(row, printed=printed.get(parcel.pk, ""))
        rows.setdefault(parcel.fulfillment_order_id, []).append(row)
    return [
        WorkRow(work, state_chip(work.state, work.get_state_display(), WORK_TONES), rows.get(work.pk, ()))
        for work in works
    ]


def _newest_labels(order: Order) -> dict[int, ShippingLabel]:
    return {label.parcel_id: label for label in ShippingLabel.objects.filter(order=order).order_by("pk")}


def _troubles(order: Order) -> dict[int, DeliveryException]:
    found = DeliveryException.objects.filter(order=order, resolved_at=None).order_by("-due_at", "pk")
    return {trouble.parcel_id: trouble for trouble in found}


def _parcel_row(
    parcel: Parcel, label: ShippingLabel | None, trouble: DeliveryException | None, *, papers: bool
) -> ParcelRow:
    shown = state_chip(parcel.state, parcel.get_state_display(), PARCEL_TONES)
    words = (trouble.words or trouble.get_kind_display()) if trouble else ""
    trouble_url = reverse("admin:shipping_deliveryexception_change", args=[trouble.pk]) if trouble else ""
    if label is None:
        return ParcelRow(parcel, shown, "", "", "", None, words, _url(parcel), trouble_url)
    return ParcelRow(
        parcel=parcel,
        state=shown,
        tracking_number=label.tracking_number,
        service=label.service,
        carrier_word=label.error or (label.get_tracking_status_display() if label.tracking_number else ""),
        news_at=label.tracking_at,
        trouble=words,
        url=_url(parcel),
        trouble_url=trouble_url,
        expected_on=label.expected_on if parcel.state == ParcelState.SHIPPED else None,
        customs_urls=customs_urls(parcel) if papers else (),
    )


def customs_urls(parcel: Parcel) -> list[tuple[str, str]]:
    """The papers for customs of a parcel that crosses a border."""
    return [(label, reverse("shipping:customs_paper", args=[parcel.pk, paper])) for paper, label in CUSTOMS_PAPERS]


def _url(parcel: Parcel) -> str:
    return f"{reverse('admin:index')}fulfillment/parcel/{parcel.pk}/change/"


def signature_chip(order: Order) -> SafeString | str:
    """Whether somebody has to sign at the door."""
    return chip("Signature", "neutral") if order.requires_signature else ""
