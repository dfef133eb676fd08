from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.timesince import timesince, timeuntil

from accounts.selectors import actor_of
from core.admin.bulk import move_many, tell_summary
from core.admin.chips import chip
from core.admin.columns import link
from core.admin.filters import empty_filter, fixed_filter
from core.admin.moves import may_move
from core.admin.moves_admin import MovesAdmin
from core.selectors.people import actor_names
from orders.admin.bulk import BULK_LIMIT
from orders.admin.moves import HOLD_MOVES
from orders.models import HoldKind, OrderHold, ReleaseCondition

# Where a row of the list keeps the name of who placed it: one admin serves many requests at once.
NAMED = "_placed_by_name"


@admin.register(OrderHold)
class OrderHoldAdmin(MovesAdmin):
    """Everything that makes an order wait, with its clock."""

    when_empty = "No order is held. An order is held on its own page."
    # The first column leads elsewhere; a link in a link has no name.
    list_display_links = ["kind"]
    list_display = ["order_shown", "kind", "reason", "waits", "clock", "ends", "who", "placed_at", "state_shown"]
    actions = ["release_selected"]
    list_filter = [
        empty_filter("released_at", "state", "Open", "Released"),
        fixed_filter("kind", "kind", HoldKind.choices),
        fixed_filter("release_condition", "ends", ReleaseCondition.choices),
    ]
    list_select_related = ["order", "line"]
    search_fields = ["order__number__exact"]
    search_help_text = "Order number"
    ordering = ["-id"]
    moves = HOLD_MOVES
    fields = [
        "order_shown", ("kind", "blocks"), "reason", ("placed_by", "placed_at"), ("due_at", "release_condition"),
        ("released_by", "released_at"),
    ]  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_url(self, instance: Any) -> str:
        """After the release the rep wants the order, not the hold."""
        return reverse("admin:orders_order_change", args=[instance.order_id])

    @admin.display(description="Order")
    def order_shown(self, hold: OrderHold) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[hold.order_id]), hold.order.number)

    @admin.display(description="Placed by")
    def who(self, hold: OrderHold) -> str:
        return str(getattr(hold, NAMED, hold.placed_by))

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """One query for the names of all who placed the holds of the page."""
        shown = super().get_changelist_instance(request)
        names = actor_names(hold.placed_by for hold in shown.result_list)
        for hold in shown.result_list:
            setattr(hold, NAMED, names[hold.placed_by])
        return shown

    @admin.action(description="Release")
    def release_selected(self, request: HttpRequest, queryset: QuerySet[OrderHold]) -> None:
        """Each in its own transaction; what is refused is told with its reason and linked."""
        holds = list(queryset.select_related("order").order_by("pk")[: BULK_LIMIT + 1])
        if len(holds) > BULK_LIMIT:
            messages.error(request, f"Choose at most {BULK_LIMIT} holds at once; nothing was done.")
            return
        move = HOLD_MOVES["release"]
        refused = move_many(holds, move, actor=actor_of(request.user), given={})
        tell_summary(request, total=len(holds), refused=refused, label=move.label, url_of=self.change_url)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Only what the user may do."""
        offered: dict[str, Any] = super().get_actions(request)
        if not may_move(request, OrderHold, "release", HOLD_MOVES["release"]):
            offered.pop("release_selected", None)
        return offered

    @admin.display(description="What waits")
    def waits(self, hold: OrderHold) -> str:
        what = f"line {hold.line.position}: " if hold.line else ""
        return what + ", ".join(hold.blocks)

    @admin.display(description="Clock", ordering="due_at", empty_value="—")
    def clock(self, hold: OrderHold) -> SafeString | None:
        """Until when somebody is to look; late in red, and in words."""
        if hold.due_at is None or hold.released_at is not None:
            return None
        late = hold.due_at < timezone.now()
        words = f"{timesince(hold.due_at)} late" if late else f"in {timeuntil(hold.due_at)}"
        return chip(words, "bad" if late else "info", title=f"{hold.due_at:%Y-%m-%d %H:%M} UTC")

    @admin.display(description="Ends")
    def ends(self, hold: OrderHold) -> str:
        return hold.get_release_condition_display() or "By hand"

    @admin.display(description="State", ordering="released_at")
    def state_shown(self, hold: OrderHold) -> SafeString:
        return chip("Released", "good") if hold.released_at else chip("Open", "warn")
