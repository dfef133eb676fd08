"""Other orders that could travel or be packed together with one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from fulfillment.models import FulfillmentOrder
from fulfillment.selectors.loads import loads_of
from fulfillment.statuses import WorkState

NOT_GONE = (
    WorkState.OPEN, WorkState.RELEASED, WorkState.PICKING, WorkState.PICKED, WorkState.PACKING, WorkState.PACKED,
)  # fmt: skip
TO_PACK = (WorkState.PICKED, WorkState.PACKING)
SHOWN = 10


@dataclass(frozen=True)
class Beside:
    """What else concerns the packer: orders of the customer to the same address, and orders in the same tote."""

    to_address: list[FulfillmentOrder]
    in_tote: list[FulfillmentOrder]


def beside(work: FulfillmentOrder) -> Beside:
    """At most two queries; orders that left the building or wait at the counter are none."""
    here = FulfillmentOrder.objects.filter(warehouse_id=work.warehouse_id).exclude(pk=work.pk).select_related("order")
    in_tote = here.filter(tote=work.tote, state__in=TO_PACK).order_by("pk") if work.tote else here.none()
    return Beside(_to_address(work), list(in_tote[:SHOWN]))


def _to_address(work: FulfillmentOrder) -> list[FulfillmentOrder]:
    address = work.order.shipping_address
    if address is None or work.order.customer_id is None or work.order.pickup_warehouse_id is not None:
        return []
    place = {
        f"order__shipping_address__{name}__iexact": getattr(address, name)
        for name in ("name", "company", "line1", "line2", "postal_code", "city", "country")
    }
    works = FulfillmentOrder.objects.filter(
        warehouse_id=work.warehouse_id, state__in=NOT_GONE, order__customer_id=work.order.customer_id,
        order__pickup_warehouse=None, **place,
    )  # fmt: skip
    return list(works.exclude(pk=work.pk).select_related("order").order_by("pk")[:SHOWN])


def neighbors_among(works: Iterable[FulfillmentOrder]) -> dict[int, int]:
    """By work how many more of these orders go to the same customer at the same address; one statement."""
    loads = loads_of([work.pk for work in works])
    sizes = Counter(load.household for load in loads if load.household)
    return {load.work_id: sizes[load.household] - 1 for load in loads if sizes[load.household] > 1}
