"""Work in the states tests need, made through the services."""

from collections.abc import Mapping
from uuid import uuid4

from accounts.models import User
from core.actors import SYSTEM, Actor
from core.effects import drain
from fulfillment.models import FulfillmentOrder, Packaging, Parcel, PickTask
from fulfillment.services.closing import close_parcel
from fulfillment.services.packing import pack_in_full, start_parcel
from fulfillment.services.parcels import mark_labeled, mark_manifested
from fulfillment.services.picking import pick_task_in_full
from fulfillment.services.releasing import release_work
from inventory.models import BinStock, Location, LocationKind, WarehouseMember
from inventory.services.moving import move_units
from orders.intake.requests import AddressRequest
from orders.models import Order
from orders.tests.factories import Shop, confirmed_order

RIGHTS = (
    "fulfillment.release_work", "fulfillment.pick_task", "fulfillment.pack_parcel", "fulfillment.put_back",
    "orders.release_order",
)  # fmt: skip


def put_on_shelves(shop: Shop) -> None:
    """Every SKU gets a shelf of its own, walked past from the last SKU to the first."""
    warehouse = shop.warehouses[0]
    for index, sku in enumerate(shop.skus):
        shelf = Location.objects.create(warehouse=warehouse, code=f"A-0{index + 1}", pick_sequence=30 - 10 * index)
        for stock in BinStock.objects.filter(sku=sku, location__warehouse=warehouse, quantity__gt=0):
            move_units(
                level_id=shop.level(index).pk, from_location_id=stock.location_id, to_location_id=shelf.pk,
                quantity=stock.quantity, cause_kind="test", cause_reference="put away", actor=SYSTEM,
            )  # fmt: skip


def bin_units(shop: Shop, code: str, index: int = 0) -> int:
    """Units of a SKU at a location of the first warehouse."""
    found = BinStock.objects.filter(location__code=code, location__warehouse=shop.warehouses[0], sku=shop.skus[index])
    return sum(found.values_list("quantity", flat=True))


def bench_units(shop: Shop, index: int = 0) -> int:
    found = BinStock.objects.filter(location__kind=LocationKind.PACKING, sku=shop.skus[index])
    return sum(found.values_list("quantity", flat=True))


def address(line1: str) -> AddressRequest:
    return AddressRequest(name="Ada Lovelace", line1=line1, city="Berlin", postal_code="10115", country="DE")


def open_work(shop: Shop, units: Mapping[int, int] | None = None, **options) -> FulfillmentOrder:
    order = confirmed_order(shop, units, **options)
    drain()
    return FulfillmentOrder.objects.get(order=order)


def released_work(shop: Shop, units: Mapping[int, int] | None = None, **options) -> FulfillmentOrder:
    work = open_work(shop, units, **options)
    release_work(warehouse_id=work.warehouse_id, work_ids=[work.pk], actor=SYSTEM)
    return reread(work)


def picked_work(shop: Shop, units: Mapping[int, int] | None = None, **options) -> FulfillmentOrder:
    work = released_work(shop, units, **options)
    for task in tasks_of(work):
        pick_task_in_full(task_id=task.pk, scan_id=uuid4().hex, actor=SYSTEM)
    return reread(work)


def packed_parcel(shop: Shop, units: Mapping[int, int] | None = None, **options) -> Parcel:
    work = picked_work(shop, units, **options)
    parcel = start_parcel(fulfillment_order_id=work.pk, actor=SYSTEM)
    pack_in_full(parcel_id=parcel.pk, scan_id=uuid4().hex, actor=SYSTEM)
    close_parcel(parcel_id=parcel.pk, weight_grams=800, actor=SYSTEM)
    return Parcel.objects.get(pk=parcel.pk)


def manifested_parcel(shop: Shop, units: Mapping[int, int] | None = None, **options) -> Parcel:
    parcel = packed_parcel(shop, units, **options)
    mark_labeled(parcel_id=parcel.pk, actor=SYSTEM)
    mark_manifested(parcel_id=parcel.pk, actor=SYSTEM)
    return Parcel.objects.get(pk=parcel.pk)


def tasks_of(work: FulfillmentOrder) -> list[PickTask]:
    return list(PickTask.objects.filter(line__fulfillment_order=work).order_by("sequence", "pk"))


def reread(work: FulfillmentOrder) -> FulfillmentOrder:
    return FulfillmentOrder.objects.get(pk=work.pk)


def order_of(work: FulfillmentOrder) -> Order:
    return Order.objects.get(pk=work.order_id)


def picker(name: str = "pia", *, rights: tuple[str, ...] = RIGHTS) -> Actor:
    user, _ = User.objects.get_or_create(username=name, defaults={"is_staff": True})
    return Actor(kind="user", reference=str(user.pk), name=name, rights=frozenset(rights), user_id=user.pk)


def member(shop: Shop, name: str = "pia", index: int = 0) -> User:
    """A picker with a login, at home in one of the shop's warehouses."""
    user, _ = User.objects.get_or_create(username=name, defaults={"is_staff": True})
    WarehouseMember.objects.get_or_create(user=user, warehouse=shop.warehouses[index])
    return user


def box(code: str = "small", side: int = 200, **options) -> Packaging:
    values = {"length_mm": side, "width_mm": side, "height_mm": side, "max_weight_grams": 5000, "name": code}
    return Packaging.objects.create(code=code, **{**values, **options})
