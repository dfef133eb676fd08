from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from core.admin.base import OmsAdmin, ReadOnlyInline
from core.admin.chips import state_chip
from core.admin.filters import fixed_filter
from core.admin.moves import Move
from core.admin.moves_admin import MovesAdmin
from fulfillment.admin.houses import OfOwnHouses
from fulfillment.models import Packaging, PaperPrint, Parcel, ParcelItem
from fulfillment.screens.page import link_above
from fulfillment.selectors.following import record_of_box
from fulfillment.selectors.photos import with_photos
from fulfillment.services.closing import cancel_parcel, repack_parcel
from fulfillment.statuses import ParcelState

TONES = {
    "label_failed": "bad", "lost": "bad", "returned_to_sender": "bad", "delivered": "good", "shipped": "info",
    "labeled": "info", "manifested": "info",
}  # fmt: skip
PARCEL_MOVES = {
    "repack": Move(service=repack_parcel, label="Open again", icon="unarchive", needs_reason=True, done="It is open."),
    "cancel": Move(
        service=cancel_parcel, label="Take apart", icon="cancel", needs_reason=True, is_danger=True,
        question="Its units lie at the bench again.", done="It is taken apart.",
    ),
}  # fmt: skip


class ItemInline(ReadOnlyInline):
    model = ParcelItem
    fields = ["order_line", "level", "quantity"]

    def get_queryset(self, request: HttpRequest):  # type: ignore[no-untyped-def]
        return (
            super().get_queryset(request).select_related("order_line", "level__sku", "level__warehouse").order_by("pk")
        )


class PrintInline(ReadOnlyInline):
    model = PaperPrint
    fields = ["paper", "copy", "printed_by", "printed_at"]
    ordering = ["pk"]


@admin.register(Parcel)
class ParcelAdmin(OfOwnHouses, MovesAdmin):
    """What one label is stuck on."""

    houses = ("fulfillment_order__warehouse",)
    list_display = ["number", "order", "state_shown", "packaging", "weight_grams", "packed_at", "shipped_at"]
    list_filter = [fixed_filter("state", "state", ParcelState.choices)]
    list_select_related = ["fulfillment_order__order", "packaging"]
    search_fields = ["number__istartswith", "fulfillment_order__order__number__istartswith"]
    search_help_text = "Number of the parcel or its order"
    ordering = ["-id"]
    jump_moment = "created_at"
    jump_number = "number"
    fields = [
        ("number", "state"), "fulfillment_order", ("packaging", "weight_grams", "requires_signature"),
        ("suggested_packaging", "suggested_by"), ("expected_grams", "weight_reason"),
        ("created_at", "packed_at", "packed_by"), ("labeled_at", "shipped_at", "delivered_at"),
        "packers_photos",
    ]  # fmt: skip
    readonly_fields = ["packers_photos"]
    inlines = [ItemInline, PrintInline]
    moves = PARCEL_MOVES

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Parcel]":
        return with_photos(super().get_queryset(request))

    @admin.display(description="The packer's photos")
    def packers_photos(self, parcel: Parcel) -> SafeString | str:
        shown = [(link_above("desk:parcel-photo", pk),) for pk in getattr(parcel, "photo_ids", ())]
        picture = '<a href="{0}"><img src="{0}" alt="The packer\'s photo" style="max-height: 20rem"></a> '
        return format_html_join("", picture, shown) or "—"

    def order_id_of(self, instance: Parcel) -> int:  # type: ignore[override]
        return instance.fulfillment_order.order_id

    @admin.display(description="Order")
    def order(self, parcel: Parcel) -> str:
        return parcel.fulfillment_order.order.number

    @admin.display(description="State", ordering="state")
    def state_shown(self, parcel: Parcel) -> SafeString:
        return state_chip(parcel.state, parcel.get_state_display(), TONES)


@admin.register(Packaging)
class PackagingAdmin(OmsAdmin):
    """Boxes on the shelf of the packing bench."""

    list_display = ["name", "code", "length_mm", "width_mm", "height_mm", "tare_grams", "max_weight_grams", "is_active"]
    search_fields = ["code", "name"]
    ordering = ["name"]
    fields = [
        ("name", "code", "is_active"), ("length_mm", "width_mm", "height_mm"), ("tare_grams", "max_weight_grams"),
        "weight_tolerance_percent", "suggestion_followed",
    ]  # fmt: skip
    readonly_fields = ["suggestion_followed"]

    @admin.display(description="Suggestion followed")
    def suggestion_followed(self, box: Packaging) -> str:
        record = record_of_box(box.pk) if box.pk else None
        if record is None or not record.suggested:
            return "Not suggested yet"
        return f"{record.taken} of the last {record.suggested} times ({record.percent} %)"
