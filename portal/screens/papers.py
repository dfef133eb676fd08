"""What a customer prints."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from orders.models import Order
from portal.screens.access import for_holder, problem
from returns.models import Return
from returns.selectors.labels import return_label_pdf


@require_safe
@for_holder
def return_label(request: HttpRequest, order: Order, token: str, number: str) -> HttpResponse:
    """The label of one of the order's returns as a PDF; 404 when there is none, or the goods are here already."""
    ret = Return.objects.filter(order=order, number=number).first()
    content = return_label_pdf(ret) if ret is not None else None
    if content is None:
        return problem(request, "missing", 404)
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = 'attachment; filename="return-label.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
