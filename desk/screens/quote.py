"""What the order being typed would cost, while it is typed."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST

from accounts.selectors import actor_of
from desk.admin.draft_forms import DraftForm, DraftLines
from desk.selectors.quote_card import quote_card


@require_POST
def quote(request: HttpRequest) -> HttpResponse:
    """A part of the order-taking page; half-typed forms are welcome."""
    if not request.user.has_perm("orders.add_order"):
        raise PermissionDenied("This needs the right “orders.add_order”.")
    form, lines = DraftForm(request.POST), DraftLines(request.POST, prefix="lines")
    form.is_valid()
    lines.is_valid()
    card = quote_card(form, lines, actor=actor_of(request.user))
    return TemplateResponse(request, "desk/quote.html", {"card": card})
