"""Demo kits: a price of their own, the stock of what is in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from catalog.models import SKU, Channel, Price, Product, SkuComponent, TaxClass
from desk.demo.goods import RATES, VALID_FROM


@dataclass(frozen=True)
class Bundle:
    """A kit with its euro price and its components by code; cheaper than they are by themselves."""

    code: str
    name: str
    price: str
    parts: Mapping[str, int]


BUNDLES = (
    Bundle("SET-BREAKFAST", "Breakfast for two", "74.90", {"CUP-SAND": 2, "PLATE-SAND": 2, "COFFEE-HOUSE": 1}),
    Bundle("SET-WRITING", "Writing set", "59.00", {"PEN-INK": 1, "NOTEBOOK-LINED": 2}),
    Bundle(
        "SET-HILLS", "A day on the hills", "149.00",
        {"PACK-MOSS": 1, "BOTTLE-500ML": 1, "TORCH-MOSS": 1, "GUIDE-BIRDS": 1},
    ),
)  # fmt: skip


def make_kits(channels: Mapping[str, Channel], taxes: Mapping[str, TaxClass], skus: Sequence[SKU]) -> list[SKU]:
    """Write the kits with their components and a price per channel; a constant number of statements."""
    by_code = {sku.code: sku for sku in skus}
    products = Product.objects.bulk_create(Product(name=one.name, category="Sets") for one in BUNDLES)
    kits = SKU.objects.bulk_create(
        SKU(product=product, code=one.code, name=one.name, tax_class=taxes["standard"])
        for one, product in zip(BUNDLES, products, strict=True)
    )
    SkuComponent.objects.bulk_create(
        SkuComponent(kit=kit, sku=by_code[code], quantity=units)
        for one, kit in zip(BUNDLES, kits, strict=True)
        for code, units in one.parts.items()
    )
    Price.objects.bulk_create(
        Price(
            sku=kit, channel=channel, currency=channel.currency, valid_from=VALID_FROM,
            amount=(Decimal(one.price) * RATES[channel.currency]).quantize(Decimal("0.1")),
        )
        for one, kit in zip(BUNDLES, kits, strict=True)
        for channel in channels.values()
    )  # fmt: skip
    return kits
