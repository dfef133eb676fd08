"""Labels to print, and the button for one that failed."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.selectors import actor_of
from core.errors import OmsError
from fulfillment.models import Parcel
from fulfillment.screens.page import Floor, on_the_floor
from fulfillment.selectors.access import warehouses_of
from fulfillment.services.printing import count_parcel_print
from fulfillment.statuses import Paper
from shipping.models import LabelDocument
from shipping.services.labels import request_label
from shipping.statuses import LabelFormat, LabelState

RIGHTS = ("shipping.view_shippinglabel", "fulfillment.view_parcel")
PAPERS = {"pdf": Paper.LABEL, "zpl": Paper.LABEL_ZPL}
TYPES = {"pdf": "application/pdf", "zpl": "application/octet-stream"}


@login_required
@require_POST
def label(request: HttpRequest, parcel_id: int, form: str = "") -> HttpResponse:
    """The label of a parcel: PDF to look at, ZPL (``?format=zpl``) for the printer. Every print is counted."""
    parcel = visible_parcel(request, parcel_id)
    wanted = form or request.GET.get("format", "") or str(LabelFormat.PDF)
    documents = LabelDocument.objects.filter(label__parcel=parcel, label__state=LabelState.PURCHASED, format=wanted)
    document = documents.first()
    if document is None:
        raise Http404("This parcel has no such label.")
    count_parcel_print(
        parcel_id=parcel.pk, paper=PAPERS[wanted], actor=actor_of(request.user), reference=str(document.label_id)
    )
    response = HttpResponse(bytes(document.content), content_type=TYPES[wanted])
    kind = "inline" if wanted == LabelFormat.PDF else "attachment"
    response["Content-Disposition"] = f'{kind}; filename="{parcel.number}.{wanted}"'
    response["Cache-Control"] = "private, no-store"
    return response


def visible_parcel(request: HttpRequest, parcel_id: int) -> Parcel:
    """A parcel of the user's warehouses; the office sees all. Raises Http404."""
    user = request.user
    assert isinstance(user, User)
    parcels = Parcel.objects.filter(pk=parcel_id)
    if not user.has_perm("orders.change_order"):
        parcels = parcels.filter(fulfillment_order__warehouse__in=warehouses_of(user))
    parcel = parcels.first() if user.has_perms(RIGHTS) else None
    if parcel is None:
        raise Http404("No such parcel, or not in your warehouse.")
    return parcel


@require_POST
@on_the_floor
def retry(floor: Floor, parcel_id: int) -> HttpResponse:
    """Ask the carrier again."""
    parcel = Parcel.objects.filter(pk=parcel_id, fulfillment_order__warehouse=floor.warehouse).first()
    if parcel is None:
        raise Http404("No such parcel in this warehouse.")
    try:
        wanted = request_label(parcel_id=parcel.pk, actor=floor.actor)
    except OmsError as error:
        messages.error(floor.request, error.message)
        return redirect("warehouse:today", floor.warehouse.code)
    if wanted is not None and wanted.state == LabelState.UNKNOWN:
        words = f"Nobody knows whether the label of {parcel.number} was sold: {wanted.error or 'no answer came'}"
        messages.error(floor.request, f"{words} A lead settles it at the label, in the office.")
    else:
        messages.success(floor.request, f"The carrier is asked again for parcel {parcel.number}.")
    return redirect("warehouse:today", floor.warehouse.code)
