"""Orders with money behind them, through the services and the real sandbox gateway."""

from datetime import timedelta

from django.db.models import F

from core.effects import drain
from core.models import Effect
from orders.models import Order
from orders.tests import factories as order_factories
from orders.tests.factories import Shop


def work() -> None:
    """Run everything that is due, retries included, as patient workers would."""
    for _ in range(12):
        drain()
        waiting = Effect.objects.filter(state="due")
        if not waiting.exists():
            return
        waiting.update(run_after=F("created_at") - timedelta(seconds=1))


def confirmed_by_workers(shop: Shop, units: dict[int, int] | None = None, **options) -> Order:
    """A placed order that workers authorized, assessed and confirmed."""
    order = order_factories.placed_order(shop, units, **options)
    work()
    return Order.objects.get(pk=order.pk)
