"""The first page of the day, and putting back what was canceled."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.errors import OmsError
from fulfillment.errors import WorkNotFound
from fulfillment.screens.page import Floor, link_above, on_the_floor
from fulfillment.selectors.bench import work_in
from fulfillment.selectors.cutoff import next_cutoff
from fulfillment.selectors.lists import cutoffs_of_today
from fulfillment.selectors.today import late_work, parcels_without_label, work_to_put_back
from fulfillment.selectors.today import today as figures_of
from fulfillment.services.putting_back import put_back as put_units_back
from fulfillment.statuses import PickedGoods

SHOWN = 20
CLEARED = {
    PickedGoods.RESTOCK: "all is back on its shelves.",
    PickedGoods.QUARANTINE: "all is in quarantine.",
    PickedGoods.SCRAP: "all is thrown away and off the books.",
}


@require_safe
@on_the_floor
def today(floor: Floor) -> HttpResponse:
    now = timezone.now()
    figures = figures_of(floor.warehouse.pk, now=now)
    return floor.show(
        "today.html",
        section="today",
        figures=figures,
        cutoffs=cutoffs_of_today(floor.warehouse, now=now),
        next_cutoff=next_cutoff(floor.warehouse, now),
        handover=link_above("shipping:handover", floor.warehouse.code),
        is_lead=floor.actor.may("fulfillment.lead_floor"),
        late=late_work(floor.warehouse.pk, now=now)[:SHOWN] if figures.late else (),
        to_put_back=work_to_put_back(floor.warehouse.pk)[:SHOWN] if figures.to_put_back else (),
        label_failed=parcels_without_label(floor.warehouse.pk)[:SHOWN] if figures.label_failed else (),
    )


@require_POST
@on_the_floor
def put_back(floor: Floor, work_id: int) -> HttpResponse:
    try:
        if work_in(floor.warehouse.pk, work_id) is None:
            raise WorkNotFound("This work is not in this warehouse.")
        work = put_units_back(fulfillmentorder_id=work_id, actor=floor.actor)
    except OmsError as error:
        messages.error(floor.request, error.message)
    else:
        messages.success(floor.request, f"{work.number}: {CLEARED[PickedGoods(work.picked_goods)]}")
    return floor.go("today")
