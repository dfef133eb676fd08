"""Kits for tests, sold in a small shop."""

import datetime
from collections.abc import Mapping
from decimal import Decimal

from django.utils import timezone

from catalog.models import SKU, Price, Product, SkuComponent
from orders.intake.reference import forget_reference
from orders.intake.requests import LineRequest
from orders.models import Order
from orders.tests.factories import Shop, placed_order


def sell_kit(shop: Shop, parts: Mapping[int, int], *, price: str = "25.00", code: str = "KIT-1") -> SKU:
    """A kit of ``{sku index: units}`` at a price of its own; it has no stock."""
    sku = SKU.objects.create(
        product=Product.objects.create(name="Breakfast set"), code=code, name="Breakfast set",
        tax_class=shop.skus[0].tax_class,
    )  # fmt: skip
    SkuComponent.objects.bulk_create(
        SkuComponent(kit=sku, sku=shop.skus[index], quantity=units) for index, units in parts.items()
    )
    start = timezone.now() - datetime.timedelta(days=1)
    Price.objects.create(
        sku=sku, channel=shop.channel, currency=shop.channel.currency, amount=Decimal(price), valid_from=start
    )
    forget_reference()
    return sku


def kit_lines(code: str = "KIT-1", units: int = 1, **options) -> list[LineRequest]:
    return [LineRequest(sku_code=code, quantity=units, **options)]


def kit_order(shop: Shop, units: int = 1, *, code: str = "KIT-1", **options) -> Order:
    return placed_order(shop, lines=kit_lines(code, units), **options)


def shape(order: Order) -> list[tuple[str, int, int | None, str]]:
    """SKU, ordered, per kit and amount of each line."""
    return [
        (line.sku.code, line.ordered, line.per_kit, f"{line.amount:.2f}")
        for line in order.lines.select_related("sku").order_by("position")
    ]
