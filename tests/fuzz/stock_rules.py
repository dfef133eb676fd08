"""What happens to stock beside orders: goods held, moved between buildings, counted, given to another order."""

from datetime import timedelta

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from core.actors import SYSTEM, Actor
from inventory.models import BinStock, CycleCount, Location, Lot, Reservation, StockLevel, Supply
from inventory.services.counting import approve_count, cancel_count, enter_count, recount, start_count
from inventory.services.expiring import expire_reservations
from inventory.services.lots import quarantine_lot, release_lot
from inventory.services.moving import move_units
from inventory.services.receiving import receive_stock, receive_supply
from inventory.services.reserving import release_reservation, reserve_stock
from inventory.services.supplies import cancel_supply, close_supply, reschedule_supply
from inventory.services.transferring import create_transfer, record_lost, send_transfer
from orders.models import Allocation, Order, OrderLine
from orders.services.placing import place_orders
from orders.services.repromising import repromise_backorders
from orders.services.resourcing import resource_order
from orders.services.swapping import swap_allocation
from orders.tests.factories import Shop
from tests.fuzz.choosing import CHOICE, UNITS, attempt, nth, when

HOLDER = Actor(kind="user", reference="9", name="Second", is_trusted=True)


def held():
    return Reservation.objects.filter(ended_at=None)


def supplies():
    return Supply.objects.filter(state__in=["draft", "expected", "in_transit"])


TO_SUPPLIES = st.sampled_from(["send", "send", "receive", "receive", "lose", "late", "end"])
TO_COUNTS = st.sampled_from([approve_count, recount, cancel_count, None, None])


CARRIED = ("shelf", "receiving", "inspection", "quarantine")


def counts():
    return CycleCount.objects.filter(state__in=["open", "to_approve"])


def bins():
    return BinStock.objects.filter(quantity__gt=0, location__kind__in=CARRIED)


