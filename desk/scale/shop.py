"""What the orders are about: a channel of its own, a warehouse, goods on its shelves, a carrier."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from catalog.models import SKU, Channel, Price, Product, ShippingMethod, ShippingRate, TaxClass, TaxRate
from core.actors import SYSTEM
from core.models import Effect
from core.service import service
from desk.scale.filling import run
from fulfillment.models import PickBatch
from fulfillment.statuses import BatchState
from inventory.models import StockLevel, Warehouse
from inventory.services.receiving import Receipt, receive_many
from inventory.services.warehouses import create_warehouse
from shipping.models import CarrierAccount

CODE = "scale"
PREFIX = "S"
SKUS = 1000
STOCK = 1_000_000
TAX_PERCENT = 19
SHIPPING = "4.90"
CARD = "tok_visa"
FILLING = "orders.tasks.fill_backorders"
# Nothing of it is swept away by the clock.
LONG_HOURS = 30_000
BEGAN = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """Keys that everything written needs, and how and by whom its orders were handled."""

    channel_id: int
    warehouse_id: int
    account_id: int
    intake: str = "api"
    # Without one the money came without a wire: no gateway is ever asked about it.
    gateway: str = "sandbox"
    token: str = CARD
    actor: str = SYSTEM.label


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaleShop(Shop):
    """Also what all orders of a chunk have in common."""

    method_id: int
    batch_id: int


def open_shop() -> ScaleShop:
    """The shop, made when it is not there yet."""
    channel = Channel.objects.filter(code=CODE).first() or _make_shop()
    return ScaleShop(
        channel_id=channel.pk,
        method_id=ShippingMethod.objects.values_list("pk", flat=True).get(code=CODE),
        warehouse_id=Warehouse.objects.values_list("pk", flat=True).get(code=CODE),
        account_id=CarrierAccount.objects.values_list("pk", flat=True).get(code=CODE),
        batch_id=PickBatch.objects.values_list("pk", flat=True).get(number="B-SCALE"),
    )


@service
def _make_shop() -> Channel:
    tax = TaxClass.objects.filter(code=CODE).first() or TaxClass.objects.create(code=CODE, name="Scale")
    TaxRate.objects.create(tax_class=tax, country="DE", percent=Decimal(TAX_PERCENT), valid_from=BEGAN.date())
    channel = Channel.objects.create(
        code=CODE, name="Scale", currency="EUR", country="DE", prices_include_tax=True, number_prefix=PREFIX,
        unpaid_hours=LONG_HOURS, feedback_after_days=None,
    )  # fmt: skip
    method = ShippingMethod.objects.create(code=CODE, name="Standard", tax_class=tax)
    ShippingRate.objects.create(method=method, channel=channel, amount=Decimal(SHIPPING), transit_days=2)
    warehouse = create_warehouse(
        code=CODE, name="Scale", line1="Dock Road 1", city="Berlin", postal_code="10115", country="DE", actor=SYSTEM
    )
    CarrierAccount.objects.create(code=CODE, name="Scale", carrier="simulated", is_active=False)
    PickBatch.objects.create(number="B-SCALE", warehouse=warehouse, state=BatchState.DONE, created_by=SYSTEM.label)
    _stock_shelves(channel, warehouse, tax)
    return channel


def _stock_shelves(channel: Channel, warehouse: Warehouse, tax: TaxClass) -> None:
    product = Product.objects.create(name="Scale article")
    skus = SKU.objects.bulk_create(
        SKU(product=product, code=f"SCALE-{number:04}", name=f"Article {number}", tax_class=tax, weight_grams=400)
        for number in range(1, SKUS + 1)
    )
    Price.objects.bulk_create(
        Price(sku=sku, channel=channel, currency=channel.currency, valid_from=BEGAN, amount=price_of(number))
        for number, sku in enumerate(skus, start=1)
    )
    receipts = [Receipt(warehouse_id=warehouse.pk, sku_id=sku.pk, quantity=STOCK) for sku in skus]
    levels = receive_many(receipts=receipts, cause_kind="scale", cause_reference="opening", actor=SYSTEM)
    # Nobody waits for these goods, and no worker may be there to say so.
    Effect.objects.filter(task=FILLING, payload__level_id__in=[level.pk for level in levels]).delete()


def price_of(number: int) -> Decimal:
    """Between 3 and 200, the same for the same article."""
    return Decimal(300 + (number * 7919) % 19_700) / 100


def list_goods(shop: Shop) -> None:
    """A table of this session: what is sold, at which price, and from which bin of which level."""
    run("DROP TABLE IF EXISTS scale_goods")
    run(
        """
        CREATE TEMPORARY TABLE scale_goods AS
        SELECT row_number() OVER (ORDER BY s.id) - 1 AS nr, s.id AS sku_id, s.name, p.amount AS price,
               l.id AS level_id, b.location_id
        FROM catalog_sku s
        JOIN catalog_price p ON p.sku_id = s.id AND p.channel_id = %(channel)s
        JOIN inventory_stocklevel l ON l.sku_id = s.id AND l.warehouse_id = %(warehouse)s
        JOIN LATERAL (
            SELECT b.location_id FROM inventory_binstock b JOIN inventory_location o ON o.id = b.location_id
            WHERE b.sku_id = s.id AND o.warehouse_id = l.warehouse_id ORDER BY b.quantity DESC LIMIT 1
        ) b ON TRUE
        """,
        channel=shop.channel_id, warehouse=shop.warehouse_id,
    )  # fmt: skip
    run("CREATE UNIQUE INDEX ON scale_goods (nr)")
    run("ANALYZE scale_goods")


def units_left(shop: Shop) -> int:
    """Units of the article that is nearest to its end."""
    levels = StockLevel.objects.filter(warehouse_id=shop.warehouse_id).order_by("on_hand")
    return levels.values_list("on_hand", flat=True).first() or 0
