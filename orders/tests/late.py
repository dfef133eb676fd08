"""Orders whose goods come later than promised, for tests."""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from catalog.models import Substitute
from core.actors import SYSTEM, Actor
from core.audit.runner import audit
from inventory.services.supplies import create_supply, reschedule_supply
from orders.models import DelayChoice, Order
from orders.promises import PROMISES
from orders.services.repromising import repromise_backorders
from orders.services.substituting import Pick
from orders.tests.factories import Shop, confirmed_order

CUSTOMER = Actor(kind="customer", reference="1", rights=frozenset({"orders.change_delaychoice"}))


def late_order(shop: Shop, units: dict[int, int] | None = None, **options) -> Order:
    """A confirmed order for 12 of the first SKU, of which 10 lie there, and one of the second; its supply slipped."""
    day = timezone.now().date() + timedelta(days=30)
    supply = create_supply(
        warehouse_id=shop.warehouses[0].pk, supplier="Acme", units={shop.skus[0].pk: 20}, expected_on=day, actor=SYSTEM
    )
    order = confirmed_order(shop, units or {0: 12, 1: 1}, **options)
    reschedule_supply(supply_id=supply.pk, expected_on=day + timedelta(days=14), actor=SYSTEM)
    repromise_backorders(level_id=shop.level().pk)
    return Order.objects.get(pk=order.pk)


def question(order: Order) -> DelayChoice:
    return DelayChoice.objects.get(order=order, superseded_at=None)


def may_replace(shop: Shop, index: int = 2) -> None:
    """The SKU of that index may be offered for the first."""
    Substitute.objects.create(sku=shop.skus[0], other=shop.skus[index])


def pick(code: str = "SKU-3", price: str = "10.000000") -> Pick:
    return Pick(code, Decimal(price))


def broken_books() -> dict[str, list]:
    return {found.name: found.sample for found in audit([one.name for one in PROMISES]) if found.violations}
