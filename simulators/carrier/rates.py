"""What the three services cost: a base price, the heavier of weight and volume, and the distance."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

BASE = {"standard": Decimal("3.90"), "expedited": Decimal("7.50"), "express": Decimal("12.90")}
PER_KILOGRAM = {"standard": Decimal("0.80"), "expedited": Decimal("1.40"), "express": Decimal("2.60")}
TRANSIT_DAYS = {"standard": (3, 7), "expedited": (2, 4), "express": (1, 2)}
ABROAD_FACTOR = Decimal("2.2")
# Source: the usual air-freight divisor, 5,000 cubic centimeters a kilogram, in cubic millimeters a gram.
VOLUME_DIVISOR = 5_000
CURRENCY = {"GB": "GBP", "US": "USD", "CA": "CAD", "CH": "CHF", "AU": "AUD"}


def billable_grams(parcel: dict[str, Any]) -> int:
    """The actual or the volumetric weight, whichever is more."""
    volume = 1
    for name in ("length_mm", "width_mm", "height_mm"):
        volume *= parcel.get(name) or 0
    return max(int(parcel["weight_grams"]), volume // VOLUME_DIVISOR)


def cost(service: str, *, grams: int, abroad: bool) -> Decimal:
    """The price of one parcel in the shipper's currency."""
    amount = BASE[service] + PER_KILOGRAM[service] * Decimal(grams) / 1000
    return (amount * (ABROAD_FACTOR if abroad else 1)).quantize(Decimal("0.01"), ROUND_HALF_UP)


def rate(
    service: str, *, shipper: dict[str, Any], recipient: dict[str, Any], parcels: list[dict[str, Any]]
) -> dict[str, Any]:
    """Price and transit time of all parcels together."""
    abroad = shipper["country"] != recipient["country"]
    amount = sum((cost(service, grams=billable_grams(parcel), abroad=abroad) for parcel in parcels), Decimal(0))
    return {
        "service": service,
        "amount": str(amount),
        "currency": CURRENCY.get(shipper["country"], "EUR"),
        "transit_days": TRANSIT_DAYS[service][abroad],
    }
