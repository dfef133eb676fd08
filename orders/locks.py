"""Row locks of the spine: always the order first, then its lines, then levels by key, then claims; vouchers last."""

from collections.abc import Iterable

from django.db.models import QuerySet

from core.compiled import Compiled
from core.refusals import stand_on_order
from inventory.models import StockLevel
from orders.errors import ChangeNotFound, OrderNotFound, StaleVersion
from orders.models import Allocation, Backorder, Order, OrderChange, OrderLine, Voucher
from orders.told import told_of

_order_for_update: Compiled[Order] = Compiled(
    lambda key: Order.objects.select_for_update(of=("self",), no_key=True).select_related("channel").filter(pk=key)
)
_lines_for_update: Compiled[OrderLine] = Compiled(
    lambda key: OrderLine.objects.select_for_update(no_key=True).filter(order_id=key).order_by("pk")
)


def lock_order(order_id: int, *, expected_version: int | None = None) -> Order:
    """The order, locked and freshly read; refusals of the running service will tell what happened to it last.

    Raises OrderNotFound, and StaleVersion when it changed since the caller saw ``expected_version``.
    """
    found = _order_for_update(order_id)
    if not found:
        raise OrderNotFound(f"There is no order with key {order_id}.", order_id=order_id)
    order = found[0]
    stand_on_order(order.pk, order.number)
    order.told_as = told_of(order)
    if expected_version is not None and order.version != expected_version:
        raise StaleVersion(
            f"Order {order.number} was changed by someone else meanwhile. Look at it again, then decide.",
            order_id=order_id,
            seen=expected_version,
            now=order.version,
        )
    return order


def lock_orders(order_ids: Iterable[int]) -> None:
    """Hold these orders until the end of the transaction, in order of key."""
    orders = Order.objects.select_for_update(no_key=True).filter(pk__in=set(order_ids)).order_by("pk")
    list(orders.values_list("pk"))


def lock_lines(order: Order) -> dict[int, OrderLine]:
    """Every line of a locked order by key, in order of key; also cached as ``order.lines``."""
    lines = _lines_for_update(order.pk)
    for line in lines:
        line.order = order
    # As a prefetch would leave it: guards that walk order.lines see the locked rows.
    cached = OrderLine.objects.filter(order=order)
    cached._result_cache = lines
    order._prefetched_objects_cache = {"lines": cached}  # type: ignore[attr-defined]
    return {line.pk: line for line in lines}


def lock_change(change_id: int, *, expected_version: int | None = None) -> tuple[Order, OrderChange]:
    """A change with its order, which is locked: nothing touches a change without it.

    Raises ChangeNotFound, and StaleVersion when the order changed since the caller saw ``expected_version``.
    """
    order_id = OrderChange.objects.filter(pk=change_id).values_list("order_id", flat=True).first()
    if order_id is None:
        raise ChangeNotFound(f"There is no change with key {change_id}.", change_id=change_id)
    order = lock_order(order_id, expected_version=expected_version)
    change = OrderChange.objects.get(pk=change_id)
    change.order = order
    return order, change


def levels_for_update(level_ids: Iterable[int]) -> dict[int, StockLevel]:
    """Levels by key, locked in order of key so that two orders never wait for each other."""
    levels: QuerySet[StockLevel] = StockLevel.objects.select_for_update(no_key=True)
    return {level.pk: level for level in levels.filter(pk__in=set(level_ids)).order_by("pk")}


def allocations_for_update(line_ids: Iterable[int]) -> list[Allocation]:
    allocations = Allocation.objects.select_for_update(no_key=True)
    return list(allocations.filter(line_id__in=set(line_ids), quantity__gt=0).order_by("pk"))


def backorders_for_update(line_ids: Iterable[int]) -> list[Backorder]:
    backorders = Backorder.objects.select_for_update(no_key=True)
    return list(backorders.filter(line_id__in=set(line_ids), quantity__gt=0).order_by("pk"))


def lock_vouchers(voucher_ids: Iterable[int]) -> dict[int, Voucher]:
    """Vouchers by key, locked in order of key. Nothing is locked after them."""
    vouchers = Voucher.objects.select_for_update(no_key=True).filter(pk__in=set(voucher_ids)).order_by("pk")
    return {voucher.pk: voucher for voucher in vouchers}
