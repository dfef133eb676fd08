"""Papers of the floor as PDF; every print is counted, so each is asked for by POST."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from core.errors import NotPermitted
from fulfillment.documents import packing_slip, pick_list
from fulfillment.models import Parcel, PickBatch
from fulfillment.screens.page import Floor, on_the_floor
from fulfillment.services.printing import count_batch_print, count_parcel_print
from fulfillment.statuses import Paper


@require_POST
@on_the_floor
def pick_list_pdf(floor: Floor, batch_id: int) -> HttpResponse:
    batch = PickBatch.objects.filter(pk=batch_id, warehouse=floor.warehouse).first()
    if batch is None:
        raise Http404("No such batch in this warehouse.")
    copy = _counted(lambda: count_batch_print(batch_id=batch.pk, paper=Paper.PICK_LIST, actor=floor.actor))
    return _pdf(pick_list(batch, copy=copy), f"pick-list-{batch.number}.pdf")


@require_POST
@on_the_floor
def packing_slip_pdf(floor: Floor, parcel_id: int) -> HttpResponse:
    parcel = Parcel.objects.filter(pk=parcel_id, fulfillment_order__warehouse=floor.warehouse).first()
    if parcel is None:
        raise Http404("No such parcel in this warehouse.")
    copy = _counted(lambda: count_parcel_print(parcel_id=parcel.pk, paper=Paper.PACKING_SLIP, actor=floor.actor))
    return _pdf(packing_slip(parcel, copy=copy), f"packing-slip-{parcel.number}.pdf")


def _counted(count: Callable[[], int]) -> int:
    try:
        return count()
    except NotPermitted as error:
        raise PermissionDenied(error.message) from error


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
