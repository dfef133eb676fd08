from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import SafeString

from core.admin.base import OmsAdmin
from core.admin.chips import state_chip
from core.admin.columns import link, pre
from core.admin.filters import fixed_filter
from core.admin.moves import NOT_NOW, Move
from core.admin.moves_admin import MovesAdmin
from core.errors import Blocker
from support.models import InboundMail, MailRoute, MailState
from support.services.sorting import take_up

TONES: Mapping[str, str] = {
    MailState.KEPT: "warn",
    MailState.DRAFTED: "good",
    MailState.CASED: "good",
    MailState.ANSWERED: "good",
    MailState.PARKED: "bad",
}


def left_alone(mail: InboundMail) -> Iterator[Blocker]:
    if mail.state not in (MailState.IGNORED, MailState.PARKED):
        yield Blocker(NOT_NOW, "something was made of it.")


@admin.register(InboundMail)
class InboundMailAdmin(MovesAdmin):
    """Mails that came in, as they came, and what became of each."""

    when_empty = "Mails come in by a provider's webhook or a mail server's pipe."
    list_display = ["subject_shown", "sender_email", "sent_to", "state_shown", "became", "received_at"]
    list_filter = [fixed_filter("state", "state", MailState.choices)]
    list_select_related = ["order", "case"]
    search_fields = ["sender_email__exact", "message_id__exact"]
    search_help_text = "The sender's address in small letters, or a Message-ID"
    ordering = ["-id"]
    fields = [
        ("state_shown", "became"), "reason", "subject_shown", ("sender_name", "sender_email"), ("sent_to", "source"),
        ("received_at", "customer"), "suggested_shown", "text_shown",
    ]  # fmt: skip
    readonly_fields = ["state_shown", "became", "subject_shown", "suggested_shown", "text_shown"]
    moves = {
        "take_up": Move(
            service=take_up, label="Take up", icon="inbox", id_argument="mail_id", is_primary=True,
            right="support.work_inboundmail", find_blockers=left_alone, done="The mail was worked as its address says.",
        )
    }  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="Subject")
    def subject_shown(self, mail: InboundMail) -> str:
        return mail.subject or "(no subject)"

    @admin.display(description="State", ordering="state")
    def state_shown(self, mail: InboundMail) -> SafeString:
        return state_chip(mail.state, mail.get_state_display(), TONES)

    @admin.display(description="Became")
    def became(self, mail: InboundMail) -> SafeString | str:
        if mail.order is not None:
            return link(reverse("admin:orders_order_change", args=[mail.order_id]), mail.order.number)
        if mail.case is not None:
            return link(reverse("admin:support_case_change", args=[mail.case_id]), mail.case.number)
        return "—"

    @admin.display(description="Order it names")
    def suggested_shown(self, mail: InboundMail) -> SafeString | str:
        """Its number stands in the subject, but the sender is not known to be its customer."""
        if mail.suggested_order is None:
            return "—"
        return link(
            reverse("admin:orders_order_change", args=[mail.suggested_order_id]),
            f"{mail.suggested_order.number} (the sender is not its customer)",
        )

    @admin.display(description="Message")
    def text_shown(self, mail: InboundMail) -> SafeString:
        return pre(mail.text or "(no words)")


@admin.register(MailRoute)
class MailRouteAdmin(OmsAdmin):
    """Which address of ours leads where."""

    when_empty = "Without a route every mail becomes a case. Add one for the address orders come to."
    is_deletable = True
    list_display = ["address", "aim", "channel", "kind", "priority", "team", "is_active"]
    list_select_related = ["channel", "team"]
    ordering = ["address"]
