"""Orders with money behind them, through the services and the real sandbox gateway."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from core.actors import SYSTEM
from core.effects import drain
from core.models import Effect
from customers.models import Customer
from orders.models import Order
from orders.services.recording.floor import record_packed, record_picked, record_release
from orders.services.recording.places import by_line
from orders.services.recording.road import DispatchedUnit, record_dispatch
from orders.tests import factories as order_factories
from orders.tests.factories import Shop
from payments.selectors.unsettled import transactions_unsettled
from payments.tasks import ask_again


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


def ship(order: Order, units: dict[int, int], parcel_id: int) -> Order:
    """Release, pick, pack and dispatch ``{line position: units}``."""
    lines = {line.position: line for line in order.lines.all()}
    places = {
        (lines[position].pk, lines[position].allocations.get().level_id): count for position, count in units.items()
    }
    record_release(order_id=order.pk, units=places, actor=SYSTEM)
    record_picked(order_id=order.pk, units=places, actor=SYSTEM)
    record_packed(order_id=order.pk, units=by_line(places), actor=SYSTEM)
    left = [DispatchedUnit(pk, level_id, count) for (pk, level_id), count in places.items()]
    record_dispatch(order_id=order.pk, parcel_id=parcel_id, units=left, actor=SYSTEM)
    work()
    return Order.objects.get(pk=order.pk)


def creditworthy(limit: int = 1000) -> Customer:
    """The customer of the shop's requests, who may owe up to ``limit`` on account."""
    who = {"name": "Ada Lovelace", "email": "ada@example.com", "credit_limit": limit}
    return Customer.objects.get_or_create(number="CU-1", defaults=who)[0]


def ask_about_everything() -> None:
    """What the sweep does once its patience is over."""
    for transaction in transactions_unsettled(now=timezone.now(), patience=timedelta(0)):
        ask_again(transaction_id=transaction.pk)
    work()
