"""A shop whose first warehouse has a counter, and orders that wait there."""

from collections.abc import Mapping

from catalog.models import ServiceLevel, ShippingMethod, TaxClass
from fulfillment.models import Pickup
from fulfillment.tests.factories import packed_parcel
from inventory.models import Warehouse
from orders.intake.reference import forget_reference
from orders.tests.factories import Shop

AT_THE_COUNTER = {"shipping_method": "pickup", "shipping_address": None}


def open_counter(shop: Shop, index: int = 0) -> Warehouse:
    """The warehouse, where customers may collect from now on."""
    ShippingMethod.objects.get_or_create(
        code="pickup",
        defaults={"name": "Pickup", "service": ServiceLevel.PICKUP, "tax_class": TaxClass.objects.first()},
    )
    warehouse = shop.warehouses[index]
    warehouse.has_counter, warehouse.counter_hours = True, "Mon–Fri 9–18"
    warehouse.save()
    forget_reference()
    return warehouse


def waiting_pickup(shop: Shop, units: Mapping[int, int] | None = None, **options) -> Pickup:
    parcel = packed_parcel(shop, units, **{**AT_THE_COUNTER, **options})
    return Pickup.objects.select_related("fulfillment_order").get(fulfillment_order_id=parcel.fulfillment_order_id)
