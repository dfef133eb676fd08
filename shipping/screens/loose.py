"""The paper of a return label, for the office and the people of its warehouse."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from accounts.models import User
from fulfillment.selectors.access import warehouses_of
from shipping.models import LooseLabel
from shipping.selectors.loose import printed


@login_required
@require_safe
def loose_label(request: HttpRequest, label_id: int) -> HttpResponse:
    """PDF to print or to send on. Raises Http404 for a label that is not the user's to see, or has no paper."""
    user = request.user
    assert isinstance(user, User)
    labels = LooseLabel.objects.filter(pk=label_id)
    if not user.has_perm("orders.change_order"):
        labels = labels.filter(warehouse__in=warehouses_of(user))
    label = labels.first() if user.has_perm("shipping.view_looselabel") else None
    paper = printed(label) if label is not None else None
    if label is None or paper is None:
        raise Http404("There is no such label to print.")
    return pdf_of(label, paper)


def pdf_of(label: LooseLabel, paper: bytes) -> HttpResponse:
    answer = HttpResponse(paper, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{label.cause_reference}.pdf"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
