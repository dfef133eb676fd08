import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class Warehouse(models.Model):
    """A building with goods; times of day are local to ``time_zone``."""

    code = models.SlugField(max_length=16, unique=True)
    name = models.CharField(max_length=80)
    line1 = models.CharField(max_length=160)
    city = models.CharField(max_length=80)
    region = models.CharField(max_length=80, blank=True)
    postal_code = models.CharField(max_length=20, blank=True)
    country = models.CharField(max_length=2)
    phone = models.CharField(max_length=32, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    cutoff_at = models.TimeField(default=datetime.time(15, 0), help_text="Local time; later orders ship the next day.")
    works_on = models.CharField(max_length=7, default="1111100", help_text="Monday to Sunday, 1 is a working day.")
    closed_on = ArrayField(
        models.DateField(), default=list, blank=True, help_text="Days nobody works, as 2026-12-25, 2026-12-26."
    )
    priority = models.PositiveSmallIntegerField(default=10, help_text="Lower is asked first.")
    capacity = models.PositiveIntegerField(
        null=True, blank=True, help_text="Allocated units it can have open; sourcing by capacity looks at it."
    )
    count_variance_limit = models.PositiveIntegerField(
        default=5, help_text="A count that differs by more units of one SKU needs a second person."
    )
    has_counter = models.BooleanField(
        default=False, db_default=False, help_text="Customers may collect what they ordered here."
    )
    counter_hours = models.CharField(
        max_length=200, blank=True, default="", db_default="", help_text="As customers read it: Mon–Fri 9–18, Sat 9–13."
    )
    pickup_days = models.PositiveSmallIntegerField(
        default=7, db_default=7, help_text="Days goods are kept at the counter before they go back on the shelf."
    )
    is_active = models.BooleanField(default=True)
    is_practice = models.BooleanField(
        "for practice", default=False,
        help_text="Its stock serves practice channels alone, its parcels go to the carrier simulator. Fixed once the"
        " warehouse is made.",
    )  # fmt: skip

    class Meta:
        ordering = ["priority", "id"]

    def __str__(self) -> str:
        return self.name

    def works_at(self, day: datetime.date) -> bool:
        """Whether people work there that day."""
        return self.works_on[day.weekday()] == "1" and day not in self.closed_on


class WarehouseMember(models.Model):
    """Staff see the rows of the warehouses they belong to."""

    warehouse = models.ForeignKey(Warehouse, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="warehouses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["warehouse", "user"], name="warehouse_member_unique")]

    def __str__(self) -> str:
        return f"{self.user} in {self.warehouse}"


class LocationKind(models.TextChoices):
    SHELF = "shelf", "Shelf"
    RECEIVING = "receiving", "Receiving"
    DOCK = "dock", "Dock: arrived, not put away"
    TOTE = "tote", "Tote"
    PACKING = "packing", "Packing"
    INSPECTION = "inspection", "Inspection"
    QUARANTINE = "quarantine", "Quarantine"


class Location(models.Model):
    """A place goods can be: a bin on a shelf, a tote, the packing bench."""

    warehouse = models.ForeignKey(Warehouse, on_delete=models.CASCADE, related_name="locations")
    code = models.CharField(max_length=32)
    zone = models.CharField(max_length=16, blank=True)
    kind = models.CharField(max_length=12, choices=LocationKind.choices, default=LocationKind.SHELF)
    pick_sequence = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["warehouse", "code"], name="location_code_unique")]

    def __str__(self) -> str:
        return self.code
