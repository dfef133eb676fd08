"""The label with which goods go back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from orders.models import Order
from portal.screens.access import for_holder
from returns.models import Return
from returns.selectors.labels import return_label_pdf


@for_holder
@require_safe
def return_label(request: HttpRequest, order: Order, token: str, number: str) -> HttpResponse:
    """PDF to print, while the goods are to come. Raises Http404 for a return of another order, or without a label."""
    ret = Return.objects.filter(order=order, number=number).first()
    paper = return_label_pdf(ret) if ret is not None else None
    if paper is None:
        raise Http404("There is no label to print.")
    answer = HttpResponse(paper, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{number}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
