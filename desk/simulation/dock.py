"""The dock: labels that failed are asked for again, parcels are scanned onto the truck, the truck leaves."""

from core.errors import OmsError
from desk.simulation.script import DOCK, Script, Stage
from fulfillment.statuses import ParcelState
from shipping.models import ManifestParcel, ShippingLabel
from shipping.services.labels import retry_label
from shipping.services.manifests import close_manifest, open_manifest, scan_parcel
from shipping.statuses import LabelState

TRUCK = 100
TRIES = 3


def retry_labels(script: Script) -> int:
    """Ask again for labels that failed; after a few tries a person must look. Tells how many."""
    failed = ShippingLabel.objects.filter(script.is_ours(), state=LabelState.FAILED, tries__lt=TRIES)
    retried = 0
    for label_id, order_id in failed.values_list("pk", "order_id")[:50]:
        if script.may(order_id, Stage.HANDED_OVER):
            try:
                retry_label(shippinglabel_id=label_id, actor=DOCK)
            except OmsError:
                continue
            retried += 1
    return retried


def hand_over(script: Script) -> int:
    """Load a truck per warehouse and carrier and send it off; tells how many parcels left."""
    labels = ShippingLabel.objects.filter(
        script.is_ours(), state=LabelState.PURCHASED, parcel__state=ParcelState.LABELED
    )
    trucks: dict[tuple[int, int], list[str]] = {}
    columns = ("order_id", "parcel__number", "parcel__fulfillment_order__warehouse_id", "account_id")
    for order_id, number, warehouse_id, account_id in labels.order_by("pk").values_list(*columns)[: TRUCK * 4]:
        if script.may(order_id, Stage.HANDED_OVER):
            trucks.setdefault((warehouse_id, account_id), []).append(number)
    return sum(_send(place, numbers[:TRUCK]) for place, numbers in trucks.items())


def _send(place: tuple[int, int], numbers: list[str]) -> int:
    warehouse_id, account_id = place
    manifest = open_manifest(warehouse_id=warehouse_id, account_id=account_id, actor=DOCK)
    for number in numbers:
        try:
            scan_parcel(manifest_id=manifest.pk, code=number, actor=DOCK)
        except OmsError:
            continue
    loaded = ManifestParcel.objects.filter(manifest=manifest).count()
    if not loaded:
        return 0
    try:
        close_manifest(manifest_id=manifest.pk, actor=DOCK)
    except OmsError:
        return 0
    return loaded
