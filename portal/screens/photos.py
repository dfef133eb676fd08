"""A customer's own pictures: shown to who holds the link, and kept by nobody on the way."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from orders.filing.sniffing import JPEG
from orders.filing.store import read_file
from orders.models import CustomerPhoto, Order
from portal.screens.access import for_holder, problem


@require_safe
@for_holder
def show_photo(request: HttpRequest, order: Order, token: str, photo_id: int) -> HttpResponse:
    """The picture as we drew it, under a name that says nothing; 404 for another order's, and for a removed one."""
    photo = CustomerPhoto.objects.filter(order=order, pk=photo_id, attachment__removed_at=None).first()
    if photo is None:
        return problem(request, "missing", 404)
    try:
        content = read_file(photo.attachment.path)
    except FileNotFoundError:
        return problem(request, "missing", 404)
    answer = HttpResponse(content, content_type=JPEG)
    answer["Content-Disposition"] = 'inline; filename="photo.jpg"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
