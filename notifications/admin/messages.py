from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminEmailInputWidget

from core.admin.chips import state_chip
from core.admin.columns import link, pre
from core.admin.filters import fixed_filter
from core.admin.move_form import MoveForm
from core.admin.moves import Move
from core.admin.moves_admin import MovesAdmin
from notifications.admin.frames import mail_frame
from notifications.models import Message
from notifications.services.sending import resend_message
from notifications.statuses import MailEvent, MessageState

TONES = {"queued": "info", "sent": "good", "failed": "bad", "skipped": "neutral"}


class ResendForm(MoveForm):
    """To the same address, or to the right one."""

    to = forms.EmailField(
        label="To", required=False, widget=UnfoldAdminEmailInputWidget, help_text="Empty: the address it had."
    )


@admin.register(Message)
class MessageAdmin(MovesAdmin):
    """Every mail as it was written, and what became of it."""

    list_display = ["created_at", "event", "order_shown", "to", "state_shown", "attempts", "error"]
    list_filter = [
        fixed_filter("state", "state", MessageState.choices),
        fixed_filter("event", "event", MailEvent.choices),
    ]
    list_select_related = ["order"]
    search_fields = ["order__number__iexact", "to__iexact", "message_id__exact"]
    search_help_text = "Order number, address, or Message-ID"
    ordering = ["-id"]
    fieldsets = [
        (None, {"fields": [
            ("order_shown", "event"), ("state_shown", "attempts"), ("to", "sender"), ("created_at", "sent_at"),
            "error", "message_id",
        ]}),
        ("As the customer sees it", {"fields": ["subject", "html_shown"]}),
        ("As text", {"fields": ["text_shown"]}),
    ]  # fmt: skip
    moves = {
        "resend": Move(
            service=resend_message, label="Send again", icon="forward_to_inbox", form=ResendForm, is_primary=True,
            question="The mail server refused it. Send it again?", done="It will be sent within seconds.",
        ),
    }  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        """Lists carry no bodies."""
        found: QuerySet[Message] = super().get_queryset(request)
        return found.defer("text", "html")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    @admin.display(description="Order")
    def order_shown(self, message: Message) -> SafeString:
        return link(reverse("admin:orders_order_change", args=[message.order_id]), message.order.number)

    @admin.display(description="State", ordering="state")
    def state_shown(self, message: Message) -> SafeString:
        return state_chip(message.state, message.get_state_display(), TONES)

    @admin.display(description="Mail")
    def html_shown(self, message: Message) -> SafeString:
        return mail_frame(message.html)

    @admin.display(description="Text")
    def text_shown(self, message: Message) -> SafeString:
        return pre(message.text or "—")
