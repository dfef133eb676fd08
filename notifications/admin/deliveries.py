import json
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from core.admin.base import ReadOnlyInline
from core.admin.chips import chip, state_chip
from core.admin.columns import link, pre, pretty_json
from core.admin.filters import fixed_filter
from core.admin.moves import Move
from core.admin.moves_admin import MovesAdmin
from notifications.admin.endpoints import endpoint_link
from notifications.models import WebhookAttempt, WebhookDelivery
from notifications.services.webhooks.replaying import replay_delivery
from notifications.statuses import DeliveryState
from notifications.webhooks.kinds import TEST, HookKind

TONES = {"pending": "info", "delivered": "good", "failed": "bad", "held": "warn"}


class AttemptInline(ReadOnlyInline):
    """Each call and its answer."""

    model = WebhookAttempt
    verbose_name_plural = "calls"
    fields = ["number", "started_at", "outcome", "milliseconds", "address", "answer_shown"]
    readonly_fields = ["outcome", "answer_shown"]
    ordering = ["-number"]
    tab = False

    @admin.display(description="Outcome")
    def outcome(self, attempt: WebhookAttempt) -> SafeString:
        if attempt.finished_at is None:
            return chip("Not known", "warn", title="Its worker died, or is still calling: it may have arrived.")
        if not attempt.error:
            return chip(str(attempt.status), "good")
        return chip(attempt.error, "bad")

    @admin.display(description="Answer")
    def answer_shown(self, attempt: WebhookAttempt) -> SafeString:
        return pre(attempt.answer or "—")


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(MovesAdmin):
    """Every webhook as it is sent, and every call that was made for it."""

    list_display = ["created_at", "kind", "order_shown", "endpoint", "state_shown", "attempts", "next_at"]
    list_filter = [
        fixed_filter("state", "state", DeliveryState.choices),
        fixed_filter("kind", "kind", [*HookKind.choices, (TEST, "Test")]),
    ]
    list_select_related = ["order", "endpoint"]
    search_fields = ["order__number__iexact", "event_id__exact", "endpoint__public_id__exact"]
    search_help_text = "Order number, event id, or the endpoint's id"
    ordering = ["-id"]
    fields = [
        ("endpoint_shown", "order_shown"), ("kind", "state_shown"), ("event_id", "sequence"),
        ("attempts", "next_at"), ("created_at", "delivered_at"), "body_shown",
    ]  # fmt: skip
    inlines = [AttemptInline]
    when_empty = "Nothing was told yet. Webhooks appear here as soon as an endpoint listens and something happens."
    moves = {
        "replay": Move(
            service=replay_delivery, label="Send again", icon="replay", is_primary=True,
            question="The same webhook, under the same id: a receiver that knows it passes it over.",
            done="It is sent within seconds.",
        ),
    }  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="Order")
    def order_shown(self, delivery: WebhookDelivery) -> SafeString | str:
        if delivery.order is None:
            return "—"
        return link(reverse("admin:orders_order_change", args=[delivery.order.pk]), delivery.order.number)

    @admin.display(description="Endpoint")
    def endpoint_shown(self, delivery: WebhookDelivery) -> SafeString:
        return endpoint_link(delivery.endpoint)

    @admin.display(description="State", ordering="state")
    def state_shown(self, delivery: WebhookDelivery) -> SafeString:
        return state_chip(delivery.state, delivery.get_state_display(), TONES)

    @admin.display(description="Body")
    def body_shown(self, delivery: WebhookDelivery) -> SafeString:
        return pretty_json(json.loads(delivery.body)) if delivery.body else pre("Erased.")
