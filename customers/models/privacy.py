"""Erasing what is known of a customer, what forbids it, and copies for the customer's own hands."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class LegalHold(models.Model):
    """While it stands, nothing of the customer is erased, neither on request nor by age.

    One placed for an order holds its customer's other records, too: evidence is seldom in one place.
    """

    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="legal_holds")
    order_id = models.BigIntegerField(
        null=True, blank=True, editable=False, help_text="No key: the order lives on an upper floor."
    )
    order_number = models.CharField("order", max_length=24, blank=True, help_text="The order it is about; empty: all.")
    reason = models.CharField(max_length=400)
    placed_by = models.CharField(max_length=64)
    placed_at = models.DateTimeField(db_default=Now())
    released_by = models.CharField(max_length=64, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    release_note = models.CharField("why it was released", max_length=400, blank=True)

    class Meta:
        indexes = [models.Index(fields=["customer"], name="legal_hold_standing", condition=Q(released_at=None))]
        permissions = [
            ("place_legalhold", "Can place a legal hold"),
            ("release_legalhold", "Can release a legal hold"),
        ]

    def __str__(self) -> str:
        return f"Legal hold {self.pk}"


class ErasureState(models.TextChoices):
    REQUESTED = "requested", "Waits for a second person"
    REFUSED = "refused", "Refused"
    RUNNING = "running", "Running"
    DONE = "done", "Done"


class Basis(models.TextChoices):
    ASKED = "asked", "The customer asked"
    WITHDRAWN = "withdrawn", "Consent was withdrawn"
    UNLAWFUL = "unlawful", "It should never have been kept"
    OLD = "old", "No longer needed"


class Erasure(models.Model):
    """One customer erased: who asked and who agreed, how far it is, and what was emptied or kept and why.

    ``marks`` are words that name the customer in copies from outside; they go with the last step. ``step`` is the next
    table of pass ``pass_no``, ``after`` the last key looked at in it; a pass that empties nothing ends it. ``record``
    has no personal data.
    """

    number = models.CharField(max_length=24, unique=True)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="erasures")
    state = models.CharField(max_length=10, choices=ErasureState.choices, default=ErasureState.REQUESTED)
    basis = models.CharField("why", max_length=10, choices=Basis.choices, default=Basis.ASKED)
    note = models.TextField(blank=True, help_text="How it was asked for, and how the person was known.")
    requested_by = models.CharField(max_length=64)
    requested_at = models.DateTimeField(db_default=Now())
    decided_by = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    marks = models.JSONField(default=list, blank=True)
    step = models.PositiveSmallIntegerField(default=0, db_default=0)
    after = models.BigIntegerField(default=0, db_default=0)
    pass_no = models.PositiveSmallIntegerField(default=1, db_default=1)
    pass_rows = models.PositiveIntegerField(default=0, db_default=0)
    run_no = models.PositiveIntegerField(default=0, db_default=0)
    record = models.JSONField(default=dict, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], name="erasure_one_open", condition=Q(state__in=["requested", "running"])
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(finished_at__isnull=False, marks=[]), name="erasure_done_forgets"
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="erasure_state_id")]
        permissions = [
            ("request_erasure", "Can ask for a customer to be erased"),
            ("confirm_erasure", "Can agree to the erasing of a customer"),
        ]

    def __str__(self) -> str:
        return self.number


class ExportState(models.TextChoices):
    REQUESTED = "requested", "Being made"
    READY = "ready", "Ready"
    GONE = "gone", "Erased"


class CustomerExport(models.Model):
    """All that is known of a customer in one file, for the customer: made by a job, handed out for some days."""

    number = models.CharField(max_length=24, unique=True)
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="exports")
    state = models.CharField(max_length=10, choices=ExportState.choices, default=ExportState.REQUESTED)
    requested_by = models.CharField(max_length=64)
    requested_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    path = models.CharField(max_length=120, blank=True, editable=False)
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes.")
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    rows = models.PositiveIntegerField(default=0)
    # How far the search is: the next table, the last key looked at in it, what was found by table, and its effects.
    step = models.PositiveSmallIntegerField(default=0, db_default=0)
    after = models.BigIntegerField(default=0, db_default=0)
    found = models.JSONField(default=dict, blank=True)
    run_no = models.PositiveIntegerField(default=1, db_default=1)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="customer_export_ready", condition=Q(state="ready"))]
        permissions = [("export_customer", "Can take out all that is known of a customer")]

    def __str__(self) -> str:
        return self.number


class ExportDownload(models.Model):
    """One time an export left the house."""

    export = models.ForeignKey(CustomerExport, on_delete=models.PROTECT, related_name="downloads")
    downloaded_by = models.CharField(max_length=64)
    downloaded_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.downloaded_by} {self.downloaded_at:%Y-%m-%d %H:%M}"
