"""Parcels on the road, with the carrier's news."""

from dataclasses import dataclass

from fulfillment.models import Parcel
from fulfillment.statuses import ON_THE_ROAD
from portal.texts import Words
from shipping.models import ShippingLabel, TrackingEvent
from shipping.statuses import LabelState


@dataclass(frozen=True, slots=True)
class News:
    """One thing the carrier told, newest first on the page."""

    text: str
    place: str
    when: str


@dataclass(frozen=True, slots=True)
class ParcelShown:
    """One parcel: who carries it, how to follow it, what is in it."""

    number: str
    carrier: str
    tracking_number: str
    tracking_url: str
    status: str
    is_delivered: bool
    items: tuple[str, ...]
    news: tuple[News, ...]


def parcels_of(order_id: int, words: Words) -> tuple[ParcelShown, ...]:
    """Parcels that left the house; three queries however many there are."""
    labels = (
        ShippingLabel.objects.filter(order_id=order_id, state=LabelState.PURCHASED, parcel__state__in=ON_THE_ROAD)
        .select_related("parcel", "account")
        .prefetch_related("tracking_events", "parcel__items__order_line")
        .order_by("parcel_id")
    )
    return tuple(_parcel(label, words) for label in labels)


def _parcel(label: ShippingLabel, words: Words) -> ParcelShown:
    link = label.account.tracking_link(label.tracking_number)
    return ParcelShown(
        number=label.parcel.number,
        carrier=label.account.name,
        tracking_number=label.tracking_number,
        tracking_url=link if link.startswith("https://") else "",
        status=words.either(f"tracking_{label.tracking_status}", "tracking_unknown"),
        is_delivered=label.tracking_status == "delivered",
        items=_items(label.parcel, words),
        news=tuple(_news(event, words) for event in reversed(label.tracking_events.all())),
    )


def _items(parcel: Parcel, words: Words) -> tuple[str, ...]:
    return tuple(f"{words('units', count=item.quantity)} {item.order_line.name}" for item in parcel.items.all())


def _news(event: TrackingEvent, words: Words) -> News:
    return News(words.either(f"tracking_{event.status}", "tracking_unknown"), event.location, words.moment(event.at))
