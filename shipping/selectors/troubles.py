"""Trouble on the road: one with its parcel, and the open ones with their clocks."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, QuerySet

from core.errors import NotFound
from shipping.models import DeliveryException, ShippingLabel
from shipping.statuses import LabelState


def trouble_of(deliveryexception_id: int) -> DeliveryException:
    """One with parcel and work. Raises NotFound."""
    found = DeliveryException.objects.select_related("parcel__fulfillment_order").filter(pk=deliveryexception_id)
    exception = found.first()
    if exception is None:
        raise NotFound(f"There is no trouble with key {deliveryexception_id}.")
    return exception


@dataclass(frozen=True)
class RadarRow:
    """One open trouble, the label its parcel travels with, and whether its times are over."""

    trouble: DeliveryException
    label: ShippingLabel | None
    is_late: bool
    claim_ends_soon: bool


SHOWN = 200
SOON = timedelta(days=3)


def radar_rows(*, now: datetime, family: str = "") -> list[RadarRow]:
    """Open trouble, what is due first first; at most 200. Two queries."""
    open_ones = DeliveryException.objects.filter(resolved_at=None)
    if family:
        open_ones = open_ones.filter(family=family)
    ordered = open_ones.select_related("order__customer", "parcel__fulfillment_order__warehouse").order_by(
        F("due_at").asc(nulls_first=True), "pk"
    )
    rows = list(ordered[:SHOWN])
    labels = ShippingLabel.objects.filter(
        parcel__in=[one.parcel_id for one in rows], state=LabelState.PURCHASED
    ).select_related("account")
    by_parcel = {label.parcel_id: label for label in labels}
    return [
        RadarRow(
            one, by_parcel.get(one.parcel_id),
            is_late=one.due_at is not None and one.due_at <= now,
            claim_ends_soon=one.claim_until is not None and one.claim_until <= now + SOON,
        )
        for one in rows
    ]  # fmt: skip


def open_by_family() -> dict[str, int]:
    """How many are open by family. One query."""
    counted: QuerySet[DeliveryException, tuple[str, int]] = (
        DeliveryException.objects.filter(resolved_at=None)
        .values_list("family")
        .annotate(count=Count("pk"))
        .order_by("family")
    )
    return dict(counted)
