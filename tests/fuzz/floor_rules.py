"""What pickers, packers and carriers do."""

from uuid import uuid4

import httpx
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from core.actors import SYSTEM
from fulfillment.models import FulfillmentOrder, Parcel, PickTask
from fulfillment.services.claiming import claim_task
from fulfillment.services.closing import cancel_parcel, close_parcel, repack_parcel
from fulfillment.services.packing import pack_in_full, start_parcel
from fulfillment.services.picking import complete_task, pick_task_in_full
from fulfillment.services.putting_back import put_back, request_put_back
from fulfillment.services.releasing import release_next, release_work
from fulfillment.services.shorting import short_pick
from fulfillment.services.taking_back import take_back
from orders.tests.factories import Shop
from shipping.models import ShippingLabel
from shipping.services.voiding import request_void
from shipping.tasks import poll_tracking
from tests.fuzz.choosing import CHOICE, UNITS, attempt, mostly, nth, when
from tests.journeys import people

MOVING = ("open", "released", "picking", "picked", "packed", "shipped")


class FloorRules(RuleBasedStateMachine):
    shop: Shop
    carrier_url: str

    @rule(warehouse=st.integers(0, 1))
    def release_all(self, warehouse):
        attempt(release_next, warehouse_id=self.shop.warehouses[warehouse].pk, count=5, actor=SYSTEM)

    @when(FulfillmentOrder.objects.all)
    @rule(choice=CHOICE)
    def release(self, choice):
        work = mostly(FulfillmentOrder.objects.all(), choice, state="open")
        attempt(release_work, warehouse_id=work.warehouse_id, work_ids=[work.pk], actor=SYSTEM)

    @when(PickTask.objects.all)
    @rule(choice=CHOICE)
    def pick(self, choice):
        task = mostly(PickTask.objects.all(), choice, state__in=["open", "assigned"])
        attempt(claim_task, task_id=task.pk, actor=SYSTEM)
        attempt(pick_task_in_full, task_id=task.pk, scan_id=uuid4().hex, actor=SYSTEM)

    @when(lambda: FulfillmentOrder.objects.filter(state__in=MOVING))
    @rule(choice=CHOICE)
    def bring_on(self, choice):
        """The next thing to do for one piece of work, whatever it is."""
        found = FulfillmentOrder.objects.filter(state__in=MOVING)
        work = nth(found, choice)
        if work.state == "open":
            attempt(release_work, warehouse_id=work.warehouse_id, work_ids=[work.pk], actor=SYSTEM)
        for task in PickTask.objects.filter(line__fulfillment_order=work, state__in=["open", "assigned"]):
            attempt(claim_task, task_id=task.pk, actor=SYSTEM)
            if choice % 4 == 1:
                attempt(short_pick, task_id=task.pk, quantity=1, reason="not_there", actor=SYSTEM)
            attempt(pick_task_in_full, task_id=task.pk, scan_id=uuid4().hex, actor=SYSTEM)
        if work.state == "picked":
            attempt(people.pack, fulfillment_order=work)
        if work.state == "packed":
            attempt(people.hand_over, warehouse_id=work.warehouse_id)
        for label in ShippingLabel.objects.filter(parcel__fulfillment_order=work, parcel__state="shipped"):
            bring(self.carrier_url, label)

    @when(lambda: PickTask.objects.filter(state__in=["open", "assigned"]))
    @rule(choice=CHOICE, units=UNITS, reason=st.sampled_from(["not_there", "damaged"]))
    def short(self, choice, units, reason):
        task = nth(PickTask.objects.filter(state__in=["open", "assigned"]), choice)
        attempt(claim_task, task_id=task.pk, actor=SYSTEM)
        attempt(short_pick, task_id=task.pk, quantity=min(units, task.quantity), reason=reason, actor=SYSTEM)

    @when(PickTask.objects.all)
    @rule(choice=CHOICE)
    def say_done(self, choice):
        attempt(complete_task, task_id=nth(PickTask.objects.all(), choice).pk, actor=SYSTEM)

    @when(lambda: FulfillmentOrder.objects.filter(state__in=["picked", "packing"]))
    @rule(choice=CHOICE)
    def pack(self, choice):
        work = nth(FulfillmentOrder.objects.filter(state__in=["picked", "packing"]), choice)
        if attempt(start_parcel, fulfillment_order_id=work.pk, actor=SYSTEM):
            return
        parcel = Parcel.objects.filter(fulfillment_order=work).latest("pk")
        attempt(pack_in_full, parcel_id=parcel.pk, scan_id=uuid4().hex, actor=SYSTEM)
        attempt(close_parcel, parcel_id=parcel.pk, weight_grams=900, actor=SYSTEM)

    @when(FulfillmentOrder.objects.all)
    @rule(choice=CHOICE, act=st.sampled_from([take_back, request_put_back, put_back]))
    def undo_work(self, choice, act):
        work = nth(FulfillmentOrder.objects.all(), choice)
        reason = {} if act is put_back else {"reason": "not today"}
        attempt(act, fulfillmentorder_id=work.pk, actor=SYSTEM, **reason)

    @when(Parcel.objects.all)
    @rule(choice=CHOICE, act=st.sampled_from([repack_parcel, cancel_parcel, request_void]))
    def undo_parcel(self, choice, act):
        parcel = nth(Parcel.objects.all(), choice)
        if act is not request_void:
            attempt(act, parcel_id=parcel.pk, actor=SYSTEM)
            return
        for label in ShippingLabel.objects.filter(parcel=parcel):
            attempt(act, shippinglabel_id=label.pk, actor=SYSTEM)

    @when(lambda: ShippingLabel.objects.filter(state="purchased", parcel__state="labeled"))
    @rule(warehouse=st.integers(0, 1))
    def hand_over(self, warehouse):
        attempt(people.hand_over, warehouse_id=self.shop.warehouses[warehouse].pk)
        people.work()

    @when(lambda: ShippingLabel.objects.filter(parcel__state="shipped"))
    @rule(choice=CHOICE)
    def deliver(self, choice):
        bring(self.carrier_url, nth(ShippingLabel.objects.filter(parcel__state="shipped"), choice))


def bring(carrier_url: str, label: ShippingLabel) -> None:
    """The carrier delivers a parcel, and is asked."""
    wish = {"tracking_numbers": [label.tracking_number], "steps": "delivered"}
    httpx.post(f"{carrier_url}/_control/advance", json=wish)
    attempt(poll_tracking, label_id=label.pk)
