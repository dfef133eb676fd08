"""A picture of the open parcel: taken at the bench, shown to the house's own people."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from core.errors import OmsError
from fulfillment.models import Parcel
from fulfillment.screens.page import Floor, on_the_floor
from fulfillment.selectors.photos import photo_of
from fulfillment.services.photographing import keep_photo
from orders.filing.store import read_file
from orders.models import Attachment

# One more than is taken: what is larger is refused, and not read to its end.
MOST_BYTES = settings.ATTACHMENT_MAX_BYTES + 1


@require_POST
@on_the_floor
def take(floor: Floor, work_id: int, parcel_id: int) -> HttpResponse:
    """Kept with the parcel; what is refused is told at the bench."""
    parcel = Parcel.objects.filter(pk=parcel_id, fulfillment_order=work_id).first()
    if parcel is None or parcel.fulfillment_order.warehouse_id != floor.warehouse.pk:
        raise Http404("No such parcel in this warehouse.")
    photo = floor.request.FILES.get("photo")
    if photo is None:
        messages.error(floor.request, "Take or choose a picture first, then keep it.")
        return floor.go("bench", work_id)
    try:
        keep_photo(parcel_id=parcel.pk, name=photo.name or "", content=photo.read(MOST_BYTES), actor=floor.actor)
    except OmsError as error:
        messages.error(floor.request, error.message)
    else:
        messages.success(floor.request, f"The picture is kept with {parcel.number}.")
    return floor.go("bench", work_id)


@require_safe
@on_the_floor
def show(floor: Floor, photo_id: int) -> HttpResponse:
    photo = photo_of(photo_id, warehouse_id=floor.warehouse.pk)
    return picture(photo.attachment if photo else None)


def picture(kept: Attachment | None) -> HttpResponse:
    """The content, to be looked at: we drew it ourselves. Raises Http404 without one, and for one that was removed."""
    if kept is None or kept.removed_at is not None:
        raise Http404("There is no such picture, or it was removed.")
    try:
        content = read_file(kept.path)
    except FileNotFoundError as error:
        raise Http404("The picture is gone from the storage. Tell whoever looks after the disks.") from error
    answer = HttpResponse(content, content_type="image/jpeg")
    answer["Content-Disposition"] = f'inline; filename="{kept.name}"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer
