"""What a carrier is chosen by: who may be asked, what was promised, when the parcel leaves."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Min

from fulfillment.models import ParcelItem
from orders.services.promising import ships_on
from shipping.carriers.contract import Rate, Shipment
from shipping.models import CarrierAccount, ShippingLabel
from shipping.selectors.accounts import active_accounts
from shipping.selectors.instructions import service_of, shipment_of
from shipping.statuses import LabelState

SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class Choice:
    """A label whose carrier is still to be chosen. ``promised_on`` is None where nothing was promised."""

    parcel_id: int
    level: str
    currency: str
    accounts: Sequence[CarrierAccount]
    shipment: Shipment
    leaves_on: date
    promised_on: date | None


@dataclass(frozen=True, kw_only=True)
class Offer:
    """One service of one account, with its price."""

    account: CarrierAccount
    rate: Rate


def choice_to_make(label_id: int, *, now: datetime) -> Choice | None:
    """None when it was made, or a purchase may have left. A label that failed once stays with its carrier."""
    labels = ShippingLabel.objects.select_related(
        "account", "order__shipping_address", "order__shipping_method", "order__channel", "parcel__packaging",
        "parcel__fulfillment_order__warehouse",
    )  # fmt: skip
    label = labels.filter(pk=label_id, state=LabelState.REQUESTED, chosen_at=None, sent_at=None).first()
    if label is None:
        return None
    level = service_of(label.order)
    asked = [label.account] if label.tries > 1 else active_accounts(label.order)
    promised = ParcelItem.objects.filter(parcel_id=label.parcel_id).aggregate(day=Min("order_line__promise_on"))
    return Choice(
        parcel_id=label.parcel_id, level=level, currency=label.order.currency,
        accounts=[account for account in asked if account.services_for(level)],
        shipment=shipment_of(label.parcel, order=label.order, service=level),
        leaves_on=ships_on(label.parcel.fulfillment_order.warehouse, now), promised_on=promised["day"],
    )  # fmt: skip


def arrives_on(leaves_on: date, transit_days: int) -> date:
    """Carriers drive from Monday to Friday: their days are counted so."""
    day = leaves_on
    for _ in range(transit_days):
        day += timedelta(days=1)
        while day.weekday() >= SATURDAY:
            day += timedelta(days=1)
    return day


def best_offer(offers: Sequence[Offer], choice: Choice) -> tuple[Offer, str]:
    """The cheapest that arrives as promised, else the fastest; with the reason. There must be at least one."""
    comparable = in_one_currency(offers, choice.currency)
    count, promised = len(comparable), choice.promised_on
    if promised is None:
        return min(comparable, key=price), f"Cheapest of {count} offers; no day was promised."
    in_time = [offer for offer in comparable if day_of(offer, choice) <= promised]
    if in_time:
        chosen = min(in_time, key=price)
        day = f"{day_of(chosen, choice):%Y-%m-%d}"
        words = f"{len(in_time)} of {count} offers arrive by {promised:%Y-%m-%d}: the cheapest of them, there on {day}."
        return chosen, words
    chosen = min(comparable, key=lambda offer: (day_of(offer, choice), price(offer)))
    told = (
        "when, it does not say" if chosen.rate.transit_days is None else f"there on {day_of(chosen, choice):%Y-%m-%d}"
    )
    return chosen, f"None of {count} offers arrives by {promised:%Y-%m-%d}: the fastest, {told}."


def in_one_currency(offers: Sequence[Offer], currency: str) -> list[Offer]:
    """Prices in different currencies are not compared: those in the order's, else in the first offer's."""
    ours = [offer for offer in offers if offer.rate.currency == currency]
    return ours or [offer for offer in offers if offer.rate.currency == offers[0].rate.currency]


def price(offer: Offer) -> tuple[Decimal, int]:
    return offer.rate.amount, offer.account.priority


def day_of(offer: Offer, choice: Choice) -> date:
    """When it arrives; never, when the carrier does not say."""
    days = offer.rate.transit_days
    return date.max if days is None else arrives_on(choice.leaves_on, days)


def offers_of(account: CarrierAccount, rates: Iterable[Rate], level: str) -> list[Offer]:
    """Those of an account's rates that answer the service level."""
    wanted = set(account.services_for(level))
    return [Offer(account=account, rate=rate) for rate in rates if rate.service in wanted]
