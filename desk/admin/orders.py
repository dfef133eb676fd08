"""The order's page and its draft form, in place of the plain admin form."""

from dataclasses import replace
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path

from accounts.selectors import actor_of
from core.errors import NotPermitted, OmsError
from desk.admin.after_sales import AFTER_SALES_MOVES
from desk.admin.drafting import Drafting
from desk.admin.editing import Editing
from desk.admin.exchange_start import EXCHANGE_START
from desk.admin.finding import Finding
from desk.admin.goodwill import GOODWILL_MOVES
from desk.admin.links import LINK_MOVES
from desk.admin.money_moves import MONEY_MOVES
from desk.admin.parting import PARTING_MOVES
from desk.admin.paying import PAYMENT_MOVES
from desk.admin.securing import unconfirmed
from desk.admin.time_machine import TimeMachine
from desk.admin.undoing import Undoing, blocked_by, waiting_reasons
from desk.selectors.order_page import order_for_page, order_page
from desk.selectors.pending import pending_of
from orders.admin.choices import CHOICE_MOVES
from orders.admin.moves import ORDER_MOVES
from orders.admin.orders import OrderAdmin
from orders.editing.blocking import EDITABLE
from orders.models import Order
from orders.services.noting import add_note
from orders.statuses import OrderState
from orders.told import VALUES

admin.site.unregister(Order)


@admin.register(Order)
class OrderPageAdmin(Undoing, Drafting, Editing, Finding, TimeMachine, OrderAdmin):
    """One screen with everything about an order; every button names a service."""

    list_before_template = "desk/order_list_before.html"
    value_words = VALUES
    moves = {
        **ORDER_MOVES,
        **CHOICE_MOVES,
        **PARTING_MOVES,
        **PAYMENT_MOVES,
        **MONEY_MOVES,
        **AFTER_SALES_MOVES,
        **GOODWILL_MOVES,
        **LINK_MOVES,
        **EXCHANGE_START,
        "confirm": replace(ORDER_MOVES["confirm"], find_blockers=unconfirmed),
    }

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:order_id>/note/", wrap(self.note_view), name="orders_order_note"),
            path("<int:order_id>/draft/", wrap(self.draft_view), name="orders_order_draft"),
            path("<int:order_id>/edit/", wrap(self.edit_view), name="orders_order_edit"),
            *super().get_urls(),
        ]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Order | None:
        return order_for_page(int(object_id)) if str(object_id).isdecimal() else None

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        order = self.get_object(request, unquote(object_id))
        if order is None:
            raise Http404("There is no such order.")
        if not self.has_view_permission(request, order):
            raise PermissionDenied
        page = order_page(order)
        seen = {"expected_version": order.version, "seen_seq": page.history.last_seq}
        pending = pending_of(order.pk, request, history=page.history.entries)
        context = {
            **self.admin_site.each_context(request),
            "title": order.number, "opts": self.opts, "original": order, "page": page, "order": order,
            "move_buttons": blocked_by(pending, self.get_move_buttons(request, order, seen)), "seen": seen,
            "pending": pending,
            "may_note": request.user.has_perm("orders.add_ordernote"),
            "may_remove_file": request.user.has_perm("orders.remove_attachment"),
            "may_edit": order.state == OrderState.DRAFT and request.user.has_perm("orders.change_order"),
            "may_edit_placed": order.state in EDITABLE and request.user.has_perm("orders.add_orderchange"),
            "edit_waits": waiting_reasons(pending),
            **(extra_context or {}),
        }  # fmt: skip
        return TemplateResponse(request, "desk/order_page.html", context)

    def note_view(self, request: HttpRequest, order_id: int) -> HttpResponse:
        """Keep a remark; a refused one is told and comes back to the field."""
        text = request.POST.get("text", "")
        if request.method == "POST":
            try:
                add_note(order_id=order_id, text=text, actor=actor_of(request.user))
            except NotPermitted as error:
                raise PermissionDenied(error.message) from error
            except OmsError as error:
                messages.error(request, error.message)
                return self.change_view(request, str(order_id), extra_context={"note_text": text})
        order = self.get_object(request, str(order_id))
        if order is None:
            raise Http404("There is no such order.")
        return HttpResponseRedirect(f"{self.change_url(order)}#notes")
