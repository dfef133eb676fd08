"""Goods that lie for orders, and the button that gives them to another one."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import F, Model
from django.http import HttpRequest
from django.urls import reverse
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget

from core.admin.move_form import MoveForm
from core.admin.moves import Move
from core.admin.moves_admin import MovesAdmin
from core.errors import Blocker
from orders.models import Allocation, OrderLine
from orders.services.swapping import SWAPPABLE, swap_allocation

OFFERED = 200


def waiting_lines(allocation: Allocation) -> list[OrderLine]:
    """Lines of other orders that wait for the same SKU, the earliest promise first."""
    lines = OrderLine.objects.filter(
        sku_id=allocation.line.sku_id, backordered__gt=0, order__state__in=SWAPPABLE
    ).exclude(order_id=allocation.line.order_id)
    return list(lines.select_related("order__customer").order_by(F("promise_on").asc(nulls_last=True), "pk")[:OFFERED])


class SwapForm(MoveForm):
    """Who gets how many of these units."""

    to_line_id = forms.TypedChoiceField(label="Give them to", coerce=int, widget=UnfoldAdminSelectWidget)
    quantity = forms.IntegerField(label="Units", min_value=1, widget=UnfoldAdminIntegerFieldWidget)

    def __init__(self, *args: Any, instance: Allocation, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        choices = [(line.pk, _waits(line)) for line in waiting_lines(instance)]
        self.fields["to_line_id"].choices = choices  # type: ignore[attr-defined]
        self.fields["quantity"].initial = instance.quantity - instance.released

    def arguments(self) -> dict[str, Any]:
        claim: Allocation = self.instance
        return {**super().arguments(), "from_line_id": claim.line_id, "level_id": claim.level_id}


def _waits(line: OrderLine) -> str:
    promised = f", promised {line.promise_on.isoformat()}" if line.promise_on else ""
    return f"{line.order.number}, {line.order.customer or 'guest'}: waits for {line.backordered}{promised}"


def can_be_swapped(allocation: Allocation) -> Iterator[Blocker]:
    if allocation.quantity <= allocation.released:
        yield Blocker("released", "the floor has all of it.", fix="Take the work back first.")
    elif not waiting_lines(allocation):
        yield Blocker("nobody_waits", "no other order waits for this SKU.")


CLAIM_MOVES = {
    "swap": Move(
        service=swap_allocation, label="Give to another order", icon="swap_calls", form=SwapForm, needs_reason=True,
        right="orders.swap_allocation", find_blockers=can_be_swapped, is_primary=True,
        question="This order waits for them instead; both customers' promises change, and both timelines say so.",
        done="The goods changed hands; both orders tell it.",
    ),
}  # fmt: skip


@admin.register(Allocation)
class AllocationAdmin(MovesAdmin):
    """What lies in stock for which order."""

    list_display = ["order", "line", "level", "quantity", "released", "picked"]
    list_filter = ["level__warehouse"]
    list_select_related = ["line__order", "level__sku", "level__warehouse"]
    search_fields = ["line__order__number__exact", "level__sku__code__exact"]
    search_help_text = "An order's number, or a SKU's exact code"
    ordering = ["-id"]
    fields = [("line", "level"), ("quantity", "released", "picked")]
    moves = CLAIM_MOVES

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def order_id_of(self, instance: Allocation) -> int:  # type: ignore[override]
        return instance.line.order_id

    def change_url(self, instance: Model) -> str:
        """After the swap, and back from it: the stock page, where the whole picture is."""
        return reverse("desk:stock", args=[instance.line.sku_id])  # type: ignore[attr-defined]

    @admin.display(description="Order")
    def order(self, allocation: Allocation) -> str:
        return allocation.line.order.number
