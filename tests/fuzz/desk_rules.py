"""What customers and clerks do with orders and stock."""

from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from core.actors import SYSTEM
from customers.services.addresses import AddressText
from inventory.models import BinStock
from inventory.services.adjusting import adjust_stock
from orders.intake.requests import TenderRequest
from orders.models import Order, OrderHold
from orders.services.addressing import change_shipping_address
from orders.services.canceling import cancel_lines, cancel_order, expire_order
from orders.services.confirming import confirm_order
from orders.services.drafts import create_draft, place_draft
from orders.services.holding import hold_order, release_hold
from orders.services.placing import place_orders
from orders.services.reinstating import reinstate_order
from orders.tests.factories import Shop
from tests.fuzz.choosing import CHOICE, UNITS, attempt, mostly, nth, orders, some_units, when

WISHES = st.dictionaries(st.integers(0, 1), st.integers(1, 5), min_size=1)
CODES = st.sampled_from([(), (), ("FEW",), ("ODD",), ("ODD", "FEW", "SHIP")])
LIVE = ("draft", "placed", "confirmed", "processing")
CALLED_OFF_IN = {cancel_lines: LIVE[1:], cancel_order: LIVE, expire_order: ("placed",)}


class DeskRules(RuleBasedStateMachine):
    shop: Shop

    @rule(wish=WISHES, kind=st.sampled_from(["card", "card", "transfer"]), codes=CODES)
    def place(self, wish, kind, codes=()):
        tender = TenderRequest(kind=kind, token="tok_visa" if kind == "card" else "")
        (outcome,) = place_orders([self.shop.request(wish, tenders=[tender], voucher_codes=codes)], actor=SYSTEM)
        assert outcome.error is None or outcome.error.code

    @rule(wish=WISHES, codes=CODES)
    def draft(self, wish, codes):
        attempt(partial(create_draft, self.shop.request(wish, voucher_codes=codes)), actor=SYSTEM)

    @when(lambda: orders("draft"))
    @rule(choice=CHOICE)
    def place_the_draft(self, choice):
        attempt(place_draft, order_id=nth(orders("draft"), choice).pk, actor=SYSTEM)

    @when(Order.objects.all)
    @rule(choice=CHOICE)
    def confirm(self, choice):
        attempt(confirm_order, order_id=mostly(Order.objects.all(), choice, state="placed").pk, actor=SYSTEM)

    @when(lambda: orders(*LIVE))
    @rule(choice=CHOICE, blocks=st.sampled_from([None, ["release"], ["ship"]]))
    def hold(self, choice, blocks):
        order = nth(orders(*LIVE), choice)
        attempt(hold_order, order_id=order.pk, kind="manual", reason="wait", blocks=blocks, actor=SYSTEM)

    @when(lambda: OrderHold.objects.filter(released_at=None))
    @rule(choice=CHOICE)
    def let_go(self, choice):
        hold = nth(OrderHold.objects.filter(released_at=None), choice)
        attempt(release_hold, hold_id=hold.pk, actor=SYSTEM)

    @when(Order.objects.all)
    @rule(choice=CHOICE, line=CHOICE, units=UNITS, act=st.sampled_from([cancel_lines, cancel_order, expire_order]))
    def call_off(self, choice, line, units, act):
        order = mostly(Order.objects.all(), choice, state__in=CALLED_OFF_IN[act])
        wish = {"reason": "changed mind"} if act is not expire_order else {}
        if act is cancel_lines:
            wish["units"] = some_units(order, line, min(units, 2))
        attempt(act, order_id=order.pk, actor=SYSTEM, **wish)

    @when(lambda: orders(*LIVE))
    @rule(choice=CHOICE, number=st.integers(1, 3))
    def send_elsewhere(self, choice, number):
        there = AddressText(name="Ada", line1=f"Street {number}", city="Berlin", postal_code="10115", country="DE")
        order = nth(orders(*LIVE), choice)
        attempt(change_shipping_address, order_id=order.pk, address=there, reason="moved", actor=SYSTEM)

    @when(lambda: orders("canceled", "expired"))
    @rule(choice=CHOICE)
    def reinstate(self, choice):
        order = nth(orders("canceled", "expired"), choice)
        attempt(reinstate_order, order_id=order.pk, actor=SYSTEM, reason="late money")

    @rule(index=st.integers(0, 1), warehouse=st.integers(0, 1), units=UNITS)
    def receive(self, index, warehouse, units):
        self.shop.receive(units, index=index, warehouse=warehouse)

    @when(lambda: BinStock.objects.filter(quantity__gt=0))
    @rule(choice=CHOICE, units=UNITS)
    def count_less(self, choice, units):
        stock = nth(BinStock.objects.filter(quantity__gt=0), choice)
        attempt(
            adjust_stock, warehouse_id=stock.location.warehouse_id, sku_id=stock.sku_id,
            location_id=stock.location_id, delta=-units, reason="counted", actor=SYSTEM,
        )  # fmt: skip
