from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from core.admin.chips import state_chip
from core.admin.columns import link, pre
from core.admin.filters import fixed_filter
from core.admin.moves import Move
from core.admin.moves_admin import MovesAdmin
from support.admin.forms import AddressForm
from support.models import CaseMail, SentState
from support.services.mail_outcomes import RIGHT, resend_answer, resend_blockers

TONES: Mapping[str, str] = {SentState.SENT: "good", SentState.FAILED: "bad", SentState.QUEUED: "info"}


@admin.register(CaseMail)
class CaseMailAdmin(MovesAdmin):
    """The mails by which cases were answered, and what became of each."""

    when_empty = "An answer in a case goes out as a mail; each is listed here."
    list_display = ["created_at", "subject", "to", "state_shown", "case_shown", "sent_at"]
    list_filter = [fixed_filter("state", "state", SentState.choices)]
    list_select_related = ["said__case"]
    search_fields = ["to__iexact", "message_id__exact"]
    search_help_text = "The recipient's address, or a Message-ID"
    ordering = ["-id"]
    fields = [
        ("state_shown", "case_shown"), "error", "subject", ("sender", "to"), "reply_to", "message_id", "in_reply_to",
        ("created_at", "sent_at", "attempts"), "text_shown",
    ]  # fmt: skip
    readonly_fields = ["state_shown", "case_shown", "text_shown"]
    moves = {
        "resend": Move(
            service=resend_answer, label="Send again", icon="send", form=AddressForm, right=RIGHT, is_primary=True,
            find_blockers=resend_blockers, done="It is on its way again.",
        )
    }  # fmt: skip

    def order_id_of(self, instance: Any) -> int | None:
        order_id: int | None = instance.said.case.order_id
        return order_id

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="State", ordering="state")
    def state_shown(self, mail: CaseMail) -> SafeString:
        return state_chip(mail.state, mail.get_state_display(), TONES)

    @admin.display(description="Case")
    def case_shown(self, mail: CaseMail) -> SafeString:
        case = mail.said.case
        return link(reverse("admin:support_case_change", args=[case.pk]), case.number)

    @admin.display(description="Words")
    def text_shown(self, mail: CaseMail) -> SafeString:
        return pre(mail.said.text)
