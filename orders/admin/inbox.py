from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.widgets import UnfoldAdminSelectWidget

from accounts.selectors import actor_of
from core.admin.base import OmsAdmin, ReadOnlyAdmin
from core.admin.chips import state_chip
from core.admin.columns import pretty_json
from core.admin.filters import fixed_filter
from core.errors import OmsError
from orders.intake.channels.registry import ADAPTERS
from orders.models import ChannelNotice, ChannelSource, NoticeState
from orders.services.noticing import retry_notice

TONES = {
    "kept": "info",
    "applied": "good",
    "stale": "neutral",
    "ignored": "neutral",
    "waiting": "warn",
    "parked": "bad",
}


@admin.register(ChannelSource)
class ChannelSourceAdmin(OmsAdmin):
    """Shops of other makes that send orders."""

    list_display = ["code", "make", "channel", "creates_skus", "is_active"]
    list_select_related = ["channel"]
    ordering = ["code"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):  # type: ignore[no-untyped-def]
        if db_field.name == "make":
            makes = [(make, make.capitalize()) for make in ADAPTERS]
            return forms.ChoiceField(choices=makes, widget=UnfoldAdminSelectWidget)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


@admin.register(ChannelNotice)
class ChannelNoticeAdmin(ReadOnlyAdmin):
    """What other shops told us, and what was made of it."""

    list_display = ["event_id", "source", "topic", "state_shown", "field", "reason", "order", "received_at"]
    list_select_related = ["source", "order"]
    list_filter = [fixed_filter("state", "state", NoticeState.choices)]
    search_fields = ["external_id__exact", "event_id__exact"]
    search_help_text = "The order's number at the shop, or the event's id"
    ordering = ["-id"]
    actions = ["retry_selected"]
    fields = ["source", "event_id", "topic", "state_shown", "field", "reason", "order", "received_at", "worked_at",
              "tries", "body_shown"]  # fmt: skip
    readonly_fields = fields

    @admin.display(description="State", ordering="state")
    def state_shown(self, notice: ChannelNotice) -> SafeString:
        return state_chip(notice.state, notice.get_state_display(), TONES)

    @admin.display(description="Body")
    def body_shown(self, notice: ChannelNotice) -> SafeString:
        return pretty_json(notice.body)

    @admin.action(description="Read again", permissions=["retry"])
    def retry_selected(self, request: HttpRequest, queryset: QuerySet[ChannelNotice]) -> None:
        done = 0
        for notice in queryset.order_by("pk")[:200]:
            try:
                retry_notice(notice_id=notice.pk, actor=actor_of(request.user))
                done += 1
            except OmsError as error:
                messages.error(request, f"{notice}: {error.message}")
        messages.success(request, f"{done} will be read again.")

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("orders.retry_channelnotice")
