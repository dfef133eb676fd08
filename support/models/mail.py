from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from support.models.case import CaseKind, Priority


class MailAim(models.TextChoices):
    ORDER = "order", "A draft order"
    CASE = "case", "A case"


class MailRoute(models.Model):
    """What becomes of mails to an address of ours; to an address without a route they become cases."""

    address = models.EmailField(unique=True, help_text="In small letters, without what may stand after a plus.")
    aim = models.CharField("becomes", max_length=8, choices=MailAim.choices, default=MailAim.CASE)
    channel = models.ForeignKey(
        "catalog.Channel", null=True, blank=True, on_delete=models.PROTECT, related_name="mail_routes",
        help_text="The channel its draft orders belong to; empty: the first one.",
    )  # fmt: skip
    kind = models.CharField(max_length=12, choices=CaseKind.choices, default=CaseKind.QUESTION)
    priority = models.CharField(max_length=8, choices=Priority.choices, default=Priority.NORMAL)
    team = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="mail_routes",
        help_text="Whose queue its cases stand in.",
    )  # fmt: skip
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(address__regex=r"[A-Z+]"), name="mail_route_plain_address",
                violation_error_message="Write the address in small letters and without a plus.",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.address


class MailState(models.TextChoices):
    KEPT = "kept", "Kept, not read yet"
    DRAFTED = "drafted", "Draft order"
    CASED = "cased", "Case"
    ANSWERED = "answered", "Added to its case"
    IGNORED = "ignored", "Asks nothing of us"
    PARKED = "parked", "Parked"


class InboundMail(models.Model):
    """A mail somebody sent us: kept once as it came, then worked, and what became of it.

    ``envelope_from`` is null where the way in does not tell it, and empty for a delivery report.
    """

    source = models.CharField(max_length=24, help_text="The way it came in.")
    dedup_key = models.CharField(max_length=260, help_text="Its Message-ID, or what its content sums up to.")
    raw = models.OneToOneField("orders.Attachment", null=True, on_delete=models.PROTECT, related_name="mail")
    envelope_from = models.CharField(max_length=254, null=True, blank=True)  # noqa: DJ001
    envelope_to = models.CharField(max_length=254, blank=True)
    message_id = models.CharField(max_length=250, blank=True)
    sender_name = models.CharField(max_length=160, blank=True)
    sender_email = models.CharField(max_length=254, blank=True)
    sent_to = models.CharField(max_length=254, blank=True, help_text="The address of ours that decided.")
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    received_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True, blank=True)
    worked_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.KEPT)
    reason = models.CharField(max_length=400, blank=True)
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.PROTECT, related_name="mails"
    )
    order = models.ForeignKey("orders.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="mails")
    suggested_order = models.ForeignKey(
        "orders.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="Named in the subject, by somebody who is not known to be its customer.",
    )  # fmt: skip
    case = models.ForeignKey("support.Case", null=True, blank=True, on_delete=models.PROTECT, related_name="mails")

    class Meta:
        verbose_name = "inbound mail"
        constraints = [models.UniqueConstraint(fields=["source", "dedup_key"], name="inbound_mail_once")]
        indexes = [
            models.Index(fields=["message_id"], name="inbound_mail_message", condition=~Q(message_id="")),
            models.Index(fields=["sender_email", "-received_at"], name="inbound_mail_sender"),
            models.Index(fields=["state", "-id"], name="inbound_mail_state"),
        ]
        permissions = [("work_inboundmail", "Can take up a mail that came in")]

    def __str__(self) -> str:
        return self.subject or "(no subject)"


class MailPart(models.Model):
    """A file that came in a mail: kept, or removed with the reason, so that nothing is lost unseen."""

    mail = models.ForeignKey(InboundMail, on_delete=models.PROTECT, related_name="parts")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    size = models.PositiveIntegerField(help_text="Bytes.")
    attachment = models.OneToOneField(
        "orders.Attachment", null=True, on_delete=models.PROTECT, related_name="mail_part"
    )
    removed_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["mail", "position"], name="mail_part_position")]

    def __str__(self) -> str:
        return self.name


class CaseAttachment(models.Model):
    """A file of a case, with the message it came by if it came by one."""

    case = models.ForeignKey("support.Case", on_delete=models.PROTECT, related_name="files")
    message = models.ForeignKey(
        "support.CaseMessage", null=True, blank=True, on_delete=models.PROTECT, related_name="files"
    )
    attachment = models.OneToOneField("orders.Attachment", on_delete=models.PROTECT, related_name="case_file")

    class Meta:
        verbose_name = "file"

    def __str__(self) -> str:
        return str(self.attachment)
