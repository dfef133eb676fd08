"""What the orders of a file stand on: channel, goods, customers."""

from decimal import Decimal

from django.db import connection

from catalog.models import SKU, Barcode, Channel, Product, ServiceLevel, ShippingMethod, ShippingRate, TaxClass
from core.models import ImportJob
from core.numbers import next_numbers
from core.service import service
from customers.models import Customer
from desk.imports.errors import UnknownGoods
from desk.imports.uci.classing import is_goods
from desk.people.invent import invent_name, number_for
from orders.intake.reference import forget_reference

CURRENCY = "GBP"
LIVE_CHANNEL = "uci"
HISTORY_CHANNEL = "uci-history"

_CODES = """
SELECT raw->>'StockCode', coalesce(mode() WITHIN GROUP (ORDER BY raw->>'Description')
       FILTER (WHERE raw->>'Description' <> '' AND raw->>'UnitPrice' NOT IN ('0', '0.0', '0.00')), '')
FROM core_importrow WHERE job_id = %s AND raw->>'InvoiceNo' NOT LIKE 'C%%' GROUP BY 1
"""
_CUSTOMERS = "SELECT DISTINCT raw->>'CustomerID' FROM core_importrow WHERE job_id = %s AND raw->>'CustomerID' <> ''"


@service
def ensure_channel(*, code: str) -> Channel:
    """The channel imported orders belong to; made on first use with its tax class and free delivery."""
    names = {LIVE_CHANNEL: "UCI Retail", HISTORY_CHANNEL: "UCI Retail (history)"}
    channel, _ = Channel.objects.get_or_create(
        code=code,
        defaults={
            "name": names[code],
            "currency": CURRENCY,
            "country": "GB",
            "time_zone": "Europe/London",
            "number_prefix": "U" if code == LIVE_CHANNEL else "UH",
            "complete_wait_days": 0,
        },
    )
    method, _ = ShippingMethod.objects.get_or_create(
        code="standard",
        defaults={"name": "Standard", "service": ServiceLevel.STANDARD, "tax_class": untaxed()},
    )
    ShippingRate.objects.get_or_create(
        method=method, channel=channel, country="", defaults={"amount": Decimal(0), "transit_days": 3}
    )
    forget_reference()
    return channel


def untaxed() -> TaxClass:
    """Prices of the file are final: goods of it carry no tax of ours."""
    return TaxClass.objects.get_or_create(code="untaxed", defaults={"name": "Untaxed"})[0]


@service
def ensure_goods(*, job: ImportJob, may_create: bool) -> int:
    """Make the SKUs the file names and the catalog lacks; tells how many.

    Raises UnknownGoods when some are missing and may not be created.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CODES, [job.pk])
        found = [(code.strip(), " ".join(name.split())[:200]) for code, name in cursor.fetchall()]
    named = {code: name for code, name in found if is_goods(code)}
    known = set(SKU.objects.filter(code__in=named).values_list("code", flat=True))
    missing = sorted(set(named) - known)
    if missing and not may_create:
        raise UnknownGoods(
            f"{len(missing)} codes of {job.file_name} are not in the catalog, such as {', '.join(missing[:5])}. "
            "Add them, or let the import make them with --create-skus.",
            codes=missing[:100],
        )
    _create_goods({code: named[code] or f"Article {code}" for code in missing})
    return len(missing)


def _create_goods(names: dict[str, str]) -> None:
    if not names:
        return
    tax_class = untaxed()
    products = Product.objects.bulk_create([Product(name=name, category="Gifts") for name in names.values()], 1000)
    skus = [_new_sku(product, code, tax_class) for code, product in zip(names, products, strict=True)]
    SKU.objects.bulk_create(skus, batch_size=1000)
    Barcode.objects.bulk_create(
        [Barcode(sku=sku, code=f"UCI{sku.pk:09d}") for sku in skus], batch_size=1000, ignore_conflicts=True
    )


def _new_sku(product: Product, code: str, tax_class: TaxClass) -> SKU:
    number = number_for(f"size {code}")
    return SKU(
        product=product,
        code=code,
        name=product.name,
        tax_class=tax_class,
        weight_grams=5 + number % 15,
        length_mm=30 + number // 7 % 60,
        width_mm=20 + number // 11 % 50,
        height_mm=10 + number // 13 % 30,
        origin_country="GB",
        # Festive and decorative articles: the file names no goods for customs.
        hs_code="950590",
        scan_each_up_to=1,
        needs_shipping=not code.lower().startswith("gift_"),
        track_stock=not code.lower().startswith("gift_"),
    )


def customer_reference(number: str) -> str:
    """How a customer of the file is known to us."""
    return f"uci-{number}"


@service
def ensure_customers(*, job: ImportJob) -> int:
    """Make the customers the file numbers and we do not know; tells how many."""
    with connection.cursor() as cursor:
        cursor.execute(_CUSTOMERS, [job.pk])
        numbers = {text.strip().removesuffix(".0") for (text,) in cursor.fetchall()}
    references = {customer_reference(number) for number in numbers}
    known = set(Customer.objects.filter(external_id__in=references).values_list("external_id", flat=True))
    missing = sorted(references - known)
    create_customers({reference: f"{reference}@example.com" for reference in missing})
    return len(missing)


def create_customers(mailboxes: dict[str, str]) -> list[Customer]:
    """Customers by outside id with their mail addresses, numbered in order."""
    numbers = next_numbers("customer", len(mailboxes)) if mailboxes else []
    return Customer.objects.bulk_create(
        [
            Customer(number=number, external_id=reference, name=invent_name(reference), email=email)
            for number, (reference, email) in zip(numbers, mailboxes.items(), strict=True)
        ],
        batch_size=1000,
    )
