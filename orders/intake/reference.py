"""Master data every order needs, kept in the process for a few seconds: channels, tax, rates, kits, warehouses."""

import time
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from datetime import time as time_of_day
from decimal import Decimal

from django.db.models import Sum

from catalog.models import Channel, ShippingMethod, ShippingRate, SkuComponent, TaxClass, TaxRate
from core.money import ZERO
from inventory.models import DeliveryArea, MethodCutoff, StockLevel, Warehouse
from orders.models import ReviewRule, SourcingRule, Strategy

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
    sourcing_rules: dict[int, list[str]]
    areas: dict[tuple[int, str], list[DeliveryArea]]
    allocated: dict[int, int]
    reviewed_channels: frozenset[int | None]
    kits: dict[str, list[tuple[str, int]]]
    cutoffs: dict[tuple[int, int | None], time_of_day]

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
        """Active buildings in order of priority; practice stays among itself."""
        return [warehouse for warehouse in self.warehouses if warehouse.is_practice == channel.is_practice]

    def counters_for(self, channel: Channel) -> list[Warehouse]:
        """The buildings at which the channel's customers may collect."""
        return [warehouse for warehouse in self.warehouses_for(channel) if warehouse.has_counter]

    def area(self, warehouse_id: int, country: str, postal_code: str) -> DeliveryArea | None:
        """What is known of the way from the warehouse to an address: the area with the longest matching prefix."""
        areas = self.areas.get((warehouse_id, country), ())
        fitting = (area for area in areas if postal_code.startswith(area.postal_prefix))
        return max(fitting, key=lambda area: len(area.postal_prefix), default=None)

    def is_reviewed(self, channel: Channel) -> bool:
        """Whether any active review rule looks at the channel's orders."""
        return None in self.reviewed_channels or channel.pk in self.reviewed_channels

    def cutoff_at(self, warehouse: Warehouse, method_id: int | None) -> time_of_day:
        """Until when goods of the shipping method leave the same day: its own truck's time, else the building's."""
        own: time_of_day = warehouse.cutoff_at
        return self.cutoffs.get((warehouse.pk, method_id), own)

    def load(self, warehouse: Warehouse) -> Decimal | None:
        """The share of the warehouse's capacity that is taken by open allocations; None without a capacity."""
        return Decimal(self.allocated.get(warehouse.pk, 0)) / warehouse.capacity if warehouse.capacity else None


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
    rules: dict[int, list[str]] = defaultdict(list)
    for rule in SourcingRule.objects.order_by("channel_id", "position", "pk"):
        rules[rule.channel_id].append(rule.strategy)
    areas: dict[tuple[int, str], list[DeliveryArea]] = defaultdict(list)
    for area in DeliveryArea.objects.all():
        areas[area.warehouse_id, area.country].append(area)
    asks_capacity = any(Strategy.CAPACITY in own for own in rules.values())
    return Reference(
        loaded_at=time.monotonic(),
        channels={channel.code: channel for channel in Channel.objects.filter(is_active=True)},
        methods={method.code: method for method in ShippingMethod.objects.filter(is_active=True)},
        rates=dict(rates),
        tax_classes=dict(TaxClass.objects.values_list("code", "pk")),
        taxes=dict(taxes),
        warehouses=list(Warehouse.objects.filter(is_active=True).order_by("priority", "pk")),
        sourcing_rules=dict(rules),
        areas=dict(areas),
        allocated=_allocated() if asks_capacity else {},
        reviewed_channels=frozenset(ReviewRule.objects.filter(is_active=True).values_list("channel_id", flat=True)),
        kits=_kits(),
        cutoffs={(own.warehouse_id, own.method_id): own.cutoff_at for own in MethodCutoff.objects.all()},
    )


def _kits() -> dict[str, list[tuple[str, int]]]:
    """By a kit's code, the codes of its components with the units that one kit needs, in the order they were given."""
    kits: dict[str, list[tuple[str, int]]] = defaultdict(list)
    parts = SkuComponent.objects.order_by("kit_id", "pk").values_list("kit__code", "sku__code", "quantity")
    for kit, part, units in parts:
        kits[kit].append((part, units))
    return dict(kits)


def _allocated() -> dict[int, int]:
    """Units that orders have claimed, by warehouse."""
    sums = StockLevel.objects.filter(allocated__gt=0).values_list("warehouse_id").annotate(units=Sum("allocated"))
    return dict(sums)
