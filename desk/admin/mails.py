"""Mails with what lies on other floors: their files, and the draft that can be made of them."""

from collections.abc import Iterable

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.admin.columns import link
from orders.models import Attachment
from support.admin.mails import InboundMailAdmin
from support.models import InboundMail, MailPart

admin.site.unregister(InboundMail)


def file_link(attachment: Attachment) -> SafeString:
    """Leads to the content, or says that it was removed."""
    if attachment.removed_at is not None:
        return format_html("<s>{}</s>", attachment.name)
    return link(reverse("desk:attachment", args=[attachment.pk]), attachment.name)


def in_lines(items: Iterable[SafeString]) -> SafeString | str:
    return format_html_join("", "<div>{}</div>", ((item,) for item in items)) or "—"


def draft_link(mail: InboundMail) -> SafeString:
    address = f"{reverse('admin:orders_order_add')}?mail={mail.pk}"
    return format_html('<a class="oms-button oms-small" href="{}">Make a draft from this</a>', address)


@admin.register(InboundMail)
class InboundMailPageAdmin(InboundMailAdmin):
    """Mails that came in, with their files and the mail as it came."""

    fields = [*InboundMailAdmin.fields, "files_shown", "raw_shown", "draft_shown"]
    readonly_fields = [*InboundMailAdmin.readonly_fields, "files_shown", "raw_shown", "draft_shown"]

    @admin.display(description="Files")
    def files_shown(self, mail: InboundMail) -> SafeString | str:
        return in_lines(_part_line(part) for part in mail.parts.select_related("attachment"))

    @admin.display(description="As it came")
    def raw_shown(self, mail: InboundMail) -> SafeString | str:
        return file_link(mail.raw) if mail.raw else "—"

    @admin.display(description="Order")
    def draft_shown(self, mail: InboundMail) -> SafeString | str:
        return draft_link(mail) if mail.order_id is None and mail.read_at else "—"


def _part_line(part: MailPart) -> SafeString:
    if part.attachment is not None:
        return file_link(part.attachment)
    return format_html("<s>{}</s> removed: {}", part.name, part.removed_because)
