"""Pictures of returned goods: taken where they are looked at, shown to the house's own people."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from core.errors import OmsError
from fulfillment.screens.page import Floor, on_the_floor
from fulfillment.screens.photo import MOST_BYTES, picture
from returns.admin.houses import of_own_houses
from returns.models import Return, ReturnPhoto
from returns.services.photographing import keep_return_photo


@require_POST
@on_the_floor
def take(floor: Floor, return_id: int) -> HttpResponse:
    """Kept with the return; what is refused is told on its page."""
    house = floor.warehouse
    if not Return.objects.filter(Q(warehouse=house) | Q(lines__warehouse=house), pk=return_id).exists():
        raise Http404("No such return in this warehouse.")
    photo = floor.request.FILES.get("photo")
    if photo is None:
        messages.error(floor.request, "Take or choose a picture first, then keep it.")
        return redirect("returns:inspect", floor.warehouse.code, return_id)
    try:
        keep_return_photo(return_id=return_id, name=photo.name or "", content=photo.read(MOST_BYTES), actor=floor.actor)
    except OmsError as error:
        messages.error(floor.request, error.message)
    else:
        messages.success(floor.request, "The picture is kept.")
    return redirect("returns:inspect", floor.warehouse.code, return_id)


@require_safe
@on_the_floor
def floor_photo(floor: Floor, photo_id: int) -> HttpResponse:
    """A picture of a return that came, or comes, in here: the customer's, or the clerk's."""
    house = floor.warehouse
    here = Q(rma__warehouse=house) | Q(rma__lines__warehouse=house)
    return _shown(ReturnPhoto.objects.filter(here, pk=photo_id))


@login_required
@require_safe
def office_photo(request: HttpRequest, photo_id: int) -> HttpResponse:
    """A picture on the return's page in the office."""
    if not request.user.has_perm("returns.view_return") or not request.user.has_perm("orders.view_order"):
        raise Http404("There is no such picture, or you may not see it.")
    return _shown(of_own_houses(ReturnPhoto.objects.filter(pk=photo_id), request, warehouse="rma__warehouse"))


def _shown(photos: QuerySet[ReturnPhoto]) -> HttpResponse:
    photo = photos.select_related("attachment").first()
    return picture(photo.attachment if photo else None)