class StockRules(RuleBasedStateMachine):
    shop: Shop

    @rule(index=st.integers(0, 1), units=UNITS, is_past=st.booleans())
    def hold_goods(self, index, units, is_past):
        attempt(reserve_stock, units={self.shop.skus[index].pk: units}, holder="a cart", actor=SYSTEM)
        if is_past:
            now = timezone.now()
            past = {"created_at": now - timedelta(seconds=40), "expires_at": now - timedelta(seconds=1)}
            Reservation.objects.filter(pk__in=list(held().order_by("-pk").values_list("pk", flat=True)[:1])).update(
                **past
            )

    @when(held)
    @rule(choice=CHOICE, act=st.sampled_from(["release", "order", "sweep"]))
    def end_holding(self, choice, act):
        row = nth(held(), choice)
        if act == "release":
            attempt(release_reservation, token=row.token, actor=SYSTEM)
        elif act == "sweep":
            expire_reservations(now=timezone.now() + timedelta(minutes=20 * (choice % 2)))
        else:
            index = next(nr for nr, sku in enumerate(self.shop.skus) if sku.pk == row.level.sku_id)
            place_orders([self.shop.request({index: row.quantity}, reservation=row.token)], actor=SYSTEM)

    @rule(index=st.integers(0, 1), origin=st.integers(0, 1), units=UNITS)
    def draft_transfer(self, index, origin, units):
        ends = self.shop.warehouses[origin].pk, self.shop.warehouses[1 - origin].pk
        wish = {self.shop.skus[index].pk: units}
        attempt(create_transfer, origin_id=ends[0], warehouse_id=ends[1], units=wish, actor=SYSTEM)

    @when(supplies)
    @rule(choice=CHOICE, units=UNITS, act=TO_SUPPLIES)
    def bring_supply(self, choice, units, act):
        supply = nth(supplies(), choice)
        some = {line.pk: units for line in supply.lines.all()}
        told = {"supply_id": supply.pk, "actor": SYSTEM}
        if act == "send":
            attempt(send_transfer, **told)
        elif act == "receive":
            attempt(receive_supply, **told, units=some)
        elif act == "lose":
            attempt(record_lost, **told, units=some, reason="fell off")
        elif act == "late":
            attempt(reschedule_supply, **told, expected_on=timezone.now().date() + timedelta(days=choice))
            repromise_backorders(level_id=self.shop.level().pk)
        else:
            attempt(close_supply if choice % 2 else cancel_supply, **told)

    @when(bins)
    @rule(choice=CHOICE, units=UNITS, goal=CHOICE)
    def carry(self, choice, units, goal):
        """From shelf to shelf, aside and back; what a picker was sent for is then elsewhere."""
        stock = nth(bins(), choice)
        house = stock.location.warehouse_id
        level = StockLevel.objects.get(sku=stock.sku_id, warehouse=house)
        there = nth(Location.objects.filter(warehouse=house, kind__in=CARRIED), goal)
        attempt(
            move_units, level_id=level.pk, from_location_id=stock.location_id, to_location_id=there.pk, quantity=units,
            lot=stock.lot, cause_kind="test", cause_reference="carried", actor=SYSTEM,
        )  # fmt: skip

    @rule(choice=CHOICE)
    def begin_count(self, choice):
        attempt(start_count, location_id=nth(Location.objects.filter(stock__quantity__gt=0).distinct(), choice).pk,
                actor=SYSTEM)  # fmt: skip

    @when(counts)
    @rule(choice=CHOICE, off=st.integers(-3, 2), act=TO_COUNTS)
    def bring_count(self, choice, off, act):
        count = nth(counts(), choice)
        if act is not None:
            attempt(act, cyclecount_id=count.pk, actor=HOLDER)
            return
        found = {line.pk: max(0, line.expected + off * (1 + choice % 3)) for line in count.lines.all()}
        attempt(enter_count, cyclecount_id=count.pk, counted=found, actor=SYSTEM)

    @when(lambda: OrderLine.objects.filter(backordered__gt=0))
    @rule(choice=CHOICE, units=UNITS)
    def swap(self, choice, units):
        line = nth(OrderLine.objects.filter(backordered__gt=0), choice)
        giving = Allocation.objects.filter(quantity__gt=0, line__sku=line.sku_id).exclude(line__order=line.order_id)
        if giving.exists():
            claim = nth(giving, choice)
            attempt(
                swap_allocation, from_line_id=claim.line_id, to_line_id=line.pk, level_id=claim.level_id,
                quantity=min(units, line.backordered), actor=SYSTEM, reason="urgent",
            )  # fmt: skip

    @when(lambda: Order.objects.filter(state__in=["placed", "confirmed", "processing"]))
    @rule(choice=CHOICE, warehouse=st.integers(0, 1))
    def refuse(self, choice, warehouse):
        order = nth(Order.objects.filter(state__in=["placed", "confirmed", "processing"]), choice)
        house = self.shop.warehouses[warehouse].pk
        attempt(resource_order, order_id=order.pk, warehouse_id=house, actor=SYSTEM, reason="The roof leaks")

    @rule(index=st.integers(0, 1), units=UNITS, lot=st.sampled_from(["L-1", "L-2"]))
    def receive_lot(self, index, units, lot):
        attempt(
            receive_stock, warehouse_id=self.shop.warehouses[0].pk, sku_id=self.shop.skus[index].pk, quantity=units,
            lot=lot, cause_kind="test", cause_reference="lot", actor=SYSTEM,
        )  # fmt: skip

    @when(Lot.objects.all)
    @rule(choice=CHOICE)
    def bar_lot(self, choice):
        lot = nth(Lot.objects.all(), choice)
        if lot.quarantined_at is None:
            attempt(quarantine_lot, lot_id=lot.pk, reason="Recall", actor=SYSTEM)
        else:
            attempt(release_lot, lot_id=lot.pk, actor=SYSTEM)
