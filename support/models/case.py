from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.fsm import StateField, StateModel
from support.lifecycle import SETTLED, CaseMoves, CaseState

__all__ = ["Case", "CaseKind", "CaseState", "Priority"]


class CaseKind(models.TextChoices):
    QUESTION = "question", "Question"
    DELIVERY = "delivery", "Delivery"
    DAMAGE = "damage", "Damage"
    RETURN = "return", "Return"
    PAYMENT = "payment", "Payment"
    FEEDBACK = "feedback", "Feedback"
    ORDER = "order", "Order by mail"
    OTHER = "other", "Other"


class Priority(models.TextChoices):
    """From the least to the most pressing."""

    LOW = "low", "Low"
    NORMAL = "normal", "Normal"
    HIGH = "high", "High"
    URGENT = "urgent", "Urgent"


class Case(CaseMoves, StateModel):
    """Something a customer waits for an answer to, with its clock."""

    number = models.CharField(max_length=24, unique=True)
    order = models.ForeignKey("orders.Order", null=True, blank=True, on_delete=models.PROTECT, related_name="cases")
    customer = models.ForeignKey(
        "customers.Customer", null=True, blank=True, on_delete=models.PROTECT, related_name="cases"
    )
    state = StateField(choices=CaseState.choices, default=CaseState.OPEN)
    kind = models.CharField(max_length=12, choices=CaseKind.choices, default=CaseKind.QUESTION)
    priority = models.CharField(max_length=8, choices=Priority.choices, default=Priority.NORMAL)
    subject = models.CharField(max_length=160)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="cases"
    )
    team = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="cases", help_text="Whose queue it is in."
    )
    opened_by = models.CharField(max_length=64)
    opened_at = models.DateTimeField(db_default=Now())
    cause = models.CharField(
        max_length=80, blank=True, help_text="What it came of; of one cause at most one case is open."
    )
    version = models.PositiveIntegerField(default=1, db_default=1, help_text="Grows with every word and every move.")
    awaiting_since = models.DateTimeField(
        null=True, blank=True, help_text="Since when somebody waits for our answer; empty when they have it."
    )
    answer_due_at = models.DateTimeField(null=True, blank=True)
    resolve_due_at = models.DateTimeField(null=True, blank=True)
    resolve_is_fixed = models.BooleanField(
        default=False, db_default=False, help_text="Somebody else set the limit, as a bank; no pause moves it."
    )
    paused_at = models.DateTimeField(null=True, blank=True, help_text="Since when its clocks stand still.")
    next_limit_at = models.DateTimeField(
        null=True, blank=True, help_text="The next limit nobody has missed yet; empty while the clocks stand still."
    )
    answer_missed_at = models.DateTimeField(null=True, blank=True)
    resolve_missed_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged", help_text="Where it goes on."
    )
    answered_at = models.DateTimeField(null=True, blank=True, help_text="The first answer.")
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=SETTLED, resolved_at__isnull=False)
                | (~Q(state__in=SETTLED) & Q(resolved_at=None)),
                name="case_resolved_when_settled",
            ),
            models.UniqueConstraint(
                fields=["cause"], condition=~Q(cause="") & Q(resolved_at=None), name="case_open_once_per_cause"
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | Q(state=CaseState.CLOSED), name="case_merged_is_closed"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "resolve_due_at"], name="case_state_due"),
            models.Index(fields=["order"], name="case_order_open", condition=Q(resolved_at=None)),
            models.Index(fields=["customer", "-id"], name="case_customer_id"),
            models.Index(fields=["next_limit_at"], name="case_next_limit", condition=Q(resolved_at=None)),
            models.Index(fields=["snoozed_until"], name="case_snoozed", condition=Q(snoozed_until__isnull=False)),
            models.Index(fields=["assignee", "-id"], name="case_assignee_open", condition=Q(resolved_at=None)),
        ]
        permissions = [
            ("open_case", "Can open a case"),
            ("work_case", "Can work on a case"),
            ("reopen_case", "Can reopen a case"),
            ("reply_case", "Can answer the customer in a case"),
            ("merge_case", "Can merge cases"),
            ("run_caseplaybook", "Can run a playbook on a case"),
            ("give_goodwill", "Can give goodwill within the limits"),
            ("approve_goodwill", "Can approve goodwill above somebody's limits"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"
