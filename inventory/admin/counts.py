from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminTextInputWidget

from accounts.selectors import actor_of
from catalog.models import SKU
from core.admin.base import OmsAdmin, ReadOnlyInline
from core.admin.chips import chip, state_chip
from core.admin.filters import fixed_filter
from core.admin.move_form import MoveForm
from core.admin.moves import Move
from core.admin.moves_admin import MovesAdmin
from inventory.models import AdjustmentReason, CountState, CycleCount, CycleCountLine
from inventory.services.counting import approve_count, cancel_count, enter_count, recount, start_count

TONES = {"open": "info", "to_approve": "warn", "recorded": "good"}


class CountForm(MoveForm):
    """What lies in the bin: every SKU the books have there, and one they do not."""

    found_sku = forms.CharField(
        label="Something else was there: SKU code", required=False, widget=UnfoldAdminTextInputWidget
    )
    found_lot = forms.CharField(label="Its lot", required=False, max_length=40, widget=UnfoldAdminTextInputWidget)
    found_units = forms.IntegerField(
        label="Its units", required=False, min_value=1, widget=UnfoldAdminIntegerFieldWidget
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["reason"]
        self.lines = list(self.instance.lines.select_related("sku").order_by("pk"))
        for line in self.lines:
            self.fields[f"line_{line.pk}"] = forms.IntegerField(
                label=f"{line.sku}{f', lot {line.lot}' if line.lot else ''}", min_value=0,
                widget=UnfoldAdminIntegerFieldWidget, help_text="Count without looking at the books.",
            )  # fmt: skip
        self.order_fields([f"line_{line.pk}" for line in self.lines])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        code, units = given.get("found_sku"), given.get("found_units")
        given["sku"] = SKU.objects.filter(code__iexact=code).first() if code else None
        if code and given["sku"] is None:
            raise ValidationError(f"There is no SKU {code}.")
        if bool(code) != bool(units):
            raise ValidationError("Give both the code and the units of what else was there.")
        return given

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        also = {(given["sku"].pk, given["found_lot"]): given["found_units"]} if given["sku"] else {}
        return {"counted": {line.pk: given[f"line_{line.pk}"] for line in self.lines}, "also_found": also}


COUNT_MOVES = {
    "record": Move(
        service=enter_count, label="Enter what is there", icon="checklist", form=CountForm, is_primary=True,
        done="Counted.",
    ),
    "approve": Move(
        service=approve_count, label="Approve", icon="done_all", is_primary=True, done="The books follow the count.",
        question="The books follow what was counted; promises they cannot keep are sought elsewhere.",
    ),
    "recount": Move(service=recount, label="Count again", icon="replay", needs_reason=True, done="It is open again."),
    "cancel": Move(service=cancel_count, label="Cancel", icon="cancel", needs_reason=True, is_danger=True),
}  # fmt: skip


class CountLineInline(ReadOnlyInline):
    model = CycleCountLine
    fields = ["sku", "lot", "expected", "counted", "variance_shown"]
    readonly_fields = ["variance_shown"]

    def get_queryset(self, request: HttpRequest):  # type: ignore[no-untyped-def]
        return super().get_queryset(request).select_related("sku").order_by("pk")

    @admin.display(description="Difference")
    def variance_shown(self, line: CycleCountLine) -> SafeString | str:
        return chip(f"{line.variance:+}", "warn") if line.variance else "0"


class StartForm(ModelForm):
    """Which bin; refused while somebody counts it."""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        place = given.get("location")
        if place is not None and place.counts.filter(state__in=[CountState.OPEN, CountState.TO_APPROVE]).exists():
            raise ValidationError({"location": "It is being counted already. Finish or cancel that count."})
        return given


@admin.register(CycleCount)
class CycleCountAdmin(MovesAdmin):
    """Bins counted, and differences that wait for a second person."""

    form = StartForm
    list_display = ["number", "location", "warehouse", "state_shown", "opened_at", "counted_by", "decided_by"]
    list_filter = [fixed_filter("state", "state", CountState.choices), "location__warehouse"]
    list_select_related = ["location__warehouse"]
    search_fields = ["number__istartswith", "location__code__exact"]
    search_help_text = "Number, or a location's exact code"
    when_empty = "Start a count: choose a bin, count it, enter what is there."
    ordering = ["-id"]
    autocomplete_fields = ["location"]
    moves = COUNT_MOVES
    inlines = [CountLineInline]

    def get_fields(self, request: HttpRequest, obj: CycleCount | None = None) -> Any:
        times = [("opened_at", "counted_at", "decided_at"), ("counted_by", "decided_by"), "note"]
        return [("number", "state"), "location", *times] if obj else ["location"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        shown = ["number", "opened_at", "counted_at", "decided_at", "counted_by", "decided_by", "note"]
        return [*shown, "state", "location"] if obj else ["state"]

    def get_inlines(self, request: HttpRequest, obj: CycleCount | None = None) -> Any:
        return self.inlines if obj else []

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("inventory.count_stock"))

    def save_model(self, request: HttpRequest, obj: CycleCount, form: ModelForm, change: bool) -> None:
        """Adding a row is starting a count; a count is changed by its moves alone."""
        if not change:
            obj.pk = start_count(location_id=obj.location_id, actor=actor_of(request.user)).pk

    @admin.display(description="Warehouse")
    def warehouse(self, count: CycleCount) -> str:
        return count.location.warehouse.name

    @admin.display(description="State", ordering="state")
    def state_shown(self, count: CycleCount) -> SafeString:
        return state_chip(count.state, count.get_state_display(), TONES)


@admin.register(AdjustmentReason)
class AdjustmentReasonAdmin(OmsAdmin):
    """Why stock is set right by hand."""

    list_display = ["label", "code", "is_active"]
    search_fields = ["label", "code"]
    prepopulated_fields = {"code": ["label"]}
    ordering = ["label"]
