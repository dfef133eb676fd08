from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now


class DemandClass(models.TextChoices):
    SMOOTH = "smooth", "Smooth"
    ERRATIC = "erratic", "Erratic"
    INTERMITTENT = "intermittent", "Intermittent"
    LUMPY = "lumpy", "Lumpy"
    NEW = "new", "Too little history"


class RunState(models.TextChoices):
    CHOOSING = "choosing", "Choosing methods"
    FORECASTING = "forecasting", "Forecasting"
    ADVISING = "advising", "Reckoning advice"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


OPEN_RUNS = (RunState.CHOOSING, RunState.FORECASTING, RunState.ADVISING)


def _service_level(name: str, default: int, help_text: str = "") -> models.DecimalField:
    validators = [MinValueValidator(50), MaxValueValidator(99.9)]
    return models.DecimalField(
        name, max_digits=5, decimal_places=2, default=default, validators=validators, help_text=help_text
    )


class PlanningPolicy(models.Model):
    """How a warehouse plans its stock; the one without a warehouse holds for all that have none of their own."""

    warehouse = models.ForeignKey(
        "inventory.Warehouse", null=True, blank=True, on_delete=models.CASCADE, related_name="planning_policies",
        help_text="Empty: every warehouse without a policy of its own.",
    )  # fmt: skip
    service_a = _service_level("service level, class A", 98, "Percent of order cycles that end without running out.")
    service_b = _service_level("service level, class B", 95)
    service_c = _service_level("service level, class C and unvalued", 90)
    a_share = models.DecimalField(
        "class A up to", max_digits=5, decimal_places=2, default=80,
        help_text="Percent of the yearly value that the best SKUs make together.",
    )  # fmt: skip
    b_share = models.DecimalField("class B up to", max_digits=5, decimal_places=2, default=95)
    review_days = models.PositiveSmallIntegerField(default=1, help_text="Days between two looks at the reorder list.")
    lead_days = models.PositiveSmallIntegerField(default=14, help_text="Where neither supplies nor a rule say better.")
    lead_spread_percent = models.PositiveSmallIntegerField(
        default=25, help_text="Spread of a lead time that was not measured, in percent of it."
    )
    cover_days = models.PositiveSmallIntegerField(
        default=30, validators=[MinValueValidator(1)], help_text="Days an order lasts where its cost is not known."
    )
    order_cost = models.DecimalField(
        max_digits=19, decimal_places=4, null=True, blank=True,
        help_text="What ordering one SKU once costs us. Empty: days of cover decide how much is ordered.",
    )  # fmt: skip
    order_cost_currency = models.CharField(max_length=3, blank=True)
    holding_percent = models.DecimalField(
        max_digits=5, decimal_places=2, default=20, validators=[MinValueValidator(1)],
        help_text="Percent of its cost that keeping a unit for a year costs.",
    )  # fmt: skip
    overstock_days = models.PositiveSmallIntegerField(default=180, help_text="More cover than this is too much.")
    dead_days = models.PositiveSmallIntegerField(default=180, help_text="Stock nobody asked for so long is dead.")

    class Meta:
        verbose_name_plural = "planning policies"
        constraints = [
            models.UniqueConstraint(fields=["warehouse"], name="policy_one_per_warehouse", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(b_share__gte=F("a_share"), b_share__lte=100),
                name="policy_shares",
                violation_error_message="“Class B up to” is at least “class A up to”, and at most 100.",
            ),
            models.CheckConstraint(
                condition=Q(order_cost=None) | (Q(order_cost__gt=0) & ~Q(order_cost_currency="")),
                name="policy_order_cost_has_currency",
                violation_error_message="Say in which currency an order costs that, and let it cost something.",
            ),
        ]

    def __str__(self) -> str:
        return f"Plan of {self.warehouse}" if self.warehouse_id else "Plan of the house"


class ForecastRun(models.Model):
    """One reckoning of demand and advice, worked in chunks: ``checkpoint`` is the last SKU done."""

    state = models.CharField(max_length=12, choices=RunState.choices, default=RunState.CHOOSING)
    until = models.DateField(help_text="Monday of the week under way: whole weeks before it count.")
    weeks = models.PositiveSmallIntegerField(help_text="Weeks of history that are looked at.")
    horizon = models.PositiveSmallIntegerField(help_text="Weeks that are forecast.")
    methods = models.JSONField(default=dict, help_text="By class: the method chosen, its error, and the others'.")
    checkpoint = models.BigIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, blank=True, help_text="A process works on it until then.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Processes that began on it since it last moved.")
    pairs = models.PositiveIntegerField(default=0, help_text="SKUs in warehouses forecast so far.")
    open_slot = models.PositiveSmallIntegerField(
        null=True, blank=True, unique=True, default=1, help_text="1 while it is under way: there is one at a time."
    )
    asked_by = models.CharField(max_length=64)
    asked_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)
    message = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"Plan of {self.until:%-d %b %Y}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_RUNS
