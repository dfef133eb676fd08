from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminTextInputWidget

from core.admin.base import ReadOnlyInline
from core.admin.chips import chip, state_chip
from core.admin.columns import link, pre
from core.admin.filters import fixed_filter
from core.admin.move_form import MoveForm
from core.admin.moves import NOT_NOW, Lead, Move
from core.admin.moves_admin import MovesAdmin
from core.errors import Blocker
from core.links.masking import mask_tokens
from notifications.admin.frames import mail_frame, phone_frame
from notifications.models import Message, MessageReport
from notifications.selectors.reaching import SOFT_WITHIN, soft_bounces
from notifications.selectors.wanted import reason_of, suppression_of
from notifications.services.sending import RESEND_RIGHT, resend_blockers, resend_message
from notifications.statuses import Arrival, MailEvent, Medium, MessageState

TONES = {"queued": "info", "sent": "good", "failed": "bad", "skipped": "neutral"}
ARRIVED = {"deferred": "warn", "delivered": "good", "opened": "good", "bounced": "bad", "complained": "bad"}


class ResendForm(MoveForm):
    """To the same address, or to the right one."""

    to = forms.CharField(
        label="To", required=False, max_length=320, widget=UnfoldAdminTextInputWidget(attrs={"inputmode": "email"}),
        help_text="Empty: the address it had.",
    )  # fmt: skip


def went_out(message: Message) -> list[Blocker]:
    """What never went out is not sent again: nobody has it to miss."""
    if message.state in (MessageState.SENT, MessageState.FAILED):
        return resend_blockers(message)
    return [Blocker(NOT_NOW, f"it is {message.get_state_display().lower()}.")]


class ReportInline(ReadOnlyInline):
    """What the provider told afterwards."""

    model = MessageReport
    fields = ["at", "kind", "is_hard", "address", "words"]
    tab = False


@admin.register(Message)
class MessageAdmin(MovesAdmin):
    """Every mail and text as it was written, and what became of it."""

    list_display = ["created_at", "event", "medium", "order_shown", "to", "state_shown", "arrival_shown", "error"]
    list_filter = [
        fixed_filter("state", "state", MessageState.choices), fixed_filter("event", "event", MailEvent.choices),
        fixed_filter("medium", "medium", Medium.choices), fixed_filter("arrival", "arrival", Arrival.choices),
    ]  # fmt: skip
    list_select_related = ["order"]
    search_fields = ["order__number__iexact", "to__iexact", "message_id__exact"]
    search_help_text = "Order number, address or phone, or Message-ID"
    ordering = ["-id"]
    jump_moment = "created_at"
    inlines = [ReportInline]
    moves = {
        "resend": Move(
            service=resend_message, label="Send again", icon="forward_to_inbox", form=ResendForm, is_primary=True,
            right=RESEND_RIGHT, find_blockers=went_out, done="A copy will be sent within seconds.",
            question="The same words go out once more, as a message of its own.",
        ),
    }  # fmt: skip

    def get_fieldsets(self, request: HttpRequest, obj: Message | None = None) -> Any:
        sent = [
            ("order_shown", "event"), ("state_shown", "attempts"), ("arrival_shown", "soft_shown"), ("to", "sender"),
            ("created_at", "sent_at"), "suppressed_shown", "copies_shown", "error", "message_id_shown",
        ]  # fmt: skip
        if obj is not None and obj.medium == Medium.SMS:
            return [(None, {"fields": sent}), ("As the customer sees it", {"fields": ["phone_shown"]})]
        return [
            (None, {"fields": sent}),
            ("As the customer sees it", {"fields": ["subject", "html_shown"]}),
            ("As text", {"fields": ["text_shown"]}),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        """Lists carry no bodies."""
        found: QuerySet[Message] = super().get_queryset(request)
        return found.defer("text", "html")

    def get_leads(self, request: HttpRequest, instance: Any) -> list[Lead]:
        if instance.resend_of_id is None:
            return []
        url = reverse("admin:notifications_message_change", args=[instance.resend_of_id])
        return [Lead(label="The message it is a copy of", url=url, icon="content_copy")]

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

    @admin.display(description="Arrival", ordering="arrival")
    def arrival_shown(self, message: Message) -> SafeString | str:
        """What the provider told last; mails by plain SMTP are told of by nobody."""
        if not message.arrival:
            return "—"
        return state_chip(message.arrival, message.get_arrival_display(), ARRIVED)

    @admin.display(description="Came back for now")
    def soft_shown(self, message: Message) -> str:
        count = soft_bounces(message.to, since=timezone.now() - SOFT_WITHIN)
        return f"{count} times in {SOFT_WITHIN.days} days"

    @admin.display(description="Suppressed")
    def suppressed_shown(self, message: Message) -> SafeString | str:
        found = suppression_of(message.to, event=message.event) if message.to else None
        if found is None:
            return "No."
        url = reverse("admin:notifications_suppression_change", args=[found.pk])
        return link(url, reason_of(found))

    @admin.display(description="Copies")
    def copies_shown(self, message: Message) -> str | SafeString:
        count = message.copies.count()
        return chip(f"{count} sent again", "info") if count else "—"

    @admin.display(description="Message-ID")
    def message_id_shown(self, message: Message) -> SafeString:
        """Long and without a blank: it wraps where it must."""
        return pre(message.message_id)

    @admin.display(description="Mail")
    def html_shown(self, message: Message) -> SafeString:
        return mail_frame(mask_tokens(message.html))

    @admin.display(description="Text")
    def text_shown(self, message: Message) -> SafeString:
        return pre(mask_tokens(message.text) or "—")

    @admin.display(description="Text")
    def phone_shown(self, message: Message) -> SafeString:
        return phone_frame(mask_tokens(message.text)) if message.text else pre("—")
