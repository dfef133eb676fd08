from collections.abc import Iterator

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from core.admin.filters import fixed_filter
from core.admin.moves import NOT_NOW, Move
from core.admin.moves_admin import MovesAdmin
from core.errors import Blocker
from returns.admin.houses import of_own_houses
from returns.models import StrayFate, StrayItem
from returns.services.straying import decide_stray


def is_undecided(stray: StrayItem) -> Iterator[Blocker]:
    if stray.fate:
        yield Blocker(NOT_NOW, "it is decided.")


@admin.register(StrayItem)
class StrayItemAdmin(MovesAdmin):
    """Goods in a returned box that are not of its order."""

    when_empty = "Nothing came in a box that was not of its order."
    list_display = ["sku", "quantity", "rma", "warehouse", "fate", "decided_by"]
    list_filter = [fixed_filter("fate", "fate", [one for one in StrayFate.choices if one[0]])]
    list_select_related = ["sku", "rma", "warehouse"]
    ordering = ["-id"]
    fields = [("rma", "warehouse"), ("sku", "quantity"), "fate", ("decided_by", "decided_at")]
    moves = {
        "keep": Move(
            service=decide_stray, label="Take into our stock", icon="inventory_2", right="returns.inspect_return",
            find_blockers=is_undecided, arguments={"fate": StrayFate.KEPT}, question="It goes to quarantine.",
            done="It lies in quarantine.",
        ),
        "send_back": Move(
            service=decide_stray, label="Sent back to the customer", icon="outbox", right="returns.inspect_return",
            find_blockers=is_undecided, arguments={"fate": StrayFate.SENT_BACK},
            question="Send it first: nothing is booked.", done="Written down.",
        ),
    }  # fmt: skip

    def order_id_of(self, instance: StrayItem) -> int | None:  # type: ignore[override]
        return instance.rma.order_id

    def get_queryset(self, request: HttpRequest) -> QuerySet[StrayItem]:
        return of_own_houses(super().get_queryset(request), request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
