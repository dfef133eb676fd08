"""What somebody may still give of goodwill: on this order, and today."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from core.actors import Actor
from core.money import format_money
from orders.models import Order
from payments.selectors.limits import goodwill_bounds, goodwill_given, goodwill_given_on


@dataclass(frozen=True, slots=True)
class Allowance:
    """Sums in the order's currency; a limit that is None does not bind."""

    currency: str
    on_order: Decimal
    order_limit: Decimal | None
    today: Decimal
    day_limit: Decimal | None

    @property
    def words(self) -> str:
        """Both sums beside their limits, as one line."""
        order = self._said(self.on_order, self.order_limit, "on this order")
        return f"Given {order}, {self._said(self.today, self.day_limit, 'by you today')}."

    def _said(self, given: Decimal, limit: Decimal | None, where: str) -> str:
        most = f" of {format_money(limit, self.currency)}" if limit is not None else ""
        return f"{format_money(given, self.currency)}{most} {where}"


def allowance_of(order: Order, actor: Actor) -> Allowance:
    """What was given and what binds now; a few queries."""
    bounds = goodwill_bounds(order, actor)
    return Allowance(
        currency=order.currency, on_order=goodwill_given(order), order_limit=bounds.on_order,
        today=goodwill_given_on(timezone.localdate(), person=actor.person, currency=order.currency),
        day_limit=bounds.on_day,
    )  # fmt: skip
