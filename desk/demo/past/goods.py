"""What was sold in the past: few goods often, many now and then, some by the season."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import cos, tau
from random import Random

from catalog.models import SKU, Channel, Price, ShippingMethod, ShippingRate, TaxRate
from desk.people.invent import number_for

# The weight of the n-th best seller is 1 / n to this power.
_STEEPNESS = 0.85
# How much more sells in mid-January than in the mean, by category; less than nothing sells in summer.
_WINTER = {"Clothing": 0.5, "Home": 0.4, "Food": 0.2, "Books": 0.2, "Outdoor": -0.5, "Shoes": -0.2}
_MID_JANUARY, _YEAR = 15, 365
_LINES, _UNITS = ((1, 2, 3, 4), (35, 33, 20, 12)), ((1, 2, 3), (78, 16, 6))


@dataclass(frozen=True, slots=True)
class Good:
    """One SKU as the past sold it, at the price it has now."""

    sku_id: int
    code: str
    name: str
    category: str
    tax_class_id: int
    price: Decimal
    weight: float

    def weight_on(self, day: date) -> float:
        """How likely it is bought on a day, beside the others."""
        season = cos(tau * (day.timetuple().tm_yday - _MID_JANUARY) / _YEAR)
        return self.weight * (1 + _WINTER.get(self.category, 0.0) * season)


@dataclass(frozen=True, slots=True)
class Way:
    """How it was shipped to one country: what that cost, and within how many days it was promised."""

    method: ShippingMethod
    amount: Decimal
    free_from: Decimal | None
    days: int

    def price_for(self, goods: Decimal) -> Decimal:
        return Decimal(0) if self.free_from is not None and goods >= self.free_from else self.amount


def goods_of(channel: Channel) -> Sequence[Good]:
    """Everything the channel sells by itself, kits left out, with its place among the best sellers."""
    skus = SKU.objects.filter(prices__channel=channel, components=None).select_related("product").order_by("code")
    prices = dict(Price.objects.filter(channel=channel, valid_to=None).values_list("sku_id", "amount"))
    ranked = sorted(skus, key=lambda sku: number_for(f"{sku.code} sells"))
    return [
        Good(
            sku.pk, sku.code, sku.name, sku.product.category, sku.tax_class_id, prices[sku.pk],
            1 / (place + 1) ** _STEEPNESS,
        )
        for place, sku in enumerate(ranked)
    ]  # fmt: skip


def basket(dice: Random, goods: Sequence[Good], weights: Sequence[float]) -> Mapping[Good, int]:
    """Units by good of one order."""
    (lines,) = dice.choices(*_LINES)
    chosen = dict.fromkeys(dice.choices(goods, weights, k=lines))
    return {good: dice.choices(*_UNITS)[0] for good in chosen}


def tax_rates() -> Mapping[tuple[int, str], Decimal]:
    """Percent by tax class and country."""
    rates = TaxRate.objects.filter(valid_to=None).values_list("tax_class_id", "country", "percent")
    return {(tax_class_id, country): percent for tax_class_id, country, percent in rates}


def ways_of(channel: Channel, codes: Sequence[str]) -> Mapping[tuple[str, bool], Way]:
    """By the method's code and whether it goes to the channel's own country."""
    rates = ShippingRate.objects.filter(channel=channel, method__code__in=codes).select_related("method")
    return {
        (rate.method.code, rate.country == channel.country): Way(
            rate.method, rate.amount, rate.free_from, rate.transit_days
        )
        for rate in rates
    }
