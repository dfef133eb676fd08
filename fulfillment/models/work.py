from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from core.fsm import StateField, StateModel
from fulfillment.lifecycle import WorkMoves
from fulfillment.statuses import LIVE_WORK, PickedGoods, WorkState


class FulfillmentOrder(WorkMoves, StateModel):
    """The work of one warehouse for one order: what it picks, packs and hands over.

    ``late_at`` is the moment of the warehouse's cutoff on the day the goods should leave.
    """

    number = models.CharField(max_length=24, unique=True)
    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="fulfillments")
    warehouse = models.ForeignKey("inventory.Warehouse", on_delete=models.PROTECT, related_name="fulfillments")
    batch = models.ForeignKey(
        "fulfillment.PickBatch", null=True, blank=True, on_delete=models.SET_NULL, related_name="works",
        help_text="The batch it is picked with, or planned for while it is open; one at a time.",
    )  # fmt: skip
    state = StateField(choices=WorkState.choices, default=WorkState.OPEN)
    tote = models.CharField(max_length=32, blank=True)
    priority = models.PositiveSmallIntegerField(default=5, help_text="Lower goes first.")
    ship_by_on = models.DateField("ships by", help_text="The day the goods should leave, by the warehouse's calendar.")
    late_at = models.DateTimeField("late from")
    cancel_reason = models.CharField(max_length=200, blank=True)
    left_out_because = models.CharField(
        max_length=300, blank=True, db_default="", help_text="Why its wave went to the floor without it."
    )
    picked_goods = models.CharField(
        max_length=12, choices=PickedGoods.choices, default=PickedGoods.RESTOCK,
        help_text="What becomes of what was picked, once the office called it off.",
    )  # fmt: skip
    created_at = models.DateTimeField(db_default=Now())
    released_at = models.DateTimeField(null=True, blank=True)
    picked_at = models.DateTimeField(null=True, blank=True)
    packed_at = models.DateTimeField(null=True, blank=True)
    shipped_at = models.DateTimeField(null=True, blank=True)
    canceled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "warehouse"], name="work_open_unique", condition=Q(state=WorkState.OPEN)
            ),
        ]
        indexes = [
            models.Index(
                fields=["warehouse", "state", "priority", "late_at", "id"], name="work_queue",
                condition=Q(state__in=list(LIVE_WORK)),
            ),
            models.Index(fields=["tote"], name="work_tote", condition=~Q(tote="")),
        ]  # fmt: skip
        permissions = [
            ("release_work", "Can release work to the floor"),
            ("pick_task", "Can pick"),
            ("pack_parcel", "Can pack parcels"),
            ("put_back", "Can put picked units back"),
            ("hand_out", "Can hand goods out at the counter"),
            ("hand_out_without_code", "Can hand goods out to somebody without the code"),
        ]

    def __str__(self) -> str:
        return self.number


class FulfillmentLine(models.Model):
    """Units of one order line from one stock level. ``level`` is empty for goods whose stock is not tracked.

    ``quantity`` never falls: what leaves this work is ``canceled``; all else counts units that came this far.
    """

    fulfillment_order = models.ForeignKey(FulfillmentOrder, on_delete=models.PROTECT, related_name="lines")
    order_line = models.ForeignKey("orders.OrderLine", on_delete=models.PROTECT, related_name="fulfillment_lines")
    level = models.ForeignKey(
        "inventory.StockLevel", null=True, blank=True, on_delete=models.PROTECT, related_name="fulfillment_lines"
    )
    quantity = models.IntegerField()
    picked = models.IntegerField(default=0)
    packed = models.IntegerField(default=0)
    shipped = models.IntegerField(default=0)
    canceled = models.IntegerField(default=0)

    class Meta:
        ordering = ["fulfillment_order_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["fulfillment_order", "order_line", "level"], name="work_line_unique", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, shipped__gte=0, canceled__gte=0), name="work_line_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(
                    shipped__lte=F("packed"), packed__lte=F("picked"), picked__lte=F("quantity") - F("canceled")
                ),
                name="work_line_ordered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.due} of line {self.order_line_id}"

    @property
    def due(self) -> int:
        """Units this work is still about, those already picked, packed or shipped included."""
        return self.quantity - self.canceled

    @property
    def unpicked(self) -> int:
        return self.due - self.picked
