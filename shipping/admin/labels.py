from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from accounts.selectors import actor_of
from core.admin.base import ReadOnlyInline
from core.admin.chips import state_chip
from core.admin.columns import link, money
from core.admin.filters import fixed_filter
from core.admin.moves import Move
from core.admin.moves_admin import MovesAdmin
from core.errors import OmsError
from fulfillment.admin.houses import OfOwnHouses
from fulfillment.selectors.prints import printed_words
from shipping.admin.radar import VoidDeadline
from shipping.admin.settling_form import BoughtForm, only_when_failed, only_when_unknown
from shipping.models import ShippingLabel, TrackingEvent
from shipping.services.choosing import try_next_carrier
from shipping.services.labels import retry_label
from shipping.services.settling import RIGHT as SETTLE
from shipping.services.settling import settle_as_bought, settle_as_not_bought
from shipping.services.voiding import request_void
from shipping.statuses import LabelState, TrackingStatus

# Within the form of the page: its token, another address, a window of its own.
PRINT_BUTTON = (
    '<button type="submit" class="oms-button oms-small" formaction="{}" formtarget="_blank" formnovalidate>{}</button>'
)
TONES = {"requested": "info", "unknown": "bad", "purchased": "good", "failed": "bad", "voided": "neutral"}
ROAD_TONES = {
    "delivered": "good",
    "exception": "bad",
    "lost": "bad",
    "delivery_failed": "bad",
    "delayed": "warn",
    "canceled": "warn",
    "returned_to_sender": "warn",
}


class TrackingInline(ReadOnlyInline):
    model = TrackingEvent
    fields = ["at", "status", "raw_status", "description", "location", "received_at"]
    ordering = ["-at", "-id"]
    verbose_name_plural = "Tracking"


@admin.register(ShippingLabel)
class ShippingLabelAdmin(OfOwnHouses, MovesAdmin):
    """Labels; the failed ones are a queue, each with the carrier's own words."""

    houses = ("parcel__fulfillment_order__warehouse",)
    list_display = [
        "id", "order_shown", "parcel", "state_shown", "tracking_number", "service", "cost_shown", "void_until",
        "road_shown", "error",
    ]  # fmt: skip
    list_filter = [
        fixed_filter("state", "state", LabelState.choices),
        VoidDeadline,
        fixed_filter("tracking_status", "on the road", TrackingStatus.choices),
    ]
    list_select_related = ["order", "parcel", "account"]
    search_fields = ["tracking_number__exact", "order__number__iexact", "parcel__number__iexact"]
    search_help_text = "Tracking number, order or parcel"
    ordering = ["-id"]
    jump_moment = "requested_at"
    jump_number = "tracking_number"
    fieldsets = [
        (None, {"fields": [
            ("order_shown", "parcel"), ("state_shown", "documents_shown"), ("account", "service"),
            ("tracking_number", "carrier_reference"), ("cost_shown", "tries"), ("error", "error_field"),
            "quote_shown", "choice_reason",
        ]}),
        ("On the road", {"fields": [("road_shown", "tracking_at", "tracked_at")]}),
        ("Times", {"fields": [
            ("requested_at", "sent_at"), ("purchased_at", "chosen_at"),
            ("failed_at", "void_until"), ("void_requested_at", "voided_at"),
        ]}),
    ]  # fmt: skip
    inlines = [TrackingInline]
    actions = ["void_selected"]
    moves = {
        "retry": Move(
            service=retry_label, label="Try again", icon="replay", is_primary=True,
            done="The carrier is asked again; what it sold before is found, not bought twice.",
        ),
        "try_next_carrier": Move(
            service=try_next_carrier, label="Ask the next carrier", icon="alt_route", right="shipping.buy_label",
            find_blockers=only_when_failed, done="The next carrier is asked.",
        ),
        "settle_as_bought": Move(
            service=settle_as_bought, label="It was bought", icon="fact_check", form=BoughtForm, is_primary=True,
            find_blockers=only_when_unknown, right=SETTLE, done="The label counts. Print it in the carrier's portal.",
        ),
        "settle_as_not_bought": Move(
            service=settle_as_not_bought, label="It was not bought", icon="block", needs_reason=True,
            find_blockers=only_when_unknown, right=SETTLE, question="Did you look in the carrier's portal?",
            done="The label can be asked for again.",
        ),
        "request_void": Move(
            service=request_void, label="Void", icon="cancel", is_danger=True,
            question="The carrier takes the label back and the parcel needs another.",
            done="The carrier is asked to take it back.",
        ),
    }  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[ShippingLabel]:
        found: QuerySet[ShippingLabel] = super().get_queryset(request)
        return found.select_related("order", "parcel", "account")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_void_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("shipping.void_label"))

    @admin.action(description="Void: give the labels back", permissions=["void"])
    def void_selected(self, request: HttpRequest, labels: QuerySet[ShippingLabel]) -> None:
        """Each by itself; what cannot be given back is told with its reason."""
        for label in labels.order_by("order_id", "pk"):
            try:
                request_void(shippinglabel_id=label.pk, actor=actor_of(request.user))
            except OmsError as error:
                self.message_user(request, f"{label}: {error.message}", messages.ERROR)
            else:
                self.message_user(request, f"{label}: the carrier is asked to take it back.")

    @admin.display(description="Order")
    def order_shown(self, label: ShippingLabel) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[label.order_id]), label.order.number)

    @admin.display(description="State", ordering="state")
    def state_shown(self, label: ShippingLabel) -> SafeString:
        return state_chip(label.state, label.get_state_display(), TONES)

    @admin.display(description="On the road")
    def road_shown(self, label: ShippingLabel) -> SafeString:
        return state_chip(label.tracking_status, label.get_tracking_status_display(), ROAD_TONES)

    @admin.display(description="Cost")
    def cost_shown(self, label: ShippingLabel) -> SafeString:
        return money(label.cost, label.currency)

    @admin.display(description="Quoted")
    def quote_shown(self, label: ShippingLabel) -> SafeString:
        return money(label.quoted_amount, label.quoted_currency)

    @admin.display(description="Print")
    def documents_shown(self, label: ShippingLabel) -> SafeString:
        if label.state != LabelState.PURCHASED:
            return format_html('<span class="oms-muted">{}</span>', "—")
        url = reverse("shipping:label", args=[label.parcel_id])
        own = reverse("shipping:parcel_label", args=[label.parcel_id, "pdf"])
        addresses = ((url, "PDF"), (f"{url}?format=zpl", "ZPL"), (own, "Our own, with SSCC"))
        buttons = format_html_join(" ", PRINT_BUTTON, addresses)
        return format_html("{} {}", buttons, printed_words([label.parcel_id]).get(label.parcel_id, ""))
