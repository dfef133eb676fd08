"""What crosses a border in a parcel, as its goods' own data tell it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from catalog.models import Price
from core.borders import crosses_border
from fulfillment.models import Parcel, ParcelItem
from orders.models import Order, OrderLine
from shipping.carriers.contract import Customs, CustomsItem
from shipping.errors import CustomsIncomplete

REASON = "sale"
FIELDS = {"hs_code": "an HS code", "origin": "a country of origin", "weight_grams": "a weight"}


def customs_of(parcel: Parcel, *, order: Order) -> Customs | None:
    """The declaration of a parcel, None where it stays inside. One query for one that crosses, two with free goods."""
    destination = order.shipping_address.country if order.shipping_address else ""
    if not crosses_border(parcel.fulfillment_order.warehouse.country, destination):
        return None
    items = list(ParcelItem.objects.filter(parcel=parcel).select_related("order_line__sku").order_by("pk"))
    free = [item.order_line.sku_id for item in items if not own_value(item.order_line)]
    prices = prices_of(free, order=order) if free else {}
    return Customs(
        reason=REASON, currency=order.currency, invoice=order.number, items=[item_of(item, prices) for item in items]
    )


def own_value(line: OrderLine) -> Decimal:
    """What a unit was sold for; of goods given free what they cost else, as the order knows it."""
    return line.unit_price or line.list_price or Decimal(0)


def prices_of(sku_ids: Sequence[int], *, order: Order) -> dict[int, Decimal]:
    """What SKUs cost in the order's channel and currency now. One query."""
    now = timezone.now()
    rows = Price.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=now), sku__in=sku_ids, channel=order.channel_id, currency=order.currency,
        valid_from__lte=now,
    ).order_by("valid_from")  # fmt: skip
    return dict(rows.values_list("sku_id", "amount"))


def item_of(item: ParcelItem, prices: Mapping[int, Decimal]) -> CustomsItem:
    """Customs want the value of goods that are given free as well."""
    line = item.order_line
    sku = line.sku
    return CustomsItem(
        sku=sku.code, description=line.name, quantity=item.quantity,
        value=own_value(line) or prices.get(sku.pk, Decimal(0)),
        weight_grams=sku.weight_grams, hs_code=sku.hs_code, origin=sku.origin_country,
    )  # fmt: skip


def ensure_declared(customs: Customs | None) -> None:
    """Raises CustomsIncomplete naming every SKU and what it lacks, before any carrier is asked."""
    if customs is None:
        return
    lacking = [(item, name) for item in customs.items for name in FIELDS if not getattr(item, name)]
    worthless = [item for item in customs.items if item.value <= 0]
    if not lacking and not worthless:
        return
    words = []
    if lacking:
        told = "; ".join(f"SKU {item.sku} has no {_plain(name)}" for item, name in lacking)
        words.append(f"{told}. Fill it in at the product")
    if worthless:
        codes = ", ".join(item.sku for item in worthless)
        words.append(
            f"customs want the value of free goods too, and SKU {codes} has no price in {customs.currency}. "
            "Give it one in the order's channel"
        )
    item, name = (*lacking, *((item, "value") for item in worthless))[0]
    raise CustomsIncomplete(
        f"The parcel crosses a border: {'; '.join(words)}, then try again.", field=f"{item.sku}.{name}"
    )


def _plain(name: str) -> str:
    return FIELDS[name].split(" ", 1)[1]
