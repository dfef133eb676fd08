from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from support.models.case import CaseKind, Priority


class Act(models.TextChoices):
    """What a playbook can do."""

    CLAIM = "claim", "Open a claim of the customer"
    CARRIER_CLAIM = "carrier_claim", "File a claim with the carrier"
    RESHIP = "reship", "Send the goods anew"
    REFUND = "refund", "Refund the goods"
    GOODWILL = "goodwill", "Give goodwill"
    WRITE_OFF = "write_off", "Write units off the shelf"
    MAIL = "mail", "Answer by a canned answer"
    PRIORITY = "priority", "Set the priority"
    CLOSE = "close", "Resolve the case"


class StepMode(models.TextChoices):
    ALWAYS = "always", "Always"
    ON = "on", "Asked, yes by default"
    OFF = "off", "Asked, no by default"


class CasePlaybook(models.Model):
    """What the house does about a kind of case: steps that are seen as one change and done all or none."""

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(
        max_length=12, choices=CaseKind.choices, blank=True, help_text="Empty: offered for every kind of case."
    )
    text = models.TextField(max_length=2000, blank=True, help_text="What to look at before.")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class PlaybookStep(models.Model):
    """One act of a playbook. Whatever their order here, goods are moved before money, and words come last."""

    playbook = models.ForeignKey(CasePlaybook, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(default=10)
    act = models.CharField(max_length=16, choices=Act.choices)
    mode = models.CharField(max_length=8, choices=StepMode.choices, default=StepMode.ALWAYS)
    canned = models.ForeignKey(
        "support.CannedAnswer", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name="canned answer", help_text="For a mail.",
    )  # fmt: skip
    amount = models.DecimalField(
        max_digits=19, decimal_places=4, null=True, blank=True,
        help_text="For goodwill, in the order's currency; it can be changed when the playbook is run.",
    )  # fmt: skip
    priority = models.CharField(
        max_length=8, choices=Priority.choices, blank=True, default="", help_text="For setting the priority."
    )

    class Meta:
        verbose_name = "step"
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["playbook", "act"], name="playbook_step_once"),
            models.CheckConstraint(
                condition=~Q(act=Act.MAIL) | Q(canned__isnull=False), name="playbook_mail_has_words",
                violation_error_message="Choose the canned answer that the mail is.",
            ),
            models.CheckConstraint(
                condition=~Q(act=Act.PRIORITY) | ~Q(priority=""), name="playbook_priority_is_said",
                violation_error_message="Choose the priority that is set.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.get_act_display()


class PlaybookRun(models.Model):
    """A playbook that was run on a case, with what each of its steps made."""

    case = models.ForeignKey("support.Case", on_delete=models.PROTECT, related_name="runs")
    playbook = models.ForeignKey(CasePlaybook, null=True, on_delete=models.SET_NULL, related_name="runs")
    name = models.CharField(max_length=80, help_text="As the playbook was called then.")
    key = models.CharField(max_length=64, unique=True, help_text="The same form sent twice is one run.")
    ran_by = models.CharField(max_length=64)
    ran_at = models.DateTimeField(db_default=Now())
    made = models.JSONField(default=list, help_text="Step by step: what was done, and what came of it.")

    class Meta:
        verbose_name = "playbook run"
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name
