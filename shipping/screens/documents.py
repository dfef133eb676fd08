"""Labels to print, and the button for one that failed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from accounts.selectors import actor_of
from core.errors import OmsError
from fulfillment.models import Parcel
from shipping.models import LabelDocument
from shipping.screens.access import warehouses_of
from shipping.services.labels import request_label
from shipping.statuses import LabelFormat, LabelState

TYPES = {LabelFormat.PDF: "application/pdf", LabelFormat.ZPL: "application/octet-stream"}


@login_required
@require_safe
def label(request: HttpRequest, parcel_id: int) -> HttpResponse:
    """The label of a parcel, as PDF to look at or, with ``?format=zpl``, as ZPL for the printer."""
    parcel = parcel_of(request, parcel_id)
    form = LabelFormat.ZPL if request.GET.get("format") == "zpl" else LabelFormat.PDF
    documents = LabelDocument.objects.filter(label__parcel=parcel, label__state=LabelState.PURCHASED, format=form)
    document = documents.first()
    if document is None:
        raise Http404("This parcel has no label.")
    response = HttpResponse(bytes(document.content), content_type=TYPES[form])
    kind = "inline" if form == LabelFormat.PDF else "attachment"
    response["Content-Disposition"] = f'{kind}; filename="{parcel.number}.{form}"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def retry(request: HttpRequest, parcel_id: int) -> HttpResponse:
    """Ask the carrier again."""
    parcel = parcel_of(request, parcel_id)
    try:
        request_label(parcel_id=parcel.pk, actor=actor_of(request.user))
    except OmsError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"The carrier is asked again for parcel {parcel.number}.")
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(back if is_ours else "shipping:handover")


def parcel_of(request: HttpRequest, parcel_id: int) -> Parcel:
    """Raises Http404 for a parcel of a warehouse that is not the user's; the office sees every label."""
    parcels = Parcel.objects.filter(pk=parcel_id)
    if not request.user.has_perm("shipping.view_shippinglabel"):
        raise Http404("No such parcel.")
    if not request.user.has_perm("orders.change_order"):
        parcels = parcels.filter(fulfillment_order__warehouse__in=warehouses_of(request))
    parcel = parcels.first()
    if parcel is None:
        raise Http404("No such parcel, or not in your warehouse.")
    return parcel
