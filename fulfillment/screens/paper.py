"""Papers of the floor as PDF."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from fulfillment.documents import packing_slip, pick_list
from fulfillment.models import Parcel, PickBatch
from fulfillment.screens.page import Floor, on_the_floor


@require_safe
@on_the_floor
def pick_list_pdf(floor: Floor, batch_id: int) -> HttpResponse:
    batch = PickBatch.objects.filter(pk=batch_id, warehouse=floor.warehouse).first()
    if batch is None:
        raise Http404("No such batch in this warehouse.")
    return _pdf(pick_list(batch), f"pick-list-{batch.number}.pdf")


@require_safe
@on_the_floor
def packing_slip_pdf(floor: Floor, parcel_id: int) -> HttpResponse:
    parcel = Parcel.objects.filter(pk=parcel_id, fulfillment_order__warehouse=floor.warehouse).first()
    if parcel is None:
        raise Http404("No such parcel in this warehouse.")
    return _pdf(packing_slip(parcel), f"packing-slip-{parcel.number}.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
