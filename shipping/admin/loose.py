from collections.abc import Iterator

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminTextInputWidget

from core.admin.base import ReadOnlyInline
from core.admin.chips import state_chip
from core.admin.columns import link, money
from core.admin.filters import fixed_filter
from core.admin.move_form import MoveForm
from core.admin.moves import NOT_NOW, Move
from core.admin.moves_admin import MovesAdmin
from core.errors import Blocker
from fulfillment.admin.houses import OfOwnHouses
from shipping.admin.labels import ROAD_TONES, TONES
from shipping.models import LooseLabel, LooseTrackingEvent
from shipping.services.loose_labels import request_loose_void, retry_loose_label
from shipping.services.loose_settling import settle_loose_as_bought, settle_loose_as_not_bought
from shipping.services.settling import RIGHT as SETTLE
from shipping.statuses import LabelState, TrackingStatus


class NumberForm(MoveForm):
    """What the carrier's portal shows of a label that was bought after all."""

    tracking_number = forms.CharField(max_length=64, widget=UnfoldAdminTextInputWidget)


def only_when_unknown(label: LooseLabel) -> Iterator[Blocker]:
    if label.state != LabelState.UNKNOWN:
        yield Blocker(NOT_NOW, "its outcome is known.")


class LooseTrackingInline(ReadOnlyInline):
    model = LooseTrackingEvent
    fields = ["at", "status", "raw_status", "description", "location", "received_at"]
    ordering = ["-at", "-id"]
    verbose_name_plural = "Tracking"


@admin.register(LooseLabel)
class LooseLabelAdmin(OfOwnHouses, MovesAdmin):
    """Return labels, and labels of what goes back to its customer."""

    when_empty = "A label is bought when a return is approved whose policy pays for it."
    list_display = [
        "id", "cause_reference", "order_shown", "direction", "state_shown", "tracking_number", "cost_shown",
        "road_shown", "error",
    ]  # fmt: skip
    list_filter = [
        fixed_filter("state", "state", LabelState.choices),
        fixed_filter("tracking_status", "on the road", TrackingStatus.choices),
    ]
    list_select_related = ["order", "account"]
    search_fields = ["tracking_number__exact", "cause_reference__iexact", "order__number__iexact"]
    search_help_text = "Tracking number, return or order"
    ordering = ["-id"]
    inlines = [LooseTrackingInline]
    fields = [
        ("order_shown", "cause_reference"), ("direction", "warehouse"), ("state_shown", "print_shown"),
        ("account", "service"), ("tracking_number", "carrier_reference"), ("cost_shown", "tries"),
        ("error", "error_field"), ("road_shown", "tracking_at", "tracked_at"),
        ("requested_at", "sent_at", "purchased_at"), ("failed_at", "void_until"), ("void_requested_at", "voided_at"),
    ]  # fmt: skip
    moves = {
        "retry": Move(
            service=retry_loose_label, label="Try again", icon="replay", is_primary=True,
            done="The carrier is asked again; what it sold before is found, not bought twice.",
        ),
        "settle_as_bought": Move(
            service=settle_loose_as_bought, label="It was bought", icon="fact_check", form=NumberForm, is_primary=True,
            find_blockers=only_when_unknown, right=SETTLE, done="The label counts. Print it in the carrier's portal.",
        ),
        "settle_as_not_bought": Move(
            service=settle_loose_as_not_bought, label="It was not bought", icon="block", needs_reason=True,
            find_blockers=only_when_unknown, right=SETTLE, question="Did you look in the carrier's portal?",
            done="The label can be asked for again.",
        ),
        "request_void": Move(
            service=request_loose_void, label="Void", icon="cancel", is_danger=True,
            question="The carrier takes the label back; the customer cannot use it any more.",
            done="The carrier is asked to take it back.",
        ),
    }  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @admin.display(description="Order")
    def order_shown(self, label: LooseLabel) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[label.order_id]), label.order.number)

    @admin.display(description="State", ordering="state")
    def state_shown(self, label: LooseLabel) -> SafeString:
        return state_chip(label.state, label.get_state_display(), TONES)

    @admin.display(description="On the road")
    def road_shown(self, label: LooseLabel) -> SafeString:
        return state_chip(label.tracking_status, label.get_tracking_status_display(), ROAD_TONES)

    @admin.display(description="Cost")
    def cost_shown(self, label: LooseLabel) -> SafeString:
        return money(label.cost, label.currency)

    @admin.display(description="Print")
    def print_shown(self, label: LooseLabel) -> SafeString:
        if label.state != LabelState.PURCHASED or not label.is_wanted:
            return format_html('<span class="oms-muted">{}</span>', "—")
        return link(reverse("shipping:loose_label", args=[label.pk]), "PDF")
