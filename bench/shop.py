"""A shop to measure with: many SKUs, plenty of stock."""

import random
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from catalog.models import SKU, Channel, Price, Product, ShippingMethod, ShippingRate, TaxClass, TaxRate
from core.actors import SYSTEM
from inventory.services.receiving import Receipt, receive_many
from inventory.services.warehouses import create_warehouse
from orders.intake.requests import AddressRequest, CustomerRequest, LineRequest, OrderRequest, TenderRequest

SKUS = 1000
STOCK = 1_000_000


@dataclass(frozen=True)
class BenchShop:
    codes: list[str]

    def request(
        self, dice: random.Random, *, lines: int = 3, hot: bool = False, units: int = 1, tender: str = "card"
    ) -> OrderRequest:
        codes = [self.codes[0]] if hot else dice.sample(self.codes, lines)
        who = dice.randrange(10**9)
        return OrderRequest(
            channel_code="bench",
            lines=[LineRequest(sku_code=code, quantity=units) for code in codes],
            customer=CustomerRequest(name=f"Customer {who}", email=f"c{who}@example.com"),
            shipping_address=AddressRequest(
                name="C", line1="Street 1", city="Berlin", postal_code="10115", country="DE"
            ),
            tenders=[TenderRequest(kind=tender, token="tok_visa" if tender == "card" else "")],
            idempotency_key=f"bench-{who}-{dice.random()}",
        )


def open_bench_shop() -> BenchShop:
    """Master data of the benchmarks in an empty database."""
    tax = TaxClass.objects.create(code="standard", name="Standard")
    TaxRate.objects.create(tax_class=tax, country="DE", percent=Decimal(19), valid_from=date(2020, 1, 1))
    channel = Channel.objects.create(code="bench", name="Bench", currency="EUR", country="DE")
    method = ShippingMethod.objects.create(code="standard", name="Standard", tax_class=tax)
    ShippingRate.objects.create(method=method, channel=channel, amount=Decimal("4.90"), transit_days=2)
    warehouse = create_warehouse(
        code="bench", name="Bench", line1="Street 1", city="Berlin", postal_code="10115", country="DE", actor=SYSTEM
    )
    product = Product.objects.create(name="Thing")
    skus = SKU.objects.bulk_create(
        SKU(product=product, code=f"B-{number}", name=f"Thing {number}", tax_class=tax) for number in range(SKUS)
    )
    start = timezone.now() - timedelta(days=1)
    Price.objects.bulk_create(
        Price(sku=sku, channel=channel, currency="EUR", amount=Decimal("12.340000"), valid_from=start) for sku in skus
    )
    receipts = [Receipt(warehouse_id=warehouse.pk, sku_id=sku.pk, quantity=STOCK) for sku in skus]
    receive_many(receipts=receipts, cause_kind="bench", cause_reference="opening", actor=SYSTEM)
    return BenchShop([sku.code for sku in skus])
