"""One move over the chosen rows of a list: asked once, made one by one, told in one summary."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.selectors import actor_of
from core.admin.bulk import move_many, tell_summary
from core.admin.moves import Move, may_move
from orders.models import Order

BULK_LIMIT = 200


class BulkMoves:
    """Actions of a list whose ``moves`` can be made for many rows."""

    opts: Any
    model: Any
    admin_site: Any
    moves: ClassVar[Mapping[str, Move]]

    @admin.action(description="Confirm")
    def confirm_selected(self, request: HttpRequest, queryset: QuerySet[Order]) -> HttpResponse | None:
        return self._move_selected(request, queryset, "confirm")

    @admin.action(description="Hold…")
    def hold_selected(self, request: HttpRequest, queryset: QuerySet[Order]) -> HttpResponse | None:
        return self._move_selected(request, queryset, "hold")

    @admin.action(description="Cancel…")
    def cancel_selected(self, request: HttpRequest, queryset: QuerySet[Order]) -> HttpResponse | None:
        return self._move_selected(request, queryset, "cancel")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Only what the user may do."""
        offered: dict[str, Any] = super().get_actions(request)  # type: ignore[misc]
        return {
            name: action
            for name, action in offered.items()
            if not name.endswith("_selected") or self._may(request, name.removesuffix("_selected"))
        }

    def _may(self, request: HttpRequest, name: str) -> bool:
        move = self.moves.get(name)
        return move is not None and may_move(request, self.model, name, move)

    def _move_selected(self, request: HttpRequest, queryset: QuerySet[Order], name: str) -> HttpResponse | None:
        move: Move = self.moves[name]
        orders = list(queryset.order_by("pk")[: BULK_LIMIT + 1])
        if len(orders) > BULK_LIMIT:
            messages.error(
                request, f"Choose at most {BULK_LIMIT} {self.opts.verbose_name_plural} at once; nothing was done."
            )
            return None
        form = move.form(
            request.POST if "apply" in request.POST else None, instance=None, needs_reason=move.needs_reason
        )
        if move.asks and not form.is_valid():
            return self._ask_for_all(request, orders, name, form)
        given = form.arguments() if form.is_valid() else {}
        given.pop("expected_version", None)
        refused = move_many(orders, move, actor=actor_of(request.user), given=given)
        tell_summary(request, total=len(orders), refused=refused, label=move.label, url_of=self.change_url)  # type: ignore[attr-defined]
        return None

    def _ask_for_all(self, request: HttpRequest, orders: list[Order], name: str, form: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": f"{self.moves[name].label}: {len(orders)} {self.opts.verbose_name_plural}",
            "list_url": f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist",
            "opts": self.opts, "move": self.moves[name], "form": form, "orders": orders,
            "action": f"{name}_selected", "checkbox": ACTION_CHECKBOX_NAME,
        }  # fmt: skip
        return TemplateResponse(request, "admin/bulk_form.html", context)
