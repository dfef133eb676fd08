"""One batch: what is in it, and taking it back while nobody has begun; and the lists behind the figures."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from core.errors import OmsError
from fulfillment.models import PickBatch
from fulfillment.screens.page import Floor, on_the_floor
from fulfillment.selectors.lists import LISTS, works_listed
from fulfillment.selectors.prints import printed_of_batch
from fulfillment.selectors.waves import batch_in, works_in
from fulfillment.services.emptying import take_batch_back, take_out_of_batch

SHOWN = 200


@require_safe
@on_the_floor
def batch(floor: Floor, batch_id: int) -> HttpResponse:
    found = _batch(floor, batch_id)
    works, printed = works_in(found)[:SHOWN], printed_of_batch(found.pk)
    return floor.show("batch.html", section="pick", batch=found, works=works, printed=printed)


@require_POST
@on_the_floor
def take_back(floor: Floor, batch_id: int) -> HttpResponse:
    """The whole batch waits in the pool again."""
    found = _batch(floor, batch_id)
    try:
        taken = take_batch_back(batch_id=found.pk, actor=floor.actor)
    except OmsError as error:
        messages.error(floor.request, error.message)
    else:
        orders = "1 order waits" if taken == 1 else f"{taken} orders wait"
        messages.success(floor.request, f"{found.number} is taken back; {orders} to be released again.")
    return floor.go("batch", found.pk)


@require_POST
@on_the_floor
def take_out(floor: Floor, batch_id: int, work_id: int) -> HttpResponse:
    """One order leaves the batch."""
    found = _batch(floor, batch_id)
    work = works_in(found).filter(pk=work_id).first()
    if work is None:
        raise Http404("No such work in this batch.")
    try:
        take_out_of_batch(fulfillmentorder_id=work.pk, actor=floor.actor)
    except OmsError as error:
        messages.error(floor.request, error.message)
    else:
        messages.success(floor.request, f"{work.order.number} waits to be released again.")
    return floor.go("batch", found.pk)


@require_safe
@on_the_floor
def works(floor: Floor, which: str) -> HttpResponse:
    """The list behind a figure of the day."""
    if which not in LISTS:
        raise Http404("No such list.")
    text = floor.request.GET.get("cutoff", "")
    try:
        cutoff = parse_datetime(text) if text else None
    except ValueError:
        cutoff = None
    if cutoff is not None and timezone.is_naive(cutoff):
        cutoff = None
    found = works_listed(floor.warehouse, which, now=timezone.now(), cutoff=cutoff)[:SHOWN]
    return floor.show(
        "works.html", section="today", works=found, title=LISTS[which][0], cutoff=cutoff, limit=SHOWN, which=which
    )


def _batch(floor: Floor, batch_id: int) -> PickBatch:
    found = batch_in(floor.warehouse.pk, batch_id)
    if found is None:
        raise Http404("No such batch in this warehouse.")
    return found
