from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.fsm import StateField, StateModel
from reports.lifecycle import UNDER_WAY, ExportMoves
from reports.statuses import ExportState, FileFormat


class Export(ExportMoves, StateModel):
    """A list written to a file: which rows and columns, for whom, how far it is, and what came out.

    Rows are written in the order of their keys. ``checkpoint`` is the key of the last one that is in ``parts``, and
    ``last_key`` the last one that existed when it began: later rows are not in it.
    """

    number = models.CharField(max_length=24, unique=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="list_exports")
    role = models.ForeignKey(
        "auth.Group", null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="Who holds this role may take the file out, too.",
    )  # fmt: skip
    subscription = models.ForeignKey(
        "reports.Subscription", null=True, blank=True, on_delete=models.SET_NULL, related_name="exports"
    )
    list_name = models.CharField(max_length=80, help_text="The list, as app.model.")
    title = models.CharField(max_length=80)
    query = models.CharField(max_length=500, blank=True, help_text="Filters and search, as in the list's address.")
    columns = ArrayField(models.CharField(max_length=40))
    left_out = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    is_personal = models.BooleanField(default=False, help_text="It has columns with personal data.")
    format = models.CharField(max_length=4, choices=FileFormat.choices, default=FileFormat.CSV)
    state = StateField(choices=ExportState.choices, default=ExportState.REQUESTED)
    message = models.CharField(max_length=400, blank=True, help_text="Why there is no file.")
    first_key = models.BigIntegerField(null=True, blank=True)
    last_key = models.BigIntegerField(null=True, blank=True)
    checkpoint = models.BigIntegerField(null=True, blank=True)
    run_no = models.PositiveIntegerField(default=0, help_text="Counts the hands that worked on it.")
    parts = models.JSONField(default=list, blank=True)
    rows = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0, help_text="Bytes.")
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    path = models.CharField(max_length=120, blank=True)
    requested_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    downloads = models.PositiveIntegerField(default=0)
    last_downloaded_at = models.DateTimeField(null=True, blank=True)
    last_downloaded_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ExportState.READY) | Q(expires_at__isnull=False) & ~Q(path="") & ~Q(sha256=""),
                name="export_ready_is_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-id"], name="export_owner"),
            models.Index(fields=["expires_at"], name="export_expiry", condition=Q(state=ExportState.READY)),
        ]
        permissions = [("export_personal_data", "Can export columns with personal data")]

    def __str__(self) -> str:
        return self.number

    @property
    def is_under_way(self) -> bool:
        return self.state in UNDER_WAY

    @property
    def percent(self) -> int:
        """How much of the range of keys is written."""
        if not self.is_under_way:
            return 100
        if self.first_key is None or self.last_key is None or self.checkpoint is None:
            return 0
        done, whole = self.checkpoint - self.first_key + 1, self.last_key - self.first_key + 1
        return max(0, min(99, 100 * done // max(1, whole)))
