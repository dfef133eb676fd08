"""Master data every order needs, kept in the process for a few seconds: channels, tax, rates, warehouses."""

import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from catalog.models import Channel, ShippingMethod, ShippingRate, TaxClass, TaxRate
from core.money import ZERO
from inventory.models import Warehouse

LIFETIME_SECONDS = 5.0


@dataclass(frozen=True)
class Reference:
    """One consistent picture of the master data, at most ``LIFETIME_SECONDS`` old."""

    loaded_at: float
    channels: dict[str, Channel]
    methods: dict[str, ShippingMethod]
    rates: dict[tuple[int, int], dict[str, ShippingRate]]
    tax_classes: dict[str, int]
    taxes: dict[tuple[int, str, str], list[TaxRate]]
    warehouses: list[Warehouse]

    def tax_percent(self, tax_class_id: int, country: str, region: str, on: date) -> Decimal:
        """Percent of the class in the region on that day, else in the country; zero where no rate is known."""
        for part in dict.fromkeys((_plain(region), "")):
            rates = self.taxes.get((tax_class_id, country, part), ())
            valid = [rate for rate in rates if rate.valid_from <= on and (rate.valid_to is None or on <= rate.valid_to)]
            if valid:
                return max(valid, key=lambda rate: rate.valid_from).percent
        return ZERO

    def shipping_rate(self, method: ShippingMethod, channel: Channel, country: str) -> ShippingRate | None:
        """The method's rate for the country, or its rate for everywhere else."""
        by_country = self.rates.get((method.pk, channel.pk), {})
        return by_country.get(country) or by_country.get("")

    def warehouses_for(self, channel: Channel) -> list[Warehouse]:
        """Active buildings in order of priority; training stays among itself."""
        return [warehouse for warehouse in self.warehouses if warehouse.is_training == channel.is_training]


def _plain(region: str) -> str:
    """A region as it is compared, whatever its case."""
    return region.strip().upper()


_current: list[Reference] = []


def reference() -> Reference:
    """The master data, read again when older than a few seconds."""
    if not _current or time.monotonic() - _current[0].loaded_at > LIFETIME_SECONDS:
        _current[:] = [_load()]
    return _current[0]


def forget_reference() -> None:
    """Read the master data anew at the next use: after changing it, and between tests."""
    _current.clear()


def _load() -> Reference:
    taxes: dict[tuple[int, str, str], list[TaxRate]] = defaultdict(list)
    for tax in TaxRate.objects.all():
        taxes[tax.tax_class_id, tax.country, _plain(tax.region)].append(tax)
    rates: dict[tuple[int, int], dict[str, ShippingRate]] = defaultdict(dict)
    for rate in ShippingRate.objects.all():
        rates[rate.method_id, rate.channel_id][rate.country] = rate
    return Reference(
        loaded_at=time.monotonic(),
        channels={channel.code: channel for channel in Channel.objects.filter(is_active=True)},
        methods={method.code: method for method in ShippingMethod.objects.filter(is_active=True)},
        rates=dict(rates),
        tax_classes=dict(TaxClass.objects.values_list("code", "pk")),
        taxes=dict(taxes),
        warehouses=list(Warehouse.objects.filter(is_active=True).order_by("priority", "pk")),
    )
