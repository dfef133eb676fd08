"""Pictures of returned goods: taken where they are looked at, shown to the house's own people."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from core.errors import OmsError
from fulfillment.screens.page import Floor, on_the_floor
from orders.filing.store import read_file
from orders.models import CustomerPhoto, PhotoOf
from returns.admin.houses import of_own_houses
from returns.models import Return, ReturnPhoto
from returns.services.photographing import keep_return_photo

# One more than is taken: what is larger is refused, and not read to its end.
MOST_BYTES = settings.ATTACHMENT_MAX_BYTES + 1


@require_POST
@on_the_floor
def take(floor: Floor, return_id: int) -> HttpResponse:
    """Kept with the return; what is refused is told on its page."""
    if not Return.objects.filter(pk=return_id, lines__warehouse=floor.warehouse).exists():
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
    """A picture of a return that came in here."""
    photos = ReturnPhoto.objects.filter(pk=photo_id, rma__lines__warehouse=floor.warehouse)
    return picture_of(photos.select_related("attachment").first())


@login_required
@require_safe
def office_photo(request: HttpRequest, photo_id: int) -> HttpResponse:
    """A picture on the return's page in the office."""
    if not request.user.has_perm("returns.view_return") or not request.user.has_perm("orders.view_order"):
        raise Http404("There is no such picture, or you may not see it.")
    photos = ReturnPhoto.objects.select_related("attachment").filter(pk=photo_id)
    return picture_of(of_own_houses(photos, request, warehouse="rma__warehouse").first())


@require_safe
@on_the_floor
def floor_customer_photo(floor: Floor, photo_id: int) -> HttpResponse:
    """What the customer showed of goods that came, or come, here."""
    house = floor.warehouse
    here = Return.objects.filter(Q(warehouse=house) | Q(lines__warehouse=house)).values("number")
    return picture_of(_customer_photos(photo_id).filter(reference__in=here).first())


@login_required
@require_safe
def office_customer_photo(request: HttpRequest, photo_id: int) -> HttpResponse:
    """What the customer showed, on the return's page in the office."""
    if not request.user.has_perm("returns.view_return") or not request.user.has_perm("orders.view_order"):
        raise Http404("There is no such picture, or you may not see it.")
    shown = of_own_houses(Return.objects.all(), request).values("number")
    return picture_of(_customer_photos(photo_id).filter(reference__in=shown).first())


def _customer_photos(photo_id: int) -> QuerySet[CustomerPhoto]:
    return CustomerPhoto.objects.select_related("attachment").filter(pk=photo_id, kind=PhotoOf.RETURN)


def picture_of(photo: ReturnPhoto | CustomerPhoto | None) -> HttpResponse:
    """The content: we drew it ourselves. Raises Http404 without one."""
    if photo is None or photo.attachment.removed_at is not None:
        raise Http404("There is no such picture, or it was removed.")
    try:
        content = read_file(photo.attachment.path)
    except FileNotFoundError as error:
        raise Http404("The picture is gone from the storage. Tell whoever looks after the disks.") from error
    answer = HttpResponse(content, content_type="image/jpeg")
    answer["Content-Disposition"] = f'inline; filename="{photo.attachment.name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer
