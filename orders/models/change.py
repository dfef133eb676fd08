from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from core.fsm import StateField, StateModel
from orders.lifecycle import ChangeMoves
from orders.statuses import ActionKind, ChangeState

OPEN_CHANGES = (ChangeState.DRAFT, ChangeState.REQUESTED)


class OrderChange(ChangeMoves, StateModel):
    """An edit of an order after it was placed: put together step by step, then made as a whole or not at all.

    ``base_version`` is the order's version that its editor saw last. Totals are kept when it is confirmed.
    """

    order = models.ForeignKey("orders.Order", on_delete=models.PROTECT, related_name="order_changes")
    state = StateField(choices=ChangeState.choices, default=ChangeState.DRAFT)
    base_version = models.PositiveIntegerField()
    reason = models.CharField(max_length=400, blank=True)
    requested_by = models.CharField(max_length=64)
    finished_by = models.CharField(max_length=64, blank=True)
    total_before = models.DecimalField(max_digits=19, decimal_places=4, null=True, blank=True)
    total_after = models.DecimalField(max_digits=19, decimal_places=4, null=True, blank=True)
    tax_before = models.DecimalField(max_digits=19, decimal_places=4, null=True, blank=True)
    tax_after = models.DecimalField(max_digits=19, decimal_places=4, null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    requested_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # The last wall: services refuse before, naming who edits the order.
            models.UniqueConstraint(
                fields=["order"], name="change_one_open_per_order", condition=Q(state__in=OPEN_CHANGES)
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(total_before__isnull=False, total_after__isnull=False),
                name="change_confirmed_has_totals",
            ),
        ]
        indexes = [models.Index(fields=["order"], name="change_order")]
        permissions = [("confirm_orderchange", "Can confirm or decline a change of a placed order")]

    def __str__(self) -> str:
        return f"Change {self.pk}"


class OrderChangeAction(models.Model):
    """One step of a change. ``quantity`` is what the line is to have left, what is added, or what is canceled.

    The price of added goods is kept as it was told to the customer when the step was taken.
    """

    change = models.ForeignKey(OrderChange, on_delete=models.CASCADE, related_name="actions")
    kind = models.CharField(max_length=12, choices=ActionKind.choices)
    line = models.ForeignKey("orders.OrderLine", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sku = models.ForeignKey("catalog.SKU", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    quantity = models.IntegerField(null=True, blank=True)
    unit_price = models.DecimalField(max_digits=19, decimal_places=6, null=True, blank=True)
    list_price = models.DecimalField(max_digits=19, decimal_places=6, null=True, blank=True)
    tax_percent = models.DecimalField(max_digits=7, decimal_places=4, default=0)
    reason = models.CharField(max_length=120, blank=True)
    address = models.ForeignKey("customers.Address", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    method = models.ForeignKey(
        "catalog.ShippingMethod", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    added_by = models.CharField(max_length=64)
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["change_id", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["change", "kind", "line"], name="change_action_once_per_line", condition=Q(line__isnull=False)
            ),
            models.CheckConstraint(condition=Q(quantity=None) | Q(quantity__gte=0), name="change_action_quantity"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
