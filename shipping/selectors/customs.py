"""What crosses a border in a parcel, as its goods' own data tell it."""

from fulfillment.models import Parcel, ParcelItem
from orders.models import Order
from shipping.carriers.contract import Customs, CustomsItem
from shipping.errors import CustomsIncomplete

# One territory for customs. Source: Regulation (EU) No 952/2013, article 4.
_UNION = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MC MT NL PL PT RO SE SI SK"
UNION = frozenset(_UNION.split())
REASON = "sale"
FIELDS = {"hs_code": "an HS code", "origin": "a country of origin", "weight_grams": "a weight"}


def crosses_border(origin: str, destination: str) -> bool:
    return bool(origin and destination) and origin != destination and not {origin, destination} <= UNION


def customs_of(parcel: Parcel, *, order: Order) -> Customs | None:
    """The declaration of a parcel, None where it stays inside. One query for one that crosses."""
    destination = order.shipping_address.country if order.shipping_address else ""
    if not crosses_border(parcel.fulfillment_order.warehouse.country, destination):
        return None
    items = ParcelItem.objects.filter(parcel=parcel).select_related("order_line__sku").order_by("pk")
    return Customs(
        reason=REASON, currency=order.currency, invoice=order.number, items=[item_of(item) for item in items]
    )


def item_of(item: ParcelItem) -> CustomsItem:
    line = item.order_line
    sku = line.sku
    return CustomsItem(
        sku=sku.code, description=line.name, quantity=item.quantity, value=line.unit_price,
        weight_grams=sku.weight_grams, hs_code=sku.hs_code, origin=sku.origin_country,
    )  # fmt: skip


def ensure_declared(customs: Customs | None) -> None:
    """Raises CustomsIncomplete naming every SKU and what it lacks, before any carrier is asked."""
    if customs is None:
        return
    lacking = [(item, name) for item in customs.items for name in FIELDS if not getattr(item, name)]
    lacking += [(item, "value") for item in customs.items if item.value <= 0 and (item, "value") not in lacking]
    if not lacking:
        return
    told = "; ".join(f"SKU {item.sku} has no {_plain(name)}" for item, name in lacking)
    item, name = lacking[0]
    raise CustomsIncomplete(
        f"The parcel crosses a border: {told}. Fill it in at the product, then try again.", field=f"{item.sku}.{name}"
    )


def _plain(name: str) -> str:
    return FIELDS.get(name, "a value").split(" ", 1)[1]
