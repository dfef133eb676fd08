"""Row locks of the road: the order first, always; then the label, the parcel's row being fulfillment's."""

from collections.abc import Iterable

from orders.locks import lock_order
from orders.models import Order
from shipping.errors import LabelNotFound
from shipping.models import LooseLabel, Manifest, ShippingLabel


def lock_label(label_id: int) -> ShippingLabel:
    """The label, locked after its order and freshly read. Raises LabelNotFound."""
    order_id = ShippingLabel.objects.filter(pk=label_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise LabelNotFound(f"There is no label with key {label_id}.", label_id=label_id)
    order = lock_order(order_id)
    labels = ShippingLabel.objects.select_for_update(of=("self",), no_key=True)
    label = labels.select_related("parcel__fulfillment_order", "account").get(pk=label_id)
    label.order = order
    return label


def lock_loose_label(label_id: int) -> LooseLabel:
    """The label, locked after its order and freshly read. Raises LabelNotFound."""
    order_id = LooseLabel.objects.filter(pk=label_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise LabelNotFound(f"There is no label with key {label_id}.", label_id=label_id)
    order = lock_order(order_id)
    labels = LooseLabel.objects.select_for_update(of=("self",), no_key=True).select_related("account")
    label = labels.get(pk=label_id)
    label.order = order
    return label


def lock_manifest(manifest_id: int) -> Manifest:
    """The manifest, locked: one scan or one closing at a time. Raises Manifest.DoesNotExist."""
    return Manifest.objects.select_for_update(of=("self",), no_key=True).select_related("account").get(pk=manifest_id)


def lock_orders(order_ids: Iterable[int]) -> list[Order]:
    """Many orders, locked in order of key so that two trucks never wait for each other."""
    orders = Order.objects.select_for_update(of=("self",), no_key=True)
    return list(orders.filter(pk__in=set(order_ids)).order_by("pk"))
