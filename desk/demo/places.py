"""Demo channels, taxes, ways to ship, boxes and buildings."""

from datetime import date
from decimal import Decimal
from typing import Any

from catalog.models import Channel, ServiceLevel, ShippingMethod, ShippingRate, TaxClass, TaxRate
from core.actors import Actor
from desk.imports.live.shelves import add_shelves
from fulfillment.models import Packaging
from inventory.models import Warehouse
from inventory.services.warehouses import create_warehouse

SINCE = date(2020, 1, 1)
# Source: standard and reduced VAT rates as published by the European Commission, 2025.
VAT = {
    "DE": ("19", "7"), "AT": ("20", "10"), "FR": ("20", "5.5"), "NL": ("21", "9"), "ES": ("21", "4"),
}  # fmt: skip
METHODS = (
    ("standard", "Standard", ServiceLevel.STANDARD, "4.90", 3),
    ("express", "Express", ServiceLevel.EXPRESS, "12.90", 1),
    ("expedited", "Expedited", ServiceLevel.EXPEDITED, "8.90", 2),
    ("pickup", "Pickup at the counter", ServiceLevel.PICKUP, "0.00", 0),
)
BOXES = (
    ("letter", "Padded envelope", (350, 250, 50), 30, 1_000),
    ("book", "Book box", (240, 180, 100), 70, 3_000),
    ("small", "Small box", (300, 220, 120), 120, 5_000),
    ("cube", "Cube box", (250, 250, 250), 180, 8_000),
    ("flat", "Flat box", (480, 320, 100), 210, 8_000),
    ("medium", "Medium box", (420, 320, 220), 260, 12_000),
    ("wide", "Wide box", (500, 350, 300), 380, 20_000),
    ("large", "Large box", (600, 400, 400), 480, 30_000),
)


def make_taxes() -> dict[str, TaxClass]:
    """Standard and reduced, with the rates of the countries we ship to."""
    classes = {
        code: TaxClass.objects.get_or_create(code=code, defaults={"name": code.title()})[0]
        for code in ("standard", "reduced")
    }
    TaxRate.objects.bulk_create(
        (
            TaxRate(tax_class=classes[name], country=country, percent=Decimal(percent), valid_from=SINCE)
            for country, percents in VAT.items()
            for name, percent in zip(("standard", "reduced"), percents, strict=True)
        ),
        ignore_conflicts=True,
    )
    return classes


SELLERS = {
    "EUR": {
        "seller_name": "Tea & Co. GmbH", "seller_address": "Lagerstraße 12\n12099 Berlin\nGermany",
        "seller_vat_id": "DE123456789",
        "invoice_footer": "IBAN DE02 1203 0000 0000 2020 51\nAmtsgericht Berlin HRB 4711",
    },
    "USD": {
        "seller_name": "Tea & Co. Inc.", "seller_address": "200 Harbor Street\nBoston, MA 02110\nUSA",
        "invoice_footer": "Account 000123456789 · Routing 011000015",
    },
}  # fmt: skip


def make_channels() -> dict[str, Channel]:
    """A shop in euros, one in dollars, and the telephone."""
    wanted: dict[str, dict[str, Any]] = {
        "shop-eu": {"name": "Shop Europe", "currency": "EUR", "country": "DE", "prices_include_tax": True},
        "shop-us": {
            "name": "Shop USA", "currency": "USD", "country": "US", "number_prefix": "US", "invoice_on": "capture",
        },
        "phone": {
            "name": "Telephone", "currency": "EUR", "country": "DE", "prices_include_tax": True, "number_prefix": "T",
        },
    }  # fmt: skip
    zones = {"shop-us": "America/New_York"}
    return {
        code: Channel.objects.create(
            code=code,
            time_zone=zones.get(code, "Europe/Berlin"),
            **{"invoice_on": "shipment", "invoices_from": SINCE, **SELLERS[facts["currency"]], **facts},
        )
        for code, facts in wanted.items()
    }


def make_shipping(channels: dict[str, Channel], tax_class: TaxClass) -> None:
    """Three methods, at home cheaper than elsewhere."""
    rates = []
    for code, name, service, price, days in METHODS:
        method, _ = ShippingMethod.objects.get_or_create(
            code=code, defaults={"name": name, "service": service, "tax_class": tax_class}
        )
        for channel in channels.values():
            free_from = Decimal(100) if code == "standard" else None
            amount = Decimal(price)
            home = ShippingRate(method=method, channel=channel, country=channel.country, amount=amount)
            home.transit_days, home.free_from = days, free_from
            away = ShippingRate(method=method, channel=channel, amount=amount * 2, transit_days=days + 3)
            rates += [home, away]
    ShippingRate.objects.bulk_create(rates)


def make_boxes() -> None:
    for code, name, (length, width, height), tare, limit in BOXES:
        Packaging.objects.get_or_create(
            code=code,
            defaults={
                "name": name, "length_mm": length, "width_mm": width, "height_mm": height, "tare_grams": tare,
                "max_weight_grams": limit,
            },
        )  # fmt: skip


def make_warehouses(actor: Actor) -> list[Warehouse]:
    """Two buildings with shelves; the nearer one is asked first."""
    berlin = create_warehouse(
        code="berlin", name="Berlin", line1="Lagerstraße 12", city="Berlin", postal_code="12099", country="DE",
        phone="+493012345670", time_zone="Europe/Berlin", priority=10, actor=actor,
    )  # fmt: skip
    jersey = create_warehouse(
        code="newark", name="Newark", line1="40 Dock Street", city="Newark", region="NJ", postal_code="07102",
        country="US", phone="+12015550170", time_zone="America/New_York", priority=15, actor=actor,
    )  # fmt: skip
    berlin.has_counter, berlin.counter_hours = True, "Mon–Fri 9–18, Sat 9–13"
    berlin.save(update_fields=["has_counter", "counter_hours"])
    for warehouse in (berlin, jersey):
        add_shelves(warehouse.pk, aisles="ABC", bays=20)
    return [berlin, jersey]
