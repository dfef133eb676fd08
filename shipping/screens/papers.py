"""Our own label of a parcel, and its papers for customs."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from accounts.selectors import actor_of
from core.errors import OmsError
from fulfillment.models import Parcel
from fulfillment.services.printing import count_parcel_print
from fulfillment.statuses import Paper
from shipping.papers.customs import cn22, commercial_invoice
from shipping.papers.parcel_label import ParcelLabel, as_pdf, as_zpl
from shipping.screens.documents import TYPES, visible_parcel
from shipping.selectors.customs import ensure_declared
from shipping.selectors.instructions import parcel_shipment
from shipping.services.marking import mark_parcel

CUSTOMS = {"invoice": commercial_invoice, "cn22": cn22}


@login_required
@require_POST
def parcel_label(request: HttpRequest, parcel_id: int, form: str) -> HttpResponse:
    """The label with SSCC and order as GS1-128; a parcel gets its number when it is first printed."""
    if form not in TYPES:
        raise Http404("A label is a PDF or ZPL.")
    parcel = visible_parcel(request, parcel_id)
    shipment, order = parcel_shipment(parcel.pk)
    label = ParcelLabel(
        is_practice=order.is_practice,
        sscc=mark_parcel(parcel_id=parcel.pk).sscc, parcel=parcel.number, order=order.number,
        shipper=shipment.shipper, recipient=shipment.recipient,
    )  # fmt: skip
    count_parcel_print(parcel_id=parcel.pk, paper=Paper.PARCEL_LABEL, actor=actor_of(request.user))
    content = as_pdf(label) if form == "pdf" else as_zpl(label)
    return sheet(content, parcel, form=form, name="parcel")


@login_required
@require_POST
def customs_paper(request: HttpRequest, parcel_id: int, paper: str) -> HttpResponse:
    """Refused in words while the goods' data do not do for a declaration."""
    if paper not in CUSTOMS:
        raise Http404("No such paper.")
    parcel = visible_parcel(request, parcel_id)
    shipment, order = parcel_shipment(parcel.pk)
    if shipment.customs is None:
        raise Http404("This parcel crosses no border.")
    try:
        ensure_declared(shipment.customs)
    except OmsError as error:
        return HttpResponse(error.message, status=409, content_type="text/plain; charset=utf-8")
    count_parcel_print(parcel_id=parcel.pk, paper=Paper(paper), actor=actor_of(request.user))
    return sheet(CUSTOMS[paper](shipment, order=order.number), parcel, form="pdf", name=paper)


def sheet(content: bytes, parcel: Parcel, *, form: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[form])
    kind = "inline" if form == "pdf" else "attachment"
    response["Content-Disposition"] = f'{kind}; filename="{parcel.number}-{name}.{form}"'
    response["Cache-Control"] = "private, no-store"
    return response
