"""Cases and mails with what lies on other floors: their files, and the draft that can be made of them."""

from collections.abc import Iterable

from django.contrib import admin
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.admin.columns import link
from orders.models import Attachment
from support.admin.cases import CaseAdmin, CaseMessageInline
from support.admin.mails import InboundMailAdmin
from support.models import Case, CaseAttachment, CaseKind, CaseMessage, InboundMail, MailPart

admin.site.unregister(Case)
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


class MessageWithFilesInline(CaseMessageInline):
    fields = [*CaseMessageInline.fields, "files_shown"]
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[CaseMessage]:
        files = CaseAttachment.objects.select_related("attachment").order_by("pk")
        said: QuerySet[CaseMessage] = super().get_queryset(request).prefetch_related(Prefetch("files", queryset=files))
        return said

    @admin.display(description="Files")
    def files_shown(self, message: CaseMessage) -> SafeString | str:
        return in_lines(file_link(file.attachment) for file in message.files.all())


@admin.register(Case)
class CasePageAdmin(CaseAdmin):
    """What customers wait for an answer to, with its clocks, mails and files."""

    inlines = [MessageWithFilesInline]
    fields = [*CaseAdmin.fields, "mails_shown", "files_shown"]
    readonly_fields = ["mails_shown", "files_shown"]

    @admin.display(description="Mails")
    def mails_shown(self, case: Case) -> SafeString | str:
        """The mails as they came; one that asks for an order can be made a draft."""
        return in_lines(self._mail_line(case, mail) for mail in case.mails.select_related("suggested_order"))

    def _mail_line(self, case: Case, mail: InboundMail) -> SafeString:
        address = reverse("admin:support_inboundmail_change", args=[mail.pk])
        named = f"names {mail.suggested_order.number}, but is not of its customer" if mail.suggested_order else ""
        may_become = case.kind == CaseKind.ORDER and mail.order_id is None
        return format_html(
            "{} {} <span>{}</span> {}", link(address, str(mail)), mail.sender_email, named,
            draft_link(mail) if may_become else "",
        )  # fmt: skip

    @admin.display(description="Files of the staff")
    def files_shown(self, case: Case) -> SafeString | str:
        own = case.files.filter(message=None).select_related("attachment").order_by("pk")
        return in_lines(file_link(file.attachment) for file in own)


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
