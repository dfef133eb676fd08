"""Demo goods: twenty products in sixty variants, with sizes, barcodes and a price per channel."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from catalog.models import SKU, Barcode, Channel, Price, Product, TaxClass
from core.money import quantize
from desk.people.invent import number_for

VALID_FROM = datetime(2020, 1, 1, tzinfo=UTC)
# Euro prices in other currencies, rounded to what a shop would write.
RATES = {"EUR": Decimal(1), "USD": Decimal("1.1")}


@dataclass(frozen=True)
class Design:
    """A product with its variants; grams and millimeters of one unit, packed."""

    name: str
    category: str
    code: str
    price: str
    grams: int
    size_mm: tuple[int, int, int]
    variants: tuple[str, ...]
    is_reduced: bool = False
    keep_upright: bool = False


# Source: Harmonized System 2022; one heading for each shelf does for a demonstration.
_HS_CODES = {
    "Clothing": "620590", "Shoes": "640399", "Kitchen": "691110", "Home": "630120", "Paper": "482010",
    "Books": "490199", "Outdoor": "420292", "Food": "090121",
}  # fmt: skip
_SIZES = ("S", "M", "L")
_COLORS = ("Sand", "Moss", "Ink")
DESIGNS = (
    Design("Linen shirt", "Clothing", "SHIRT", "49.90", 260, (320, 240, 30), _SIZES),
    Design("Wool sweater", "Clothing", "SWEATER", "89.00", 520, (380, 300, 70), _SIZES),
    Design("Rain jacket", "Clothing", "JACKET", "129.00", 640, (380, 300, 80), _SIZES),
    Design("Canvas sneaker", "Shoes", "SNEAKER", "69.90", 780, (320, 200, 120), ("39", "41", "43")),
    Design("Leather boot", "Shoes", "BOOT", "159.00", 1450, (340, 260, 140), ("39", "41", "43")),
    Design("Espresso cup", "Kitchen", "CUP", "14.50", 310, (110, 110, 90), _COLORS),
    Design("Dinner plate", "Kitchen", "PLATE", "18.90", 690, (280, 280, 40), _COLORS),
    Design("Chef's knife", "Kitchen", "KNIFE", "79.00", 280, (360, 90, 40), ("16 cm", "20 cm", "24 cm")),
    Design("Cast-iron pan", "Kitchen", "PAN", "64.00", 2350, (460, 290, 70), ("20 cm", "24 cm", "28 cm")),
    Design("Wool blanket", "Home", "BLANKET", "99.00", 1150, (400, 300, 120), _COLORS),
    Design("Desk lamp", "Home", "LAMP", "84.90", 1620, (220, 180, 380), _COLORS, keep_upright=True),
    Design("Cushion", "Home", "CUSHION", "29.90", 480, (400, 400, 120), _COLORS),
    Design("Notebook", "Paper", "NOTEBOOK", "12.90", 330, (215, 150, 18), ("Lined", "Dotted", "Blank")),
    Design("Fountain pen", "Paper", "PEN", "39.00", 60, (170, 50, 35), _COLORS),
    Design("Field guide", "Books", "GUIDE", "24.00", 540, (210, 140, 30), ("Birds", "Trees", "Stars"), True),
    Design("Cookbook", "Books", "COOKBOOK", "32.00", 980, (260, 200, 28), ("Bread", "Soup", "Garden"), True),
    Design(
        "Travel bottle", "Outdoor", "BOTTLE", "27.50", 340, (80, 80, 260), ("350 ml", "500 ml", "750 ml"),
        keep_upright=True,
    ),
    Design("Day pack", "Outdoor", "PACK", "74.00", 720, (420, 280, 90), _COLORS),
    Design("Head torch", "Outdoor", "TORCH", "34.90", 130, (120, 90, 70), _COLORS),
    Design("Coffee beans", "Food", "COFFEE", "16.90", 520, (240, 120, 80), ("House", "Decaf", "Single origin"), True),
)  # fmt: skip


def gtin(number: int) -> str:
    """A 13-digit article number with its check digit; the prefix 20 is for use inside a company.

    Source: GS1 General Specifications, check digit calculation and restricted circulation numbers.
    """
    digits = f"20{number:010d}"
    total = sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(digits))
    return f"{digits}{-total % 10}"


def make_goods(channels: Mapping[str, Channel], taxes: Mapping[str, TaxClass]) -> list[SKU]:
    """Write all products with SKUs, barcodes and prices; a constant number of statements."""
    products = Product.objects.bulk_create(
        Product(name=design.name, category=design.category, description=f"{design.name} of our own make.")
        for design in DESIGNS
    )
    skus = SKU.objects.bulk_create(
        sku for design, product in zip(DESIGNS, products, strict=True) for sku in _skus(design, product, taxes)
    )
    Barcode.objects.bulk_create(Barcode(sku=sku, code=gtin(1000 + index)) for index, sku in enumerate(skus))
    by_code = {design.code: design for design in DESIGNS}
    Price.objects.bulk_create(
        Price(
            sku=sku,
            channel=channel,
            currency=channel.currency,
            amount=_price(by_code[sku.code.split("-")[0]], channel),
            valid_from=VALID_FROM,
        )
        for sku in skus
        for channel in channels.values()
    )
    return skus


def _skus(design: Design, product: Product, taxes: Mapping[str, TaxClass]) -> Iterator[SKU]:
    length, width, height = design.size_mm
    for variant in design.variants:
        code = f"{design.code}-{variant.upper().replace(' ', '')}"
        yield SKU(
            product=product, code=code, name=f"{design.name}, {variant}", weight_grams=design.grams,
            length_mm=length, width_mm=width, height_mm=height, origin_country="PT", hs_code=_HS_CODES[design.category],
            keep_upright=design.keep_upright,
            tax_class=taxes["reduced" if design.is_reduced else "standard"], scan_each_up_to=5,
            backorder_limit=None if number_for(code) % 5 else 40,
            unit_cost=quantize(Decimal(design.price) * 2 / 5, "EUR"), cost_currency="EUR",
        )  # fmt: skip


def _price(design: Design, channel: Channel) -> Decimal:
    return (Decimal(design.price) * RATES[channel.currency]).quantize(Decimal("0.1"))
