"""Pickers and packers: release, walk the bins, pack, weigh."""

from uuid import uuid4

from django.db.models import F, Sum

from core.errors import OmsError
from desk.simulation.script import PACKER, PICKER, REP, Script, Stage
from fulfillment.models import FulfillmentLine, FulfillmentOrder, Packaging, Parcel
from fulfillment.selectors.boxes import suggest_cartons
from fulfillment.selectors.releasing import work_to_release
from fulfillment.services.closing import close_parcel
from fulfillment.services.packing import pack_in_full, pack_unit, start_parcel
from fulfillment.services.picking_whole import pick_work_in_full
from fulfillment.services.releasing import release_work
from fulfillment.statuses import WorkState
from inventory.models import Warehouse

BATCH = 20
HEAVIEST_GRAMS = 60_000
BOX_GRAMS = 150


def release_batches(script: Script) -> int:
    """Release what may go, a batch per warehouse; tells how many orders."""
    released = 0
    for warehouse_id in Warehouse.objects.filter(is_active=True, is_practice=False).values_list("pk", flat=True):
        waiting = work_to_release(warehouse_id).filter(script.is_ours()).values_list("pk", "order_id")
        wanted = [pk for pk, order_id in waiting if script.may(order_id, Stage.RELEASED)][:BATCH]
        if not wanted:
            continue
        try:
            report = release_work(warehouse_id=warehouse_id, work_ids=wanted, actor=REP)
        except OmsError:
            continue
        released += len(report.released)
    return released


def pick_works(script: Script, *, limit: int = 40) -> int:
    """Walk the bins for released work, order by order; tells how many tasks were picked."""
    works = FulfillmentOrder.objects.filter(state__in=_PICKABLE, warehouse__is_practice=False)
    works = works.filter(script.is_ours()).order_by("batch_id", "pk")
    picked = 0
    for work_id, order_id in works.values_list("pk", "order_id"):
        if limit <= 0 or not script.may(order_id, Stage.PICKED):
            continue
        limit -= 1
        try:
            tasks = pick_work_in_full(fulfillment_order_id=work_id, scan_id=uuid4().hex, actor=PICKER)
        except OmsError:
            continue
        picked += len(tasks)
    return picked


_PICKABLE = (WorkState.RELEASED, WorkState.PICKING)


def pack_works(script: Script, *, limit: int = 40) -> int:
    """Pack picked work into as many parcels as the carrier's limit of weight asks for; tells how many."""
    packing = [WorkState.PICKED, WorkState.PACKING]
    works = FulfillmentOrder.objects.filter(script.is_ours(), state__in=packing, warehouse__is_practice=False)
    closed = 0
    for work_id, order_id in works.order_by("pk").values_list("pk", "order_id")[:limit]:
        if not script.may(order_id, Stage.PACKED):
            continue
        try:
            closed += _pack(work_id)
        except OmsError:
            continue
    return closed


def _pack(work_id: int) -> int:
    """Close one parcel of the work; a heavier work is packed further at the next turn."""
    parcel = start_parcel(fulfillment_order_id=work_id, actor=PACKER)
    if _weight_to_pack(work_id) <= HEAVIEST_GRAMS:
        pack_in_full(parcel_id=parcel.pk, scan_id=uuid4().hex, actor=PACKER)
    else:
        _fill(parcel)
    box = _box_for(parcel.pk)
    weight = _weight_inside(parcel.pk) + (box.tare_grams if box else BOX_GRAMS)
    close_parcel(parcel_id=parcel.pk, weight_grams=weight, packaging_id=box.pk if box else None, actor=PACKER)
    return 1


def _weight_to_pack(work_id: int) -> int:
    units = F("picked") - F("packed")
    lines = FulfillmentOrder.objects.get(pk=work_id).lines
    total = lines.aggregate(grams=Sum(units * F("order_line__sku__weight_grams")))["grams"]
    return int(total or 0)


def _weight_inside(parcel_id: int) -> int:
    parcel = Parcel.objects.get(pk=parcel_id)
    total = parcel.items.aggregate(grams=Sum(F("quantity") * F("order_line__sku__weight_grams")))["grams"]
    return int(total or 0)


def _fill(parcel: Parcel) -> None:
    """Put units in until the next one would be too heavy."""
    free = HEAVIEST_GRAMS - _weight_inside(parcel.pk)
    lines = FulfillmentLine.objects.filter(fulfillment_order_id=parcel.fulfillment_order_id).order_by("pk")
    for line in lines.select_related("order_line__sku"):
        sku, left = line.order_line.sku, line.picked - line.packed
        fitting = min(left, free // max(1, sku.weight_grams))
        counts = [1] * fitting if left <= sku.scan_each_up_to else [fitting]
        for count in counts:
            if count:
                pack_unit(parcel_id=parcel.pk, scan_id=uuid4().hex, code=sku.code, quantity=count, actor=PACKER)
        free -= fitting * sku.weight_grams


def _box_for(parcel_id: int) -> Packaging | None:
    """The box suggested for what is in the parcel; none when it takes several, or none of ours."""
    items = Parcel.objects.get(pk=parcel_id).items.select_related("order_line__sku")
    boxes = list(Packaging.objects.filter(is_active=True))
    contents = [(item.order_line.sku, item.quantity) for item in items]
    carton = suggest_cartons(contents, boxes).carton_for(contents)
    return carton.packaging if carton else None
