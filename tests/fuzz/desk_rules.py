"""What customers and clerks do with orders and stock."""

from decimal import Decimal
from functools import partial

from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from core.actors import SYSTEM
from customers.services.addresses import AddressText
from inventory.models import BinStock
from inventory.services.adjusting import adjust_stock
from orders.editing.steps import Step
from orders.intake.requests import TenderRequest
from orders.models import Order, OrderChange, OrderHold, OrderLine
from orders.models.change import OPEN_CHANGES
from orders.selectors.change_preview import preview_change
from orders.services.addressing import change_shipping_address
from orders.services.applying import confirm_change
from orders.services.canceling import cancel_lines, cancel_order, expire_order
from orders.services.changing import add_action, cancel_change, open_change
from orders.services.confirming import confirm_order
from orders.services.drafts import create_draft, place_draft
from orders.services.holding import hold_order, release_hold
from orders.services.placing import place_orders
from orders.services.reinstating import reinstate_order
from orders.tests.factories import Shop
from tests.fuzz.choosing import CHOICE, UNITS, attempt, mostly, nth, orders, some_units, when

WISHES = st.dictionaries(st.integers(0, 1), st.integers(1, 5), min_size=1)
CODES = st.sampled_from([(), (), ("FEW",), ("ODD",), ("ODD", "FEW", "SHIP")])
STEPS = st.lists(st.sampled_from(["add_line", "set_quantity", "set_price", "set_method"]), min_size=1, max_size=4)
ODD = Decimal("3.337")
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
    @rule(choice=CHOICE, blocks=st.sampled_from([None, ["release"], ["ship"]]), line=st.none() | CHOICE)
    def hold(self, choice, blocks, line):
        order = nth(orders(*LIVE), choice)
        line_id = None if line is None else nth(OrderLine.objects.filter(order=order), line).pk
        attempt(
            hold_order, order_id=order.pk, kind="manual", reason="wait", blocks=blocks, line_id=line_id, actor=SYSTEM
        )

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

    @when(lambda: orders(*LIVE[1:]))
    @rule(choice=CHOICE, kinds=STEPS, line=CHOICE, units=st.integers(0, 5), sku=st.integers(0, 1))
    def edit(self, choice, kinds, line, units, sku):
        """Steps by chance: what the preview says is refused, and nothing else is."""
        order = nth(orders(*LIVE[1:]), choice)
        change = OrderChange.objects.filter(order=order, state__in=OPEN_CHANGES).first()
        change = change or open_change(order_id=order.pk, actor=SYSTEM)
        for kind in kinds:
            chosen = nth(OrderLine.objects.filter(order=order), line).pk
            step = Step(
                kind=kind, line_id=chosen, quantity=units, sku_code=f"SKU-{sku + 1}", reason="by chance",
                unit_price=Decimal(units) * ODD if kind == "set_price" else None, method_code="standard",
            )  # fmt: skip
            attempt(add_action, change_id=change.pk, step=step, actor=SYSTEM)
        foreseen = preview_change(OrderChange.objects.get(pk=change.pk), now=timezone.now())
        refusal = attempt(confirm_change, change_id=change.pk, actor=SYSTEM, expected_version=order.version)
        assert bool(refusal) == bool(foreseen.blockers)
        if refusal:
            attempt(cancel_change, change_id=change.pk, actor=SYSTEM)
            return
        assert Order.objects.get(pk=order.pk).total == foreseen.after.total

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
