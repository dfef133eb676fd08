"""Which counter an order is collected at: no address, no road, the tax of the place where it is handed over."""

from catalog.models import Channel, ServiceLevel, ShippingMethod
from inventory.models import Warehouse
from orders.errors import RequestRefused
from orders.intake.reference import Reference
from orders.intake.requests import OrderRequest

FIELD = "pickup_warehouse"


def is_collected(method: ShippingMethod | None) -> bool:
    """Whether the customer comes for the goods."""
    return method is not None and method.service == ServiceLevel.PICKUP


def counter_of(request: OrderRequest, channel: Channel, reference: Reference) -> Warehouse | None:
    """The warehouse whose counter the order is collected at; None for one that is sent.

    Raises RequestRefused for a counter that is none, for one that has to be chosen, for an address beside it,
    and for wishes about a delivery that will not take place.
    """
    if not is_collected(reference.methods.get(request.shipping_method)):
        if request.pickup_warehouse:
            raise RequestRefused(
                f"Only an order with a method of pickup is collected; “{request.shipping_method}” sends it."
                " Choose the method, or leave the counter out.",
                field=FIELD,
            )
        return None
    _ensure_nothing_is_delivered(request)
    counters = {one.code: one for one in reference.counters_for(channel)}
    if not counters:
        raise RequestRefused("No warehouse has a counter. Choose a method that sends the goods.", field=FIELD)
    if not request.pickup_warehouse and len(counters) == 1:
        return next(iter(counters.values()))
    if request.pickup_warehouse not in counters:
        said = f"“{request.pickup_warehouse}” has no counter." if request.pickup_warehouse else "Where is it collected?"
        raise RequestRefused(f"{said} Use one of: {', '.join(sorted(counters))}.", field=FIELD)
    return counters[request.pickup_warehouse]


def _ensure_nothing_is_delivered(request: OrderRequest) -> None:
    if request.shipping_address is not None or request.shipping_address_id is not None:
        raise RequestRefused(
            "What is collected at a counter has no shipping address. Leave it out; a billing address may be given.",
            field="shipping_address",
        )
    for name in ("requires_signature", "leave_at_door"):
        if getattr(request, name):
            raise RequestRefused("Nobody delivers what is collected at a counter. Leave this out.", field=name)
