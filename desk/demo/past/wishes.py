"""The orders of the past, as plain facts: the same for the same seed and day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

from desk.demo.past.days import handled_on, moments
from desk.demo.past.goods import Good, Way, basket
from desk.demo.past.people import buyers, country_of
from desk.demo.past.steps import Floor, Steps

METHODS, _SHARES = ("standard", "express"), (88, 12)
_CARDS, _CARD_SHARES = ("visa", "mastercard", "amex"), (58, 32, 10)
CANCELED_SHARE = 3
# At home the carrier needs a day at least, abroad three.
_QUICKEST, _QUICKEST_AWAY = 1, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PastOrder:
    """Who ordered what when, and how it went; without ``steps`` it was canceled."""

    placed_at: datetime
    confirmed_at: datetime
    canceled_at: datetime | None
    who: str
    country: str
    units: Mapping[Good, int]
    way: Way
    shipping: Decimal
    promised_on: date
    ship_by_on: date
    steps: Steps | None
    card_brand: str
    card_last4: str


@dataclass(frozen=True)
class Terms:
    """What the shop sells and how it ships, and its clock."""

    goods: Sequence[Good]
    ways: Mapping[tuple[str, bool], Way]
    country: str
    zone: ZoneInfo


def orders_of_the_past(terms: Terms, *, orders: int, seed: int, now: datetime) -> Sequence[PastOrder]:
    """So many orders, the first one first; the newest are of yesterday and have arrived by ``now``."""
    dice = Random(f"past {seed}")
    floor = Floor(dice, now=now.astimezone(terms.zone))
    placed = moments(dice, orders=orders, today=floor.now.date(), zone=terms.zone)
    people = buyers(dice, orders=orders)

    @cache
    def weights(day: date) -> Sequence[float]:
        return [good.weight_on(day) for good in terms.goods]

    return [
        _order(terms, dice, floor, moment, who, basket(dice, terms.goods, weights(moment.date())))
        for moment, who in zip(placed, people, strict=True)
    ]


def _order(
    terms: Terms, dice: Random, floor: Floor, placed_at: datetime, who: str, units: Mapping[Good, int]
) -> PastOrder:
    country = country_of(who)
    is_home = country == terms.country
    (code,) = dice.choices(METHODS, _SHARES)
    way = terms.ways[code, is_home]
    confirmed = placed_at + timedelta(seconds=dice.randrange(40, 400))
    is_canceled = dice.randrange(100) < CANCELED_SHARE
    is_express = code != METHODS[0]
    quickest = _QUICKEST if is_home or is_express else _QUICKEST_AWAY
    steps = None if is_canceled else floor.work(placed_at, lines=len(units), quickest=quickest, is_express=is_express)
    (brand,) = dice.choices(_CARDS, _CARD_SHARES)
    return PastOrder(
        placed_at=placed_at, confirmed_at=confirmed, who=who, country=country, units=units, way=way, steps=steps,
        canceled_at=confirmed + timedelta(minutes=dice.randrange(5, 90)) if is_canceled else None,
        shipping=way.price_for(sum((good.price * count for good, count in units.items()), Decimal(0))),
        promised_on=handled_on(placed_at) + timedelta(days=way.days), ship_by_on=handled_on(placed_at),
        card_brand=brand, card_last4=f"{dice.randrange(10_000):04}",
    )  # fmt: skip
