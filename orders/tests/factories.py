"""A small shop and orders in the states tests need, made through the services."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from catalog.models import SKU, Channel, Price, Product, ShippingMethod, ShippingRate, TaxClass, TaxRate
from core.actors import SYSTEM
from inventory.models import StockLevel, Warehouse
from inventory.services.receiving import Receipt, receive_many, receive_stock
from inventory.services.warehouses import create_warehouse
from orders.intake.reference import forget_reference
from orders.intake.requests import AddressRequest, CustomerRequest, LineRequest, OrderRequest, TenderRequest
from orders.models import Order
from orders.services.confirming import confirm_order
from orders.services.placing import place_orders
from orders.services.recording.floor import record_packed, record_picked, record_release
from orders.services.recording.funds import Funds, record_funds
from orders.services.recording.places import Place, by_line
from orders.services.recording.risk import record_risk
from orders.services.recording.road import DispatchedUnit, record_delivery, record_dispatch


@dataclass
class Shop:
    """Master data of a test: prices are 10.00, 20.00, 30.00 … without tax, 20 % VAT, shipping 5.00."""

    channel: Channel
    warehouses: list[Warehouse]
    skus: list[SKU]

    def level(self, index: int = 0, warehouse: int = 0) -> StockLevel:
        return StockLevel.objects.get(sku=self.skus[index], warehouse=self.warehouses[warehouse])

    def receive(self, units: int, *, index: int = 0, warehouse: int = 0) -> StockLevel:
        return receive_stock(
            warehouse_id=self.warehouses[warehouse].pk, sku_id=self.skus[index].pk, quantity=units,
            cause_kind="test", cause_reference="opening", actor=SYSTEM,
        )  # fmt: skip

    def request(self, units: Mapping[int, int] | None = None, **options) -> OrderRequest:
        """A wish for ``{sku index: units}``; one unit of the first SKU when nothing is said."""
        wanted = {0: 1} if units is None else units
        values = {
            "channel_code": self.channel.code,
            "lines": [LineRequest(sku_code=self.skus[index].code, quantity=count) for index, count in wanted.items()],
            "customer": CustomerRequest(name="Ada Lovelace", email="ada@example.com", phone="+4930123456"),
            "shipping_address": AddressRequest(
                name="Ada Lovelace", line1="Unter den Linden 1", city="Berlin", postal_code="10117", country="DE"
            ),
            "tenders": [TenderRequest(kind="card", token="tok_visa")],
        }
        return OrderRequest(**{**values, **options})


def open_shop(*, skus: int = 3, stock: int = 10, **channel) -> Shop:
    """A shop with ``stock`` units of each SKU in the first of two warehouses."""
    tax = TaxClass.objects.create(code="standard", name="Standard")
    TaxRate.objects.create(tax_class=tax, country="DE", percent=Decimal(20), valid_from=datetime.date(2020, 1, 1))
    values = {"code": "web", "name": "Web shop", "currency": "EUR", "country": "DE", **channel}
    shop = Shop(channel=Channel.objects.create(**values), warehouses=[], skus=[])
    method = ShippingMethod.objects.create(code="standard", name="Standard", tax_class=tax)
    ShippingRate.objects.create(method=method, channel=shop.channel, amount=Decimal(5), transit_days=2)
    for number, city in enumerate(("Berlin", "Munich"), start=1):
        shop.warehouses.append(
            create_warehouse(
                code=f"w{number}", name=city, line1="Street 1", city=city, postal_code="10115", country="DE",
                priority=number, is_practice=bool(channel.get("is_practice")), actor=SYSTEM,
            )
        )  # fmt: skip
    start = timezone.now() - datetime.timedelta(days=1)
    products = Product.objects.bulk_create(Product(name=f"Product {number}") for number in range(1, skus + 1))
    shop.skus += SKU.objects.bulk_create(
        SKU(
            product=product, code=f"SKU-{number}", name=product.name, tax_class=tax, weight_grams=500,
            hs_code="691200", origin_country="DE",
        )
        for number, product in enumerate(products, start=1)
    )  # fmt: skip
    Price.objects.bulk_create(
        Price(sku=sku, channel=shop.channel, currency=shop.channel.currency, amount=Decimal(10 * nr), valid_from=start)
        for nr, sku in enumerate(shop.skus, start=1)
    )
    if stock:
        receipts = [Receipt(warehouse_id=shop.warehouses[0].pk, sku_id=sku.pk, quantity=stock) for sku in shop.skus]
        receive_many(receipts=receipts, cause_kind="test", cause_reference="opening", actor=SYSTEM)
    forget_reference()
    return shop


def placed_order(shop: Shop, units: Mapping[int, int] | None = None, **options) -> Order:
    (outcome,) = place_orders([shop.request(units, **options)], actor=SYSTEM)
    if outcome.error is not None:
        raise outcome.error
    return Order.objects.get(pk=outcome.order_id)


def authorized_order(shop: Shop, units: Mapping[int, int] | None = None, **options) -> Order:
    order = placed_order(shop, units, **options)
    return record_funds(order_id=order.pk, funds=Funds(authorized=order.total), actor=SYSTEM)


def confirmed_order(shop: Shop, units: Mapping[int, int] | None = None, **options) -> Order:
    order = authorized_order(shop, units, **options)
    record_risk(order_id=order.pk, score=0, verdict="pass", reason="", actor=SYSTEM)
    return confirm_order(order_id=order.pk, actor=SYSTEM)


def claims_of(order: Order) -> dict[Place, int]:
    """Units that lie in stock for the order, by line and level."""
    claims: dict[Place, int] = {}
    for line in order.lines.all():
        if line.allocated and not (line.track_stock and line.needs_shipping):
            claims[line.pk, None] = line.allocated
        claims |= {(line.pk, c.level_id): c.quantity for c in line.allocations.filter(quantity__gt=0)}
    return claims


def units_of(order: Order) -> dict[int, int]:
    return {line.pk: line.allocated for line in order.lines.all() if line.allocated}


def released_order(shop: Shop, units: Mapping[int, int] | None = None, **options) -> Order:
    order = confirmed_order(shop, units, **options)
    return record_release(order_id=order.pk, units=claims_of(order), actor=SYSTEM)


def packed_order(shop: Shop, units: Mapping[int, int] | None = None, **options) -> Order:
    order = released_order(shop, units, **options)
    every = claims_of(Order.objects.get(pk=order.pk))
    record_picked(order_id=order.pk, units=every, actor=SYSTEM)
    return record_packed(order_id=order.pk, units=by_line(every), actor=SYSTEM)


def dispatched_order(shop: Shop, units: Mapping[int, int] | None = None, *, parcel_id: int = 1, **options) -> Order:
    order = packed_order(shop, units, **options)
    left = [
        DispatchedUnit(claim.line_id, claim.level_id, claim.quantity)
        for line in order.lines.all()
        for claim in line.allocations.filter(quantity__gt=0)
    ]
    record_dispatch(order_id=order.pk, parcel_id=parcel_id, units=left, actor=SYSTEM)
    return Order.objects.get(pk=order.pk)


def delivered_order(shop: Shop, units: Mapping[int, int] | None = None, *, parcel_id: int = 1, **options) -> Order:
    order = dispatched_order(shop, units, parcel_id=parcel_id, **options)
    shipped = {line.pk: line.shipped for line in order.lines.all()}
    record_delivery(order_id=order.pk, parcel_id=parcel_id, units=shipped, actor=SYSTEM)
    return Order.objects.get(pk=order.pk)
