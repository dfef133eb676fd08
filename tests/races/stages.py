"""One order at every stage of its life, brought there by the services, the workers and the simulators."""

from collections.abc import Callable
from decimal import Decimal
from uuid import uuid4

from django.conf import settings

from accounts.models import User
from catalog.models import ShippingMethod, ShippingRate, TaxClass
from core.actors import SYSTEM, Actor
from core.models import Effect
from fulfillment.models import FulfillmentOrder, PickTask
from fulfillment.services.packing import pack_in_full, start_parcel
from fulfillment.services.picking import pick_task_in_full
from fulfillment.services.releasing import release_work
from orders.intake.reference import forget_reference
from orders.intake.requests import DiscountRequest
from orders.services.holding import hold_order, release_hold
from orders.services.recording.risk import record_risk
from orders.tests.factories import Shop, open_shop, placed_order
from shipping.models import CarrierAccount, ShippingLabel
from shipping.services.manifests import open_manifest, scan_parcel
from shipping.tasks import poll_tracking
from tests.journeys import people

NAMES = ("Ada Example", "Bob Sample")


def open_house() -> Shop:
    """Two people of the office, and a shop whose third product has to be waited for."""
    for name in NAMES:
        first, last = name.split()
        User.objects.create_user(username=first.lower(), first_name=first, last_name=last, is_staff=True)
    shop = open_shop(skus=3, stock=0)
    free = ShippingMethod.objects.create(code="free", name="Free", tax_class=TaxClass.objects.get())
    ShippingRate.objects.create(method=free, channel=shop.channel, amount=Decimal(0), transit_days=2)
    forget_reference()
    shop.receive(9, index=0)
    shop.receive(9, index=1, warehouse=1)
    return shop


def person(name: str) -> Actor:
    user = User.objects.get(username=name.split(maxsplit=1)[0].lower())
    return Actor(kind="user", reference=str(user.pk), name=name, user_id=user.pk, is_trusted=True)


def nothing_due(shop: Shop) -> None:
    """Placed and given away: as good to confirm as to let expire."""
    gift = [DiscountRequest(label="Gift", amount=Decimal(20))]
    order = placed_order(shop, {0: 2}, discounts=gift, tenders=[], shipping_method="free")
    record_risk(order_id=order.pk, score=0, verdict="pass", reason="", actor=SYSTEM)


def paid(shop: Shop) -> None:
    """The money is there, the fraud rules have looked, nobody confirmed yet."""
    order = placed_order(shop, {0: 2})
    hold = hold_order(order_id=order.pk, kind="manual", reason="", blocks=["confirm"], actor=SYSTEM)
    people.work()
    release_hold(hold_id=hold.pk, actor=SYSTEM)


def confirmed(shop: Shop) -> None:
    placed_order(shop, {0: 2})
    people.work()


def released(shop: Shop) -> None:
    """One work is with the floor, another waits."""
    placed_order(shop, {0: 2, 2: 1})
    people.work()
    _release()
    _next_unit(shop)


def on_the_floor(shop: Shop) -> None:
    """One work lies in an open parcel, one is with the floor, one waits."""
    placed_order(shop, {0: 2, 2: 2})
    people.work()
    _pick(_release())
    _put_in_parcel()
    _next_unit(shop)
    _release()
    _next_unit(shop)


def under_way(shop: Shop) -> None:
    """One parcel has left and is paid, one lies on the truck, one is open, one work is with the floor, one waits."""
    placed_order(shop, {0: 2, 1: 2, 2: 3})
    people.work()
    first, second = (warehouse.pk for warehouse in shop.warehouses)
    _pack_all(first)
    people.hand_over(first)
    people.work()
    _pack_all(second)
    _scan_onto_truck(second)
    _next_unit(shop)
    _pick(_release())
    _put_in_parcel()
    _next_unit(shop)
    _release()
    _next_unit(shop)


def completed(shop: Shop) -> None:
    confirmed(shop)
    _pack_all(shop.warehouses[0].pk)
    people.hand_over(shop.warehouses[0].pk)
    people.work()
    people.deliver(settings.CARRIER_URL)
    poll_tracking(label_id=ShippingLabel.objects.get().pk)
    people.work()


STAGES: dict[str, Callable[[Shop], None]] = {
    "nothing due": nothing_due,
    "paid": paid,
    "confirmed": confirmed,
    "released": released,
    "on the floor": on_the_floor,
    "under way": under_way,
    "completed": completed,
}


def bring_to(stage: str, shop: Shop) -> None:
    """Make the one order; what workers would still do is not the matter of these tests."""
    STAGES[stage](shop)
    Effect.objects.all().delete()


def _release(work: FulfillmentOrder | None = None) -> FulfillmentOrder:
    work = work or FulfillmentOrder.objects.get(state="open")
    release_work(warehouse_id=work.warehouse_id, work_ids=[work.pk], actor=SYSTEM)
    return work


def _pick(work: FulfillmentOrder) -> None:
    for task in PickTask.objects.filter(line__fulfillment_order=work, state="open").order_by("pk"):
        pick_task_in_full(task_id=task.pk, scan_id=uuid4().hex, actor=SYSTEM)


def _pack_all(warehouse_id: int) -> None:
    work = FulfillmentOrder.objects.get(warehouse_id=warehouse_id)
    _pick(_release(work))
    people.pack(FulfillmentOrder.objects.get(pk=work.pk))
    people.work()


def _put_in_parcel() -> None:
    parcel = start_parcel(fulfillment_order_id=FulfillmentOrder.objects.get(state="picked").pk, actor=SYSTEM)
    pack_in_full(parcel_id=parcel.pk, scan_id=uuid4().hex, actor=SYSTEM)


def _next_unit(shop: Shop) -> None:
    """One more of what was waited for comes in, and the order gets it."""
    shop.receive(1, index=2)
    people.work()


def _scan_onto_truck(warehouse_id: int) -> None:
    account = CarrierAccount.objects.get(code="simcarrier")
    truck = open_manifest(warehouse_id=warehouse_id, account_id=account.pk, actor=SYSTEM)
    label = ShippingLabel.objects.get(parcel__state="labeled")
    scan_parcel(manifest_id=truck.pk, code=label.tracking_number, actor=SYSTEM)
