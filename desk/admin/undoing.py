"""The undo window on the order's page: what waits can be undone or hurried, and blocks what contradicts it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import URLPattern, path
from django.views.decorators.http import require_GET, require_POST

from accounts.selectors import actor_of
from core.admin.moves import MoveButton
from core.errors import Blocker, MoveRefused, NotFound, NotPermitted, OmsError
from desk.selectors.pending import Pending, pending_of
from orders.models import Order
from orders.services.postponing import ensure_nothing_waits, waiting_blocker
from orders.services.undoing import close_refusal, hurry_act, undo_act

# What contradicts nothing: it goes on beside an act that waits.
HARMLESS = {"case", "tag"}


def waiting_reasons(pending: Pending) -> list[Blocker]:
    """Why what contradicts an act that waits is not done meanwhile."""
    return [waiting_blocker(one) for one in pending.acts]


def blocked_by(pending: Pending, buttons: Sequence[MoveButton]) -> list[MoveButton]:
    """The buttons, each that could contradict an act that waits shown with that as its reason."""
    waiting = waiting_reasons(pending)
    if not waiting:
        return list(buttons)
    return [button if button.name in HARMLESS else replace(button, blockers=waiting) for button in buttons]


class Undoing:
    """For the order's admin."""

    opts: Any
    admin_site: Any
    has_view_permission: Any
    change_url: Any

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:order_id>/presence/", wrap(require_GET(self.presence_view)), name="orders_order_presence"),
            path("<int:order_id>/undo/<int:key>/", wrap(require_POST(self.undo_view)), name="orders_order_undo"),
            path("<int:order_id>/hurry/<int:key>/", wrap(require_POST(self.hurry_view)), name="orders_order_hurry"),
            path("<int:order_id>/read/<int:key>/", wrap(require_POST(self.read_view)), name="orders_order_read"),
            *super().get_urls(),  # type: ignore[misc]
        ]

    def _make(self, request: HttpRequest, instance: Any, name: str, form: Any) -> HttpResponse:
        """The same for a form that was opened before the act was asked for."""
        try:
            if name not in HARMLESS:
                ensure_nothing_waits(instance, name)
        except MoveRefused as error:
            page: HttpResponse = self._ask(request, instance, name, form, error=error, status=error.status)  # type: ignore[attr-defined]
            return page
        made: HttpResponse = super()._make(request, instance, name, form)  # type: ignore[misc]
        return made

    def presence_view(self, request: HttpRequest, order_id: int) -> JsonResponse:
        """Tell that the page is open; who else has it open, and what waits."""
        self._ensure_seen(request, order_id)
        pending = pending_of(order_id, request)
        return JsonResponse({"also": list(pending.also), "pending": pending.ids})

    def undo_view(self, request: HttpRequest, order_id: int, key: int) -> HttpResponse:
        return self._told(
            request, order_id, lambda actor: f"{undo_act(order_id=order_id, effect_id=key, actor=actor)}: undone. "
            "Nothing was changed.",
        )  # fmt: skip

    def hurry_view(self, request: HttpRequest, order_id: int, key: int) -> HttpResponse:
        return self._told(
            request, order_id, lambda actor: f"{hurry_act(order_id=order_id, effect_id=key, actor=actor)}: done now."
        )

    def read_view(self, request: HttpRequest, order_id: int, key: int) -> HttpResponse:
        def read(actor: Any) -> str:
            close_refusal(order_id=order_id, alert_id=key, actor=actor)
            return "Noted."

        return self._told(request, order_id, read)

    def _told(self, request: HttpRequest, order_id: int, act: Callable[[Any], str]) -> HttpResponse:
        order = self._ensure_seen(request, order_id)
        try:
            messages.success(request, act(actor_of(request.user)))
        except NotPermitted as error:
            raise PermissionDenied(error.message) from error
        except NotFound as error:
            raise Http404(error.message) from error
        except OmsError as error:
            messages.error(request, error.message)
        return HttpResponseRedirect(self.change_url(order))

    def _ensure_seen(self, request: HttpRequest, order_id: int) -> Order:
        order = Order.objects.filter(pk=order_id).first()
        if order is None:
            raise Http404("There is no such order.")
        if not self.has_view_permission(request, order):
            raise PermissionDenied
        return order
