from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from accounts.selectors import actor_of
from core.actors import Actor
from core.errors import NotPermitted, OmsError
from desk.admin.draft_forms import DraftForm, DraftLines, initial_lines_of, initial_of, usual
from orders.intake.requests import OrderRequest
from orders.models import Order
from orders.services.drafts import create_draft, place_draft, replace_draft
from orders.statuses import OrderState


class Drafting:
    """Take an order by phone: one form makes or rewrites a draft; it may be placed at once."""

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return self._draft(request, None)

    def draft_view(self, request: HttpRequest, order_id: int) -> HttpResponse:
        admin: Any = self
        order = admin.get_object(request, str(order_id))
        if order is None or order.state != OrderState.DRAFT:
            raise Http404("There is no such draft.")
        return self._draft(request, order)

    def _draft(self, request: HttpRequest, order: Order | None) -> HttpResponse:
        right = "orders.change_order" if order else "orders.add_order"
        if not request.user.has_perm(right):
            raise PermissionDenied(f"This needs the right “{right}”.")
        form = DraftForm(request.POST or None, initial=initial_of(order) if order else usual())
        lines = DraftLines(request.POST or None, initial=initial_lines_of(order) if order else None, prefix="lines")
        if request.method != "POST" or not (form.is_valid() and lines.is_valid()):
            return self._form_page(request, order, form, lines)
        wanted = [line for line in (each.line() for each in lines) if line is not None]
        try:
            saved = _save(form.order_request(wanted), order, form, actor_of(request.user))
        except NotPermitted as error:
            if "field" not in error.context:
                raise PermissionDenied(error.message) from error
            form.add_error(None, error.message)
            return self._form_page(request, order, form, lines)
        except OmsError as error:
            form.add_error(None, error.message)
            return self._form_page(request, order, form, lines)
        return self._after(request, saved)

    def _after(self, request: HttpRequest, saved: Order) -> HttpResponse:
        admin: Any = self
        if "place" not in request.POST:
            messages.success(request, f"Draft {saved.number} is kept; nothing is reserved yet.")
            return HttpResponseRedirect(admin.change_url(saved))
        try:
            place_draft(order_id=saved.pk, actor=actor_of(request.user))
        except OmsError as error:
            messages.error(request, f"The draft is kept, but it was not placed: {error.message}")
        else:
            messages.success(request, f"{saved.number} is placed.")
        return HttpResponseRedirect(admin.change_url(saved))

    def _form_page(self, request: HttpRequest, order: Order | None, form: DraftForm, lines: Any) -> HttpResponse:
        admin: Any = self
        context = {
            **admin.admin_site.each_context(request),
            "title": f"Draft {order.number}" if order else "New order", "opts": admin.opts, "original": order,
            "form": form, "lines": lines, "media": admin.media + form.media + lines.media,
        }  # fmt: skip
        status = 422 if form.is_bound else 200
        return TemplateResponse(request, "desk/draft_form.html", context, status=status)


def _save(wish: OrderRequest, order: Order | None, form: DraftForm, actor: Actor) -> Order:
    if order is None:
        return create_draft(wish, actor=actor)
    version = form.cleaned_data["expected_version"]
    return replace_draft(order_id=order.pk, request=wish, actor=actor, expected_version=version)
