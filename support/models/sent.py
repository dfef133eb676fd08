from django.db import models
from django.db.models.functions import Now


class SentState(models.TextChoices):
    QUEUED = "queued", "On its way"
    SENT = "sent", "Sent"
    FAILED = "failed", "Refused"
    SKIPPED = "skipped", "Not mailed"


class CaseMail(models.Model):
    """The mail by which an answer goes out: one message, one recipient, the same Message-ID however often it is sent.

    ``message_id``, ``in_reply_to`` and ``references`` are without brackets.
    """

    said = models.OneToOneField("support.CaseMessage", on_delete=models.PROTECT, related_name="mail")
    message_id = models.CharField(max_length=250, unique=True)
    in_reply_to = models.CharField(max_length=250, blank=True)
    references = models.JSONField(default=list, blank=True, help_text="Oldest first.")
    sender = models.CharField(max_length=320)
    reply_to = models.CharField(max_length=320)
    to = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=300)
    locale = models.CharField(max_length=5, default="en")
    state = models.CharField(max_length=8, choices=SentState.choices, default=SentState.QUEUED)
    error = models.CharField(max_length=400, blank=True, help_text="Why it was refused, or not sent at all.")
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "answer by mail"
        verbose_name_plural = "answers by mail"
        indexes = [models.Index(fields=["state", "-id"], name="case_mail_state")]

    def __str__(self) -> str:
        return self.subject
