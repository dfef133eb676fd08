"""The packer's photo, for who looks at the order."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from fulfillment.screens.photo import picture
from fulfillment.selectors.photos import photo_of


def parcel_photo(request: HttpRequest, photo_id: int) -> HttpResponse:
    """403 without the right to see orders, 404 when there is none or it was removed."""
    if not request.user.has_perm("orders.view_order"):
        raise PermissionDenied("This needs the right “orders.view_order”.")
    photo = photo_of(photo_id)
    return picture(photo.attachment if photo else None)
