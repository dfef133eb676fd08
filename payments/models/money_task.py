from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class TaskKind(models.TextChoices):
    ORPHAN = "orphan", "Money our books do not know"
    CONTRADICTION = "contradiction", "Gateway and books disagree"
    LATE_PAYMENT = "late_payment", "Paid after the order ended"
    FAILED_REFUND = "failed_refund", "Refund failed"
    DISPUTE = "dispute", "Dispute"
    PAYOUT_BREAK = "payout_break", "Payout does not match"
    BANK_LINE = "bank_line", "Bank line without an order"
    UNKNOWN = "unknown", "Outcome unknown"
    CREDIT_KEPT = "credit_kept", "Credit where money was wished for"


class TaskEnd(models.TextChoices):
    CAUSE_GONE = "cause_gone", "The cause is gone"
    MATCHED = "matched", "Matched to an order"
    REFUNDED = "refunded", "Given back"
    WRITTEN_OFF = "written_off", "Written off"
    DONE = "done", "Done by a person"


class MoneyTask(models.Model):
    """Money that waits for a person: what is known in words, what may be done, who took it, what ended it.

    ``cause`` names what is wrong (``refund:7``, ``sandbox:cap_1``); while it is open there is one task for it.
    """

    kind = models.CharField(max_length=16, choices=TaskKind.choices)
    cause = models.CharField(max_length=120)
    order = models.ForeignKey(
        "orders.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="money_tasks"
    )
    amount = models.DecimalField(max_digits=19, decimal_places=4, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    facts = models.TextField(help_text="What is known, in words.")
    gateway = models.CharField(max_length=24, blank=True)
    gateway_reference = models.CharField(max_length=64, blank=True)
    movement = models.CharField(max_length=14, blank=True, help_text="The kind of movement, or of dispute.")
    opened_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(null=True, blank=True, help_text="Until when something can be done about it.")
    taken_by = models.CharField(max_length=64, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    write_off_asked_by = models.CharField(max_length=64, blank=True)
    write_off_reason = models.CharField(max_length=400, blank=True)
    is_refunding = models.BooleanField(default=False, help_text="The gateway is being asked to give it back.")
    refund_attempts = models.PositiveSmallIntegerField(
        default=0, db_default=0, help_text="How often the gateway was asked to; each has a key of its own there."
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=64, blank=True)
    closed_how = models.CharField(max_length=12, choices=TaskEnd.choices, blank=True)
    closing_note = models.CharField(max_length=400, blank=True)

    class Meta:
        verbose_name_plural = "money inbox"
        constraints = [
            models.UniqueConstraint(fields=["kind", "cause"], name="money_task_open_once", condition=Q(closed_at=None)),
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_how="") | Q(closed_at__isnull=False) & ~Q(closed_how=""),
                name="money_task_closed_by_something",
            ),
        ]
        indexes = [
            models.Index(fields=["opened_at"], name="money_task_open", condition=Q(closed_at=None)),
            models.Index(fields=["cause"], name="money_task_cause"),
            models.Index(
                fields=["gateway", "gateway_reference"], name="money_task_money", condition=~Q(gateway_reference="")
            ),
        ]
        permissions = [
            ("work_moneytask", "Can work the money inbox"),
            ("ask_write_off", "Can ask for money to be written off"),
            ("approve_write_off", "Can agree to write money off"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.cause}"
